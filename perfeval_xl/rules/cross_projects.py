"""CROSS: the projects, each in the base data and in a table of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perfeval_xl.amounts import plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    BUDGET,
    FINAL,
    PROJECT_EXPENDITURE,
    SPECIAL_FUNDS,
)
from perfeval_xl.form.declaration import Column
from perfeval_xl.form.labels import name_key, normalise, unnumbered
from perfeval_xl.form.score_table import (
    ADJUSTED,
    DEPARTMENT,
    EXECUTED,
    PROJECT,
    PROJECT_FUNDS,
    PROJECT_NAME,
    PROJECT_TABLE,
)
from perfeval_xl.rules.basis import REPORT
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, rule
from perfeval_xl.rules.relations import (
    addition_of_tables,
    agree,
    complete_total,
)
from perfeval_xl.rules.wording import listed


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
    return any(row[column].has_amount for column in (BUDGET, FINAL))


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
    total = complete_total(adjusted)
    budget = department.cell(PROJECT) if department is not None else None
    if department is None or budget is None or budget.value is None or total is None:
        yield NOT_EVALUATED
        return
    statement = (
        f"{DEPARTMENT.name}的项目支出填的是 {plain(budget.value)}，"
        f"{len(adjusted)} 张{PROJECT_TABLE.name}的全年预算数合计 {plain(total)}{addition_of_tables(adjusted)}"
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
        sheets = listed(dict.fromkeys(project.sheet for project in projects), "张")
        message = (
            f"有 {len(projects)} 张{PROJECT_TABLE.name}的项目名称都是“{first.text.strip()}”（{sheets}）。"
        )
        yield Breach(others[0], message, "各表名称不同", (first, *others[1:]))
