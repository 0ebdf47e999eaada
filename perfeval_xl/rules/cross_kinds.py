"""CROSS: basic and project expenditure, each against its own budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import percent, plain
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.labels import normalise
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    NARRATIVE,
    PROJECT_FIGURE,
)
from perfeval_xl.form.score_table import (
    BASIC,
    DEPARTMENT,
    PROJECT,
)
from perfeval_xl.rules.basis import BUDGET_LAW, EVALUATION_MEASURES
from perfeval_xl.rules.other_money import (
    spent_on_projects_besides,
)
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import (
    at_most,
    is_negative,
    reaches,
)

KINDS: Final = ((BASIC_FIGURE, BASIC), (PROJECT_FIGURE, PROJECT))
"""By kind of expenditure: what was executed, in the narrative; the budget, in the department's table."""


@rule(
    "CROSS-10",
    "基本支出、项目支出的执行数不超过预算数",
    Severity.WARNING,
    why="总数在预算以内，也可能一类超了预算而另一类没有用完；基本支出与项目支出不得相互挤占。",
    fix="核对报告正文的执行数和部门自评表的预算数；确属超出的，在“情况说明”里写明原因。",
    basis=BUDGET_LAW,
    accepts="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 142.95
        （二）项目支出情况
        项目支出（万元） | 86.73
        # 附件2 部门自评表
        基本支出 | 145.08
        项目支出 | 86.73
        """,
    rejects="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 162.95
        （二）项目支出情况
        项目支出（万元） | 40.15
        # 附件2 部门自评表
        基本支出 | 145.08
        项目支出 | 86.73
        """,
)
def kinds_within_budget(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for kind, executed, budget in _kinds(evaluation):
        if executed.value is None or budget.value is None:
            yield NOT_EVALUATED
            continue
        statement = (
            f"{NARRATIVE.name}的{kind}是 {plain(executed.value)}，"
            f"{DEPARTMENT.name}的预算数是 {plain(budget.value)}"
        )
        yield outcome_of(at_most(executed, budget.value, statement, (budget,)))


@rule(
    "CROSS-14",
    "基本支出、项目支出的执行率都达到规定比例（通常 90%）",
    Severity.WARNING,
    why="总的执行率好看，可能掩盖某一类支出执行很差，须分别说明原因。",
    fix="核对报告正文的执行数和部门自评表的预算数；确实如此的，在“情况说明”里写明原因和改进措施。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 142.95
        （二）项目支出情况
        项目支出（万元） | 80.15
        # 附件2 部门自评表
        基本支出 | 145.08
        项目支出 | 86.73
        """,
    rejects="""
        # 报告正文
        （一）基本支出情况
        基本支出（万元） | 142.95
        （二）项目支出情况
        项目支出（万元） | 40.15
        # 附件2 部门自评表
        基本支出 | 145.08
        项目支出 | 86.73
        """,
)
def kinds_executed_enough(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    threshold = evaluation.profile.execution_rate
    least = f"{plain(threshold * 100)}%"
    kinds = list(_kinds(evaluation))
    has_both = all(budget.has_amount for _, _, budget in kinds)
    for kind, executed, budget in kinds:
        # With one kind alone its rate is the department's, of which FUND-04 speaks.
        if not has_both or not budget.value or executed.value is None or is_negative(executed, budget):
            yield NOT_EVALUATED
            continue
        besides = spent_on_projects_besides(evaluation) if kind == PROJECT.label else Decimal(0)
        rate = (executed.value + besides) / budget.value
        if reaches(rate, threshold):
            yield HOLDS
        else:
            spent = plain(executed.value)
            if besides:
                spent = f"（{spent} + 其他资金 {plain(besides)}）"
            figures = f"{spent} ÷ {plain(budget.value)}"
            message = f"{kind}的执行率是 {percent(rate)}（{figures}），低于 {least}。"
            yield Breach(executed, message, f"≥ {least}", (budget,))


def _kinds(evaluation: SelfEvaluation) -> Iterator[tuple[str, Entry, Entry]]:
    """Each kind of expenditure: its name, what was executed, its budget; blank where a table is missing."""
    narrative, department = evaluation.narrative, evaluation.department
    for figure, line in KINDS:
        kind = normalise(line.label)
        executed = narrative.cell(figure) if narrative is not None else Entry(figure.label)
        budget = department.cell(line) if department is not None else Entry(line.label)
        yield kind, executed, budget
