"""What cells hold: LibreOffice's numbers and texts as xlwings expects them, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

CellValue = float | str | bool | dt.datetime | None
Rows = list[list[CellValue]]


class CellError(str):
    """An error value: its text, as the cell shows it."""

    __slots__ = ()


class Area(NamedTuple):
    """A rectangle of cells, counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1


def area_of(address: Any) -> Area:
    """A CellRangeAddress of LibreOffice as an area."""
    return Area(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)


# com.sun.star.util.NumberFormat
DATE: Final = 2
TIME: Final = 4
LOGICAL: Final = 1024

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_DAY: Final = dt.timedelta(days=1)
NULL_DATE: Final = dt.datetime(1899, 12, 30)


def shows_itself(value: float, text: str) -> bool:
    """Whether the text shows the number as a number, not as a date, a time or a truth value.

    Dates have several groups of digits, or digits that are not the number; 12.5%, 1,200 and （10分） show it.
    """
    groups = _NUMBER.findall(text)
    if len(groups) != 1:
        return False
    shown = groups[0].replace(",", "")
    number = abs(value) * 100 if "%" in text else abs(value)
    places = len(shown.partition(".")[2])
    return abs(number - float(shown)) <= 0.5 * 10**-places + 1e-9 * number


def place_errors(values: list[list[Any]], texts: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Puts error values where LibreOffice gives None; returns the places of numbers that may be dates."""
    unclear: list[tuple[int, int]] = []
    for r, (row, shown) in enumerate(zip(values, texts, strict=True)):
        for c, (value, text) in enumerate(zip(row, shown, strict=True)):
            if value is None:
                # LibreOffice has errors of its own, Err:502 for example.
                row[c] = CellError(text if text.startswith("#") else "#VALUE!")
            elif isinstance(value, float) and not shows_itself(value, text):
                unclear.append((r, c))
    return unclear


def from_serial(value: float, kind: int, null_date: dt.datetime) -> CellValue:
    """The number as its format's kind says: a truth value, or a date and time."""
    if kind == LOGICAL:
        return bool(value)
    if kind & (DATE | TIME):
        # To the millisecond, as Excel does: 0.1 s of a day is not a binary fraction.
        return null_date + dt.timedelta(seconds=round(value * 86400, 3))
    return value


def to_serial(value: dt.datetime, null_date: dt.datetime) -> float:
    return (value.replace(tzinfo=None) - null_date) / _DAY


_HUNDREDTHS: Final = 2540
"""Hundredths of a millimetre, LibreOffice's unit, in an inch."""
_PIXELS: Final = 96
_DIGIT: Final = 7
_PADDING: Final = 5
"""Pixels of a digit, and around a column's text, in Excel's standard font."""


def column_width(characters: float) -> int:
    """The width of a column of so many characters of Excel's standard font, in LibreOffice's unit."""
    return round((characters * _DIGIT + _PADDING) * _HUNDREDTHS / _PIXELS)


def column_characters(width: int) -> float:
    """The reverse."""
    return round((width * _PIXELS / _HUNDREDTHS - _PADDING) / _DIGIT, 2)


def by_rows(flat: Sequence[Any], height: int, width: int) -> list[list[Any]]:
    """A sequence that runs down column by column, as rows."""
    return [[flat[column * height + row] for column in range(width)] for row in range(height)]


def runs(cells: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """The (row, column) cells in vertical runs without gaps."""
    run: list[tuple[int, int]] = []
    for row, column in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if run and (row - 1, column) != run[-1]:
            yield run
            run = []
        run.append((row, column))
    if run:
        yield run


def color_of(number: int | None) -> tuple[int, int, int] | None:
    """LibreOffice's 0xRRGGBB as (red, green, blue); None for no colour."""
    if number is None or number < 0:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def color_number(color: Sequence[int] | str | int | None) -> int:
    """Any colour xlwings takes as 0xRRGGBB; -1 for none. An int is Excel's 0xBBGGRR."""
    if color is None:
        return -1
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    red, green, blue = (color & 255, color >> 8 & 255, color >> 16 & 255) if isinstance(color, int) else color
    return red << 16 | green << 8 | blue
