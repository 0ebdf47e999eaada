"""A Word document as sheets: one for each table of the form in it, as a workbook of ours has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from perfeval_xl.document import Document, Origin
from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.segments import find_tables
from perfeval_xl.form.vocabulary import Vocabulary
from perfeval_xl.grid import Grid

REST: Final = "Word 文档"
"""The sheet of what belongs to no table of the form."""
ABOVE: Final = "表上方"
BELOW: Final = "表下方"


def sheets_of(document: Document, vocabularies: tuple[Vocabulary, ...]) -> tuple[Grid, ...]:
    """The document's parts under the names of the form's sheets, further ones numbered; then the rest.

    A cell is called 第6行第3列 of its table, counted as one sees it, a paragraph 第12段.
    """
    sheets: list[Grid] = []
    taken: dict[TableForm, int] = {}
    rest: list[tuple[int, int]] = []
    behind = 0
    for segment in find_tables(document.grid, vocabularies):
        form = segment.form
        number = taken[form] = taken.get(form, 0) + 1
        name = form.sheet if number == 1 else f"{form.sheet} ({number})"
        rows = range(segment.first, segment.end)
        sheets.append(_sheet(document, name, rows, _main_table(document, rows) if form.signs else ""))
        rest.append((behind, segment.first))
        behind = segment.end
    rest.append((behind, document.grid.height))
    left = [row for first, end in rest for row in range(first, end)]
    return (*sheets, _sheet(document, REST, left, "")) if left else tuple(sheets)


def _main_table(document: Document, rows: range) -> str:
    """The table that a part of the document is about: the first one in it."""
    return next((origin.table for origin in document.origins[rows.start : rows.stop] if origin.cells), "")


def _sheet(document: Document, name: str, rows: range | list[int], main: str) -> Grid:
    grid = document.grid
    at = {row: number for number, row in enumerate(rows)}
    merges = {
        (at[top], left): (at[top] + bottom - top, right)
        for (top, left), (bottom, right) in grid.merges.items()
        if top in at and at.get(bottom) == at[top] + bottom - top
    }
    names: dict[tuple[int, int], str] = {}
    is_below = False
    for row, number in at.items():
        origin = document.origins[row]
        is_below = is_below or bool(main and origin.table == main)
        for column, called in _names(origin, main, is_below=is_below):
            names[number, column] = called
    return Grid(name, [grid.values[row] for row in at], {}, merges, names=names)


def _names(origin: Origin, main: str, *, is_below: bool) -> Iterator[tuple[int, str]]:
    """What each column of a row is called; beside the main table its own paragraphs go by that."""
    if not origin.cells:
        yield 0, (BELOW if is_below else ABOVE) if main and not origin.table else origin.place
        return
    row = f"第{origin.row}行" if origin.table == main else origin.place
    for column, cell in enumerate(origin.cells):
        yield column, f"{row}第{cell}列" if cell else row
