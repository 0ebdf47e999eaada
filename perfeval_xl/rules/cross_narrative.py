"""CROSS: the spending that the narrative states, against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, plain
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    FINAL,
    OPERATING,
    PROJECT_EXPENDITURE,
)
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    NARRATIVE,
    OPERATING_FIGURE,
    PERSONNEL_FIGURE,
    PROJECT_FIGURE,
)
from perfeval_xl.form.score_table import (
    DEPARTMENT,
    DEPARTMENT_FUNDS,
    EXECUTED,
    PROJECT_FUNDS,
    PROJECT_TABLE,
)
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.other_money import (
    narrative_severity,
    other_income,
    other_sections,
    spent_on_projects_besides,
)
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import (
    Judgement,
    Verdict,
    addition,
    addition_of_tables,
    agree,
    compare_money,
    complete_total,
)

ALLOWED: Final = (Verdict.HOLDS, Verdict.TAIL)
"""The verdicts on money that agrees, as far as rounding allows."""


@rule(
    "CROSS-01",
    "部门全年执行数 = 报告正文的基本支出 + 项目支出",
    Severity.ERROR,
    why="部门自评表的全年执行数与报告正文的支出说的是同一笔钱，公开后前后不一就是硬伤。",
    fix="核对部门自评表的全年执行数和报告正文的基本支出、项目支出，把填错的改过来。",
    basis=REPORT,
    accepts="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        （二）项目支出情况
        项目支出（万元） | 40.15
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
    rejects="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        （二）项目支出情况
        项目支出（万元） | 55.65
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
)
def executed_is_what_the_narrative_says(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    narrative, department = evaluation.narrative, evaluation.department
    if narrative is None or department is None:
        yield NOT_EVALUATED
        return
    executed = department.cell(DEPARTMENT_FUNDS, EXECUTED)
    sections = [entry for entry in other_sections(narrative) if entry.has_amount]
    parts = [narrative.cell(BASIC_FIGURE), narrative.cell(PROJECT_FIGURE), *sections]
    total = complete_total(parts)
    if total is None or executed.value is None:
        yield NOT_EVALUATED
        return
    unstated = sum((income.number_or_zero for income in other_income(department)), Decimal(0))
    if EQUAL <= executed.value - total <= unstated:
        # Sections 三 to 五 need not state what other income paid for.
        yield HOLDS
        return
    stated = "基本支出、项目支出和其他各项支出" if sections else "基本支出加项目支出"
    statement = (
        f"{DEPARTMENT.name}“{executed.label}”填的是 {plain(executed.value)}，"
        f"{NARRATIVE.name}的{stated}是 {plain(total)}{addition(parts)}"
    )
    severity = narrative_severity(evaluation)
    if severity is not Severity.ERROR:
        statement += "（另有一般公共预算以外的资金，请核实差额是否由此而来）"
    yield outcome_of(agree(executed, total, statement, tuple(parts), severity, figures=len(parts)))


@rule(
    "CROSS-02",
    "报告正文：基本支出 = 人员经费 + 公用经费",
    Severity.ERROR,
    why="基本支出由人员经费和公用经费组成，三个数写在同一句话里，加不起来一眼就能看出。",
    fix="核对基本支出、人员经费和公用经费，把填错的改过来。",
    basis=REPORT,
    accepts="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        公用经费（万元） | 22.17
        """,
    rejects="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        人员经费（万元） | 140.78
        公用经费（万元） | 21.27
        """,
)
def basic_is_personnel_and_operating(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    narrative = evaluation.narrative
    if narrative is None:
        yield NOT_EVALUATED
        return
    basic = narrative.cell(BASIC_FIGURE)
    parts = [narrative.cell(PERSONNEL_FIGURE), narrative.cell(OPERATING_FIGURE)]
    total = complete_total(parts)
    if total is None or basic.at is None or basic.is_unreadable:
        yield NOT_EVALUATED
    elif any(part.is_nothing for part in parts) and basic.value is not None and basic.value - total >= EQUAL:
        blank, filled = sorted(parts, key=lambda part: part.is_filled)
        missing = plain(basic.value - total)
        message = (
            f"“{blank.label}”没有填；基本支出 {plain(basic.value)} "
            f"减去“{filled.label}”{plain(total)} 是 {missing}。"
        )
        yield Breach(blank, message, missing, (basic, filled))
    elif basic.value is None:
        message = f"基本支出没有填，人员经费加公用经费是 {plain(total)}{addition(parts)}。"
        yield Breach(basic, message, plain(total), tuple(parts))
    else:
        statement = (
            f"基本支出填的是 {plain(basic.value)}，人员经费加公用经费是 {plain(total)}{addition(parts)}"
        )
        yield outcome_of(agree(basic, total, statement, tuple(parts), figures=len(parts)))


@rule(
    "CROSS-03",
    "公用经费：报告正文 = 基础数据表决算数",
    Severity.ERROR,
    why="报告正文和基础数据表说的是同一笔公用经费，两处必须相同。",
    fix="按部门决算核对公用经费，把填错的一处改过来。",
    basis=REPORT,
    accepts="""
        # 报告正文
        （一）基本支出情况
        公用经费（万元） | 22.16
        # 附件1 基础数据表
        公用经费 | 20.66 | 24.2 | 22.16
        """,
    rejects="""
        # 报告正文
        （一）基本支出情况
        公用经费（万元） | 24.2
        # 附件1 基础数据表
        公用经费 | 20.66 | 24.2 | 22.16
        """,
)
def operating_expenditure_agrees(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    narrative, base_data = evaluation.narrative, evaluation.base_data
    if narrative is None or base_data is None:
        yield NOT_EVALUATED
        return
    figure, final = narrative.cell(OPERATING_FIGURE), base_data.cell(OPERATING, FINAL)
    if figure.value is None or final.value is None:
        yield NOT_EVALUATED
        return
    statement = (
        f"公用经费在{NARRATIVE.name}里是 {plain(figure.value)}，"
        f"在{BASE_DATA.name}里（{final.label}）是 {plain(final.value)}"
    )
    yield outcome_of(agree(figure, final.value, statement, (final,)))


@rule(
    "CROSS-04",
    "项目支出：基础数据表 = 各项目自评表执行数之和 = 报告正文",
    Severity.ERROR,
    why="基础数据表、项目自评表和报告正文说的是同一笔项目支出，几处必须相同。",
    fix="按部门决算核对项目支出，把填错的改过来；漏填的项目补一张项目自评表。",
    basis=REPORT,
    accepts="""
        # 报告正文
        （二）项目支出情况
        项目支出（万元） | 55.65
        # 附件1 基础数据表
        项目支出： | 36.74 | 60 | 55.65
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        """,
    rejects="""
        # 报告正文
        （二）项目支出情况
        项目支出（万元） | 40.15
        # 附件1 基础数据表
        项目支出： | 36.74 | 60 | 35.65
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        """,
)
def project_expenditure_agrees(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for all figures: the projects against the base data, else the narrative against it."""
    base_data, narrative = evaluation.base_data, evaluation.narrative
    final = base_data.cell(PROJECT_EXPENDITURE, FINAL) if base_data is not None else None
    figure = narrative.cell(PROJECT_FIGURE) if narrative is not None else Entry(PROJECT_FIGURE.label)
    executed = [project.cell(PROJECT_FUNDS, EXECUTED) for project in evaluation.projects]
    total = complete_total(executed)
    if final is None or final.value is None or (total is None and figure.value is None):
        yield NOT_EVALUATED
        return
    base = f"{BASE_DATA.name}的项目支出决算数是 {plain(final.value)}"
    stated = projects = ""
    if figure.value is not None:
        stated = f"{NARRATIVE.name}的项目支出是 {plain(figure.value)}"
    if total is not None:
        count = len(executed)
        projects = (
            f"{count} 张{PROJECT_TABLE.name}的全年执行数合计 {plain(total)}{addition_of_tables(executed)}"
        )
    judgements: list[Judgement] = []
    if total is not None:
        statement = f"{stated and stated + '；'}{base}，{projects}"
        judgements.append(agree(final, total, statement, (*executed, figure), figures=len(executed)))
    if figure.value is not None:
        statement = f"{projects and projects + '；'}{base}，{stated}"
        judgements.append(_narrative_judgement(evaluation, figure, final, statement, executed))
    yield outcome_of(min(judgements, key=_rank))


def _narrative_judgement(
    evaluation: SelfEvaluation, figure: Entry, final: Entry, statement: str, executed: Sequence[Entry]
) -> Judgement:
    """Section 二 against the base data; with other money it may be less by what that paid for."""
    related = (final, *executed)
    severity = narrative_severity(evaluation)
    judgement = agree(figure, final.number_or_zero, statement, related, severity)
    if severity is Severity.ERROR or judgement.verdict is not Verdict.BROKEN:
        return judgement
    besides = spent_on_projects_besides(evaluation)
    if besides and compare_money(abs(final.number_or_zero - figure.number_or_zero - besides), 3) in ALLOWED:
        return Judgement(Verdict.HOLDS, figure)
    expected = f"{judgement.expected}，减去一般公共预算以外的部分"
    caveat = "正文第二部分只写一般公共预算，请核实差额是否为其他资金；如果是，正文不必改。"
    return replace(judgement, expected=expected, message=judgement.message + caveat)


def _rank(judgement: Judgement) -> int:
    """0 for what weighs most: an error, then a warning, then 尾差, then nothing."""
    match judgement.verdict:
        case Verdict.BROKEN:
            return 0 if judgement.severity in (None, Severity.ERROR) else 1
        case Verdict.TAIL:
            return 2
        case _:
            return 3
