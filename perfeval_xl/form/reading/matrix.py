"""Reads labelled lines under column headings, with the lines a clerk added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from perfeval_xl.evaluation import Entry, Row
from perfeval_xl.form.declaration import Line, Matrix
from perfeval_xl.form.reading.headings import Header
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.segments import TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary
from perfeval_xl.grid import At

NAMELESS: Final = "（无名称的行）"


@dataclass(frozen=True, slots=True)
class _LabelledRow:
    row: int
    label: TextCell | None
    line: Line | None
    """The form's line; None for one that a clerk added."""
    above: Line | None
    """The form's line that it follows, or is."""


def read_matrix(place: Placement, words: SectionVocabulary, section: Matrix) -> list[Row]:
    """The rows of the section, the clerk's own among them; the first place of a label counts."""
    header = place.headers.get(section.key)
    place.miss_columns(section.columns, header)
    if header is None:
        for line in section.all_lines():
            if line.required and not any(
                key in place.by_key for key, of in words.lines.items() if of is line
            ):
                place.miss(line.label)
        return []
    parents = {child.key: line for line in section.all_lines() for child in line.lines}
    seen: dict[str, list[At]] = {}
    rows: list[Row] = []
    for found in _labelled_rows(place, words, header, place.bodies[section.key], parents):
        text = found.label.text.strip() if found.label is not None else ""
        if found.label is not None:
            at = place.at(found.label)
        else:
            at = place.grid.at(found.row, _label_column(place, found.row, header))
        label = Entry(text or NAMELESS, at, text, kind=place.grid.trait(at.row, at.column).kind)
        cells = place.entries(found.row, section.columns, header, text)
        if found.line is None:
            if text or any(entry.is_filled for entry in cells.values()):
                rows.append(
                    Row(section.key, None, _parent_of_added(found.above, parents, section), label, cells)
                )
            continue
        places = seen.setdefault(found.line.key, [])
        places.append(at)
        if len(places) == 1:
            parent = parents.get(found.line.key)
            rows.append(Row(section.key, found.line, parent.key if parent else section.key, label, cells))
    for line in section.all_lines():
        places = seen.get(line.key, [])
        if not places and line.required:
            place.miss(line.label)
        elif len(places) > 1:
            place.found_twice(line.label, places)
    return rows


def _labelled_rows(
    place: Placement,
    words: SectionVocabulary,
    header: Header,
    body: tuple[int, int],
    parents: Mapping[str, Line],
) -> Iterator[_LabelledRow]:
    labels: dict[int, TextCell | None] = {
        row: _label_cell(place, row, words, header)
        for row in range(*body)
        if row in place.filled and not place.repeats_headings(row, words, header)
    }
    present = {words.lines[cell.key].key for cell in labels.values() if cell and cell.key in words.lines}
    above: Line | None = None
    for row, cell in labels.items():
        line = words.lines.get(cell.key) if cell else None
        if line is not None and not _is_at_home(line, above, parents, present):
            line = None
        above = line or above
        yield _LabelledRow(row, cell, line, above)


def _label_cell(place: Placement, row: int, words: SectionVocabulary, header: Header) -> TextCell | None:
    """The label of a row: the form's label left of its values, else the last text there."""
    label = None
    for cell in place.at_row.get(row, ()):
        if cell.column < header.left and (
            label is None or label.key not in words.lines or cell.key in words.lines
        ):
            label = cell
    return label


def _label_column(place: Placement, row: int, header: Header) -> int:
    """Where the label of an unlabelled row would stand."""
    before = max(header.left - 1, 0)
    top, left = place.covered.get((row, before), (row, before))
    return left if top == row else before


def _is_at_home(line: Line, above: Line | None, parents: Mapping[str, Line], present: set[str]) -> bool:
    """Whether a row stands under the total its label is part of.

    A line 其他 that a clerk added under 项目支出 is not the form's 其它 of 公用经费. Where the total's own
    row is gone, the label alone decides.
    """
    parent = parents.get(line.key)
    if parent is None or parent.key not in present:
        return True
    total = above
    if total is not None and not total.is_total:
        total = parents.get(total.key)
    while total is not None and total is not parent:
        total = parents.get(total.key)
    return total is parent


def _parent_of_added(above: Line | None, parents: Mapping[str, Line], section: Matrix) -> str:
    """A row that a clerk added belongs to the total it follows, or to its neighbour's total."""
    if above is None:
        return section.key
    if above.is_total:
        return above.key
    parent = parents.get(above.key)
    return parent.key if parent else section.key
