"""Has rustc tell what it made of an issue's code: machine code with its sources, and LLVM's remarks.

That takes options of rustc that are not stable. ``RUSTC_BOOTSTRAP`` allows them for the crate that is looked
at, and for no other; what is built there is looked at, never run.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from perfrules.model.step import Step
from perfrules.specialists.command import Command
from perfrules.specialists.site import Site
from perfrules.specialists.workload import PROFILE
from perfrules.targets.cargo import Cargo, Package

CRATE, BENCH = "compile", "compile-bench"
"""The commands: the issue's own crate, and the benchmark, where generic functions get bodies."""
_SETTINGS = {
    f"CARGO_PROFILE_{profile}_{key}": value
    for profile in ("RELEASE", "BENCH")
    for key, value in PROFILE.items()
}
_REMARKS = ("loop-vectorize", "slp-vectorizer")


def compiled(step: Step, site: Site) -> tuple[Command, ...]:
    """Commands that compile the crate of the step, and the benchmark that exercises it."""
    package = Cargo([]).package((site.root / step.issue.location.path).parent)
    crate = _target(step, site, package) if package is not None else ()
    commands = [_compile(step, site, CRATE, ("--release", *crate))]
    workload = site.workload
    if workload.target is not None:
        bench = ("--profile", "bench", "--package", workload.package, "--bench", workload.target)
        commands.append(_compile(step, site, BENCH, bench))
    return tuple(commands)


def assembly_of(step: Step, site: Site, command: str) -> Path:
    """Where a command leaves its assembly."""
    return _folder(step, site, command) / "code.s"


def remarks_of(step: Step, site: Site, command: str) -> Path:
    """The folder where a command leaves its remarks."""
    return _folder(step, site, command) / "remarks"


def _folder(step: Step, site: Site, command: str) -> Path:
    """Of the tree, not of the run: where nothing has changed, cargo compiles nothing anew."""
    crate = _bootstrap(step, replace(site, workload=replace(site.workload, target=None)))
    what = crate if command == CRATE else f"{site.workload.package}-{site.workload.target}"
    return site.target / "perfrules" / f"{command}-{site.workload.folder}-{what}".replace("/", "-")


def _compile(step: Step, site: Site, name: str, what: tuple[str, ...]) -> Command:
    flags = (
        f"--emit=asm={assembly_of(step, site, name)}",
        "-Ccodegen-units=1",
        "-Clto=off",  # here, not in the profile, for which all dependencies would be built anew
        "-Zverbose-asm",
        "-Zcross-crate-inline-threshold=never",  # small functions get a body of their own, too
        *(f"-Cremark={each}" for each in _REMARKS),
        f"-Zremark-dir={remarks_of(step, site, name)}",
    )
    env = {
        **_SETTINGS,
        "CARGO_TARGET_DIR": str(site.target),
        "RUSTC_BOOTSTRAP": _bootstrap(step, site),
    }
    return Command(name, ("cargo", "rustc", *what, "--", *flags), site.root / site.workload.folder, env)


def _target(step: Step, site: Site, package: Package) -> tuple[str, ...]:
    """The target of a package that has the issue's file, as far as its path tells."""
    inside = (site.root / step.issue.location.path).relative_to(package.crate.root).parts
    if inside[:2] == ("src", "bin") and len(inside) > 2:
        return ("--bin", inside[2].removesuffix(".rs"))
    if inside == ("src", "main.rs"):
        return ("--bin", package.crate.name)
    return ("--lib",) if package.crate.is_library else ()


def _bootstrap(step: Step, site: Site) -> str:
    """The names of the crates that are looked at, as rustc knows them."""
    names = {site.workload.target or ""}
    cargo = Cargo([])
    package = cargo.package((site.root / step.issue.location.path).parent)
    if package is not None:
        manifest = cargo.manifest(package.crate.root)
        library = manifest.table("lib").get("name") if manifest is not None else None
        names |= {package.crate.name, library if isinstance(library, str) else ""}
        names |= {name for name in _target(step, site, package) if not name.startswith("--")}
    return ",".join(sorted({name.replace("-", "_") for name in names if name}))
