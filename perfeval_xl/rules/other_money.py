"""The money beyond the general public budget, of which section 二 of the narrative does not speak."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_xl.evaluation import Entry, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.declaration import VALUE
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    CAPITAL_FIGURE,
    FUND_FIGURE,
    INSURANCE_FIGURE,
    PROJECT_FIGURE,
)
from perfeval_xl.form.score_table import (
    DEPARTMENT_FUNDS,
    EXECUTED,
    GENERAL_BUDGET,
    INCOME,
)


def narrative_severity(evaluation: SelfEvaluation) -> Severity:
    """How much a difference to section 二 of the narrative weighs.

    Section 二 covers the general public budget alone. So a difference can only be wrong where there is no
    other money: sections 三 to 五 say nothing, and the department has no other source of income.
    """
    narrative, department = evaluation.narrative, evaluation.department
    others = [
        *(other_sections(narrative) if narrative is not None else ()),
        *(other_income(department) if department is not None else ()),
    ]
    return Severity.WARNING if any(entry.has_amount for entry in others) else Severity.ERROR


def other_sections(narrative: Table) -> Iterator[Entry]:
    """What sections 三 to 五 state: spending of other budgets than the general public one."""
    yield from (narrative.cell(line) for line in (FUND_FIGURE, CAPITAL_FIGURE, INSURANCE_FIGURE))


def other_income(department: Table) -> Iterator[Entry]:
    """The department's sources of income other than the general public budget."""
    yield from (row[VALUE] for row in department.lines(INCOME) if row.line is not GENERAL_BUDGET)


def spent_on_projects_besides(evaluation: SelfEvaluation) -> Decimal:
    """What the department spent on projects beyond section 二 of the narrative: the money of other budgets.

    It is what is left of the amount executed; 0 where nothing is left, or that cannot be told.
    """
    narrative, department = evaluation.narrative, evaluation.department
    if narrative is None or department is None:
        return Decimal(0)
    executed = department.cell(DEPARTMENT_FUNDS, EXECUTED).value
    basic, project = narrative.cell(BASIC_FIGURE).value, narrative.cell(PROJECT_FIGURE).value
    if executed is None or basic is None or project is None:
        return Decimal(0)
    return max(executed - basic - project, Decimal(0))
