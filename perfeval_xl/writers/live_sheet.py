"""A sheet to be added to an open workbook, described: what stands on it, and how it looks and prints.

Which program it will be added to is not known here; `perfeval_xl.hosts.sheets` does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

Color = tuple[int, int, int]


class Area(NamedTuple):
    """A rectangle of cells, counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Look:
    """How an area differs from plain cells."""

    area: Area
    fill: Color | None = None
    color: Color | None = None
    """Of the letters."""
    bold: bool = False
    size: int = 0
    """Of the letters, in points; 0 for the usual."""
    wrap: bool = False
    underline: bool = False
    center: bool = False


@dataclass(frozen=True, slots=True)
class Formulas:
    """Formulas one below the other."""

    row: int
    column: int
    formulas: tuple[str, ...]
    """As Excel writes them; '' leaves the cell blank."""


@dataclass(frozen=True, slots=True)
class LiveSheet:
    """A sheet with a table, which can be filtered and prints with its heading on each page."""

    name: str
    rows: Sequence[Sequence[str]]
    """Texts, from the sheet's first cell on; none of them is a formula, whatever it begins with."""
    formulas: Sequence[Formulas]
    table: Area
    """With its heading, which stays in sight."""
    widths: Sequence[float]
    """Of the columns, in characters."""
    hidden: Sequence[int]
    """Columns out of sight."""
    looks: Sequence[Look]
    line: Color
    """Around the cells of the table."""
