"""Begins the following year: last year's finals move over, results go, texts stay and are marked 待更新."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.evaluation import Entry, Level1Group, Row, Table
from perfeval_xl.form.base_data import BASE_DATA, FINAL, IN_POST, POSTS, PRIOR_FINAL, THRIFT
from perfeval_xl.form.declaration import VALUE, Line, Pairs, Prose, Quantity
from perfeval_xl.form.hints import as_stale, is_hint
from perfeval_xl.form.narrative import NARRATIVE, POSTS_FIGURE, STAFF_FIGURE, UNIT, YEAR
from perfeval_xl.form.score_table import (
    DEPARTMENT_NAME,
    EXPECTED,
    IMPLEMENTER,
    LEVEL1,
    LEVEL2,
    LEVEL3,
    PROJECT_NAME,
    PROJECT_TABLE,
    SUPERVISOR,
    TARGET,
    WEIGHT,
)
from perfeval_xl.form.signature import PHONE, PREPARER
from perfeval_xl.remarks import Remark, RemarkKind

_KEPT_LINES: Final = frozenset({UNIT, DEPARTMENT_NAME, PROJECT_NAME, SUPERVISOR, IMPLEMENTER})
"""Who reports on what: the same as last year, until a clerk says otherwise."""
_MARKED_LINES: Final = frozenset({POSTS_FIGURE, STAFF_FIGURE, THRIFT, PREPARER, PHONE})
_KEPT_COLUMNS: Final = frozenset({LEVEL1.key, LEVEL2.key, LEVEL3.key, WEIGHT.key})
_MARKED_COLUMNS: Final = frozenset({POSTS.key, IN_POST.key, EXPECTED.key, TARGET.key})

_Change = Callable[[Row, str, Entry], Entry]


def following_year(tables: Sequence[Table], year: int | None) -> tuple[tuple[Table, ...], tuple[Remark, ...]]:
    """The tables of the year after `year`, and what the clerk has to do about them.

    Kept as they are: the unit, projects, indicators and weights. Kept and marked: texts, targets, posts and
    staff. 本年决算 becomes 上年决算. Everything else is result, and blank.
    """
    made = tuple(_table(table, year) for table in tables)
    return made, tuple(_remarks(made, year))


def _remarks(tables: Sequence[Table], year: int | None) -> Iterator[Remark]:
    if year is None:
        yield Remark(RemarkKind.TO_DO, NARRATIVE.sheet, "没有读到上年的年度。", f"请填写“{YEAR.label}”。")
    advice = "把内容改成今年的，并删去“【待更新】”；没改的，校验时会提醒。"
    yield Remark(RemarkKind.TO_DO, "各表", "沿用上年的文字、目标值和人数前面都标了“【待更新】”。", advice)
    for table in tables:
        name = table.cell(PROJECT_NAME).text.strip() if table.form is PROJECT_TABLE else ""
        if name:
            advice = "今年没有这个项目的，删去这张表；新项目用“增加项目表”或复制一张表。"
            yield Remark(RemarkKind.TO_DO, table.form.sheet, f"沿用了上年的项目“{name}”。", advice)


def _table(table: Table, year: int | None) -> Table:
    if table.form is NARRATIVE:
        return _narrative(table, year)
    change = _base_data if table.form is BASE_DATA else _score_table
    rows = {id(row): _changed(row, change) for row in table.rows}
    groups = tuple(
        Level1Group(group.name, group.heading, group.points, tuple(rows[id(row)] for row in group.indicators))
        for group in table.groups
    )
    return replace(table, rows=tuple(rows[id(row)] for row in table.rows), groups=groups)


def _changed(row: Row, change: _Change) -> Row:
    return replace(row, cells={key: change(row, key, entry) for key, entry in row.cells.items()})


def _base_data(row: Row, key: str, entry: Entry) -> Entry:
    if key == PRIOR_FINAL.key:
        return row[FINAL]._replace(label=entry.label)
    return _by_line_or_column(row.line, key, entry)


def _score_table(row: Row, key: str, entry: Entry) -> Entry:
    if key == LEVEL3.key and entry.is_filled and not row[TARGET].is_filled and not is_hint(entry.text):
        # One mark for each indicator: on its target, or where it has none on its name.
        return _marked(entry)
    return _by_line_or_column(row.line, key, entry)


def _by_line_or_column(line: Line | None, key: str, entry: Entry) -> Entry:
    if (key == VALUE.key and line in _KEPT_LINES) or key in _KEPT_COLUMNS:
        return entry
    if (key == VALUE.key and line in _MARKED_LINES) or key in _MARKED_COLUMNS:
        return _marked(entry)
    return _blank(entry)


def _narrative(table: Table, year: int | None) -> Table:
    rows = [_changed(row, _narrative_cell) for row in table.rows if row.line is not YEAR]
    if year is not None:
        stated = Entry(YEAR.label, text=str(year + 1), value=Decimal(year + 1), quantity=Quantity.YEAR)
        section = next(s.key for s in NARRATIVE.sections if isinstance(s, Pairs) and YEAR in s.lines)
        rows.append(Row(section, YEAR, section, Entry(YEAR.label), {VALUE.key: stated}))
    return replace(table, rows=tuple(rows), paragraphs=_paragraphs(table))


def _narrative_cell(row: Row, key: str, entry: Entry) -> Entry:
    is_text = row.line is not None and row.line.quantity is Quantity.TEXT
    if is_text and row.line not in _KEPT_LINES:
        return _marked(entry)
    return _by_line_or_column(row.line, key, entry)


def _paragraphs(table: Table) -> Mapping[str, tuple[Entry, ...]]:
    """The paragraphs, marked; those a new report begins with say nothing of a year."""
    changed: dict[str, tuple[Entry, ...]] = {}
    for section in table.form.sections:
        if isinstance(section, Prose) and section.key in table.paragraphs:
            changed[section.key] = tuple(
                entry if entry.text in section.default else _marked(entry)
                for entry in table.paragraphs[section.key]
            )
    return changed


def _marked(entry: Entry) -> Entry:
    if entry.is_nothing or is_hint(entry.text):
        return entry
    return entry._replace(text=as_stale(entry.text), value=None, is_typed_text=True)


def _blank(entry: Entry) -> Entry:
    return Entry(entry.label, quantity=entry.quantity)
