"""SUMMARY.xlsx: what a reviewer hands to her director, written from the journal row by row."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from xlsxwriter.workbook import Workbook

from perfeval_xl import profile as profiles
from perfeval_xl.bureau.across.alike import LIKENESS, SHORTEST
from perfeval_xl.bureau.across.comparing import Noticed
from perfeval_xl.bureau.across.registry import Comparison, Evidence
from perfeval_xl.bureau.files import FOLDER, below
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.list_sheet import (
    COUNT,
    MONEY,
    POINTS,
    RATE,
    SHARE,
    YEAR,
    Cell,
    Link,
    ListColumn,
    ListSheet,
)
from perfeval_xl.bureau.outcome import OVERVIEW_TITLE, Status
from perfeval_xl.bureau.overview import Distribution, Overview, write_overview
from perfeval_xl.bureau.standing import (
    BLANK,
    NOT_CHECKED,
    REPORT_BESIDE,
    SAME_CONTENT,
    UNREADABLE,
    Standing,
)
from perfeval_xl.bureau.tables import (
    EXPLAINED,
    grade_distribution,
    rate_distribution,
    rows_of,
    rules_table,
    totals_of,
    units_table,
)
from perfeval_xl.findings import Severity
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.writers.new_book import new_book
from perfeval_xl.writers.results import COLUMNS, LEVEL, LEVEL_COLOURS, cells_of
from perfeval_xl.writers.sheet_styles import ERROR_COLOURS, NOTE_COLOURS, TAIL_COLOURS, Styles

UNITS: Final = "单位汇总"
FINDINGS: Final = "问题清单"
ACROSS_UNITS: Final = "横向比对"
RULES: Final = "按规则统计"
NOT_READ: Final = "未能读取"
UNNAMED: Final = "（未填单位）"

ROWS_PER_SHEET: Final = 1_000_000
"""Findings in one sheet; Excel ends at 1,048,576 rows."""
_MOST_FREQUENT: Final = 10

_FILE: Final = ListColumn("文件", 36)
_UNIT: Final = ListColumn("单位", 26)
_UNIT_COLUMNS: Final[Mapping[str, ListColumn]] = {
    "unit": _UNIT,
    "year": ListColumn("年度", 6, YEAR),
    "initial": ListColumn("年初预算数\n（万元）", 12, MONEY),
    "adjusted": ListColumn("全年预算数\n（万元）", 12, MONEY),
    "executed": ListColumn("全年执行数\n（万元）", 12, MONEY),
    "execution_rate": ListColumn("执行率", 9, RATE),
    "three_public_prior": ListColumn("三公经费\n上年决算", 10, MONEY),
    "three_public": ListColumn("三公经费\n本年决算", 10, MONEY),
    "three_public_change": ListColumn("三公经费\n增减", 10, MONEY),
    "score": ListColumn("自评\n总分", 8, POINTS),
    "grade": ListColumn("等级", 6, is_centred=True),
    "errors": ListColumn("错误", 6, COUNT),
    "warnings": ListColumn("提醒\n待处理", 7, COUNT),
    "explained": ListColumn("提醒\n已说明", 7, COUNT),
    "infos": ListColumn("提示", 6, COUNT),
    "across": ListColumn("横向\n疑点", 6, COUNT),
    "file": _FILE,
    "note": ListColumn("备注", 24),
}
_RULE_COLUMNS: Final = (
    ListColumn("规则", 11),
    ListColumn("应当满足", 60),
    ListColumn("涉及文件\n（份）", 9, COUNT),
    ListColumn("占计入\n文件", 9, RATE),
    ListColumn("错误\n（处）", 8, COUNT),
    ListColumn("提醒\n待处理", 8, COUNT),
    ListColumn("提醒\n已说明", 8, COUNT),
    ListColumn("提示\n（处）", 8, COUNT),
)
_ACROSS_COLUMNS: Final = (
    ListColumn("规则", 11),
    ListColumn("级别", 6),
    ListColumn("问题", 26),
    ListColumn("涉及单位", 22),
    ListColumn("单位", 16),
    ListColumn("位置", 18),
    ListColumn("内容", 36),
    ListColumn("对照单位", 16),
    ListColumn("对照位置", 18),
    ListColumn("对照内容", 36),
    ListColumn("相同\n程度", 7, SHARE),
    ListColumn("处理建议", 26),
)
_REMARK_COLUMNS: Final = (ListColumn("文件", 44), ListColumn("情况", 13), ListColumn("原因和处理办法", 84))


@dataclass(frozen=True, slots=True)
class Batch:
    """What was checked, for the headings, and where it is."""

    folder: Path
    profile: str | None
    others: Mapping[str, int]
    """Files of other kinds, by extension."""


def write_summary(
    path: Path,
    journal: Journal,
    standing: Standing,
    noticed: Sequence[Noticed],
    batch: Batch,
    rows_per_sheet: int = ROWS_PER_SHEET,
) -> None:
    """Writes the summary of what the journal holds, and of what was noticed across units.

    Raises:
        OSError: the file cannot be written; an old one is left as it was.
    """
    units = units_table(standing)
    rules = rules_table(journal, standing)
    with new_book(path, OVERVIEW_TITLE, streamed=True) as book:
        styles = Styles(book)
        write_overview(book, styles, _overview(units, rules, standing, noticed, batch))
        _write_units(book, styles, units, noticed, batch.folder, path)
        _write_findings(book, styles, journal, standing, rows_per_sheet)
        _write_rules(book, styles, rules, len(units))
        _write_across(book, styles, noticed)
        _write_remarks(book, styles, standing)


def _overview(
    units: pd.DataFrame,
    rules: pd.DataFrame,
    standing: Standing,
    noticed: Sequence[Noticed],
    batch: Batch,
) -> Overview:
    kinds = [remark.kind for remark in standing.remarks]
    # As with the money: one file of a unit, of the year that the batch is of.
    summed = units.loc[[one.in_totals for one in standing.counted]]
    # Notes of the lowest level would crowd out what has to be mended.
    most = rules[(rules[Severity.ERROR.value] > 0) | (rules[Severity.WARNING.value] > 0)].head(_MOST_FREQUENT)
    return Overview(
        heading=f"文件夹：{below(batch.folder.parent, batch.folder)}",
        totals=totals_of(units, standing),
        money_of=f"{standing.year} 年度" if standing.of_other_years else "",
        unreadable=kinds.count(UNREADABLE),
        blank=kinds.count(BLANK),
        not_counted=kinds.count(SAME_CONTENT) + kinds.count(REPORT_BESIDE),
        unchecked=kinds.count(NOT_CHECKED),
        rates=Distribution("执行率分布（份）", rate_distribution(summed)),
        rules=Distribution(
            "最常见的问题（涉及的份数）",
            [
                (f"{rule} {_title(rule)}", int(files))
                for rule, files in zip(most["rule"], most["files"], strict=True)
            ],
        ),
        grades=Distribution("自评等级（份）", grade_distribution(summed, _grades(standing, batch))),
        notes=_notes(standing, noticed, batch),
    )


def _grades(standing: Standing, batch: Batch) -> Sequence[str]:
    """The grades of the profiles that were used, from the best down."""
    named = [batch.profile] if batch.profile else dict.fromkeys(one.facts.profile for one in standing.counted)
    return list(dict.fromkeys(grade.name for name in named for grade in profiles.find(name).grades))


def _notes(standing: Standing, noticed: Sequence[Noticed], batch: Batch) -> Sequence[str]:
    notes: list[str] = []
    kinds = [remark.kind for remark in standing.remarks]
    if NOT_CHECKED in kinds:
        notes.append(
            f"审核中途停止：还有 {kinds.count(NOT_CHECKED)} 份没有检查，以上只是已完成的部分。"
            "加 --resume 再运行一次即可接着做。"
        )
    if FOLDER in kinds:
        notes.append(f"有 {kinds.count(FOLDER)} 个文件夹没有检查，原因见“{NOT_READ}”。")
    if noticed:
        notes.append(f"单位之间比对出 {len(noticed)} 条疑点，见“{ACROSS_UNITS}”。")
    alone = sum(bool(one.facts.compared) for one in standing.counted)
    if alone:
        notes.append(f"有 {alone} 份没有与上年比较，原因见“{UNITS}”备注。")
    if standing.of_other_years:
        notes.append(
            f"有 {standing.of_other_years} 份不是 {standing.year} 年度，金额合计和图没有计入，"
            f"见“{UNITS}”备注。"
        )
    rivals = sum(one.has_rivals for one in standing.counted)
    if rivals:
        notes.append(
            f"有 {rivals} 份与同一单位同一年度的另一份并存：都列在表里，金额合计和图里只计其中一份，"
            f"见“{UNITS}”备注。"
        )
    if batch.others:
        listed = "、".join(f"{kind or '无扩展名'} {count} 个" for kind, count in batch.others.items())
        notes.append(f"文件夹里还有其他类型的文件，没有检查：{listed}。")
    return notes


def _title(rule_id: str) -> str:
    rule = REGISTER.get(rule_id)
    return rule.title if rule is not None else ""


def _write_units(
    book: Workbook, styles: Styles, units: pd.DataFrame, noticed: Sequence[Noticed], folder: Path, path: Path
) -> None:
    listed = ListSheet(
        book,
        styles,
        UNITS,
        "单位汇总",
        list(_UNIT_COLUMNS.values()),
        f"金额单位：万元；点文件名可打开原文件；横向疑点是这个单位在“{ACROSS_UNITS}”里的条数。",
    )
    across = Counter(unit for one in noticed for unit in one.comparison.units)
    for values in rows_of(units):
        values["across"] = across[values["unit"] or values["file"]]
        values["unit"] = values["unit"] or UNNAMED
        values["file"] = _link(values["file"], folder, path)
        cells = {key: values[key] for key in _UNIT_COLUMNS}
        looks = [_unit_look(key, values) for key in cells]
        listed.write([_cell(value) for value in cells.values()], looks)
    listed.finish("没有可以计入的文件。")


def _unit_look(key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Errors in red; open warnings, and what was noticed across units, in yellow."""
    if key == "errors" and values[key]:
        return ERROR_COLOURS
    if key in ("warnings", "across") and values[key]:
        return TAIL_COLOURS
    return {}


def _cell(value: Any) -> Cell:
    """A value of a pandas row as a cell: what is missing stays blank."""
    if isinstance(value, str | Link):
        return value
    return None if pd.isna(value) else float(value)


def _link(file: str, folder: Path, summary: Path) -> Link:
    """A link to the file that still works when folder and summary are moved together."""
    path = folder / file
    try:
        target = os.path.relpath(path, summary.parent)
    except ValueError:  # on another drive
        target = str(path.resolve())
    if "#" in target or "%" in target:
        for sign in '%# "<>[]`^{}':
            target = target.replace(sign, f"%{ord(sign):02X}")
    return Link(file, f"external:{target}")


def _write_findings(
    book: Workbook, styles: Styles, journal: Journal, standing: Standing, rows_per_sheet: int
) -> None:
    columns = (_UNIT, *(ListColumn(heading, width) for heading, width in COLUMNS), _FILE)
    names = {one.file: one.facts.unit or UNNAMED for one in standing.counted}
    empty = "没有发现问题。"
    number, listed = 1, ListSheet(book, styles, FINDINGS, FINDINGS, columns)
    written = 0
    for outcome in journal.outcomes(Status.CHECKED):
        if outcome.file not in names:
            continue
        for finding in json.loads(outcome.result)["findings"]:
            if written == rows_per_sheet:
                listed.finish(empty)
                number, written = number + 1, 0
                listed = ListSheet(book, styles, f"{FINDINGS} ({number})", f"{FINDINGS}（续）", columns)
            cells = (names[outcome.file], *cells_of(finding), outcome.file)
            listed.write(cells, _finding_looks(columns, cells))
            written += 1
    listed.finish(empty)


def _finding_looks(columns: Sequence[ListColumn], cells: Sequence[str]) -> Sequence[dict[str, Any]]:
    return [
        LEVEL_COLOURS.get(cell, NOTE_COLOURS) if column.heading == LEVEL else {}
        for column, cell in zip(columns, cells, strict=True)
    ]


def _write_rules(book: Workbook, styles: Styles, rules: pd.DataFrame, files: int) -> None:
    listed = ListSheet(book, styles, RULES, RULES, _RULE_COLUMNS, "按涉及文件的份数排列。")
    for row in rows_of(rules):
        counts = (
            row[kind]
            for kind in (Severity.ERROR.value, Severity.WARNING.value, EXPLAINED, Severity.INFO.value)
        )
        listed.write(
            (row["rule"], _title(row["rule"]), int(row["files"]), row["files"] / files, *map(int, counts))
        )
    listed.finish("没有发现问题。")


def _write_across(book: Workbook, styles: Styles, noticed: Sequence[Noticed]) -> None:
    listed = ListSheet(
        book,
        styles,
        ACROSS_UNITS,
        "各单位横向比对",
        _ACROSS_COLUMNS,
        f"疑点供核实，不是结论。文字不少于 {SHORTEST} 字、相同 {LIKENESS:.0%} 以上列为雷同，"
        "几个单位共有的合为一条，完全相同的与相近的分开；按共有的字数从多到少排列，每改动一字少算五字；"
        "表格自带的和半数以上单位共用的文字除外。"
        "离群值按中位数和绝对中位差判断（稳健 z 值超过 ±3.5，至少 10 个单位）。",
    )
    for one in noticed:
        left, right, severity = one.comparison.left, one.comparison.right, one.severity.title
        cells = (
            *(one.rule.id, severity, one.comparison.message, _concerned(one.comparison)),
            *(left.unit, _where(left), left.text, right.unit, _where(right), right.text),
            *(one.comparison.likeness, one.rule.fix),
        )
        listed.write(cells, [{}, LEVEL_COLOURS.get(severity, NOTE_COLOURS), *({} for _ in cells[2:])])
    listed.finish("没有发现疑点。")


def _concerned(comparison: Comparison) -> str:
    """All units it is about, in one cell, so that a filter for one of them finds it."""
    count = f"{len(comparison.units)} 个：" if len(comparison.units) > 2 else ""
    return count + "、".join(comparison.units)


def _where(evidence: Evidence) -> str:
    return "\n".join(part for part in (evidence.place, evidence.file) if part)


def _write_remarks(book: Workbook, styles: Styles, standing: Standing) -> None:
    listed = ListSheet(
        book,
        styles,
        NOT_READ,
        "未能读取和没有计入的文件",
        _REMARK_COLUMNS,
        "这些文件没有算在汇总里，请逐一处理。",
    )
    for remark in standing.remarks:
        look = ERROR_COLOURS if remark.kind in (UNREADABLE, BLANK, NOT_CHECKED, FOLDER) else TAIL_COLOURS
        listed.write((remark.file, remark.kind, remark.reason), ({}, look, {}))
    listed.finish("没有，全部文件都已计入。")
