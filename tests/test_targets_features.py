"""Features that a usual build switches on, and those that it leaves off."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.model.source import Crate
from tests.targets_tree import package, rust, scan, write

BASE = """
[features]
default = ["std"]
std = ["inner?/std", "dep:hidden"]
extra = ["more"]
more = []
unstable = []
[dependencies]
inner = { version = "1", optional = true }
hidden = { version = "1", optional = true }
"""


def crate(root: Path, manifest: str) -> Crate:
    write(root, {"Cargo.toml": package("demo") + manifest})
    rust(root, "src/lib.rs")
    return scan(root, ".").crates[0]


def test_defaults_are_on_by_all_that_they_lead_to_and_the_rest_is_off(tmp_path: Path) -> None:
    found = crate(tmp_path, BASE)
    assert found.features_on == {"std"}
    assert found.features_off == {"extra", "more", "unstable", "inner"}


@pytest.mark.parametrize(
    ("more", "off"),
    [
        ('[package.metadata.docs.rs]\nfeatures = ["extra"]', {"unstable", "inner"}),
        ("[package.metadata.docs.rs]\nall-features = true", {"unstable"}),
        ('[[bench]]\nname = "b"\nrequired-features = ["extra"]', {"unstable", "inner"}),
        ('[[test]]\nname = "t"\nrequired-features = ["unstable"]', {"extra", "more", "unstable", "inner"}),
        ('[dev-dependencies]\ndemo = { path = ".", features = ["more"] }', {"extra", "unstable", "inner"}),
    ],
)
def test_what_else_is_taken_to_be_on(tmp_path: Path, more: str, off: set[str]) -> None:
    found = crate(tmp_path, f"{BASE}\n{more}\n")
    assert (found.features_on, found.features_off) == ({"std"}, off)


def test_an_optional_dependency_is_on_with_a_feature_of_its_own(tmp_path: Path) -> None:
    manifest = BASE.replace("inner?/std", "inner/std")
    assert "inner" in crate(tmp_path, manifest).features_on


@pytest.mark.parametrize("default", ["", "default = []\n"])
def test_without_defaults_nothing_is_known(tmp_path: Path, default: str) -> None:
    found = crate(tmp_path, f"[features]\n{default}full = []\n")
    assert (found.features_on, found.features_off) == (frozenset(), frozenset())


def test_a_member_switches_on_features_of_another(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "Cargo.toml": '[workspace]\nmembers = ["*"]\n'
            '[workspace.dependencies]\nlow = { path = "low", features = ["b"] }\n',
            "app/Cargo.toml": package("app")
            + '[dependencies]\nlow = { workspace = true, features = ["a"] }\n'
            '[features]\ndefault = ["fast"]\nfast = ["low/c"]\nslow = ["low/d"]\n',
            "low/Cargo.toml": package("low")
            + '[features]\ndefault = ["z"]\nz = []\na = []\nb = []\nc = []\nd = []\n',
            "torn/Cargo.toml": "[package",
        },
    )
    rust(tmp_path, "low/src/lib.rs")
    found = scan(tmp_path, "low")
    assert found.crates[0].features_off == {"d"}
    assert not found.diagnostics  # of a manifest that no scanned file needs
