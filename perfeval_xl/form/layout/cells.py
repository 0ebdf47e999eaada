"""A layout as plain cells: what a sheet written from it reads back as."""

from __future__ import annotations

from perfeval_xl.evaluation import Entry
from perfeval_xl.form.declaration import (
    Quantity,
)
from perfeval_xl.form.layout.boxes import Layout
from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.grid import Value as CellValue


def to_grid(layout: Layout, sheet: str) -> Grid:
    """The layout as a grid, as if it had been written to a sheet and read back."""
    values: list[list[CellValue]] = [[None] * layout.width for _ in range(layout.height)]
    traits: dict[tuple[int, int], Trait] = {}
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    for box in layout.boxes:
        if box.column >= layout.width:
            continue
        place = box.row, box.column
        if box.entry is None:
            values[box.row][box.column] = box.text or None
        else:
            value, trait = cell_content(box.entry)
            values[box.row][box.column] = value
            if trait != Trait():
                traits[place] = trait
        if box.rows > 1 or box.columns > 1:
            merges[place] = box.row + box.rows - 1, box.column + box.columns - 1
    return Grid(sheet, values, traits, merges)


def cell_content(entry: Entry) -> tuple[CellValue, Trait]:
    """What a spreadsheet cell holds for the entry: numbers as numbers, a percentage with its format."""
    if entry.kind in (Kind.ERROR, Kind.PENDING):
        return entry.text, Trait(entry.kind)
    if entry.value is None or entry.is_typed_text or not entry.quantity.is_number:
        return entry.text or None, Trait()
    number = float(entry.value)
    if entry.quantity is Quantity.RATE:
        places = 2 if entry.places is None else entry.places
        return number, Trait(number_format="0%" if places == 0 else f"0.{'0' * places}%")
    places = len(entry.text.partition(".")[2])
    if entry.text.endswith("0") and places:
        return number, Trait(number_format=f"0.{'0' * places}")
    return int(number) if number.is_integer() else number, Trait()
