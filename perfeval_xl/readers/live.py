"""Reads an open workbook, unsaved edits included, into the same Grids as its file, through xlwings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from perfeval_xl.grid import Grid, Kind, Trait, Value
from perfeval_xl.readers.refusal import FARTHEST_COLUMN, FARTHEST_ROW, MOST_ROWS, too_large, too_many_rows

if TYPE_CHECKING:
    import xlwings

MOST_CELLS: Final = 500_000
"""Cells of a sheet's used range; it is read at once."""
_ERRORS: Final = frozenset(
    {
        *("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA"),
    }
)
_SHOWN: Final = re.compile(r"-?[\d,]+(?:\.(\d+))?(%?)")
_FIRST_DAY: Final = dt.date(1900, 1, 1)

_Cells = list[list[Value]]
_Place = tuple[int, int]


def read_book(book: xlwings.Book) -> tuple[Grid, ...]:
    """Every worksheet of the workbook, in order, hidden ones too; rows and columns count from the sheet's A1.

    Merges are not known: xlwings gives them cell by cell only, and the form is read without them.
    Raises UnreadableFile when a sheet holds far more than a self-evaluation.
    """
    native = cast(Any, book.impl)
    if hasattr(native, "read_sheets"):
        # Our engine for LibreOffice reads them all in one call.
        return tuple(map(_grid_of, native.read_sheets(FARTHEST_ROW, FARTHEST_COLUMN, MOST_CELLS)))
    return tuple(_grid(sheet) for sheet in book.sheets)


class _Read(Protocol):
    """The used cells of a sheet, as LibreOffice's engine reads them."""

    name: str
    top: int
    left: int
    values: list[list[Any]] | None
    """None where there are too many."""
    formulas: list[list[str]]
    texts: list[list[str]] | None
    """What the cells show; None where no number is among them."""


def _grid_of(read: _Read) -> Grid:
    if read.values is None:
        raise too_large()
    cells = [[None if value == "" else _as_in_a_file(value) for value in row] for row in read.values]
    texts = read.texts or []
    shown = ((place, _format_of(texts[place[0]][place[1]])) for place in _numbers(cells))
    formats = {place: code for place, code in shown if code}
    return _made(read.name, (read.top, read.left), cells, read.formulas, formats)


def _grid(sheet: xlwings.Sheet) -> Grid:
    used = sheet.used_range
    name = sheet.name
    top, left = used.row - 1, used.column - 1
    height, width = used.shape
    if top >= FARTHEST_ROW or left >= FARTHEST_COLUMN:
        return Grid(name, ())
    near = (min(height, FARTHEST_ROW - top), min(width, FARTHEST_COLUMN - left))
    if near != (height, width):
        used = used.resize(*near)
    if near[0] * near[1] > MOST_CELLS:
        raise too_large()
    cells = _values(used)
    return _made(name, (top, left), cells, _formulas(used), _number_formats(used, cells))


def _made(
    name: str,
    corner: _Place,
    cells: _Cells,
    formulas: Sequence[Sequence[Any]],
    formats: Mapping[_Place, str],
) -> Grid:
    """The grid of a sheet whose used cells begin at the corner."""
    if sum(any(value is not None for value in row) for row in cells) > MOST_ROWS:
        raise too_many_rows(name)
    top, left = corner
    kinds = _kinds(cells, formulas)
    traits = {
        (top + r, left + c): Trait(kinds.get((r, c), Kind.CONSTANT), formats.get((r, c), ""))
        for r, c in kinds.keys() | formats.keys()
    }
    while cells and not any(value is not None for value in cells[-1]):
        cells.pop()
    before: list[Value] = [None] * left
    return Grid(name, [*([] for _ in range(top)), *([*before, *row] for row in cells)], traits)


def _values(used: xlwings.Range) -> _Cells:
    rows: list[list[Any]] = used.options(ndim=2, err_to_str=True).value
    return [[_as_in_a_file(value) for value in row] for row in rows]


def _as_in_a_file(value: Any) -> Value:
    """A date without its midnight, a time without the day that programs count from."""
    if not isinstance(value, dt.datetime):
        return value
    if value.date() < _FIRST_DAY:
        return value.time()
    return value.date() if value.time() == dt.time() else value


def _formulas(used: xlwings.Range) -> Sequence[Sequence[Any]]:
    """The formulas row by row; one cell's comes as a text, and one row's, on some hosts, as a flat list."""
    found: Any = used.formula
    if isinstance(found, str):
        return [[found]]
    return [found] if used.shape[0] == 1 and isinstance(found[0], str) else found


def _kinds(cells: _Cells, formulas: Sequence[Sequence[Any]]) -> dict[_Place, Kind]:
    """The kinds of all but the plain cells. A text that begins with ``=`` is no formula."""
    kinds: dict[_Place, Kind] = {}
    for r, (values, row) in enumerate(zip(cells, formulas, strict=True)):
        for c, (value, formula) in enumerate(zip(values, row, strict=True)):
            if value in _ERRORS:
                kinds[r, c] = Kind.ERROR
            elif isinstance(formula, str) and formula.startswith("=") and formula != value:
                kinds[r, c] = Kind.FORMULA
    return kinds


def _number_formats(used: xlwings.Range, cells: _Cells) -> Mapping[_Place, str]:
    """The number formats of the number cells, where they show more than the number."""
    numbers = _numbers(cells)
    formats: dict[_Place, str] = {}
    for column in sorted({c for _, c in numbers}):
        _ask(used, [r for r, c in numbers if c == column], column, formats)
    return formats


def _numbers(cells: _Cells) -> list[_Place]:
    return [
        (r, c)
        for r, row in enumerate(cells)
        for c, value in enumerate(row)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _format_of(text: str) -> str:
    """A number format that shows as many decimals as the text does, or a percentage; '' for other texts."""
    match = _SHOWN.fullmatch(text)
    if match is None or not (match[1] or match[2]):
        return ""
    decimals = len(match[1] or "")
    return ("0." + "0" * decimals if decimals else "0") + match[2]


def _ask(used: xlwings.Range, rows: Sequence[int], column: int, formats: dict[_Place, str]) -> None:
    """Asks for the format of the cells in a column at once, and of each half where they differ."""
    if not rows:
        return
    code: Any = used[rows[0] : rows[-1] + 1, column].number_format
    if isinstance(code, str):
        if code.lower() != "general":
            formats.update(_same(rows, column, code))
    elif len(rows) > 1:
        middle = len(rows) // 2
        _ask(used, rows[:middle], column, formats)
        _ask(used, rows[middle:], column, formats)


def _same(rows: Iterable[int], column: int, code: str) -> dict[_Place, str]:
    return {(row, column): code for row in rows}
