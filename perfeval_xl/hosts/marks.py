"""Marking many cells at once: in few calls where the engine can, else cell by cell through xlwings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import xlwings

Cell = tuple[int, int]
"""Row and column, counted from 0."""
Color = tuple[int, int, int]


def fill(sheet: xlwings.Sheet, cells: Iterable[Cell], color: Color | None) -> None:
    """Fills the cells with the colour, or with none."""
    native: Any = sheet.impl
    if hasattr(native, "fill_cells"):
        native.fill_cells(cells, color)
        return
    for row, column in cells:
        sheet[row, column].color = color


def add_notes(sheet: xlwings.Sheet, texts: Mapping[Cell, str]) -> None:
    """Adds a note to each cell; none of them may have one."""
    native: Any = sheet.impl
    if hasattr(native, "add_notes"):
        native.add_notes(texts)
        return
    for (row, column), text in texts.items():
        sheet[row, column].add_note(text)


def delete_notes(sheet: xlwings.Sheet, cells: Iterable[Cell]) -> None:
    """Removes the notes of the cells."""
    native: Any = sheet.impl
    if hasattr(native, "delete_notes"):
        native.delete_notes(cells)
        return
    for row, column in cells:
        note = sheet[row, column].note
        if note is not None:
            note.delete()
