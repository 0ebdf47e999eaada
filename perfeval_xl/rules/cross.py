"""CROSS: what the narrative, the base data table and the score tables say of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, percent, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    BUDGET,
    FINAL,
    IN_POST,
    OPERATING,
    POSTS,
    PROJECT_EXPENDITURE,
    SPECIAL_FUNDS,
    STAFF,
)
from perfeval_xl.form.declaration import VALUE, Column
from perfeval_xl.form.labels import name_key, normalise, unnumbered
from perfeval_xl.form.narrative import (
    BASIC_FIGURE,
    CAPITAL_FIGURE,
    FUND_FIGURE,
    INSURANCE_FIGURE,
    NARRATIVE,
    OPERATING_FIGURE,
    PERSONNEL_FIGURE,
    POSTS_FIGURE,
    PROJECT_FIGURE,
    STAFF_FIGURE,
)
from perfeval_xl.form.score_table import (
    ADJUSTED,
    BASIC,
    DEPARTMENT,
    DEPARTMENT_FUNDS,
    EXECUTED,
    GENERAL_BUDGET,
    INCOME,
    PROJECT,
    PROJECT_FUNDS,
    PROJECT_NAME,
    PROJECT_TABLE,
)
from perfeval_xl.rules.basis import BUDGET_LAW, EVALUATION_MEASURES, REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import (
    Judgement,
    Verdict,
    agree,
    at_most,
    compare_money,
    is_negative,
    reaches,
    total_of,
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
    sections = [entry for entry in _other_sections(narrative) if _has_amount(entry)]
    parts = [narrative.cell(BASIC_FIGURE), narrative.cell(PROJECT_FIGURE), *sections]
    total = _total(parts)
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
        f"{NARRATIVE.name}的{stated}是 {plain(total)}{_addition(parts)}"
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
    return Severity.WARNING if any(_has_amount(entry) for entry in others) else Severity.ERROR


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
    total = _total(parts)
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
        message = f"基本支出没有填，人员经费加公用经费是 {plain(total)}{_addition(parts)}。"
        yield Breach(basic, message, plain(total), tuple(parts))
    else:
        statement = (
            f"基本支出填的是 {plain(basic.value)}，人员经费加公用经费是 {plain(total)}{_addition(parts)}"
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
    total = _total(executed)
    if final is None or final.value is None or (total is None and figure.value is None):
        yield NOT_EVALUATED
        return
    base = f"{BASE_DATA.name}的项目支出决算数是 {plain(final.value)}"
    stated = projects = ""
    if figure.value is not None:
        stated = f"{NARRATIVE.name}的项目支出是 {plain(figure.value)}"
    if total is not None:
        count = len(executed)
        projects = f"{count} 张{PROJECT_TABLE.name}的全年执行数合计 {plain(total)}{_addition(executed)}"
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
    "CROSS-05",
    "基础数据表的每个项目 = 同名项目自评表的预算数、执行数",
    Severity.ERROR,
    why="同一个项目在两张表里的预算和支出必须相同。",
    fix="核对这个项目的预算数和决算数，把填错的一张表改过来。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        4、区级专项资金 | 36.74 | 40 | 35.65
        人大政协专项经费 | 36.74 | 40 | 35.65
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        """,
    rejects="""
        # 附件1 基础数据表
        4、区级专项资金 | 36.74 | 40 | 35.65
        人大政协专项经费 | 36.74 | 40 | 35.65
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        年度资金总额 | 45.78 | 40 | 36.55 | 10 | 91.38% | 9.14
        """,
)
def line_agrees_with_its_project(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """Two outcomes for each line: budget, and final accounts."""
    base_data = evaluation.base_data
    if base_data is None:
        yield NOT_EVALUATED
        return
    named = _projects_by_name(evaluation, _name)
    for row in _leaf_lines(base_data):
        projects = named.get(_line_name(row), ())
        for column, of in ((BUDGET, ADJUSTED), (FINAL, EXECUTED)):
            # Two tables of one name are CROSS-09's, a line without a table is CROSS-06's.
            yield _line_agrees(row[column], projects[0], of) if len(projects) == 1 else NOT_EVALUATED


def _line_agrees(entry: Entry, project: Table, column: Column) -> Outcome:
    other = project.cell(PROJECT_FUNDS, column)
    if entry.value is None or other.value is None:
        return NOT_EVALUATED
    statement = (
        f"“{entry.label}”填的是 {plain(entry.value)}，"
        f"同名{PROJECT_TABLE.name}的“{other.label}”是 {plain(other.value)}"
    )
    return outcome_of(agree(entry, other.value, statement, (other,)))


@rule(
    "CROSS-06",
    "基础数据表的每个项目都有项目自评表，反之亦然",
    Severity.WARNING,
    why="一个一级项目填一张项目自评表；两边的项目对不上，说明有漏报或名称不一致。",
    fix="核对项目名称，使两张表里的写法相同；漏填的补上。",
    basis=REPORT,
    accepts="""
        # 附件1 基础数据表
        1、业务工作经费 | 5 | 6 | 6
        4、区级专项资金 | 36.74 | 40 | 35.65
        1、人大政协专项经费 | 36.74 | 40 | 35.65
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 业务工作经费
        """,
    rejects="""
        # 附件1 基础数据表
        1、业务工作经费 | 5 | 6 | 6
        4、区级专项资金 | 36.74 | 40 | 35.65
        人大政协专项经费 | 36.74 | 40 | 35.65
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        """,
)
def every_line_has_its_project(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    base_data = evaluation.base_data
    if base_data is None or base_data.row(PROJECT_EXPENDITURE) is None or not evaluation.projects:
        yield NOT_EVALUATED
        return
    lines = _leaf_lines(base_data)
    named = _projects_by_name(evaluation, _name)
    for row in lines:
        if _line_name(row) in named:
            yield HOLDS
        else:
            message = f"“{row.label.label}”有{_amounts(row)}，但没有同名的{PROJECT_TABLE.name}。"
            yield Breach(row.label, message, f"有同名的{PROJECT_TABLE.name}")
    totals = (PROJECT_EXPENDITURE, SPECIAL_FUNDS)
    names = {_line_name(row) for total in totals for row in base_data.lines(total)}
    for project in evaluation.projects:
        name = project.cell(PROJECT_NAME)
        # Without any line it is BASE-12 that says so.
        if name.is_nothing or not lines:
            yield NOT_EVALUATED
        elif _name(name.text) in names:
            yield HOLDS
        else:
            message = (
                f"“{name.text.strip()}”有{PROJECT_TABLE.name}，但{BASE_DATA.name}的项目支出下面没有这个项目。"
            )
            yield Breach(name, message, f"{BASE_DATA.name}有同名的一行")


def _leaf_lines(base_data: Table) -> list[Row]:
    """The lines of 项目支出 that name a project and have an amount of the reporting year.

    They are its own lines and those of the special funds, which stand for themselves if none of their
    lines is filled in.
    """
    special = [row for row in base_data.lines(SPECIAL_FUNDS) if _is_of_this_year(row)]
    leaves: list[Row] = []
    for row in base_data.lines(PROJECT_EXPENDITURE):
        if row.line is SPECIAL_FUNDS and special:
            leaves += special
        elif _is_of_this_year(row):
            leaves.append(row)
    return leaves


def _is_of_this_year(row: Row) -> bool:
    """A project that has only a prior-year figure is over, and one of 0 is none."""
    return any(_has_amount(row[column]) for column in (BUDGET, FINAL))


def _amounts(row: Row) -> str:
    amounts = (("预算", row[BUDGET]), ("决算", row[FINAL]))
    return "、".join(f"{name} {entry.text}" for name, entry in amounts if entry.is_filled)


def _projects_by_name(evaluation: SelfEvaluation, spelling: Callable[[str], str]) -> dict[str, list[Table]]:
    """The project tables by name; `spelling` is what names are compared under."""
    named: dict[str, list[Table]] = {}
    for project in evaluation.projects:
        name = project.cell(PROJECT_NAME)
        if name.is_filled:
            named.setdefault(spelling(name.text), []).append(project)
    return named


def _line_name(row: Row) -> str:
    """The name of a project as a line of the base data table gives it."""
    # The form's own lines carry remarks (一个专项一行); in a name that a clerk wrote a remark counts.
    return _name(row.label.text if row.line is None else normalise(row.label.text))


def _name(text: str) -> str:
    """A project's name as it is compared: without numbering."""
    return name_key(unnumbered(text).rstrip(":"))


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


@rule(
    "CROSS-08",
    "部门的项目支出预算 = 各项目自评表全年预算数之和",
    Severity.WARNING,
    why="部门的项目支出预算由各个一级项目组成；对不上，说明有项目没有填自评表，或金额有误。",
    fix="核对部门的项目支出预算和各项目的全年预算数；有项目按规定不填自评表的，在“情况说明”里写明。",
    basis=REPORT,
    accepts="""
        # 附件2 部门自评表
        项目支出 | 60
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        """,
    rejects="""
        # 附件2 部门自评表
        项目支出 | 86.73
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        """,
)
def project_budget_agrees(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    department = evaluation.department
    adjusted = [project.cell(PROJECT_FUNDS, ADJUSTED) for project in evaluation.projects]
    total = _total(adjusted)
    budget = department.cell(PROJECT) if department is not None else None
    if department is None or budget is None or budget.value is None or total is None:
        yield NOT_EVALUATED
        return
    statement = (
        f"{DEPARTMENT.name}的项目支出填的是 {plain(budget.value)}，"
        f"{len(adjusted)} 张{PROJECT_TABLE.name}的全年预算数合计 {plain(total)}{_addition(adjusted)}"
    )
    yield outcome_of(agree(budget, total, statement, tuple(adjusted), figures=len(adjusted)))


@rule(
    "CROSS-09",
    "项目自评表的项目名称不重复",
    Severity.ERROR,
    why="一个一级项目只填一张项目自评表；两张表同名，多半是复制工作表后忘了改名称。",
    fix="改正项目名称；确是同一个项目的，合并成一张表。",
    basis=REPORT,
    accepts="""
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 区、乡人大代表工作站项目
        """,
    rejects="""
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        # 附件3 项目自评表
        项目支出名称 | 人大政协专项经费
        """,
)
def project_names_differ(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each name; numbering counts, for 二、三产业发展资金 may be all name."""
    named = _projects_by_name(evaluation, name_key)
    if not named:
        yield NOT_EVALUATED
    for projects in named.values():
        first, *others = (project.cell(PROJECT_NAME) for project in projects)
        if not others:
            yield HOLDS
            continue
        sheets = "、".join(dict.fromkeys(f"“{project.sheet}”" for project in projects))
        message = (
            f"有 {len(projects)} 张{PROJECT_TABLE.name}的项目名称都是“{first.text.strip()}”（{sheets}）。"
        )
        yield Breach(others[0], message, "各表名称不同", (first, *others[1:]))


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
    has_both = all(_has_amount(budget) for _, _, budget in kinds)
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


def _total(parts: Sequence[Entry]) -> Decimal | None:
    """What figures add up to, nothing counting as 0; None where one is unreadable or its cell is missing."""
    return None if any(part.at is None for part in parts) else total_of(parts)


def _addition(parts: Sequence[Entry]) -> str:
    """The figures that were added, in brackets; nothing for a single one."""
    return f"（{' + '.join(plain(part.number_or_zero) for part in parts)}）" if len(parts) > 1 else ""


def _has_amount(entry: Entry) -> bool:
    """Whether the cell tells of money: neither nothing nor 0."""
    return entry.is_filled and entry.value != 0
