"""CROSS: the posts and staff that the narrative states, against the base data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from perfeval_xl.amounts import EQUAL, parse_amount, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    IN_POST,
    POSTS,
    STAFF,
)
from perfeval_xl.form.labels import normalise
from perfeval_xl.form.narrative import (
    NARRATIVE,
    OVERVIEW,
    POSTS_FIGURE,
    STAFF_FIGURE,
)
from perfeval_xl.form.stated import stated_in
from perfeval_xl.profile import Profile
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule


@rule(
    "CROSS-07",
    "编制和人数：报告正文 = 基础数据表",
    Severity.ERROR,
    why="编制数和实有人数在报告正文和基础数据表里必须相同。",
    fix="核对编制数和在职人数，把填错的一处改过来。",
    basis=REPORT,
    accepts="""
        # 报告正文
        一、部门（单位）基本情况
        核定编制（人） | 12
        实有人数（人） | 9
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 9 | 75%
        """,
    rejects="""
        # 报告正文
        一、部门（单位）基本情况
        核定编制（人） | 12
        实有人数（人） | 9
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 10 | 83.33%
        """,
)
def staff_agrees(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    narrative, base_data = evaluation.narrative, evaluation.base_data
    staff = base_data.records(STAFF.key) if base_data is not None else ()
    if narrative is None or base_data is None or not staff:
        yield NOT_EVALUATED
        return
    for line, column in ((POSTS_FIGURE, POSTS), (STAFF_FIGURE, IN_POST)):
        figure, count = narrative.cell(line), staff[0][column]
        if figure.value is None or count.value is None:
            yield NOT_EVALUATED
        elif abs(figure.value - count.value) < EQUAL:
            yield HOLDS
        else:
            message = (
                f"{NARRATIVE.name}的“{figure.label}”填的是 {plain(figure.value)}，"
                f"{BASE_DATA.name}的“{count.label}”填的是 {plain(count.value)}。"
            )
            yield Breach(figure, message, plain(count.value), (count,))
    yield from _own_words_on_staff(narrative, staff[0], evaluation.profile)


def _own_words_on_staff(narrative: Table, staff: Row, profile: Profile) -> Iterator[Outcome]:
    """The clerk's own words, which the report prints, against the figures they stand for."""
    override = OVERVIEW.override
    own = narrative.cell(override) if override is not None else Entry("")
    if own.is_nothing:
        return
    stated = stated_in(own.text.strip(), OVERVIEW, profile)
    texts: Mapping[str, str] = stated.texts if stated is not None else dict[str, str]()
    for line, column in ((POSTS_FIGURE, POSTS), (STAFF_FIGURE, IN_POST)):
        count = parse_amount(texts.get(line.key, ""))
        figure, counted = narrative.cell(line), staff[column]
        due = figure if figure.value is not None else counted
        if count is None or due.value is None:
            yield NOT_EVALUATED
        elif abs(count.value - due.value) < EQUAL:
            yield HOLDS
        else:
            table = NARRATIVE if due is figure else BASE_DATA
            message = (
                f"“{own.label}”里{normalise(line.label)}写的是 {plain(count.value)}，"
                f"{table.name}的“{due.label}”填的是 {plain(due.value)}；报告印的是“{own.label}”。"
            )
            yield Breach(own, message, plain(due.value), (due, counted))
