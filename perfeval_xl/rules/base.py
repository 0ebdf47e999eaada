"""BASE: the base data table, each of its columns on its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Final

from perfeval_xl.amounts import percent, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation, Table
from perfeval_xl.findings import Severity
from perfeval_xl.form.base_data import (
    BASE_DATA,
    BASIC_ADJUSTMENT,
    BUDGET,
    BUILDINGS,
    CONTROL_RATE,
    EXPENSES,
    FINAL,
    IN_POST,
    INVESTMENT_ACTUAL,
    INVESTMENT_APPROVED,
    INVESTMENT_RATE,
    OPERATING,
    OTHER_TRANSPORT,
    POSTS,
    PRIOR_FINAL,
    PROCUREMENT,
    PROJECT_EXPENDITURE,
    SCALE_ACTUAL,
    SCALE_APPROVED,
    SCALE_RATE,
    SPECIAL_FUNDS,
    STAFF,
    THREE_PUBLIC,
    VEHICLES,
)
from perfeval_xl.form.declaration import VALUE, Column, Line, Matrix, Pairs
from perfeval_xl.form.score_table import ADJUSTED, DEPARTMENT_FUNDS, INITIAL, PROJECT, PROJECT_FUNDS
from perfeval_xl.rules.calculated import BUILDING_INVESTMENT, BUILDING_SCALE, STAFF_CONTROL
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, outcome_of, relation_rule, rule
from perfeval_xl.rules.relations import (
    REPORTED,
    Judgement,
    Sum,
    Verdict,
    agree,
    at_most,
    is_negative,
    merged,
    total_of,
)
from perfeval_xl.rules.typed import suspected_of_yuan

FORM: Final = "《部门整体支出绩效评价基础数据表》"
ONE: Final = Decimal(1)

relation_rule(
    "BASE-01",
    "控制率 = 实际在职人数 ÷ 编制数",
    Severity.ERROR,
    STAFF_CONTROL,
    why="控制率反映在职人员是否超编，由编制数和在职人数算出，不能另填。",
    fix="核对编制数和在职人数；人数无误就把控制率改为应有的数。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 9 | 75%
        """,
    rejects="""
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 9 | 133.33%
        """,
)


@rule(
    "BASE-02",
    "控制率不超过 100%",
    Severity.WARNING,
    why="控制率超过 100% 说明超编，须说明原因。",
    fix="核对编制数和在职人数；确属超编的，在“情况说明”里写明原因。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 12 | 100%
        """,
    rejects="""
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 13 | 108.33%
        """,
)
def control_rate_at_most_full(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.tables_of(BASE_DATA):
        for row in table.records(STAFF.key):
            yield _at_most_full(row, CONTROL_RATE, IN_POST, POSTS)


relation_rule(
    "BASE-03",
    "三公经费 = 公务用车 + 出国 + 公务接待（+ 其他交通费）",
    Severity.ERROR,
    Sum(THREE_PUBLIC, optional=OTHER_TRANSPORT),
    why="三公经费是公务用车购置和运行维护、因公出国、公务接待三项之和；本表另列其他交通费，计入与否都可以。",
    fix="核对各项金额，或更正三公经费合计。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        2、出国经费 | | 0.5 |
        3、公务接待 | 1.11 | 1 | 0.85
        4、其他交通费 | | 0.3 |
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        3、公务接待 | 1.11 | 1.5 | 0.58
        """,
)

relation_rule(
    "BASE-04",
    "公务用车购置和维护经费 = 公车购置 + 公车运行维护",
    Severity.ERROR,
    Sum(VEHICLES),
    why="公务用车经费由购置费和运行维护费组成。",
    fix="核对购置费和运行维护费，或更正公务用车经费合计。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        1、公务用车购置和维护经费 | | 20.5 |
        其中：公车购置 | | 18 |
        公车运行维护 | | 2.5 |
        """,
    rejects="""
        # 附件1 基础数据表
        1、公务用车购置和维护经费 | | 18 |
        其中：公车购置 | | 18 |
        公车运行维护 | | 2.5 |
        """,
)

relation_rule(
    "BASE-05",
    "项目支出 = 业务工作经费、运行维护经费等各行之和",
    Severity.ERROR,
    Sum(PROJECT_EXPENDITURE),
    why="项目支出合计必须等于下面带序号的各行之和，否则与决算对不上。",
    fix="核对各行金额，或更正项目支出合计。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        项目支出： | 36.74 | 60 | 55.65
        1、业务工作经费 | 6.74 | |
        4、区级专项资金 | 30 | 60 | 55.65
        """,
    rejects="""
        # 附件1 基础数据表
        项目支出： | 36.74 | 60 | 35.65
        4、区级专项资金 | 36.74 | 60 | 55.65
        """,
)

relation_rule(
    "BASE-06",
    "专项资金 = 下面各专项之和",
    Severity.ERROR,
    Sum(SPECIAL_FUNDS),
    why="专项资金一个专项一行，合计必须等于各专项之和。",
    fix="核对各专项金额，漏列的专项补一行，或更正专项资金合计。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        4、区级专项资金 | | 60 | 55.65
        人大政协专项经费 | | 40 | 35.65
        区、乡人大代表工作站项目 | | 20 | 20
        """,
    rejects="""
        # 附件1 基础数据表
        4、区级专项资金 | | 40 | 55.65
        人大政协专项经费 | | 40 | 35.65
        """,
)

relation_rule(
    "BASE-07",
    "公用经费 = 办公经费等各行之和",
    Severity.ERROR,
    Sum(OPERATING),
    why="公用经费合计必须等于下面各行之和。",
    fix="核对各行金额，或更正公用经费合计。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        公用经费 | 20.66 | 24.2 | 22.16
        其中：办公经费 | 1.61 | 3.05 | 2.85
        水费、电费、差旅费 | 1.09 | 3.07 | 3.07
        会议费、培训费 | 0.52 | 1.5 | 0
        文印费、交通费 | 8.91 | 8.74 | 8.74
        其它 | 8.53 | 7.84 | 7.5
        """,
    rejects="""
        # 附件1 基础数据表
        公用经费 | 0 | 24.2 | 22.16
        其中：办公经费 | 1.61 | 24.2 | 22.16
        """,
)


@rule(
    "BASE-08",
    "决算数不超过预算数",
    Severity.WARNING,
    why="三公经费、公用经费和政府采购应在预算内执行；超预算须说明原因。",
    fix="核对预算数和决算数；确属超预算的，在“情况说明”里写明原因。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        政府采购金额 | 16.31 | 9.84 | 9.84
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 0.8 | 0.85
        """,
)
def final_within_budget(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each line, but a total's excess tells of its lines' as well."""
    for table in evaluation.tables_of(BASE_DATA):
        for line in (THREE_PUBLIC, OPERATING, PROCUREMENT):
            if (row := table.row(line)) is not None:
                yield from map(outcome_of, _within_budget(table, row))


def _within_budget(table: Table, row: Row) -> list[Judgement]:
    """The judgements on a row and all rows that it is the total of."""
    rows = table.lines(row.line) if row.line is not None and row.line.is_total else ()
    parts = chain.from_iterable(_within_budget(table, part) for part in rows)
    budget, final = row[BUDGET], row[FINAL]
    if budget.value is None or final.value is None:
        return [Judgement(Verdict.UNKNOWN, final), *parts]
    statement = f"“{final.label}”填的是 {plain(final.value)}，预算数是 {plain(budget.value)}"
    whole = at_most(final, budget.value, statement, (budget,))
    if whole.verdict in REPORTED and _may_be_yuan(table, budget, final):
        whole = Judgement(Verdict.UNKNOWN, final)
    return merged(whole, parts)


def _may_be_yuan(table: Table, *entries: Entry) -> bool:
    """Whether TYPE-03 has doubts about one of the amounts."""
    return not suspected_of_yuan(table).isdisjoint(entry.at for entry in entries)


@rule(
    "BASE-09",
    "三公经费决算数不超过上年",
    Severity.WARNING,
    why="中央八项规定及其实施细则要求三公经费只减不增；增长须说明原因。",
    fix="核对两年的决算数；确有增长的，在“情况说明”里写明原因。",
    basis="《党政机关厉行节约反对浪费条例》",
    accepts="""
        # 附件1 基础数据表
        三公经费 | 1.11 | 1.5 | 0.85
        """,
    rejects="""
        # 附件1 基础数据表
        三公经费 | 0.85 | 1.5 | 1.11
        """,
)
def three_public_not_rising(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.tables_of(BASE_DATA):
        prior, final = table.cell(THREE_PUBLIC, PRIOR_FINAL), table.cell(THREE_PUBLIC, FINAL)
        if final.value is None or prior.value is None or is_negative(final, prior):
            yield NOT_EVALUATED
        elif final.value <= prior.value:
            yield HOLDS
        elif _may_be_yuan(table, final, prior):
            yield NOT_EVALUATED
        else:
            rise = plain(final.value - prior.value)
            message = (
                f"三公经费本年决算数 {plain(final.value)}，比上年的 {plain(prior.value)} 增加了 {rise}。"
            )
            yield Breach(final, message, f"≤ {plain(prior.value)}", (prior,))


relation_rule(
    "BASE-10",
    "规模（投资）控制率 = 实际 ÷ 批复（预算）",
    Severity.ERROR,
    BUILDING_SCALE,
    BUILDING_INVESTMENT,
    why="楼堂馆所的控制率由批复数和实际数算出，不能另填。",
    fix="核对批复数和实际数；数字无误就把控制率改为应有的数。",
    basis=FORM + "；《机关团体建设楼堂馆所管理条例》",
    accepts="""
        # 附件1 基础数据表
        楼堂馆所控制情况 | 1000 | 980 | 98% | 300 | 285.5 | 95.17%
        """,
    rejects="""
        # 附件1 基础数据表
        楼堂馆所控制情况 | 1000 | 980 | 102.04% | 300 | 285.5 | 95.17%
        """,
)


@rule(
    "BASE-11",
    "楼堂馆所控制率不超过 100%",
    Severity.WARNING,
    why="实际规模或投资超过批复，须说明原因。",
    fix="核对批复数和实际数；确属超规模、超概算的，在“情况说明”里写明原因。",
    basis="《机关团体建设楼堂馆所管理条例》",
    accepts="""
        # 附件1 基础数据表
        楼堂馆所控制情况 | 1000 | 980 | 98% | 300 | 300 | 100%
        """,
    rejects="""
        # 附件1 基础数据表
        楼堂馆所控制情况 | 1000 | 1020 | 102% | 300 | 300 | 100%
        """,
)
def building_rates_at_most_full(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.tables_of(BASE_DATA):
        for row in table.records(BUILDINGS.key):
            yield _at_most_full(row, SCALE_RATE, SCALE_ACTUAL, SCALE_APPROVED)
            yield _at_most_full(row, INVESTMENT_RATE, INVESTMENT_ACTUAL, INVESTMENT_APPROVED)


def _at_most_full(row: Row, rate: Column, of: Column, to: Column) -> Outcome:
    """Whether actual figures stay within the approved ones; the printed rate counts where one is blank."""
    actual, approved = row[of], row[to]
    if actual.value is not None and approved.value:
        value, entry = actual.value / approved.value, row[rate] if row[rate].at else actual
    elif row[rate].value is not None:
        value, entry = row[rate].value or Decimal(0), row[rate]
    else:
        return NOT_EVALUATED
    if value <= ONE:
        return HOLDS
    more = f"{of.heading.replace('{year}年', '')}多于{to.heading}"
    message = f"“{rate.heading}”为 {percent(value)}，超过 100%：{more}。"
    return Breach(entry, message, "≤ 100%", (actual, approved))


@rule(
    "BASE-12",
    "填了合计，下面至少填一行",
    Severity.INFO,
    why="只填合计、不填明细，合计无从核对。",
    fix="把明细填到下面各行。",
    basis=FORM + "、自评表",
    accepts="""
        # 附件1 基础数据表
        三公经费 | | 1.5 |
        3、公务接待 | | 1.5 |
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
        """,
)
def totals_have_lines(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.used:
        for line, columns in _totals(table):
            yield _has_lines(table, line, columns)


def _totals(table: Table) -> Iterator[tuple[Line, tuple[Column, ...]]]:
    for section in table.form.sections:
        match section:
            case Matrix():
                money = tuple(column for column in section.columns if column.quantity.value == "万元")
                yield from ((line, money) for line in section.all_lines() if line.is_total)
            case Pairs():
                yield from ((line, (VALUE,)) for line in section.lines if line.is_total)
            case _:
                continue


def _has_filled_lines(table: Table, line: Line, column: Column) -> bool:
    """Whether any line below a total, however deep, is filled in."""
    return any(
        row[column].is_filled
        or (row.line is not None and row.line.is_total and _has_filled_lines(table, row.line, column))
        for row in table.lines(line)
    )


def _has_lines(table: Table, line: Line, columns: tuple[Column, ...]) -> Outcome:
    """One outcome for a total, whichever of its columns lack their lines."""
    filled = [column for column in columns if table.cell(line, column).value]
    bare: list[Entry] = [
        table.cell(line, column) for column in filled if not _has_filled_lines(table, line, column)
    ]
    if not filled:
        return NOT_EVALUATED
    if not bare:
        return HOLDS
    figures = "、".join(entry.text for entry in bare)
    name = bare[0].label.removesuffix(columns[0].heading).strip()
    return Breach(bare[0], f"“{name}”填了 {figures}，下面各行都没有填。", "至少填一行明细", tuple(bare[1:]))


@rule(
    "BASE-13",
    "基本支出预算有调整时，填写部门基本支出预算调整",
    Severity.INFO,
    why="全年预算与年初预算不同，而项目预算的变动不能解释这个差额，说明基本支出预算做过调整。",
    fix="在“部门基本支出预算调整”一行填写调整数。",
    basis=FORM,
    accepts="""
        # 附件1 基础数据表
        部门基本支出预算调整 | | | 2.14
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
    rejects="""
        # 附件1 基础数据表
        部门基本支出预算调整 | | |
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
)
def basic_adjustment_is_stated(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    table, department = evaluation.base_data, evaluation.department
    row = table.row(BASIC_ADJUSTMENT) if table else None
    if table is None or department is None or row is None:
        yield NOT_EVALUATED
        return
    moved = _moved(department.cell(DEPARTMENT_FUNDS, INITIAL), department.cell(DEPARTMENT_FUNDS, ADJUSTED))
    projects = [
        _moved(project.cell(PROJECT_FUNDS, INITIAL), project.cell(PROJECT_FUNDS, ADJUSTED))
        for project in evaluation.projects
    ]
    if moved is None or any(project is None for project in projects):
        yield NOT_EVALUATED
        return
    basic = moved - sum((project for project in projects if project is not None), Decimal(0))
    if not basic or any(row[column].is_filled for column in EXPENSES.columns):
        yield HOLDS
        return
    if _projects_are_all_there(evaluation, department):
        moves = f"其中项目变动 {plain(moved - basic)} 万元，基本支出变动 {plain(basic)} 万元"
        expected = plain(basic)
    else:
        moves, expected = "基本支出变动数无法由各项目算出", "基本支出预算的调整数"
    message = f"部门全年预算比年初变动 {plain(moved)} 万元，{moves}，但“部门基本支出预算调整”没有填。"
    cited = row[FINAL] if row[FINAL].at else row.label
    yield Breach(cited, message, expected, (department.cell(DEPARTMENT_FUNDS, ADJUSTED),))


def _projects_are_all_there(evaluation: SelfEvaluation, department: Table) -> bool:
    """Whether the projects' budgets add up to the department's, as far as CROSS-08 can tell."""
    total = total_of(project.cell(PROJECT_FUNDS, ADJUSTED) for project in evaluation.projects)
    return total is None or agree(department.cell(PROJECT), total, "").verdict not in REPORTED


def _moved(initial: Entry, adjusted: Entry) -> Decimal | None:
    """By how much a budget changed in the year."""
    if initial.value is None or adjusted.value is None:
        return None
    return adjusted.value - initial.value
