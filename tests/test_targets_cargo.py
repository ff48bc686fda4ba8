"""Crates, roles and ``--crate``, from manifests alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfrules.index.unit import module_path
from perfrules.model.source import Crate, Role, Targets
from tests.targets_tree import codes, package, roles, rust, scan, shown, write


def crates(targets: Targets) -> dict[str, str | None]:
    return {file.display: file.crate.name if file.crate else None for file in targets.files}


class TestCrate:
    def test_what_a_manifest_tells(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "Cargo.toml": package(
                    "demo",
                    'rust-version = "1.70"\npublish = false\n'
                    '[dependencies]\ntokio = "1"\nfast = {\n  package = "rayon",\n  version = "1",\n}\n'
                    '[dev-dependencies]\ncriterion = "0.5"\n[build-dependencies]\ncc = "1"\n'
                    "[target.'cfg(unix)'.dependencies]\nlibc = \"0.2\"\n",
                )
            },
        )
        rust(tmp_path, "src/lib.rs")
        found = scan(tmp_path, ".")
        assert found.crates == (
            Crate(
                "demo",
                tmp_path,
                "2021",
                "1.70",
                frozenset({"tokio", "fast", "rayon", "criterion", "cc", "libc"}),
                frozenset({"criterion", "cc"}),
                is_library=True,
                publish=False,
            ),
        )
        assert found.files[0].crate is found.crates[0]

    @pytest.mark.parametrize(
        ("manifest", "file", "root", "modules"),
        [
            ("", "src/lib.rs", "src/lib.rs", {"src/lib.rs": "demo", "src/a/b.rs": "demo::a::b"}),
            (
                '[lib]\npath = "lib.rs"\n[[bin]]\nname = "x"\npath = "main.rs"\n',
                "lib.rs",
                "lib.rs",
                {"lib.rs": "demo", "tools/mod.rs": "demo::tools", "tools/fmt.rs": "demo::tools::fmt",
                 "benches/b.rs": "demo@benches-b"},
            ),
            (
                '[lib]\npath = "rust/demo.rs"\n',
                "rust/demo.rs",
                "rust/demo.rs",
                {"rust/demo.rs": "demo", "rust/a.rs": "demo::a", "src/main.rs": "demo"},
            ),
            (
                '[[bin]]\nname = "x"\npath = "cli/main.rs"\n',
                "cli/main.rs",
                "cli/main.rs",
                {"cli/run.rs": "demo::run"},
            ),
        ],
    )  # fmt: skip
    def test_where_modules_start(
        self, tmp_path: Path, manifest: str, file: str, root: str, modules: dict[str, str]
    ) -> None:
        write(tmp_path, {"Cargo.toml": package("demo", manifest)})
        for path in {file, *modules}:
            rust(tmp_path, path)
        targets = scan(tmp_path, ".")
        assert targets.crates[0].root_file == root
        found = {each.display: module_path(each)[1] for each in targets.files}
        assert {path: found[path] for path in modules} == modules

    def test_what_the_workspace_hands_down(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "Cargo.toml": '[workspace]\nmembers = ["a"]\n'
                '[workspace.package]\nedition = "2024"\nrust-version = "1.85"\npublish = ["own"]\n'
                '[workspace.dependencies]\nquick = { package = "rayon", version = "1" }\n',
                "a/Cargo.toml": '[package]\nname = "a"\nedition.workspace = true\n'
                "rust-version.workspace = true\npublish.workspace = true\n"
                "[dependencies]\nquick.workspace = true\n",
            },
        )
        rust(tmp_path, "a/src/main.rs")
        (crate,) = scan(tmp_path, ".").crates
        assert (crate.edition, crate.rust_version, crate.publish) == ("2024", "1.85", True)
        assert crate.dependencies == {"quick", "rayon"}
        assert crate.folders == ("a",)
        assert not crate.is_library

    def test_without_an_edition_it_is_2015(self, tmp_path: Path) -> None:
        write(tmp_path, {"Cargo.toml": '[package]\nname = "old"\nedition.workspace = true\n'})
        rust(tmp_path, "src/lib.rs")
        assert scan(tmp_path, ".").crates[0].edition == "2015"

    def test_the_nearest_package_counts(self, tmp_path: Path) -> None:
        write(
            tmp_path, {"Cargo.toml": package("outer") + "[workspace]\n", "in/a/Cargo.toml": package("inner")}
        )
        write(tmp_path, {"in/Cargo.toml": "[workspace]\n"})
        rust(tmp_path, "src/lib.rs", "in/a/src/lib.rs", "in/x.rs")
        assert crates(scan(tmp_path, ".")) == {
            "src/lib.rs": "outer",
            "in/a/src/lib.rs": "inner",
            "in/x.rs": "outer",
        }

    def test_without_a_manifest_there_is_none(self, tmp_path: Path) -> None:
        rust(tmp_path, "x.rs")
        assert crates(scan(tmp_path, ".")) == {"x.rs": None}


class TestBadManifest:
    @pytest.mark.parametrize(
        ("text", "line", "column"),
        [
            ('[package]\nname = "a"\nedition = \n', 3, 11),
            ("[package\n", 1, 9),
            ('x = "', 1, 6),
            ("[package]\n", None, None),
        ],
    )
    def test_its_files_are_scanned_with_a_guess(
        self, tmp_path: Path, text: str, line: int | None, column: int | None
    ) -> None:
        root = write(tmp_path / "thing", {"Cargo.toml": text})
        rust(root, "src/lib.rs", "benches/b.rs")
        found = scan(root, ".")
        assert roles(found) == {"src/lib.rs": Role.LIBRARY, "benches/b.rs": Role.BENCH}
        assert crates(found)["src/lib.rs"] == "thing"
        (note,) = found.diagnostics
        assert (note.level, note.code, note.path) == ("error", "bad-manifest", "Cargo.toml")
        assert (note.line, note.column) == (line, column)
        assert not note.usage

    def test_text_that_is_not_utf_8(self, tmp_path: Path) -> None:
        rust(tmp_path, "src/lib.rs")
        (tmp_path / "Cargo.toml").write_bytes(b'[package]\nname = "\xff"\n')
        (note,) = scan(tmp_path, ".").diagnostics
        assert (note.code, note.line) == ("bad-manifest", 2)

    def test_values_of_the_wrong_kind_are_no_traceback(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "Cargo.toml": 'bin = 3\nbench = [1]\n[package]\nname = "a"\nedition = 7\nbuild = [2]\n'
                "rust-version = [1]\n[lib]\npath = 4\n[dependencies]\nx = []\n[target]\ny = 1\n"
                "[workspace]\nmembers = 'q'\nexclude = [1]\n"
            },
        )
        rust(tmp_path, "src/lib.rs")
        assert scan(tmp_path, ".").crates[0].edition == "2015"
        assert shown(scan(tmp_path, crate="a")) == ["src/lib.rs"]


class TestRoles:
    def test_the_layout_of_a_library(self, tmp_path: Path) -> None:
        write(tmp_path, {"Cargo.toml": package("a")})
        expected = {
            "build.rs": Role.BUILD_SCRIPT,
            "benches/speed.rs": Role.BENCH,
            "benches/common/mod.rs": Role.BENCH,
            "tests/it/main.rs": Role.TEST,
            "examples/demo.rs": Role.EXAMPLE,
            "src/lib.rs": Role.LIBRARY,
            "src/main.rs": Role.BINARY,
            "src/bin/tool.rs": Role.BINARY,
            "src/bin/other/args.rs": Role.BINARY,
            "src/parser/lexer.rs": Role.LIBRARY,
            "src/parser/tests.rs": Role.TEST,
            "src/parser/test.rs": Role.TEST,
            "src/parser/testutil.rs": Role.TEST,
            "src/parser/tests/deep.rs": Role.TEST,
            "src/fixtures/a.rs": Role.TEST,
            "src/test_data/a.rs": Role.TEST,
            "src/benches/a.rs": Role.BENCH,
            "test_data/broken.rs": Role.TEST,
            "src/contest.rs": Role.LIBRARY,
        }
        rust(tmp_path, *expected)
        assert roles(scan(tmp_path, ".")) == expected

    def test_packages_below_examples_are_examples(self, tmp_path: Path) -> None:
        write(tmp_path, {"Cargo.toml": package("a"), "examples/apps/b/Cargo.toml": package("b")})
        rust(tmp_path, "src/lib.rs", "examples/apps/b/src/main.rs")
        assert roles(scan(tmp_path, ".")) == {
            "src/lib.rs": Role.LIBRARY,
            "examples/apps/b/src/main.rs": Role.EXAMPLE,
        }

    def test_without_a_library_modules_belong_to_the_binary(self, tmp_path: Path) -> None:
        write(tmp_path, {"Cargo.toml": package("a")})
        rust(tmp_path, "src/main.rs", "src/cli/args.rs")
        assert set(roles(scan(tmp_path, ".")).values()) == {Role.BINARY}

    @pytest.mark.parametrize(
        ("name", "role"),
        [
            ("xtask", Role.BUILD_SCRIPT),
            ("demo-test-utils", Role.TEST),
            ("demo-fuzz", Role.TEST),
            ("demo-conformance-tests", Role.TEST),
            ("demo-build", Role.BUILD_SCRIPT),
            ("latest", Role.LIBRARY),
            ("fuzzy", Role.LIBRARY),
        ],
    )
    def test_packages_known_by_their_name(self, tmp_path: Path, name: str, role: Role) -> None:
        write(tmp_path, {"Cargo.toml": package(name)})
        rust(tmp_path, "src/lib.rs")
        assert roles(scan(tmp_path, ".")) == {"src/lib.rs": role}

    def test_paths_in_the_manifest(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "Cargo.toml": package("a", 'build = "build/main.rs"\n')
                + '[lib]\npath = "source/lib.rs"\n[[bin]]\nname = "x"\npath = "cli/main.rs"\n'
                '[[bin]]\nname = "y"\npath = "src/y/main.rs"\n'
                '[[bench]]\nname = "b"\npath = "./src/perf.rs"\n'
                '[[test]]\nname = "t"\npath = "src/p/check.rs"\n'
                '[[example]]\nname = "e"\npath = "demo.rs"\n'
            },
        )
        expected = {
            "build/main.rs": Role.BUILD_SCRIPT,
            "build/probe.rs": Role.BUILD_SCRIPT,
            "source/lib.rs": Role.LIBRARY,
            "source/deep/a.rs": Role.LIBRARY,
            "cli/main.rs": Role.BINARY,
            "cli/flags/defs.rs": Role.BINARY,
            "src/y/main.rs": Role.BINARY,
            "src/y/more.rs": Role.BINARY,
            "src/perf.rs": Role.BENCH,
            "src/p/check.rs": Role.TEST,
            "src/p/other.rs": Role.LIBRARY,
            "demo.rs": Role.EXAMPLE,
        }
        rust(tmp_path, *expected)
        assert roles(scan(tmp_path, ".")) == expected

    def test_a_package_whose_folder_is_its_layout(self, tmp_path: Path) -> None:
        manifest = package("benches") + '[[bench]]\nname = "a"\npath = "a.rs"\n'
        write(tmp_path, {"benches/Cargo.toml": manifest, "Cargo.toml": "[workspace]\n"})
        rust(tmp_path, "benches/a.rs", "benches/support/b.rs")
        assert set(roles(scan(tmp_path, ".")).values()) == {Role.BENCH}

    def test_a_package_in_a_folder_of_tests_is_judged_by_itself(self, tmp_path: Path) -> None:
        write(tmp_path, {"Cargo.toml": package("outer"), "tests/fixtures/inner/Cargo.toml": package("inner")})
        rust(tmp_path, "tests/fixtures/inner/src/lib.rs")
        assert set(roles(scan(tmp_path, "tests/fixtures/inner")).values()) == {Role.LIBRARY}

    def test_loose_files_go_by_their_own_folder(self, tmp_path: Path) -> None:
        rust(tmp_path, "tests/cases/a.rs", "tests/t.rs", "benches/b.rs", "examples/e.rs", "main.rs", "x.rs")
        assert roles(scan(tmp_path, ".")) == {
            "tests/cases/a.rs": Role.LIBRARY,
            "tests/t.rs": Role.TEST,
            "benches/b.rs": Role.BENCH,
            "examples/e.rs": Role.EXAMPLE,
            "main.rs": Role.BINARY,
            "x.rs": Role.LIBRARY,
        }


class TestByName:
    @pytest.fixture
    def space(self, tmp_path: Path) -> Path:
        root = tmp_path / "ws"
        write(
            root,
            {
                "Cargo.toml": package("root")
                + '[workspace]\nmembers = ["crates/*", "tool"]\nexclude = ["crates/old"]\n'
                '[workspace.dependencies]\nshared = { path = "../shared" }\n',
                "crates/parser/Cargo.toml": package("parser", "[dependencies]\nshared.workspace = true\n"),
                "crates/old/Cargo.toml": package("old"),
                "tool/Cargo.toml": package("tool"),
            },
        )
        write(tmp_path, {"shared/Cargo.toml": package("shared", '[dependencies]\nlow = { path = "low" }\n')})
        write(tmp_path, {"shared/low/Cargo.toml": package("low")})
        rust(root, "src/lib.rs", "benches/b.rs", "crates/parser/src/lib.rs", "crates/old/src/lib.rs")
        rust(root, "tool/src/main.rs", "tool/src/cli.rs")
        rust(tmp_path, "shared/src/lib.rs", "shared/low/src/lib.rs")
        return root

    def test_a_member_from_anywhere_in_the_workspace(self, space: Path) -> None:
        for cwd in (space, space / "tool", space / "crates" / "parser" / "src"):
            found = scan(cwd, crate="parser")
            assert shown(found) == ["crates/parser/src/lib.rs"]
            assert found.root == space
            assert found.diagnostics == ()

    def test_the_root_package_without_the_packages_inside(self, space: Path) -> None:
        assert shown(scan(space, crate="root")) == ["benches/b.rs", "src/lib.rs"]

    def test_path_dependencies_count_too(self, space: Path) -> None:
        assert shown(scan(space, crate="shared")) == ["src/lib.rs"]
        assert [crate.name for crate in scan(space, crate="low").crates] == ["low"]

    def test_the_first_target_says_where_to_look_or_narrows(self, space: Path) -> None:
        elsewhere = space.parent
        assert shown(scan(elsewhere, "ws", crate="tool")) == ["tool/src/cli.rs", "tool/src/main.rs"]
        assert shown(scan(elsewhere, "ws/tool/src/cli.rs", crate="tool")) == ["tool/src/cli.rs"]

    def test_an_unknown_name(self, space: Path) -> None:
        found = scan(space, crate="parsre")
        assert found.files == ()
        (note,) = found.diagnostics
        assert note.usage
        assert note.message == "no crate `parsre` in this workspace; did you mean `parser`?"
        assert codes(scan(space, crate="old")) == ["no-such-crate"]

    def test_without_any_manifest(self, tmp_path: Path) -> None:
        (note,) = scan(tmp_path, crate="x").diagnostics
        assert note.usage
        assert "no Cargo.toml with a package" in note.message

    def test_a_crate_without_files(self, space: Path) -> None:
        write(space, {"crates/bare/Cargo.toml": package("bare")})
        (note,) = scan(space, crate="bare").diagnostics
        assert (note.code, note.usage, note.message) == ("no-files", True, "no Rust files under `bare`")

    def test_a_broken_member_does_not_hide_the_others(self, space: Path) -> None:
        write(space, {"crates/bad/Cargo.toml": "[["})
        found = scan(space, crate="parser")
        assert shown(found) == ["crates/parser/src/lib.rs"]
        assert [(note.code, note.path) for note in found.diagnostics] == [
            ("bad-manifest", "crates/bad/Cargo.toml")
        ]

    def test_dependencies_in_a_circle_end(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            {
                "a/Cargo.toml": package("a", '[dependencies]\nb = { path = "../b" }\n'),
                "b/Cargo.toml": package("b", '[dev-dependencies]\na = { path = "../a" }\n'),
            },
        )
        assert codes(scan(tmp_path / "a", crate="c")) == ["no-such-crate"]
