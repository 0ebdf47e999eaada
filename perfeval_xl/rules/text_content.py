"""TEXT: what the narrative and the text cells of the tables say besides figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import Prose, Quantity
from perfeval_xl.form.narrative import ATTACHMENTS, NARRATIVE, OTHERS
from perfeval_xl.form.passages import narrative_passages, section_passages
from perfeval_xl.form.score_table import ACHIEVED, ACTUAL, EXPECTED, GOALS, INDICATORS, SIGNATURE
from perfeval_xl.form.sentences import GAP, gaps
from perfeval_xl.prose import done_after
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.wording import listed

PLANS: Final = ("improvements", "publication", ATTACHMENTS.key)
"""Sections of the narrative that speak of the next year as a matter of course."""

_DOUBLED: Final = re.compile(r"[，。；：、,;:][ \t\u3000]*[，。；：、,;:]")
_AROUND: Final = 8
"""Characters quoted before and behind what is wrong in a text."""


@rule(
    "TEXT-03",
    "报告正文各部分和年度总体目标都写了",
    Severity.ERROR,
    why="官方格式的每一部分都要有内容；空着的部分，审核的人不知道是没有还是漏了。",
    fix="补上这一部分；确实没有的，写“无”。",
    basis=REPORT,
    accepts="""
        # 附件2 部门自评表
        年度总体目标 | 做好档案接收工作。 | 接收档案320卷。
        """,
    rejects="""
        # 附件2 部门自评表
        年度总体目标 | 做好档案接收工作。 |
        """,
)
def every_part_is_written(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    narrative = evaluation.narrative
    if not _is_begun(evaluation):
        # A workbook straight from `new` is not wrong.
        yield NOT_EVALUATED
        return
    if narrative is not None:
        for section in NARRATIVE.sections:
            if not isinstance(section, Prose):
                continue
            if missing := _missing_figures(section, narrative, evaluation):
                yield _has_gaps(section, missing)
            elif section.key in evaluation.profile.required_sections:
                yield _section_is_written(section, narrative, evaluation)
    for table in evaluation.score_tables:
        if _is_in_use(table):
            yield from _goals_are_written(table)


def _is_begun(evaluation: SelfEvaluation) -> bool:
    """Whether a clerk wrote anything in any table."""
    narrative = evaluation.narrative
    defaults = {
        text for section in NARRATIVE.sections if isinstance(section, Prose) for text in section.default
    }
    paragraphs = chain.from_iterable(narrative.paragraphs.values()) if narrative is not None else ()
    return any(map(_is_in_use, evaluation.used)) or any(
        paragraph.is_filled and paragraph.text not in defaults for paragraph in paragraphs
    )


def _is_in_use(table: Table) -> bool:
    """Whether a clerk filled in anything: a project table may be left over from the template."""
    typed = (Quantity.TEXT, Quantity.MONEY)
    rows = (row for row in table.rows if row.section not in (INDICATORS.key, SIGNATURE.key))
    return any(entry.is_filled for row in rows for entry in row.cells.values() if entry.quantity in typed)


def _missing_figures(section: Prose, narrative: Table, evaluation: SelfEvaluation) -> list[Entry]:
    """The figures for which the report would print ××; none where the clerk's own words are printed."""
    if section.override is not None and not narrative.cell(section.override).is_blank:
        return []
    return gaps(section, narrative, evaluation.profile)


def _has_gaps(section: Prose, missing: Sequence[Entry]) -> Breach:
    names = listed(entry.label for entry in missing)
    message = f"{NARRATIVE.name}“{section.heading}”的{names}没有填，报告里会印成“{GAP}”。"
    own = f"，或者在“{section.override.label}”里自己写这句话" if section.override is not None else ""
    fix = f"补填；确实没有的，金额和人数填 0{own}。"
    return Breach(missing[0], message, "填写", tuple(missing[1:]), fix=fix)


def _section_is_written(section: Prose, narrative: Table, evaluation: SelfEvaluation) -> Outcome:
    places = [
        *(entry for line in section.lines if (entry := narrative.cell(line)).at is not None),
        *narrative.paragraphs.get(section.key, ()),
    ]
    if not places:
        # A heading that is missing is FORM-03's.
        return NOT_EVALUATED
    written = any(section_passages(section, narrative, evaluation.profile, evaluation.year))
    # The report lists them there, so 无 need not stand beside them.
    written = written or (section is OTHERS and bool(evaluation.explanations))
    # 无 where an amount is asked for is an answer too.
    if written or any(not entry.is_blank for entry in places):
        return HOLDS
    message = f"{NARRATIVE.name}“{section.heading}”没有内容。"
    return Breach(places[0]._replace(label=section.heading), message, "有内容，或者写“无”")


def _goals_are_written(table: Table) -> Iterator[Outcome]:
    for row in table.records(GOALS.key):
        for column in (EXPECTED, ACHIEVED):
            entry = row[column]
            if entry.at is None or not entry.is_blank:
                yield NOT_EVALUATED if entry.at is None else HOLDS
                continue
            message = f"{table.name}的“{GOALS.side}”没有填“{column.heading}”。"
            label = f"{GOALS.side} {column.heading}"
            yield Breach(entry._replace(label=label), message, "有内容，或者写“无”")


@rule(
    "TEXT-06",
    "年度以后才做的事没有算作本年的成绩和支出",
    Severity.WARNING,
    why="自评的是一个年度：年度以后才做的事、才花的钱不是本年的成绩，本年的执行数也不该包含它。",
    fix="改写为本年做到的事；年度以后支付的，核实它是否计入了本年的执行数，或者填写情况说明。",
    basis=REPORT,
    accepts="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > 2024年12月已完成4个代表工作站的建设。2025年将继续完善。
        """,
    rejects="""
        # 报告正文
        年度 | 2024
        六、部门整体支出绩效情况
        > 2025年初已将经费支出用于完善提升4个代表工作站建设。
        """,
)
def nothing_is_of_a_later_year(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    year = evaluation.year
    for entry, is_result in _achievements(evaluation):
        if year is None:
            yield NOT_EVALUATED
            continue
        later = next(done_after(entry.text, year, is_result=is_result), None)
        if later is None:
            yield HOLDS
        else:
            message = f"“{later}”是 {year} 年度以后的事，写进了 {year} 年度的完成情况。"
            yield Breach(entry, message, f"{year} 年度内的事")


def _achievements(evaluation: SelfEvaluation) -> Iterator[tuple[Entry, bool]]:
    """The text that tells what was achieved and spent, each with whether it is an indicator's result."""
    if evaluation.narrative is not None:
        for passage in narrative_passages(evaluation.narrative, evaluation.profile, evaluation.year):
            if passage.section is not None and passage.section.key not in PLANS:
                yield from ((entry, False) for entry in passage.sources if entry.quantity is Quantity.TEXT)
    for table in evaluation.score_tables:
        achieved = (row[ACHIEVED] for row in table.records(GOALS.key))
        yield from ((entry, False) for entry in achieved if entry.is_filled)
        yield from ((row[ACTUAL], True) for row in table.indicators if row[ACTUAL].is_filled)


@rule(
    "TEXT-07",
    "没有重复的标点",
    Severity.INFO,
    why="重复的标点多半是删改时留下的，公开的报告里显得不认真。",
    fix="删去多余的标点。",
    basis=REPORT,
    accepts="""
        # 报告正文
        六、部门整体支出绩效情况
        > 主要包括办公费、印刷费、邮电费……等——详见附表。
        """,
    rejects="""
        # 报告正文
        六、部门整体支出绩效情况
        > 主要包括办公费、印刷费、、邮电费等。
        """,
)
def no_mark_is_doubled(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        texts = _doubled_texts(table)
        if not texts:
            yield HOLDS
        for entry in texts:
            yield _doubled(entry)


def _doubled_texts(table: Table) -> list[Entry]:
    """One entry for each such text that is printed: level-2 cells, for example, hold for several rows."""
    texts = {
        (entry.at, entry.text): entry
        for entry in table.entries
        if entry.quantity is Quantity.TEXT and len(entry.text) > 1 and _DOUBLED.search(entry.text)
    }
    if not texts:
        return []
    for section in table.form.sections:
        # Where the clerk wrote her own words, the words for the composed sentence are not printed.
        if isinstance(section, Prose) and section.override and table.cell(section.override).is_filled:
            for entry in map(table.cell, section.figures):
                texts.pop((entry.at, entry.text), None)
    return list(texts.values())


def _doubled(entry: Entry) -> Breach:
    found = [match.span() for match in _DOUBLED.finditer(entry.text)]
    start, end = found[0]
    quote = entry.text[max(start - _AROUND, 0) : end + _AROUND].replace("\n", "")
    more = f"，另有 {len(found) - 1} 处" if len(found) > 1 else ""
    message = f"“{quote}”里有重复的标点“{entry.text[start:end]}”{more}。"
    return Breach(entry, message, "一个标点")
