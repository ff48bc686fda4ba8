"""What other crates can name: through public modules, or handed on by ``pub use``."""

from __future__ import annotations

from perfrules.index.derived import once_per_project
from perfrules.index.project import Project


def can_be_named(project: Project, module: str, name: str) -> bool:
    """Whether other crates can name an item of a module, provided that it is ``pub`` itself.

    The modules around are public, or some ``pub use`` of the project hands the name on, or all names of one
    of these modules. Names alone are compared, so it may also be another item of that name.
    """
    private, names, opened = _visibility(project)
    parts = module.split("::")
    closed = [at for at in range(1, len(parts)) if "::".join(parts[: at + 1]) in private]
    return not closed or name in names or any(part in opened for part in parts[closed[-1] :])


@once_per_project
def _visibility(project: Project) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Full paths of private modules; names that ``pub use`` hands on; modules of which it does all."""
    units = project.files.values()
    private = frozenset(f"{unit.module}::{path}" for unit in units for path in unit.facts.private_modules)
    handed_on = [export.path.split("::") for unit in units for export in unit.facts.exports]
    names = frozenset(path[-1] for path in handed_on)
    return private, names, frozenset(path[-2] for path in handed_on if path[-1] == "*" and len(path) > 1)
