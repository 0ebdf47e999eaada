"""IND: what the target and the actual of each indicator say."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_xl.amounts import EQUAL, percent, plain, round_half_up
from perfeval_xl.evaluation import Entry, SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.score_table import ADJUSTED, COST_KIND
from perfeval_xl.indicators.readings import Comparison, Deadline, Measure, Several, Words
from perfeval_xl.indicators.scoring import SCORE_PLACES, Direction, due_score
from perfeval_xl.indicators.spelling import normalised
from perfeval_xl.indicators.units import Match, compare_units
from perfeval_xl.rules.basis import EVALUATION_MEASURES, SCORE_FORMS
from perfeval_xl.rules.calculated import FUNDS_LINES
from perfeval_xl.rules.indicator_rows import IndicatorRow, all_indicator_rows, indicator_rows
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.relations import funds_row
from perfeval_xl.rules.wording import listed


@rule(
    "IND-02",
    "定量指标的完成值是一个数",
    Severity.WARNING,
    why="指标值是数量的，要有完成的数量才能判断是否达标、计算得分；“已完成”说明不了完成了多少。",
    fix="把实际完成的数量填在“实际完成值”里，带上与指标值相同的单位。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 成本指标 | 人大政协专项经费 | ≤40万元 | 35.65万元 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 成本指标 | 人大政协专项经费 | ≤40万元 | 已全部完成 | 10 | 10 |
        """,
)
def quantity_has_a_number(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        yield _has_number(indicator)


def _has_number(indicator: IndicatorRow) -> Outcome:
    target, actual = indicator.target, indicator.actual
    if not indicator.is_single or not isinstance(target, Measure):
        return NOT_EVALUATED
    if isinstance(actual, Measure | Several):
        return HOLDS
    if not isinstance(actual, Words | Deadline):
        # A blank actual is IND-01's; one with figures that are not understood may well be right.
        return NOT_EVALUATED
    message = (
        f"“{indicator.shown}”的指标值是“{_one_line(indicator.target_entry)}”，"
        f"完成值填的是“{_one_line(indicator.actual_entry)}”，不是一个数。"
    )
    unit = target.unit or "与指标值相同"
    return Breach(indicator.actual_entry, message, f"完成的数量（单位：{unit}）", (indicator.target_entry,))


def _one_line(entry: Entry) -> str:
    return " ".join(entry.text.split())


@rule(
    "IND-03",
    "完成值与指标值的单位相同",
    Severity.WARNING,
    why="单位不同就无法比较，看不出指标是否完成。",
    fix="按指标值的单位填写完成值。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 培训人数 | ≥300人 | 320人 | 10 | 10 |
        指标 | | 成本指标 | 培训经费 | ≤1.2万元 | 12000元 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 培训人数 | ≥300人 | 100% | 10 | 10 |
        """,
)
def units_are_the_same(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        yield _same_unit(indicator)


def _same_unit(indicator: IndicatorRow) -> Outcome:
    target, actual = indicator.target, indicator.actual
    if not indicator.is_single or not isinstance(target, Measure) or not isinstance(actual, Measure):
        return NOT_EVALUATED
    match compare_units(target.unit, actual.unit):
        case Match.SAME:
            return HOLDS
        case Match.UNCLEAR:
            return NOT_EVALUATED
        case Match.DIFFERENT:
            message = (
                f"“{indicator.shown}”的指标值是“{_one_line(indicator.target_entry)}”，"
                f"完成值是“{_one_line(indicator.actual_entry)}”，单位不同，无法比较。"
            )
            expected = f"单位是“{target.unit}”的数"
            return Breach(indicator.actual_entry, message, expected, (indicator.target_entry,))


@rule(
    "IND-04",
    "完成值是实际的数，不是照抄的指标值",
    Severity.WARNING,
    why="“≥50个”是要求，不是结果；照抄指标值，看不出实际完成了多少。",
    fix="填实际完成的数，例如“52个”，不带“≥”“≤”。",
    basis=SCORE_FORMS,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 走访企业 | ≥50个 | 52个 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 走访企业 | ≥50个 | ≥50个 | 10 | 10 |
        """,
)
def actual_is_measured(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        actual = indicator.actual
        if not indicator.is_single or not isinstance(actual, Measure):
            yield NOT_EVALUATED
        elif not _is_requirement(indicator, actual):
            yield HOLDS
        else:
            text = _one_line(indicator.actual_entry)
            copied = "照抄了指标值" if actual == indicator.target else "写的是要求"
            message = f"“{indicator.shown}”的完成值填的是“{text}”，{copied}，不是实际完成的数。"
            yield Breach(
                indicator.actual_entry, message, "实际完成的数，不带“≥”“≤”", (indicator.target_entry,)
            )


def _is_requirement(indicator: IndicatorRow, actual: Measure) -> bool:
    """Whether the actual is a bound: written as a sign, or the very bound or range of the target.

    95%以上 beside another target is not exact, but it is a result.
    """
    is_bound = actual.comparison.is_bound or actual.upper is not None
    return is_bound and (
        actual == indicator.target or any(sign in normalised(indicator.actual_entry.text) for sign in "≥≤><")
    )


@rule(
    "IND-05",
    "指标值的方向合理：产出一般用“≥”，成本一般用“≤”",
    Severity.WARNING,
    why=(
        "产出数量写成“≤”，一项没做也算达标，做得多反而要扣分；成本写成“≥”，花得越多得分越高。"
        "多半是符号选错了。"
    ),
    fix="核对符号：越多越好的用“≥”，越少越好的用“≤”，并按改正后的方向核对得分；确实是上限的，在“情况说明”里写明。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动 | ≥2次 | 2次 | 10 | 10 |
        指标 | | 数量指标 | 安全事故起数 | ≤1起 | 0起 | 10 | 10 |
        指标 | | 成本指标 | 活动经费 | ≤60万元 | 20万元 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展代表小组活动 | ≤2次 | 2次 | 10 | 10 |
        指标 | | 数量指标 | 代表联系群众 | ≤12次 | 2次 | 10 | 10 |
        """,
)
def direction_makes_sense(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each table."""
    for table in evaluation.score_tables:
        indicators = list(indicator_rows(table))
        suspicious = [indicator for indicator in indicators if indicator.suspicious]
        if suspicious:
            yield _direction(suspicious)
        else:
            is_measured = any(isinstance(indicator.target, Measure | Several) for indicator in indicators)
            yield HOLDS if is_measured else NOT_EVALUATED


def _direction(suspicious: list[IndicatorRow]) -> Outcome:
    first, *others = suspicious
    named = [
        f"{name.strip()} {target.comparison.value}{target.shown(target.number)}"
        for indicator in suspicious
        for name, target in indicator.suspicious
    ]
    is_cost = first.kind == COST_KIND
    reason = "成本写成“≥”，花得越多得分越高" if is_cost else "写成“≤”，一项没做也算达标"
    consequences = "".join(filter(None, map(_if_turned_round, suspicious)))
    message = f"{listed(named)}的方向可疑：{reason}。{consequences}"
    expected = "越多越好的用“≥”，越少越好的用“≤”"
    return Breach(first.target_entry, message, expected, tuple(other.target_entry for other in others))


def _if_turned_round(indicator: IndicatorRow) -> str:
    """What would be due if the sign were the other one; '' where that is what the score says."""
    pair, weight, score = indicator.measures, indicator.weight, indicator.score
    if pair is None or weight is None or score is None:
        return ""
    target, actual = pair
    turned = Direction.LOWER if target.comparison.is_lower_bound else Direction.HIGHER
    due = due_score(weight, target, actual, turned)
    if due is None or score - due.score < EQUAL or round_half_up(due.score, SCORE_PLACES) == score:
        return ""
    sign = "≤" if turned is Direction.LOWER else "≥"
    return f"“{indicator.shown}”若应为“{sign}”，得分是 {due.formula}，填的是 {plain(score)}。"


@rule(
    "IND-07",
    "大幅超过指标值的，写明原因",
    Severity.WARNING,
    why="完成值远超指标值（通常指超过 130%），说明目标定得偏低，须说明原因。",
    fix="核对指标值和完成值；确实超额的，在“偏差原因分析及改进措施”里写明原因，下年按实际定目标。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 上报信息 | ≥10条 | 13条 | 10 | 10 |
        指标 | | 数量指标 | 开展调研 | ≥4次 | 7次 | 10 | 10 | 下半年增加了三个专题
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 上报信息 | ≥10条 | 20条 | 10 | 10 |
        指标 | | 数量指标 | 开展调研 | ≥4次 | 7次 | 10 | 10 |
        """,
)
def far_above_target_has_a_note(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    """One outcome for each table."""
    most = evaluation.profile.over_target
    for table in evaluation.score_tables:
        compared = False
        exceeding: list[tuple[IndicatorRow, str]] = []
        for indicator in indicator_rows(table):
            pair = indicator.measures
            # A share beyond all is IND-11's.
            if pair is None or not indicator.has_note_column or indicator.beyond_all:
                continue
            target, actual = pair
            is_number = actual.comparison in (Comparison.PLAIN, Comparison.MORE) and actual.upper is None
            if not target.comparison.is_lower_bound or not is_number or target.number <= 0:
                continue
            compared = True
            if actual.number > most * target.number and not indicator.has_note:
                share = percent(actual.number / target.number, 0)
                figures = f"{target.figure(actual.number)} ÷ {target.figure(target.number)} = {share}"
                exceeding.append((indicator, f"{indicator.shown}（{figures}）"))
        if exceeding:
            first, *others = (indicator for indicator, _ in exceeding)
            limit = percent(most, 0)
            message = f"{listed(text for _, text in exceeding)}的完成值超过指标值的 {limit}，没有写原因。"
            yield Breach(
                first.actual_entry,
                message,
                f"≤ {limit}，或写明原因",
                tuple(other.actual_entry for other in others),
            )
        else:
            yield HOLDS if compared else NOT_EVALUATED


@rule(
    "IND-09",
    "成本指标的金额不超过全年预算数",
    Severity.WARNING,
    why="成本指标是支出的上限，定得比预算还高就起不到控制作用，也说明目标没有随预算调整。",
    fix="核对成本指标的指标值和全年预算数；预算调整过的，指标值也要调整。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        指标 | 产出指标（50分） | 成本指标 | 人大政协专项经费 | ≤40万元 | 35.65万元 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        指标 | 产出指标（50分） | 成本指标 | 人大政协专项经费 | ≤95万元 | 35.65万元 | 10 | 10 |
        """,
)
def cost_within_budget(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for table in evaluation.score_tables:
        funds = funds_row(table, FUNDS_LINES)
        budget = funds[ADJUSTED] if funds is not None else None
        for indicator in indicator_rows(table):
            if indicator.kind == COST_KIND:
                yield NOT_EVALUATED if budget is None else _within_budget(indicator, budget)


def _within_budget(indicator: IndicatorRow, budget: Entry) -> Outcome:
    """The amount, or the largest of several in one cell, against the adjusted budget in 万元."""
    target = indicator.target
    items = target.items if isinstance(target, Several) else (target,)
    amounts = [
        item.number if item.upper is None else item.upper
        for item in items
        if isinstance(item, Measure) and item.unit == "万元"
    ]
    if not amounts or budget.value is None or budget.value < 0:
        return NOT_EVALUATED
    most = max(amounts)
    if most - budget.value < EQUAL:
        return HOLDS
    message = (
        f"“{indicator.shown}”的指标值是“{_one_line(indicator.target_entry)}”，"
        f"超过了“{budget.label}”{plain(budget.value)} 万元。"
    )
    return Breach(indicator.target_entry, message, f"≤ {plain(budget.value)}万元", (budget,))


@rule(
    "IND-11",
    "满意度、合格率等比率不超过 100%",
    Severity.WARNING,
    why="满意的人、合格的件数是全部里的一部分，比率不可能超过 100%，多半是数字填错了，或者写成了完成比例。",
    fix="核对数字，最多填 100%；写的其实是增长幅度或完成比例的，把指标名称写清楚。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 100% | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 满意度指标（10分） | 服务对象满意度指标 | 群众满意度 | ≥96% | 120% | 10 | 10 |
        """,
)
def shares_are_of_a_whole(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        if not indicator.is_share:
            continue
        beyond = indicator.beyond_all
        if not beyond:
            is_read = any(isinstance(reading, Measure) for reading in (indicator.target, indicator.actual))
            yield HOLDS if is_read else NOT_EVALUATED
            continue
        names = {indicator.target_entry.at: "指标值", indicator.actual_entry.at: "完成值"}
        said = "、".join(f"{names[entry.at]}“{_one_line(entry)}”" for entry in beyond)
        message = f"“{indicator.shown}”的{said}超过了 100%，这样的比率最多是 100%。"
        yield Breach(beyond[0], message, "≤ 100%", tuple(beyond[1:]))
