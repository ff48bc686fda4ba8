"""The tree-sitter layer: source bytes in, one tree a file out. It knows no rules."""

from perfrules.syntax.parser import Syntax
from perfrules.syntax.parsing import parse

__all__ = ["Syntax", "parse"]
