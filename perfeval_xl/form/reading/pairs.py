"""Reads label and value side by side, or in one cell: ``其他资金：19.8``."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Final

from perfeval_xl.amounts import is_nothing, parse_amount
from perfeval_xl.evaluation import Entry, Row
from perfeval_xl.form.declaration import VALUE, Line, Pairs, Prose
from perfeval_xl.form.entries import digits_as_number, entry_at, typed_entry
from perfeval_xl.form.labels import normalise, split
from perfeval_xl.form.reading.placement import Placement
from perfeval_xl.form.segments import LONGEST_LABEL, TextCell
from perfeval_xl.form.vocabulary import SectionVocabulary
from perfeval_xl.grid import Kind

_LONGEST_CELL: Final = 4 * LONGEST_LABEL
"""Characters; a signature line in one cell is no longer than that."""
_LONGEST_FIGURE: Final = 20
"""Characters; behind a label that asks for a number, a longer text is the start of a sentence."""
_FARTHEST: Final = 2
"""Where no heading tells a table's width, a value stands at most so many columns from its label."""


def read_pairs(place: Placement, words: SectionVocabulary, rows: Container[int]) -> list[Row]:
    """The lines of the section that have a label in one of `rows`; the first place of a label counts."""
    section = words.section
    found: dict[str, list[tuple[TextCell, Entry]]] = {}
    labels = [cell for key in words.lines for cell in place.by_key.get(key, ())]
    candidates = {
        (cell.row, cell.column): cell
        for cell in (*labels, *place.with_colon)
        if cell.row in rows and (place.right is None or cell.column <= place.right)
    }
    for _, cell in sorted(candidates.items()):
        for line, entry in _pairs_in(place, cell, words):
            found.setdefault(line.key, []).append((cell, entry))
    result: list[Row] = []
    for line in dict.fromkeys(words.lines.values()):
        hits = found.get(line.key, [])
        if not hits:
            if line.required and place.asks_for_lines:
                place.miss(line.label)
            continue
        if len(hits) > 1:
            place.found_twice(line.label, [place.at(cell) for cell, _ in hits])
        cell, entry = hits[0]
        label = Entry(line.label, place.at(cell), cell.text)
        result.append(Row(section.key, line, _parent(words, line), label, {VALUE.key: entry}))
    return result


def _parent(words: SectionVocabulary, line: Line) -> str:
    if isinstance(words.section, Pairs):
        return next((total.key for total in words.section.lines if line in total.lines), words.section.key)
    return words.section.key


def _pairs_in(place: Placement, cell: TextCell, words: SectionVocabulary) -> Iterator[tuple[Line, Entry]]:
    """The pairs whose label stands in `cell`, alone or before a colon."""
    line = words.lines.get(cell.key)
    if line is not None:
        yield line, _neighbour(place, cell, line)
        return
    if len(cell.text) > _LONGEST_CELL or not (parts := split(cell.text)):
        return
    line = words.lines.get(parts[0])
    if line is None:
        return
    pieces = _pieces(cell.text, words) or [(line, parts[1])]
    kind = place.grid.trait(cell.row, cell.column).kind
    for line, value in pieces:
        if _may_be_value(value, line, is_prose=isinstance(words.section, Prose)):
            entry = typed_entry(value, place.at(cell), line.label.rstrip("："), line.quantity, kind)
            yield line, digits_as_number(entry)


def _may_be_value(text: str, line: Line, *, is_prose: bool) -> bool:
    """Whether the text behind a label's colon is its value, not the rest of a sentence."""
    if not line.quantity.is_number or is_nothing(text) or parse_amount(text) is not None:
        return True
    return not is_prose and len(text) <= _LONGEST_FIGURE


def _neighbour(place: Placement, cell: TextCell, line: Line) -> Entry:
    """The value right of its label; another label of the table there means that there is none."""
    grid, row = place.grid, cell.row
    label = line.label.rstrip("：")
    first = place.merge_end(row, cell.column) + 1
    last = first + _FARTHEST if place.right is None else place.right
    beside = None
    for column in range(first, last + 1):
        text = grid.text(row, column)
        if not text.strip() and grid.trait(row, column).kind not in (Kind.PENDING, Kind.ERROR):
            continue
        if text and place.is_label(text):
            last = column - 1
            break
        beside = entry_at(grid, row, column, label, line.quantity)
        if column > first and beside.value is None and line.quantity.is_number:
            beside = None
        break
    if beside is not None:
        return beside
    if first > last:
        return typed_entry("", place.at(cell), label, line.quantity)
    return entry_at(grid, row, first, label, line.quantity)


@lru_cache(maxsize=64)
def _several(names: tuple[str, ...]) -> re.Pattern[str]:
    spaced = (r"\s*".join(map(re.escape, name)) for name in names)
    return re.compile(rf"({'|'.join(spaced)})\s*[:：]")


def _pieces(text: str, words: SectionVocabulary) -> list[tuple[Line, str]]:
    """Several pairs in one cell: ``填表人：张三  填报日期：2025-03-01  联系电话：``."""
    matches = list(_several(tuple(words.lines)).finditer(text))
    if len(matches) < 2:
        return []
    ends = [match.start() for match in matches[1:]] + [len(text)]
    return [
        (words.lines[normalise(match[1])], _value(text[match.end() : end]))
        for match, end in zip(matches, ends, strict=True)
    ]


def _value(text: str) -> str:
    """What stands between two labels in one cell, without the 其中： and the comma before the next label."""
    return re.sub(r"(?:其中[:：]?)?\s*$", "", text.strip()).rstrip("，,；;、 \t\n")
