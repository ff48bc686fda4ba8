"""Checks the call graph against callers that were found by hand, in two real projects.

Usage: python benchmarks/graph_check.py RIPGREP TOKIO, the folders of checked-out sources (ripgrep at
3fce3b5b, tokio at ea91b33c; other versions may differ). Callers in test code are not compared.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from perfrules.index.build import build
from perfrules.index.callgraph import CallGraph, call_graph
from perfrules.index.callgraph.find import find_functions
from perfrules.targets import TargetRequest, resolve

Expected = dict[str, set[str]]

RIPGREP: Expected = {
    "search_parallel": {"run", "read"},
    "HaystackBuilder::build_from_result": {"search", "search_parallel", "files", "files_parallel"},
    "should_skip_entry": {"Walk::skip_entry", "Worker::generate_work"},
    "Gitignore::matched_stripped": {"Gitignore::matched", "Gitignore::matched_path_or_any_parents"},
    "find_iter_at_in_context": {
        "JSONSink::record_matches",
        "StandardSink::record_matches",
        "SummarySink::matched",
    },
    "LineBuffer::fill": {"LineBufferReader::fill"},
    "searcher::core::Core::roll": {"ReadByLine::fill"},
    "walk::Worker::get_work": {"Worker::run"},
}
TOKIO: Expected = {
    "batch_semaphore::Semaphore::add_permits_locked": {
        "Semaphore::release",
        "Semaphore::poll_acquire",
        "Acquire::drop",
    },
    "WakeList::wake_all": {
        "ScheduledIo::wake",
        "Handle::process_at_time",
        "Semaphore::add_permits_locked",
        "Shared::notify_rx",
        "Notify::inner_notify_waiters",
    },
    "multi_thread::worker::Handle::notify_parked_local": {
        "Context::run_task",
        "Context::park_internal",
        "Handle::schedule_local",
        "Handle::notify_if_work_pending",
        "Handle::transition_worker_from_searching",
    },
    "Local::push_back_or_overflow": {"maybe_move_runtime", "Context::run_task", "Handle::schedule_local"},
    "ScheduledIo::wake": {"Driver::turn", "ScheduledIo::shutdown", "ScheduledIo::drop"},
    "Registration::poll_ready": {
        "Registration::poll_read_ready",
        "Registration::poll_write_ready",
        "Registration::poll_io",
    },
    "list::Tx::find_block": {"Tx::push", "Tx::close"},
    "current_thread::Core::next_task": {"CoreGuard::block_on"},
    "worker::Context::run_task": {"Context::run"},
    "Launch::launch": {"Builder::build_threaded_runtime"},
}


def graph_of(folder: Path) -> CallGraph:
    """The call graph of a folder."""
    targets = resolve(TargetRequest(targets=(str(folder),), cwd=folder))
    return call_graph(build(targets.files))


def wrong(graph: CallGraph, expected: Expected) -> int:
    """Prints each function's verdict; the number of those whose callers are not the ones expected."""
    failures = 0
    for name, callers in expected.items():
        found = find_functions(graph, name)
        actual = {
            edge.caller_name
            for ref in found
            for edge in graph.callers(ref)
            if not edge.unit.in_test(edge.start)
        }
        good = len(found) == 1 and actual == callers
        failures += not good
        note = "" if good else f": {len(found)} functions" if len(found) != 1 else ""
        note += "".join(f", missing {name}" for name in sorted(callers - actual))
        note += "".join(f", wrong {name}" for name in sorted(actual - callers))
        print(f"  {'right' if good else 'WRONG'}  {name}{note}")
    return failures


def main() -> int:
    """Check both projects."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    failures = 0
    for folder, expected in zip(map(Path, sys.argv[1:]), (RIPGREP, TOKIO), strict=True):
        graph = graph_of(folder.resolve())
        print(folder.name)
        failures += wrong(graph, expected)
        start = time.perf_counter()
        number = sum(1 for _ in graph.edges())
        print(f"  {number} edges, the rest of them in {time.perf_counter() - start:.1f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
