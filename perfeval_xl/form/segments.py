"""Finds the tables of the form on the sheets of a workbook, wherever they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from perfeval_xl.form.declaration import TableForm
from perfeval_xl.form.labels import compact, normalise
from perfeval_xl.form.signature import CLOSING
from perfeval_xl.form.vocabulary import Vocabulary
from perfeval_xl.grid import Grid

LONGEST_LABEL: Final = 60
"""Characters; a longer text is no label."""

_LISTED: Final = re.compile(r"^(?:附件[:：]|\d{1,2}[、.](?!\d)|[(（]?[一二三四五六七八九十\d]{1,3}[)）、])")
_AFTER_SIGN: Final = re.compile(r"(?:[(][^()]*[)])?:?")
_SENTENCE: Final = re.compile(r"[,，。;；]")
_ATTACHMENT: Final = re.compile(r"附(?:件|表)[\d一二三四五六七八九十]{0,2}(?:-\d)?[:]?")
_OTHER_TITLE: Final = re.compile(
    r"(?!.*(?:自评|评价|基础数据))[^:,。;]*(?:目标|监控|申报|批复|汇总|一览|明细|预算)[^:,。;]*表(?:[(][^()]*[)])?"
)
_SAME_TABLE: Final = 6
"""A sign that begins a table does not begin another one within so many rows of the last."""
_ABOVE_TITLE: Final = 3
"""附件1 stands at most so many rows above the title it belongs to."""
_NEEDED_SIGNS: Final = 2
_NEEDED_HEADINGS: Final = 3


class TextCell(NamedTuple):
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


class _Mark(NamedTuple):
    """A text that tells which table it stands in."""

    vocabulary: Vocabulary | None
    """None for the title of a form that is none of ours."""
    sign: str = ""
    """The label that only this table has; '' for a title."""


@dataclass(slots=True)
class _Start:
    """A table that has begun; its end is not known yet."""

    vocabulary: Vocabulary | None
    """None for a table of another form (项目支出绩效目标申报表)."""
    first: int
    title: TextCell | None = None
    signs: dict[str, int] = field(default_factory=dict[str, int])
    """Sign → the first row it stands in."""
    is_closed: bool = False
    """Whether its signature line has been passed."""

    @property
    def is_evident(self) -> bool:
        """Whether this is one of our tables: it has a title, or signs in several rows.

        Signs side by side are the headings of a list (项目名称, 实施单位, 金额).
        """
        return self.title is not None or len(set(self.signs.values())) >= _NEEDED_SIGNS


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

    A table is known by its title with one of its labels below, or by two labels that no other table
    has, or, for the narrative, by three of its headings.
    """
    texts = text_cells(grid)
    starts = _labelled(_kept(_starts(texts, vocabularies)), texts)
    narrative = _narrative_without_title(texts, vocabularies, starts)
    if narrative is not None:
        starts.insert(0, narrative)
    segments: list[Segment] = []
    for number, start in enumerate(starts):
        end = grid.height
        if number + 1 < len(starts):
            end = _without_attachment_line(texts, start.first, starts[number + 1].first)
        cells = tuple(_between(texts, start.first, end))
        if start.vocabulary is not None:
            segments.append(Segment(grid, start.vocabulary, start.first, end, start.title, cells))
    return segments


def _starts(texts: Sequence[TextCell], vocabularies: tuple[Vocabulary, ...]) -> list[_Start]:
    starts: list[_Start] = []
    current: _Start | None = None
    for cell in texts:
        if not cell.key:
            continue
        mark = _mark(cell.text, vocabularies)
        if mark is None:
            if current is not None and cell.key.startswith(CLOSING):
                current.is_closed = current.is_closed or cell.row - current.first > _SAME_TABLE
        elif mark.sign:
            if current is None or _begins_another(current, mark, cell.row):
                current = _Start(mark.vocabulary, cell.row)
                starts.append(current)
            if current.vocabulary is mark.vocabulary:
                current.signs.setdefault(mark.sign, cell.row)
        elif mark.vocabulary or current is None or current.is_closed or not current.is_evident:
            current = _Start(mark.vocabulary, cell.row, cell)
            starts.append(current)
    return starts


def _begins_another(current: _Start, mark: _Mark, row: int) -> bool:
    """Whether a sign begins a table of its own, rather than standing within the current one."""
    begins = mark.vocabulary is not None and mark.vocabulary.signs[mark.sign]
    if current.vocabulary is None:
        return current.is_closed
    if current.vocabulary is mark.vocabulary:
        return begins and row - current.signs.get(mark.sign, row) > _SAME_TABLE
    # A department table may have a line 上年结转资金 as well.
    is_under_way = current.is_evident or any(current.vocabulary.signs[other] for other in current.signs)
    return begins or current.is_closed or not is_under_way


def _kept(starts: Sequence[_Start]) -> list[_Start]:
    """The evident ones; what an unevident one seemed to interrupt goes on behind it."""
    kept: list[_Start] = []
    interrupted = False
    for start in starts:
        last = kept[-1] if kept else None
        goes_on = (
            interrupted
            and last is not None
            and last.vocabulary is start.vocabulary
            and start.title is None
            and not last.signs.keys() & start.signs.keys()
        )
        if goes_on and last is not None:
            last.signs.update(start.signs)
        elif start.is_evident:
            kept.append(start)
        interrupted = not start.is_evident
    return kept


@lru_cache(maxsize=4096)
def _mark(text: str, vocabularies: tuple[Vocabulary, ...]) -> _Mark | None:
    """Which table `text` tells of, as its title, a sign of it, or the title of another form."""
    squeezed = compact(text)
    titled = _titled(squeezed, vocabularies)
    if titled is not None:
        return _Mark(titled)
    return _signed(text, squeezed, vocabularies) or (_Mark(None) if _is_other_title(squeezed) else None)


def _signed(text: str, squeezed: str, vocabularies: tuple[Vocabulary, ...]) -> _Mark | None:
    """The table that `text` is a sign of: as a whole, or before its colon (按收入性质分：231.81)."""
    keys = [normalise(text)]
    head, colon, _ = squeezed.partition(":")
    if colon:
        keys.append(normalise(head))
    for key in keys:
        for vocabulary in vocabularies:
            if key in vocabulary.signs:
                return _Mark(vocabulary, key)
    return None


def _titled(squeezed: str, vocabularies: tuple[Vocabulary, ...]) -> Vocabulary | None:
    """The table that a compact text is a title of; an entry in the list of attachments is none."""
    if _LISTED.match(squeezed) or _SENTENCE.search(squeezed):
        return None
    for vocabulary in vocabularies:
        for sign in vocabulary.form.title_signs:
            _, found, after = squeezed.rpartition(sign)
            if found and _AFTER_SIGN.fullmatch(after):
                return vocabulary
    return None


def _is_other_title(squeezed: str) -> bool:
    """Whether a compact text is the title of a form that is none of ours: 2024年项目支出绩效目标申报表."""
    return "表" in squeezed and _OTHER_TITLE.fullmatch(squeezed) is not None


def _labelled(starts: Sequence[_Start], texts: Sequence[TextCell]) -> list[_Start]:
    """Those below which any label of the table stands; a title alone is but a mention of the table."""
    ends = [following.first for following in starts[1:]] + [None]
    return [
        start
        for start, end in zip(starts, ends, strict=False)
        if start.vocabulary is None
        or start.title is None
        or any(_is_label(cell, start.vocabulary) for cell in _between(texts, start.first + 1, end))
    ]


def _between(texts: Sequence[TextCell], first: int, end: int | None) -> Sequence[TextCell]:
    """The text cells from row `first` up to but not including `end`; without an end, to the last."""
    begin = bisect_left(texts, first, key=_row)
    return texts[begin:] if end is None else texts[begin : bisect_left(texts, end, key=_row)]


def _row(cell: TextCell) -> int:
    return cell.row


def _is_label(cell: TextCell, vocabulary: Vocabulary) -> bool:
    if cell.key in vocabulary.labels:
        return True
    return bool(cell.key) and normalise(compact(cell.text).partition(":")[0]) in vocabulary.labels


def _without_attachment_line(texts: Sequence[TextCell], first: int, end: int) -> int:
    """The end of a table whose last rows may be the line 附件2 above the next table's title."""
    for cell in _between(texts, max(first + 1, end - _ABOVE_TITLE), end):
        if _ATTACHMENT.fullmatch(compact(cell.text)):
            return cell.row
    return end


def _narrative_without_title(
    texts: Sequence[TextCell], vocabularies: tuple[Vocabulary, ...], starts: Sequence[_Start]
) -> _Start | None:
    """A narrative that lost its title is still known by its headings, above all other tables."""
    end = starts[0].first if starts else None
    for vocabulary in vocabularies:
        if vocabulary.signs or any(start.vocabulary is vocabulary for start in starts):
            continue
        headings = {section.heading for section in vocabulary.sections if section.heading}
        found = [cell for cell in texts if cell.key in headings and (end is None or cell.row < end)]
        if len({cell.key for cell in found}) >= _NEEDED_HEADINGS:
            top = min(cell.row for cell in found)
            above = (c.row for c in texts if top - _SAME_TABLE < c.row < top and c.key in vocabulary.labels)
            return _Start(vocabulary, min(above, default=top))
    return None
