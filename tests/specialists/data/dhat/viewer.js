// Prints the program points of a DHAT file as valgrind's viewer sorts them by total bytes.
// node viewer.js dh_view.js FILE
const fs = require("fs");
const vm = require("vm");
const [, , viewer, file] = process.argv;
const tail = `
  gData = input;
  gSelect = { childNodes: [{}], selectedIndex: 0 };
  buildTree();
  const leaves = [];
  const visit = node => node._kids ? node._kids.forEach(visit) : leaves.push(node);
  visit(gRoot);
  leaves.sort((a, b) => b._totalBytes - a._totalBytes);
  output = { bytes: gRoot._totalBytes, blocks: gRoot._totalBlocks,
             points: leaves.map(leaf => [leaf._totalBytes, leaf._totalBlocks, leaf._totalLifetimes]) };
`;
const context = { input: JSON.parse(fs.readFileSync(file, "utf8")), Intl, output: null };
const [logic] = fs.readFileSync(viewer, "utf8").split("\ndocument.title");  // from here on it draws
vm.runInNewContext(logic + tail, context);
console.log(JSON.stringify(context.output));
