"""The form as plain text: what the rules' examples, the seed's transcription and the tests are written in.

    # 附件1 基础数据表
    财政供养人员情况 | 12 | 9 | 75%
    三公经费 | 1.11 | 1.5 | 0.85
    # 附件2 部门自评表
    年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 10
    指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 20 | 20 |
    总分 | 100 | 100

``#`` begins a table, a row is its label and its values in the form's order, ``>`` a paragraph, ``;;`` a
comment, ``\\n`` a line break inside a cell. A number is a number cell; ``'12.5`` is text, ``#REF!`` an error
value and ``=`` a formula that was never calculated. ``# 工作表 NAME`` begins a sheet that is no table of
ours: its rows are taken cell by cell, as they stand. ``# 上年 附件1`` begins a table of last year's workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.evaluation import Entry, Level1Group, Row, Table
from perfeval_xl.form.declaration import (
    VALUE,
    Column,
    Indicators,
    Line,
    Matrix,
    Pairs,
    Prose,
    Quantity,
    Records,
    TableForm,
)
from perfeval_xl.form.entries import typed_entry
from perfeval_xl.form.labels import normalise, points_of
from perfeval_xl.form.layout import lay_out, to_grid
from perfeval_xl.form.narrative import YEAR
from perfeval_xl.form.score_table import LEVEL1, LEVEL2, SCORE, WEIGHT
from perfeval_xl.form.vocabulary import SectionVocabulary, Vocabulary, vocabularies
from perfeval_xl.grid import Grid, Kind, Trait, Value
from perfeval_xl.profile import Profile

DEFAULT_YEAR: Final = 2024
RAW_SHEET: Final = "工作表"
PREVIOUS: Final = "上年"
INDICATOR: Final = "指标"

_STATED_YEAR: Final = re.compile(rf"{YEAR.label} \| (\d{{4}})")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT: Final = re.compile(r"-?\d+(?:\.\d+)?%")
_ERROR: Final = re.compile(r"#[A-Z/0!?]+[!?A]|#NAME\?")


class NotationError(ValueError):
    """A line of the notation that fits no table of the form."""


def tables_of(text: str, profile: Profile) -> tuple[Table, ...]:
    """The tables written in `text`; their entries have no place yet.

    Raises:
        NotationError: a line names no row of the form, or has too many cells.
    """
    parts = (part for part in _parts(text) if not part[0].startswith((RAW_SHEET, PREVIOUS)))
    return tuple(_read_table(*part, profile) for part in parts)


def grids_of(text: str, profile: Profile) -> tuple[Grid, ...]:
    """The sheets written in `text`: every table laid out as the template would, raw sheets as they stand."""
    return _grids([part for part in _parts(text) if not part[0].startswith(PREVIOUS)], profile)


def previous_grids_of(text: str, profile: Profile) -> tuple[Grid, ...]:
    """The sheets of last year's workbook written in `text`."""
    parts = [
        (name.removeprefix(PREVIOUS).strip(), lines)
        for name, lines in _parts(text)
        if name.startswith(PREVIOUS)
    ]
    return _grids(parts, profile, DEFAULT_YEAR - 1)


def _grids(
    parts: Sequence[tuple[str, list[str]]], profile: Profile, year: int = DEFAULT_YEAR
) -> tuple[Grid, ...]:
    grids: list[Grid] = []
    year = _year(parts) or year
    taken: dict[str, int] = {}
    for name, lines in parts:
        if name.startswith(RAW_SHEET):
            grids.append(_raw_grid(name.removeprefix(RAW_SHEET).strip() or "Sheet1", lines))
            continue
        table = _read_table(name, lines, profile)
        taken[table.form.sheet] = taken.get(table.form.sheet, 0) + 1
        number = taken[table.form.sheet]
        sheet = table.form.sheet if number == 1 else f"{table.form.sheet} ({number})"
        grids.append(to_grid(lay_out(table, year, spare=False, joined=False), sheet))
    return tuple(grids)


def _parts(text: str) -> list[tuple[str, list[str]]]:
    parts: list[tuple[str, list[str]]] = []
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith(";;"):
            continue
        if line.startswith("# "):
            parts.append((line[2:].strip(), []))
        elif parts:
            parts[-1][1].append(line)
        else:
            raise NotationError(f"a row stands before the first table: {line}")
    return parts


def _year(parts: Iterable[tuple[str, list[str]]]) -> int | None:
    """The year that the narrative states."""
    stated = (_STATED_YEAR.fullmatch(line) for _, lines in parts for line in lines)
    return next((int(match[1]) for match in stated if match), None)


def _split(line: str) -> list[str]:
    return [cell.strip().replace("\\n", "\n") for cell in line.split("|")]


def _raw_grid(sheet: str, lines: Iterable[str]) -> Grid:
    values: list[list[Value]] = []
    traits: dict[tuple[int, int], Trait] = {}
    for row, line in enumerate(lines):
        values.append([])
        for column, text in enumerate(_split(line)):
            entry = _entry(text, "", Quantity.POINTS)
            value: Value = text or None
            if entry.value is not None and not entry.is_typed_text:
                value = float(entry.value)
            elif entry.kind is not Kind.CONSTANT:
                traits[row, column] = Trait(entry.kind)
            values[-1].append(value)
    return Grid(sheet, values, traits)


def _entry(text: str, label: str, quantity: Quantity) -> Entry:
    """An entry without a place, typed as the notation says."""
    if _ERROR.fullmatch(text):
        return Entry(label, None, text, None, quantity, Kind.ERROR)
    if text.startswith("="):
        return Entry(label, None, "", None, quantity, Kind.PENDING)
    if text.startswith("'"):
        return typed_entry(text[1:], None, label, quantity)
    entry = typed_entry(text, None, label, quantity)
    is_number = _NUMBER.fullmatch(text) or (quantity is Quantity.RATE and _PERCENT.fullmatch(text))
    return entry._replace(is_typed_text=not is_number) if quantity.is_number and text else entry


def _read_table(name: str, lines: Iterable[str], profile: Profile) -> Table:
    for vocabulary in vocabularies(profile):
        form = vocabulary.form
        if name in (form.sheet, form.attachment, form.name):
            return _Transcription(vocabulary).read(lines)
    raise NotationError(f"no table of the form is called “{name}”")


class _Transcription:
    """Collects the rows of one table."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.form: TableForm = vocabulary.form
        self.vocabulary = vocabulary
        self.rows: list[Row] = []
        self.groups: list[Level1Group] = []
        self.paragraphs: dict[str, list[Entry]] = {}
        self.prose: SectionVocabulary | None = None
        self.above: tuple[Line, str] | None = None
        self.level1: Entry | None = None
        self.level2: Entry | None = None

    def read(self, lines: Iterable[str]) -> Table:
        for line in lines:
            self._read_line(line)
        paragraphs = {key: tuple(entries) for key, entries in self.paragraphs.items()}
        return Table(
            self.form,
            self.form.sheet,
            Entry(self.form.title),
            tuple(self.rows),
            tuple(self.groups),
            paragraphs,
        )

    def _read_line(self, line: str) -> None:
        if line.startswith(">"):
            if self.prose is None:
                raise NotationError(f"a paragraph outside a section: {line}")
            key = self.prose.section.key
            self.paragraphs.setdefault(key, []).append(
                Entry(self.prose.heading, text=line[1:].strip(), is_typed_text=True)
            )
            return
        label, *cells = _split(line)
        key = normalise(label)
        if label == INDICATOR:
            self._indicator(cells)
            return
        if not cells and self._begin_prose(key):
            return
        self._labelled(label, key, cells)

    def _begin_prose(self, key: str) -> bool:
        for words in self.vocabulary.sections:
            if isinstance(words.section, Prose) and words.heading == key:
                self.prose = words
                return True
        return False

    def _labelled(self, label: str, key: str, cells: list[str]) -> None:
        sections = self.vocabulary.sections if self.prose is None else (self.prose,)
        for words in sections:
            section = words.section
            line = words.lines.get(key)
            match section:
                case Pairs() | Prose() if line is not None:
                    parent = next((total.key for total in section.lines if line in total.lines), section.key)
                    self._add(section.key, line, parent, label, self._cells(cells, (VALUE,), line))
                    return
                case Matrix() if line is not None:
                    parents = {child.key: total.key for total in section.all_lines() for child in total.lines}
                    parent = parents.get(line.key, section.key)
                    self._add(section.key, line, parent, label, self._cells(cells, section.columns, line))
                    self.above = line, parent
                    return
                case Records() if self.vocabulary.owner.get(key) == section.key:
                    self._add(
                        section.key, None, section.key, label, self._cells(cells, section.columns, None)
                    )
                    return
                case Indicators() if line is not None:
                    total_cells = self._cells(cells, (WEIGHT, SCORE), None)
                    self._add(section.key, line, "indicators_total", label, total_cells)
                    return
                case _:
                    continue
        self._added(label, cells)

    def _added(self, label: str, cells: list[str]) -> None:
        """A line that is none of the form's: added below the one before it."""
        for words in self.vocabulary.sections:
            if isinstance(words.section, Matrix) and self.above is not None and self.prose is None:
                line, parent = self.above
                owner = line.key if line.is_total else parent
                self._add(
                    words.section.key, None, owner, label, self._cells(cells, words.section.columns, None)
                )
                return
        raise NotationError(f"“{label}” is no row of {self.form.name}")

    def _indicator(self, texts: list[str]) -> None:
        section = self.form.section("indicators")
        if not isinstance(section, Indicators):
            raise NotationError(f"{self.form.name} has no indicators")
        cells = dict(self._cells(texts, section.columns, None))
        if cells[LEVEL1.key].text:
            heading = cells[LEVEL1.key]
            name, digits = normalise(heading.text), points_of(heading.text)
            value = Decimal(digits) if digits else None
            points = Entry(f"{name} 分数", text=digits, value=value, quantity=Quantity.POINTS)
            self.groups.append(Level1Group(name, heading, points, ()))
            self.level1, self.level2 = heading, None
        if cells[LEVEL2.key].text:
            self.level2 = cells[LEVEL2.key]
        above = ((LEVEL1.key, self.level1), (LEVEL2.key, self.level2))
        cells.update({key: entry for key, entry in above if entry is not None})
        row = Row(section.key, None, section.key, Entry(texts[2] if len(texts) > 2 else ""), cells)
        self.rows.append(row)
        if self.groups:
            self.groups[-1] = replace(self.groups[-1], indicators=(*self.groups[-1].indicators, row))

    def _cells(self, texts: list[str], columns: tuple[Column, ...], line: Line | None) -> Mapping[str, Entry]:
        while len(texts) > len(columns) and not texts[-1]:
            texts = texts[:-1]
        if len(texts) > len(columns):
            raise NotationError(f"{len(texts)} cells where {self.form.name} has {len(columns)}: {texts}")
        texts = texts + [""] * (len(columns) - len(texts))
        return {
            column.key: _entry(
                text,
                column.heading,
                line.quantity if column is VALUE and line is not None else column.quantity,
            )
            for column, text in zip(columns, texts, strict=True)
        }

    def _add(
        self, section: str, line: Line | None, parent: str, label: str, cells: Mapping[str, Entry]
    ) -> None:
        self.rows.append(Row(section, line, parent, Entry(label, text=label), cells))
