"""Looking at and changing the fills and notes of many cells: in one call where the host can."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import xlwings

from perfeval_xl.hosts.protection import unprotected

Cell = tuple[int, int]
"""Row and column, counted from 0."""
Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """How a sheet looks, as far as marks go."""

    fills: Mapping[Cell, Color | None]
    """Of the cells that were asked for."""
    notes: Mapping[Cell, str]
    """All of the sheet."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to do to the cells of a sheet."""

    fills: Mapping[Color | None, Sequence[Cell]] = field(default_factory=dict[Color | None, Sequence[Cell]])
    add: Mapping[Cell, str] = field(default_factory=dict[Cell, str])
    """Notes for cells that have none."""
    delete: Sequence[Cell] = ()
    """Cells whose notes go."""


def look(book: xlwings.Book, cells: Mapping[str, Sequence[Cell]]) -> dict[str, Look]:
    """How every sheet looks, by its name.

    Args:
        book: The workbook.
        cells: Those whose fills are asked for, by sheet.
    """
    native = cast(Any, book.impl)
    if hasattr(native, "look"):
        return {name: Look(*looks) for name, looks in native.look(cells).items()}
    return {sheet.name: _look(sheet, cells.get(sheet.name, ())) for sheet in book.sheets}


def _look(sheet: xlwings.Sheet, cells: Iterable[Cell]) -> Look:
    notes: Iterable[Any] = sheet.notes
    return Look(
        {cell: sheet[cell].color for cell in cells},
        {(note.location.row - 1, note.location.column - 1): note.text for note in notes},
    )


def change(book: xlwings.Book, changes: Mapping[str, Change]) -> list[str]:
    """Makes the changes, sheet by sheet; a protected sheet is protected again afterwards.

    Returns the names of the sheets that refused: a password protects them, and they are as they were.
    """
    native = cast(Any, book.impl)
    if hasattr(native, "change"):
        return native.change({name: _described(wanted) for name, wanted in changes.items()})
    refused: list[str] = []
    for name, wanted in changes.items():
        sheet = book.sheets[name]
        try:
            with unprotected(sheet):
                _change(sheet, wanted)
        except xlwings.XlwingsError:
            refused.append(name)
    return refused


def _change(sheet: xlwings.Sheet, wanted: Change) -> None:
    for color, cells in wanted.fills.items():
        for cell in cells:
            sheet[cell].color = color
    for cell in wanted.delete:
        note = sheet[cell].note
        if note is not None:
            note.delete()
    for cell, text in wanted.add.items():
        sheet[cell].add_note(text)


def _described(wanted: Change) -> dict[str, Any]:
    """The change as lists and numbers."""
    return {
        "fills": [
            [-1 if color is None else color[0] << 16 | color[1] << 8 | color[2], _boxes(cells)]
            for color, cells in wanted.fills.items()
        ],
        "add": [[row, column, text] for (row, column), text in wanted.add.items()],
        "delete": _boxes(wanted.delete),
    }


def _boxes(cells: Iterable[Cell]) -> list[list[int]]:
    return [[row, column, row, column] for row, column in cells]
