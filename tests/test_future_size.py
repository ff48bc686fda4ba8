"""How large futures are, by what they keep across their awaits."""

from __future__ import annotations

from perfrules.index.future_size import future_size
from perfrules.index.infer import inference_at
from tests.small_project import index


def size_of_last_await(text: str) -> int:
    """Bytes of the future that the last ``.await`` of a text waits for."""
    project = index(text)
    unit = project.files["src/lib.rs"]
    start = unit.syntax.source.rindex(b".await")
    point = unit.syntax.root.descendant_for_byte_range(start - 1, start + 6)
    assert point is not None
    assert point.type == "await_expression"
    inference = inference_at(project, unit, start)
    assert inference is not None
    return future_size(inference, point.named_children[0])


def test_an_array_across_an_await_counts_with_all_callers() -> None:
    text = """
        async fn leaf() { let block = [0u8; 4096]; io(&block).await; show(block); }
        async fn middle(page: [u8; 1024]) { leaf().await; }
        async fn top() { middle([0; 1024]).await }
    """
    assert size_of_last_await(text) == 1024 + 4096


def test_many_calls_of_many_calls() -> None:
    """Each function awaits the one before twelve times: every way down would be 12 to the seventh."""
    leaf = "async fn f0() { let block = [0u8; 4096]; io(&block).await; show(block); }\n"
    above = "".join(f"async fn f{at}() {{ {f'f{at - 1}().await; ' * 12} }}\n" for at in range(1, 8))
    assert size_of_last_await(leaf + above + "async fn top() { f6().await }") == 4096
