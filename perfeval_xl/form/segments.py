"""Finds the tables of the form on the sheets of a workbook, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.labels import compact, normalise
from perfeval_xl.form.vocabulary import Vocabulary
from perfeval_xl.grid import Grid

LONGEST_LABEL: Final = 60
"""Characters; a longer text is no label."""

_LISTED: Final = re.compile(r"^(?:\d{1,2}[、.](?!\d)|[(（]?[一二三四五六七八九十\d]{1,3}[)）、])")
_AFTER_SIGN: Final = re.compile(r"(?:[(][^()]*[)])?[:。]?")
_SAME_TABLE: Final = 6
"""A sign that begins a table does not begin another one within so many rows of the last."""
_NEEDED_SIGNS: Final = 2
_NEEDED_HEADINGS: Final = 3


@dataclass(frozen=True, slots=True)
class TextCell:
    """A text cell of a sheet, with the label it may be."""

    row: int
    column: int
    text: str
    key: str
    """The normalised text; '' where it is too long for a label."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of a sheet that hold one table: `first` up to but not including `end`."""

    grid: Grid
    vocabulary: Vocabulary
    first: int
    end: int
    title: TextCell | None
    texts: tuple[TextCell, ...]
    """All text cells of these rows, in reading order."""

    @property
    def form(self) -> TableForm:
        return self.vocabulary.form


@dataclass(slots=True)
class _Start:
    """A table that has begun; its end is not known yet."""

    vocabulary: Vocabulary
    first: int
    title: TextCell | None = None
    signs: dict[str, int] = field(default_factory=dict[str, int])


def text_cells(grid: Grid) -> list[TextCell]:
    """The text cells of a sheet in reading order."""
    cells: list[TextCell] = []
    for row, values in enumerate(grid.values):
        for column, value in enumerate(values):
            if isinstance(value, str) and value and not value.isspace():
                key = normalise(value) if len(value) <= LONGEST_LABEL else ""
                cells.append(TextCell(row, column, value, key))
    return cells


def find_tables(grid: Grid, vocabularies: tuple[Vocabulary, ...]) -> list[Segment]:
    """The tables on one sheet, from top to bottom.

    A table is known by its title, or by two labels that no other table has, or, for the narrative,
    by three of its headings.
    """
    texts = text_cells(grid)
    starts = [start for start in _starts(texts, vocabularies) if _is_evident(start)]
    if not starts:
        starts = _narrative_without_title(texts, vocabularies)
    segments: list[Segment] = []
    for number, start in enumerate(starts):
        end = starts[number + 1].first if number + 1 < len(starts) else grid.height
        cells = tuple(cell for cell in texts if start.first <= cell.row < end)
        segments.append(Segment(grid, start.vocabulary, start.first, end, start.title, cells))
    return segments


def _starts(texts: Iterable[TextCell], vocabularies: tuple[Vocabulary, ...]) -> list[_Start]:
    starts: list[_Start] = []
    current: _Start | None = None
    for cell in texts:
        if not cell.key:
            continue
        titled = _titled(cell.text, vocabularies)
        if titled is not None:
            current = _Start(titled, cell.row, cell)
            starts.append(current)
            continue
        signed = _signed(cell.text, vocabularies)
        if signed is None:
            continue
        vocabulary, sign = signed
        begins_anew = (
            current is not None
            and vocabulary.signs[sign]
            and cell.row - current.signs.get(sign, cell.row) > _SAME_TABLE
        )
        if current is None or current.vocabulary is not vocabulary or begins_anew:
            current = _Start(vocabulary, cell.row)
            starts.append(current)
        current.signs.setdefault(sign, cell.row)
    return starts


@lru_cache(maxsize=4096)
def _signed(text: str, vocabularies: tuple[Vocabulary, ...]) -> tuple[Vocabulary, str] | None:
    """The table that `text` is a sign of: as a whole, or before its colon (按收入性质分：231.81)."""
    keys = [normalise(text)]
    head, colon, _ = compact(text).partition(":")
    if colon:
        keys.append(normalise(head))
    return next(
        ((vocabulary, key) for key in keys for vocabulary in vocabularies if key in vocabulary.signs), None
    )


@lru_cache(maxsize=4096)
def _titled(text: str, vocabularies: tuple[Vocabulary, ...]) -> Vocabulary | None:
    """The table that `text` is a title of; an entry in the list of attachments is none."""
    squeezed = compact(text)
    if _LISTED.match(squeezed):
        return None
    for vocabulary in vocabularies:
        for sign in vocabulary.form.title_signs:
            _, found, after = squeezed.rpartition(sign)
            if found and _AFTER_SIGN.fullmatch(after):
                return vocabulary
    return None


def _is_evident(start: _Start) -> bool:
    return start.title is not None or len(start.signs) >= _NEEDED_SIGNS


def _narrative_without_title(texts: Sequence[TextCell], vocabularies: tuple[Vocabulary, ...]) -> list[_Start]:
    """A narrative that lost its title is still known by its headings."""
    for vocabulary in vocabularies:
        headings = {section.heading for section in vocabulary.sections if section.heading}
        if vocabulary.signs:
            continue
        found = [cell for cell in texts if cell.key in headings]
        if len({cell.key for cell in found}) >= _NEEDED_HEADINGS:
            return [_Start(vocabulary, min(cell.row for cell in found))]
    return []
