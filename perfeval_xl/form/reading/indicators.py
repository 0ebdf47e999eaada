"""Reads the indicator block: level-1 and level-2 cells hold for the rows below them, merged or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import is_nothing
from perfeval_xl.evaluation import Entry, Level1Group, Row
from perfeval_xl.form.declaration import Indicators, Quantity
from perfeval_xl.form.entries import entry_at
from perfeval_xl.form.hints import is_hint
from perfeval_xl.form.labels import compact, level1_heading, points_alone
from perfeval_xl.form.reading.headings import Header
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.score_table import LEVEL1, LEVEL2, LEVEL3, NOTE, NOTE_ABOVE, SCORE, WEIGHT
from perfeval_xl.form.segments import TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary
from perfeval_xl.grid import At, Kind

POINTS: Final = "分数"
"""What messages call the points in a level-1 heading."""


@dataclass(slots=True)
class _OpenGroup:
    """A level-1 group that is being read."""

    name: str
    heading: Entry
    points: Entry
    rows: list[Row]


def read_indicators(
    place: Placement, words: SectionVocabulary, section: Indicators
) -> tuple[list[Row], tuple[Level1Group, ...]]:
    """The indicators and the total row, and the level-1 groups they stand in."""
    header = place.headers.get(section.key)
    place.miss_columns(section.columns, header)
    if header is None:
        if not any(key in place.by_key for key in words.lines):
            place.miss(section.total.label)
        return [], ()
    rows: list[Row] = []
    groups: list[_OpenGroup] = []
    totals: list[At] = []
    kind: Entry | None = None
    columns = tuple(column for column in section.columns if column not in (LEVEL1, LEVEL2))
    for row in range(*place.bodies[section.key]):
        if row not in place.filled or place.repeats_headings(row, words, header):
            continue
        total = _total_cell(place, row, words, header)
        if total is not None:
            totals.append(place.at(total))
            if len(totals) == 1:
                rows.append(_total_row(place, section, total, header))
        if totals:
            continue
        levels = place.entries(row, (LEVEL1, LEVEL2), header, "")
        heading = levels.get(LEVEL1.key)
        if heading is not None and not heading.is_blank and _begins_group(heading, groups):
            kind = None
        own_kind = levels.get(LEVEL2.key)
        has_kind = own_kind is not None and not own_kind.is_blank
        kind = own_kind if has_kind else kind
        name = _name(place, row, header)
        shown = compact("" if is_hint(name) or is_nothing(name) else name) or (
            compact(kind.text) if kind else ""
        )
        shown = shown or _unnamed(place, row, header)
        cells = place.entries(row, columns, header, shown)
        if not has_kind and all(entry.is_blank for entry in cells.values()):
            continue
        note = _note_above(place, cells)
        if note is not None:
            cells[NOTE_ABOVE.key] = note
        if groups:
            cells[LEVEL1.key] = groups[-1].heading
        if kind is not None:
            cells[LEVEL2.key] = kind
        at = cells[LEVEL3.key].at if LEVEL3.key in cells else place.grid.at(row, header.left)
        record = Row(section.key, None, section.key, Entry(shown, at, name), cells)
        rows.append(record)
        if groups:
            groups[-1].rows.append(record)
    if not totals:
        place.miss(section.total.label)
    elif len(totals) > 1:
        place.found_twice(section.total.label, totals)
    closed = (Level1Group(group.name, group.heading, group.points, tuple(group.rows)) for group in groups)
    return rows, tuple(closed)


def _note_above(place: Placement, cells: Mapping[str, Entry]) -> Entry | None:
    """The note of a row with points whose own cell a merge from above hides: one reason for several."""
    note = cells.get(NOTE.key)
    if note is None or note.at is None or not note.is_blank:
        return None
    if not any(key in cells and cells[key].is_filled for key in (WEIGHT.key, SCORE.key)):
        return None
    above = place.covered.get((note.at.row, note.at.column))
    if above is None or above[0] >= note.at.row or above[1] != note.at.column:
        return None
    return entry_at(place.grid, *above, note.label, note.quantity)


def _unnamed(place: Placement, row: int, header: Header) -> str:
    """What messages call an indicator without a name or kind."""
    at = place.grid.at(row, header.columns.get(LEVEL3.key, header.left))
    return at.named or f"第 {row + 1} 行"


def _begins_group(heading: Entry, groups: list[_OpenGroup]) -> bool:
    """Takes up a filled level-1 cell; whether it begins a group.

    Below a level-1 heading its points may stand in a cell of their own, or the heading again.
    """
    current = groups[-1] if groups else None
    if current is not None:
        if heading.kind in (Kind.ERROR, Kind.PENDING):
            label = f"{current.name} {POINTS}"
            current.points = heading._replace(label=label, quantity=Quantity.POINTS)
            return False
        if alone := points_alone(heading.text):
            current.points = _points(alone, heading, current.name)
            return False
    name, digits = level1_heading(heading.text)
    if current is not None and name == current.name:
        if digits and current.points.is_blank:
            current.points = _points(digits, heading, name)
        return False
    groups.append(_OpenGroup(name, heading, _points(digits, heading, name), []))
    return True


def _points(digits: str, heading: Entry, name: str) -> Entry:
    label = f"{name} {POINTS}"
    if not digits:
        return Entry(label, heading.at, "", None, Quantity.POINTS)
    return Entry(label, heading.at, digits, Decimal(digits), Quantity.POINTS, heading.kind)


def _name(place: Placement, row: int, header: Header) -> str:
    """What stands in the row as the indicator's name."""
    if LEVEL3.key not in header.columns:
        return ""
    return place.grid.text(*place.value_place(row, LEVEL3.key, header)).strip()


def _total_cell(place: Placement, row: int, words: SectionVocabulary, header: Header) -> TextCell | None:
    before = header.columns.get(WEIGHT.key, header.right)
    for cell in place.at_row.get(row, ()):
        if cell.column < before and cell.key in words.lines:
            return cell
    return None


def _total_row(place: Placement, section: Indicators, cell: TextCell, header: Header) -> Row:
    label = Entry(section.total.label, place.at(cell), cell.text)
    cells = place.entries(cell.row, (WEIGHT, SCORE), header, section.total.label)
    return Row(section.key, section.total, "indicators_total", label, cells)
