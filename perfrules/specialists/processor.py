"""Which events of ``perf stat`` tell what the pipeline of this machine's processor waits for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ARM_SLOTS = ("stall_slot_frontend", "stall_slot_backend", "stall_slot", "op_retired", "op_spec")
_ARM_CYCLES = ("stall_frontend", "stall_backend")
_ZEN4 = ((0x10, 0x1F), (0x60, 0x7F), (0xA0, 0xAF))
"""Models of family 25 that are Zen 4; the others are Zen 3, which has no such events."""


@dataclass(frozen=True, slots=True)
class Processor:
    """The first of the machine, if it has several kinds."""

    name: str
    """For people."""
    groups: Mapping[str, tuple[str, ...]]
    """Arguments of ``perf stat`` for the levels of the top-down analysis; empty where there is none."""
    slots: int | None = None
    """Arm: operations that may start in a cycle, if the kernel tells."""


def processor(root: Path = Path("/")) -> Processor:
    """This machine's; ``root`` is where ``proc`` and ``sys`` are."""
    facts = _facts(root / "proc/cpuinfo")
    name = facts.get("model name", "unknown processor")
    vendor = facts.get("vendor_id", "")
    if vendor == "GenuineIntel":
        return Processor(name, {"topdown": ("-M", _intel_groups(root))})
    if vendor == "AuthenticAMD" and _is_zen4(facts):
        level2 = "backend_bound_memory,backend_bound_cpu"
        return Processor(name, {"topdown": ("-M", "PipelineL1"), "memory": ("-M", level2)})
    if "CPU implementer" in facts:
        return _arm(root, facts)
    return Processor(name, {})


def _intel_groups(root: Path) -> str:
    """Since Sapphire Rapids, the second level has counters of its own: it costs nothing."""
    second = any((root / "sys/bus/event_source/devices").glob("cpu*/events/topdown-mem-bound"))
    return "TopdownL1,TopdownL2" if second else "TopdownL1"


def _is_zen4(facts: Mapping[str, str]) -> bool:
    try:
        family, model = int(facts["cpu family"]), int(facts["model"])
    except (KeyError, ValueError):
        return False
    return family > 25 or (family == 25 and any(low <= model <= high for low, high in _ZEN4))


def _arm(root: Path, facts: Mapping[str, str]) -> Processor:
    name = f"Arm part {facts.get('CPU part', '?')} of implementer {facts['CPU implementer']}"
    devices = sorted((root / "sys/bus/event_source/devices").glob("armv*"))
    for device in devices:
        for events in (_ARM_SLOTS, _ARM_CYCLES):
            if all((device / "events" / event).is_file() for event in events):
                groups = {"topdown": ("-e", ",".join(("cpu_cycles", *events)))}
                return Processor(name, groups, _slots(device / "caps/slots"))
    return Processor(name, {})


def _slots(file: Path) -> int | None:
    try:
        return int(file.read_text().strip(), 0) or None
    except (OSError, ValueError):
        return None


def _facts(file: Path) -> dict[str, str]:
    """What the first processor says of itself."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    first = text.strip().split("\n\n")[0]
    return dict(re.findall(r"^(.+?)\s*:[ \t]*(.*)$", first, re.MULTILINE))
