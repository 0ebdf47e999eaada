"""FUND: the money rows of the department's table and of every project's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, percent, plain
from perfeval_xl.evaluation import Entry, Row, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.score_table import (
    ADJUSTED,
    DEPARTMENT_FUNDS,
    EXECUTED,
    EXECUTION_RATE,
    EXPENDITURE,
    INCOME,
    INITIAL,
    PROJECT_FUNDS,
)
from perfeval_xl.rules.basis import (
    BUDGET_LAW,
    DEPARTMENT_FORM,
    EVALUATION_MEASURES,
    PROJECT_FORM,
    SCORE_FORMS,
)
from perfeval_xl.rules.calculated import DEPARTMENT_EXECUTION, FUNDS_LINES, PROJECT_EXECUTION
from perfeval_xl.rules.registry import (
    HOLDS,
    NOT_EVALUATED,
    Breach,
    Outcome,
    outcome_of,
    relation_rule,
    rule,
)
from perfeval_xl.rules.relations import (
    ExecutionScore,
    Judgement,
    Same,
    Sum,
    Verdict,
    at_most,
    funds_row,
    is_negative,
    merged,
    ratio,
    reaches,
)

EXECUTION_SCORE: Final = ExecutionScore(FUNDS_LINES)
INCOME_IS_EXPENDITURE: Final = Same(INCOME, EXPENDITURE)

relation_rule(
    "FUND-01",
    "执行率 = 全年执行数 ÷ 全年预算数",
    Severity.ERROR,
    DEPARTMENT_EXECUTION,
    PROJECT_EXECUTION,
    why="执行率由全年执行数和全年预算数算出，不能另填。",
    fix="核对全年预算数和全年执行数；数字无误就把执行率改为应有的数。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
    rejects="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 88.43% | 8.84
        """,
)


@rule(
    "FUND-02",
    "全年执行数不超过全年预算数",
    Severity.ERROR,
    why="支出必须以经批准的预算为依据，未列入预算的不得支出；确需多支出的，应先调整预算。",
    fix="核对全年预算数和全年执行数；年中追加的预算要计入全年预算数。",
    basis=BUDGET_LAW,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 45.65 | 10 | 114.13% | 10
        """,
)
def executed_within_budget(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.score_tables:
        total = funds_row(table, FUNDS_LINES)
        if total is None:
            yield NOT_EVALUATED
            continue
        others = (row for row in table.records(total.section) if row is not total)
        yield from map(outcome_of, merged(_within_budget(total), map(_within_budget, others)))


def _within_budget(row: Row) -> Judgement:
    executed, adjusted = row[EXECUTED], row[ADJUSTED]
    if executed.value is None or adjusted.value is None:
        return Judgement(Verdict.UNKNOWN, executed)
    statement = (
        f"“{executed.label}”填的是 {plain(executed.value)}，“{adjusted.label}”是 {plain(adjusted.value)}"
    )
    return at_most(executed, adjusted.value, statement, (adjusted,))


relation_rule(
    "FUND-03",
    "执行率得分 = 分值 × 执行率，不超过分值",
    Severity.WARNING,
    EXECUTION_SCORE,
    why="执行率一行的得分按执行率计算（计分办法以本地口径为准），不能一律填满分。",
    fix="按执行率重新计算得分，并相应更正总分。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        """,
    rejects="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 10
        """,
)


@rule(
    "FUND-04",
    "执行率达到规定比例（通常 90%）",
    Severity.WARNING,
    why="执行率偏低，说明预算编得不准或资金没有及时用出去，须说明原因。",
    fix="核对全年预算数和全年执行数；确实如此的，在“情况说明”里写明原因和改进措施。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 20 | 20 | 18 | 10 | 90% | 9
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        """,
)
def execution_rate_high_enough(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    threshold = evaluation.profile.execution_rate
    for table in evaluation.score_tables:
        row = funds_row(table, FUNDS_LINES)
        yield NOT_EVALUATED if row is None else _high_enough(row, threshold)


def _high_enough(row: Row, threshold: Decimal) -> Outcome:
    """The rate is the exact one; the printed rate counts where the executed amount is missing."""
    executed, adjusted, printed = row[EXECUTED], row[ADJUSTED], row[EXECUTION_RATE]
    exact = ratio(executed, adjusted)
    rate = printed.value if exact is None else exact
    if rate is None or not adjusted.value or is_negative(executed, adjusted):
        return NOT_EVALUATED
    if reaches(rate, threshold):
        return HOLDS
    origin = "" if exact is None else f"（{_quotient(executed, adjusted)}）"
    least = f"{plain(threshold * 100)}%"
    message = f"“{row.label.label}”的执行率是 {percent(rate)}{origin}，低于 {least}。"
    cited = printed if printed.at is not None else executed
    return Breach(cited, message, f"≥ {least}", (executed, adjusted))


def _quotient(executed: Entry, adjusted: Entry) -> str:
    return f"{plain(executed.number_or_zero)} ÷ {plain(adjusted.number_or_zero)}"


@rule(
    "FUND-05",
    "年中预算调整不超过规定幅度（通常 20%）",
    Severity.WARNING,
    why="年中调整幅度大，说明年初预算编得不准，须说明原因。",
    fix="核对年初预算数和全年预算数；确有调整的，在“情况说明”里写明原因。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 40 | 10 | 100% | 10
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 60 | 40 | 40 | 10 | 100% | 10
        """,
)
def adjustment_small_enough(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.score_tables:
        row = funds_row(table, FUNDS_LINES)
        yield NOT_EVALUATED if row is None else _small_enough(row, evaluation.profile.adjustment)


def _small_enough(row: Row, threshold: Decimal) -> Outcome:
    initial, adjusted = row[INITIAL], row[ADJUSTED]
    if initial.value is None or adjusted.value is None or is_negative(initial, adjusted):
        return NOT_EVALUATED
    change = adjusted.value - initial.value
    if abs(change) - threshold * initial.value < EQUAL:
        return HOLDS
    share = f"（{percent(abs(change) / initial.value)}）" if initial.value else ""
    most = f"{plain(threshold * 100)}%"
    message = (
        f"“{row.label.label}”年初预算 {plain(initial.value)}，全年预算 {plain(adjusted.value)}，"
        f"调{'增' if change > 0 else '减'} {plain(abs(change))}{share}，"
        f"超过年初预算的 {most}。"
    )
    return Breach(adjusted, message, f"调整幅度 ≤ {most}", (initial,))


relation_rule(
    "FUND-06",
    "项目资金总额 = 当年财政拨款 + 上年结转资金 + 其他资金",
    Severity.ERROR,
    Sum(PROJECT_FUNDS),
    why="项目资金总额是各项来源之和，年初预算、全年预算、全年执行三列各自都要相等。",
    fix="核对各项来源的金额，或更正年度资金总额。",
    basis=PROJECT_FORM,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        其中：当年财政拨款 | 45.78 | 35 | 30.65 | | |
        上年结转资金 | / | 5 | 5 | | |
        其他资金 | | | | | |
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        其中：当年财政拨款 | 45.78 | 40 | 30.65 | | |
        """,
)

relation_rule(
    "FUND-07",
    "按收入性质分的合计 = 各项收入来源之和",
    Severity.ERROR,
    Sum(INCOME),
    why="各项收入来源之和必须等于合计，否则与预算批复对不上。",
    fix="核对各项收入来源的金额，或更正按收入性质分的合计。",
    basis=DEPARTMENT_FORM,
    accepts="""
        # 附件2 部门自评表
        按收入性质分 | 231.81
        一般公共预算 | 212.01
        其他资金 | 19.8
        """,
    rejects="""
        # 附件2 部门自评表
        按收入性质分 | 231.81
        一般公共预算 | 212.01
        其他资金 | 18.9
        """,
)

relation_rule(
    "FUND-08",
    "按支出性质分的合计 = 基本支出 + 项目支出",
    Severity.ERROR,
    Sum(EXPENDITURE),
    why="基本支出与项目支出之和必须等于合计，否则与预算批复对不上。",
    fix="核对基本支出和项目支出的金额，或更正按支出性质分的合计。",
    basis=DEPARTMENT_FORM,
    accepts="""
        # 附件2 部门自评表
        按支出性质分 | 231.81
        基本支出 | 145.08
        项目支出 | 86.73
        """,
    rejects="""
        # 附件2 部门自评表
        按支出性质分 | 231.81
        基本支出 | 145.08
        项目支出 | 86.37
        """,
)

relation_rule(
    "FUND-09",
    "收入合计 = 支出合计 = 全年预算数",
    Severity.ERROR,
    INCOME_IS_EXPENDITURE,
    Same(INCOME, DEPARTMENT_FUNDS, ADJUSTED, severity=Severity.WARNING, after=INCOME_IS_EXPENDITURE),
    Same(EXPENDITURE, DEPARTMENT_FUNDS, ADJUSTED, severity=Severity.WARNING, unless=INCOME),
    why="同一笔预算按收入分和按支出分应当相等，也应等于年度资金总额的全年预算数。",
    fix="核对两个合计和全年预算数，把填错的改过来。",
    basis=DEPARTMENT_FORM,
    accepts="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        按收入性质分 | 231.81
        按支出性质分 | 231.81
        """,
    rejects="""
        # 附件2 部门自评表
        年度资金总额 | 229.67 | 231.81 | 203.10 | 10 | 87.61% | 8.76
        按收入性质分 | 231.81
        按支出性质分 | 213.81
        """,
)
