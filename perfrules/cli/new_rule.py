"""The file that ``perfrules rules new`` writes: a small rule that works, to be changed."""

from __future__ import annotations

import re

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_TEMPLATE = """\
id: RULE-ID
title: Say in a few words what is found
analyst: antipatterns
category: allocation-hotspot
severity: medium
precision: medium
message: "`{match}` is evaluated on every iteration of the loop at line {loop.line}"
match:
  method: clone
where:
  all:
    - inside: { loop: nearest, as: loop }
    - not: { in: [test, example, cold-path] }
help: |
  Why it costs, when it does not, how to change it.

  ```rust
  // before
  ```

  ```rust
  // after
  ```
references: []
examples:
  bad:
    - |
      fn f(xs: &[u32], name: &String) {
          for _ in xs {
              drop(name.clone()); //~ RULE-ID
          }
      }
  good:
    - |
      fn f(name: &String) {
          drop(name.clone());
      }
"""


def template(rule_id: str) -> str:
    """The text of a new rule's file."""
    return _TEMPLATE.replace("RULE-ID", rule_id)
