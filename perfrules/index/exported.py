"""What other crates can name: through public modules, or handed on by ``pub use``."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfrules.index.derived import once_per_project
from perfrules.index.project import Project


def can_be_named(project: Project, module: str, name: str) -> bool:
    """Whether other crates can name an item of a module, provided that it is ``pub`` itself.

    The modules around are public, or a ``pub use`` that can be named itself hands the name on, or all names
    of one of these modules. Names alone are compared, so it may also be another item of that name.
    """
    exports = _exports(project)
    return name in exports.names or exports.opens(module)


@dataclass
class _Exports:
    private: frozenset[str]
    """Full paths of private modules."""
    names: set[str] = field(default_factory=set)
    """Last segments of what is handed on."""
    opened: set[str] = field(default_factory=set)
    """Names of modules of which everything is."""

    def opens(self, module: str) -> bool:
        """Whether public items of the module can be named."""
        parts = module.split("::")
        closed = [at for at in range(1, len(parts)) if "::".join(parts[: at + 1]) in self.private]
        return not closed or any(part in self.opened for part in parts[closed[-1] :])


@once_per_project
def _exports(project: Project) -> _Exports:
    units = project.files.values()
    exports = _Exports(
        frozenset(f"{unit.module}::{path}" for unit in units for path in unit.facts.private_modules)
    )
    left = [(unit.module, export.path.split("::")) for unit in units for export in unit.facts.exports]
    while True:
        heard = [(module, path) for module, path in left if exports.opens(module)]
        if not heard:
            return exports
        left = [entry for entry in left if entry not in heard]
        exports.names |= {path[-1] for _, path in heard}
        exports.opened |= {path[-2] for _, path in heard if path[-1] == "*" and len(path) > 1}
