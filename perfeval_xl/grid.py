"""A sheet as plain cells and merges: the neutral form every reader makes and the form reader takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, NamedTuple

from perfeval_xl.amounts import from_float, plain

Value = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
"""What a cell holds; a blank cell is None or ''."""
NUMBER: Final = (int, float)
"""For isinstance; ``int | float`` is made anew each time it is run."""


class Kind(Enum):
    """How a cell came by its value."""

    CONSTANT = "constant"
    FORMULA = "formula"
    """A formula with a calculated value."""
    PENDING = "pending"
    """A formula whose value was never calculated."""
    ERROR = "error"
    """An error value such as ``#REF!``; the text of it is the cell's value."""
    UNKNOWN = "unknown"
    """The file format did not tell."""

    __hash__ = object.__hash__  # Enum's own hashes the name, in Python, for each of a thousand cells.


class At(NamedTuple):
    """A cell's place: sheet name, and row and column counted from 0."""

    sheet: str
    row: int
    column: int
    named: str = ""
    """What the place is called in a document, which has no addresses: 第6行第3列; '' on a worksheet."""

    @property
    def cell(self) -> str:
        """The address in A1 style, without the sheet; in a document the place in words."""
        return self.named or f"{column_letters(self.column)}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.sheet} {self.named}" if self.named else f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Trait:
    """What a cell's value alone does not tell."""

    kind: Kind = Kind.CONSTANT
    number_format: str = ""
    """The number format code, ``0.00%`` for example; empty where General or unknown."""


PLAIN_CELL: Final = Trait()
UNKNOWN_CELL: Final = Trait(Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. Rows may differ in length; what lies outside is blank."""

    sheet: str
    values: Sequence[Sequence[Value]]
    traits: Mapping[tuple[int, int], Trait] = field(default_factory=dict[tuple[int, int], Trait])
    """Formula, error and specially formatted cells, by (row, column); the others are plain."""
    merges: Mapping[tuple[int, int], tuple[int, int]] = field(
        default_factory=dict[tuple[int, int], tuple[int, int]]
    )
    """Top-left (row, column) of each merged range → its bottom-right."""
    traits_known: bool = True
    """False where the file format does not tell formulas and errors from constants (.xls, .ods)."""
    names: Mapping[tuple[int, int], str] | None = None
    """What the cells are called, in a document, where every value is text; None for a worksheet."""

    @property
    def is_document(self) -> bool:
        """Whether this is part of a document: there a number is a text of digits."""
        return self.names is not None

    @property
    def height(self) -> int:
        return len(self.values)

    def value(self, row: int, column: int) -> Value:
        """The cell's value, None outside of the sheet."""
        if 0 <= row < len(self.values) and 0 <= column < len(self.values[row]):
            return self.values[row][column]
        return None

    def text(self, row: int, column: int) -> str:
        """The cell's value as text, the way a clerk would read it; '' for a blank."""
        return as_text(self.value(row, column))

    def trait(self, row: int, column: int) -> Trait:
        """Kind and number format of the cell."""
        return self.traits.get((row, column), PLAIN_CELL if self.traits_known else UNKNOWN_CELL)

    def at(self, row: int, column: int) -> At:
        if self.names is None:
            return At(self.sheet, row, column)
        return At(self.sheet, row, column, self.names.get((row, column), ""))


def as_text(value: Value) -> str:
    """A cell value as text: whole numbers without a point, dates as 2024-12-31."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, NUMBER):
        return plain(from_float(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    return str(value)


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, remainder = divmod(column - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
