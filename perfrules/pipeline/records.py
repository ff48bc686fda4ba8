"""Dataclasses to plain data and back: severities and other words as words."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from perfrules.model.issue import Issue
from perfrules.model.severity import Severity

T = TypeVar("T")


def unstructured(value: object) -> Any:
    """Plain data: mappings, lists, text, numbers."""
    return _converter().unstructure(value)


def structured(data: Any, type_: type[T]) -> T:
    """The value that plain data stands for; raises ValueError with the first thing that is wrong."""
    try:
        value: T = _converter().structure(data, type_)
    except Exception as error:  # cattrs raises groups of whatever the parts raised
        first = error
        while isinstance(first, ExceptionGroup):
            first = first.exceptions[0]
        raise ValueError(f"{type(first).__name__}: {first}") from None
    return value


@cache
def _converter() -> Any:
    import cattrs
    from cattrs.gen import make_dict_unstructure_fn, override

    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook(StrEnum, lambda word: word.value)
    converter.register_unstructure_hook(Severity, lambda severity: severity.word)
    converter.register_structure_hook(Severity, lambda word, _: Severity.parse(word))
    converter.register_unstructure_hook(Path, str)
    converter.register_structure_hook(Path, lambda text, _: Path(text))
    without_model = make_dict_unstructure_fn(Issue, converter, judgement=override(omit_if_default=True))
    converter.register_unstructure_hook(Issue, without_model)
    return converter
