"""CROSS: what the narrative says of staff and spending, against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, parse_amount, percent, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    FINAL,
    IN_POST,
    OPERATING,
    POSTS,
    PROJECT_EXPENDITURE,
    STAFF,
)
from perfeval_xl.form.declaration import VALUE
from perfeval_xl.form.labels import normalise
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    CAPITAL_FIGURE,
    FUND_FIGURE,
    INSURANCE_FIGURE,
    NARRATIVE,
    OPERATING_FIGURE,
    OVERVIEW,
    PERSONNEL_FIGURE,
    POSTS_FIGURE,
    PROJECT_FIGURE,
    STAFF_FIGURE,
)
from perfeval_xl.form.score_table import (
    BASIC,
    DEPARTMENT,
    DEPARTMENT_FUNDS,
    EXECUTED,
    GENERAL_BUDGET,
    INCOME,
    PROJECT,
    PROJECT_FUNDS,
    PROJECT_TABLE,
)
from perfeval_xl.form.stated import stated_in
from perfeval_xl.profile import Profile
from perfeval_xl.rules.basis import BUDGET_LAW, EVALUATION_MEASURES, REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import (
    Judgement,
    Verdict,
    addition,
    addition_of_tables,
    agree,
    at_most,
    compare_money,
    complete_total,
    is_negative,
    reaches,
)

ALLOWED: Final = (Verdict.HOLDS, Verdict.TAIL)
"""The verdicts on money that agrees, as far as rounding allows."""
KINDS: Final = ((BASIC_FIGURE, BASIC), (PROJECT_FIGURE, PROJECT))
"""By kind of expenditure: what was executed, in the narrative; the budget, in the department's table."""


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
    sections = [entry for entry in _other_sections(narrative) if entry.has_amount]
    parts = [narrative.cell(BASIC_FIGURE), narrative.cell(PROJECT_FIGURE), *sections]
    total = complete_total(parts)
    if total is None or executed.value is None:
        yield NOT_EVALUATED
        return
    unstated = sum((income.number_or_zero for income in _other_income(department)), Decimal(0))
    if EQUAL <= executed.value - total <= unstated:
        # Sections 三 to 五 need not state what other income paid for.
        yield HOLDS
        return
    stated = "基本支出、项目支出和其他各项支出" if sections else "基本支出加项目支出"
    statement = (
        f"{DEPARTMENT.name}“{executed.label}”填的是 {plain(executed.value)}，"
        f"{NARRATIVE.name}的{stated}是 {plain(total)}{addition(parts)}"
    )
    severity = _narrative_severity(evaluation)
    if severity is not Severity.ERROR:
        statement += "（另有一般公共预算以外的资金，请核实差额是否由此而来）"
    yield outcome_of(agree(executed, total, statement, tuple(parts), severity, figures=len(parts)))


def _narrative_severity(evaluation: SelfEvaluation) -> Severity:
    """How much a difference to section 二 of the narrative weighs.

    Section 二 covers the general public budget alone. So a difference can only be wrong where there is no
    other money: sections 三 to 五 say nothing, and the department has no other source of income.
    """
    narrative, department = evaluation.narrative, evaluation.department
    others = [
        *(_other_sections(narrative) if narrative is not None else ()),
        *(_other_income(department) if department is not None else ()),
    ]
    return Severity.WARNING if any(entry.has_amount for entry in others) else Severity.ERROR


def _other_sections(narrative: Table) -> Iterator[Entry]:
    """What sections 三 to 五 state: spending of other budgets than the general public one."""
    yield from (narrative.cell(line) for line in (FUND_FIGURE, CAPITAL_FIGURE, INSURANCE_FIGURE))


def _other_income(department: Table) -> Iterator[Entry]:
    """The department's sources of income other than the general public budget."""
    yield from (row[VALUE] for row in department.lines(INCOME) if row.line is not GENERAL_BUDGET)


def _spent_on_projects_besides(evaluation: SelfEvaluation) -> Decimal:
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
    severity = _narrative_severity(evaluation)
    judgement = agree(figure, final.number_or_zero, statement, related, severity)
    if severity is Severity.ERROR or judgement.verdict is not Verdict.BROKEN:
        return judgement
    besides = _spent_on_projects_besides(evaluation)
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
        besides = _spent_on_projects_besides(evaluation) if kind == PROJECT.label else Decimal(0)
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
