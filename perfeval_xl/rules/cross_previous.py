"""CROSS: this year's self-evaluation against last year's, where that is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import EXPENSES, FINAL, PRIOR_FINAL
from perfeval_xl.form.labels import name_key, unnumbered
from perfeval_xl.form.score_table import PROJECT_NAME
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import REPORTED, Judgement, Verdict, agree, compare_money

_NEAR: Final = 0.75
"""From this similarity on, two names are taken for one that was not copied exactly."""
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年度?")
_NUMERALS: Final = re.compile(r"[0-9一二三四五六七八九十]+")


@rule(
    "CROSS-11",
    "基础数据表的上年决算数 = 上年工作簿的本年决算数",
    Severity.WARNING,
    why="上年决算已经公开，今年表里的上年决算数应当照抄，改动了就前后矛盾。",
    fix="照上年公开的决算数填；上年决算后来有调整的，在“情况说明”里写明。",
    basis=REPORT,
    accepts="""
        # 上年 附件1 基础数据表
        三公经费 | 1.2 | 1.5 | 1.11
        3、公务接待 | 1.2 | 1.5 | 1.11
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        3、公务接待 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 上年 附件1 基础数据表
        三公经费 | 1.2 | 1.5 | 1.11
        3、公务接待 | 1.2 | 1.5 | 1.11
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        3、公务接待 | 1.01 | 1.5 | 0.85
        """,
)
def prior_final_is_last_years_final(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    if evaluation.previous is None:
        return
    now, before = evaluation.base_data, evaluation.previous.base_data
    rows = now.records(EXPENSES.key) if now is not None else ()
    # A column that is wholly blank is not filled in yet.
    if now is None or before is None or all(row[PRIOR_FINAL].is_nothing for row in rows):
        yield NOT_EVALUATED
        return
    pairs = [_Pair(row, _row_before(row, now, before)) for row in rows]
    broken = {id(pair.row): pair for pair in pairs if pair.judgement.verdict in REPORTED}
    for pair in pairs:
        told = _told_by_its_lines(pair, now, broken)
        yield HOLDS if told else outcome_of(pair.judgement)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A row of the base data table, and last year's row of the same name."""

    row: Row
    before: Row | None

    @property
    def difference(self) -> Decimal:
        assert self.before is not None
        return self.row[PRIOR_FINAL].number_or_zero - self.before[FINAL].number_or_zero

    @property
    def judgement(self) -> Judgement:
        entry = self.row[PRIOR_FINAL]
        if self.before is None or entry.is_unreadable or entry.at is None:
            return Judgement(Verdict.UNKNOWN, entry)
        last = self.before[FINAL]
        if last.is_unreadable or last.at is None:
            return Judgement(Verdict.UNKNOWN, entry)
        filled = f"填的是 {plain(entry.value)}" if entry.value is not None else "没有填"
        statement = (
            f"“{entry.label}”{filled}，上年工作簿（{last.at}）的本年决算数是 {plain(last.number_or_zero)}"
        )
        if entry.value is None:
            verdict = compare_money(abs(self.difference), 1)
            return Judgement(verdict, entry, plain(last.number_or_zero), f"{statement}。")
        return agree(entry, last.number_or_zero, statement)


def _row_before(row: Row, now: Table, before: Table) -> Row | None:
    """Last year's row of the form's line, or of the name a clerk gave it under the same total."""
    if row.line is not None:
        return before.row(row.line)
    then, this_year = _namesakes(row, before), _namesakes(row, now)
    return then[0] if len(then) == len(this_year) == 1 else None


def _namesakes(row: Row, table: Table) -> list[Row]:
    """The rows a clerk added under the same total and name."""
    name = _name(row.label.text)
    return [
        other
        for other in table.records(row.section)
        if other.line is None and other.parent == row.parent and _name(other.label.text) == name
    ]


def _told_by_its_lines(pair: _Pair, now: Table, broken: dict[int, _Pair]) -> bool:
    """Whether a total is off by just what its lines are off, which say so themselves."""
    line = pair.row.line
    if id(pair.row) not in broken or line is None:
        return False
    parts = [broken[id(row)] for row in now.lines(line) if id(row) in broken]
    off = sum((part.difference for part in parts), Decimal(0))
    return bool(parts) and compare_money(abs(pair.difference - off), 1) is Verdict.HOLDS


@rule(
    "CROSS-12",
    "延续的项目与上年名称一致",
    Severity.WARNING,
    why="同一个项目两年用两个名称，绩效就没法逐年比较，也容易被看成另立项目。",
    fix="延续的项目用上年的名称；确实是另一个项目，或按批复改了名称的，在“情况说明”里写明。",
    basis=REPORT,
    accepts="""
        # 上年 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 档案数字化
        """,
    rejects="""
        # 上年 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项工作经费
        """,
)
def projects_keep_their_names(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    if evaluation.previous is None:
        return
    names = [project.cell(PROJECT_NAME) for project in evaluation.projects]
    last = [project.cell(PROJECT_NAME).text for project in evaluation.previous.projects]
    last = [name.strip() for name in last if _name(name)]
    if not last:
        yield NOT_EVALUATED
        return
    now = {_name(name.text) for name in names}
    gone = [name for name in last if _name(name) not in now]
    known = set(map(_name, last))
    for name in names:
        if not name.is_filled:
            yield NOT_EVALUATED
            continue
        near = [] if _name(name.text) in known else [other for other in gone if _is_near(name.text, other)]
        if not near:
            yield HOLDS
            continue
        before = max(near, key=lambda other: _similarity(name.text, other))
        message = (
            f"项目“{name.text.strip()}”在上年工作簿里没有，上年的“{before}”今年也没有了，"
            "两个名称很接近，像是同一个项目。"
        )
        yield Breach(name, message, before)


def _is_near(one: str, other: str) -> bool:
    """Whether two names look like one project's; 一期 and 二期 are two."""
    if _NUMERALS.findall(_name(one)) != _NUMERALS.findall(_name(other)):
        return False
    return _similarity(one, other) >= _NEAR


def _similarity(one: str, other: str) -> float:
    return SequenceMatcher(None, _name(one), _name(other), autojunk=False).ratio()


def _name(text: str) -> str:
    """A name as it is compared from year to year: without numbering and the year."""
    return _YEAR.sub("", name_key(unnumbered(text).rstrip(":")))
