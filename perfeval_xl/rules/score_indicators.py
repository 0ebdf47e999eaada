"""SCORE: the score of each indicator, against what its target and actual say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, percent, plain, round_half_up
from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.findings import Severity
from perfeval_xl.form.score_table import NOTE, SCORE, WEIGHT
from perfeval_xl.indicators.readings import Deadline, Measure, Result, Words
from perfeval_xl.indicators.scoring import SCORE_PLACES, Due, comparable, direction_of, due_score
from perfeval_xl.profile import Band, Bands
from perfeval_xl.rules.basis import EVALUATION_MEASURES
from perfeval_xl.rules.indicator_rows import IndicatorRow, all_indicator_rows
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Breach, Outcome, rule
from perfeval_xl.rules.relations import is_score


@rule(
    "SCORE-07",
    "得分低于分值的指标，写明偏差原因和改进措施",
    Severity.WARNING,
    why="扣了分就说明目标没有完全实现，审核时要看原因和下一步怎么改进。",
    fix="在这一行的“偏差原因分析及改进措施”里写明为什么扣分、准备怎么改进；不该扣的，更正得分。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 20 | 16.67 | 有一个单位改在下年评议
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 20 | 16.67 |
        """,
)
def deduction_has_a_note(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        yield _deduction(indicator)


def _deduction(indicator: IndicatorRow) -> Outcome:
    weight, score = indicator.weight, indicator.score
    # A negative score is SCORE-04's; a file without the column of notes is FORM-03's.
    if weight is None or score is None or score < 0 or not indicator.has_note_column:
        return NOT_EVALUATED
    if weight - score < EQUAL or indicator.has_note:
        return HOLDS
    note, cell = indicator.row[NOTE], indicator.row[SCORE]
    message = (
        f"“{indicator.shown}”分值 {plain(weight)}，得分 {plain(score)}，扣了 {plain(weight - score)} 分，"
        "没有写偏差原因。"
    )
    return Breach(note, message, "写明扣分的原因和改进措施", (cell, indicator.row[WEIGHT]))


@rule(
    "SCORE-08",
    "定量指标的得分按指标值和完成值计算",
    Severity.WARNING,
    why=(
        "完成指标值的得满分；没有完成的，按完成值与指标值的比例计分。越多越好的指标是“分值 × 完成值 ÷ "
        "指标值”，越少越好的是“分值 × 指标值 ÷ 完成值”，都不超过分值。自评从严、少给的分不算错，"
        "但要写明原因（SCORE-07）。"
    ),
    fix="按算式重新计算得分，并相应更正总分；指标值或完成值填错的，先更正。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 20 | 16.67 | 有一个单位改在下年评议
        指标 | | 时效指标 | 办结时限 | ≤20天 | 25天 | 10 | 8 | 材料补正多
        指标 | | 质量指标 | 评议合格率 | ≥95% | 98% | 20 | 20 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 数量指标 | 开展工作评议 | ≥6个 | 5个 | 20 | 20 |
        """,
)
def score_follows_target_and_actual(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        due = _due(indicator)
        yield NOT_EVALUATED if due is None else _computed(indicator, due)


def _due(indicator: IndicatorRow) -> Due | None:
    """The score that follows; None where target, actual or direction leave any doubt."""
    weight = indicator.weight
    # Where the direction itself is suspicious (IND-05), a score computed from it would be a second guess.
    if weight is None or not indicator.is_single or indicator.suspicious:
        return None
    target, actual = indicator.target, indicator.actual
    if isinstance(target, Deadline):
        target = target.within
    if not isinstance(target, Measure) or not isinstance(actual, Measure):
        return None
    direction = direction_of(target, indicator.plain_direction)
    pair = comparable(target, actual)
    return None if direction is None or pair is None else due_score(weight, *pair, direction)


def _computed(indicator: IndicatorRow, due: Due) -> Outcome:
    weight, score = indicator.row[WEIGHT], indicator.row[SCORE]
    if score.value is None or weight.value is None or score.value < 0:
        return NOT_EVALUATED
    if score.value - weight.value >= EQUAL:
        # Above its weight it is wrong in any case, and SCORE-04 says so.
        return NOT_EVALUATED
    if score.value <= due.score or is_score(score.value, due.score):
        return HOLDS
    expected = plain(round_half_up(due.score, SCORE_PLACES))
    message = (
        f"“{indicator.shown}”指标值{_quoted(indicator.target_entry.text)}，"
        f"完成值{_quoted(indicator.actual_entry.text)}，得分填的是 {plain(score.value)}，"
        f"按比例计算是 {due.formula}。"
    )
    return Breach(score, message, expected, (indicator.target_entry, indicator.actual_entry, weight))


def _quoted(text: str) -> str:
    return f"“{' '.join(text.split())}”"


@rule(
    "SCORE-09",
    "定性指标的得分落在所述完成情况的计分区间",
    Severity.WARNING,
    why=(
        "定性指标按达成、部分达成、未达成三档计分，通常依次是分值的 100%–80%、80%–60%、60%–0%"
        "（以本地口径为准）；写着部分完成或逾期完成，却给了满分，就前后不一。"
    ),
    fix="按完成情况所在的档次更正得分；完成情况写得不准的，改写完成情况。",
    basis=EVALUATION_MEASURES,
    accepts="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 时效指标 | 完成验收 | 2024年12月底前 | 部分完成 | 10 | 7 | 有两处改在下年
        指标 | 效益指标（30分） | 社会效益指标 | 服务水平 | 明显提升 | 明显提升 | 10 | 10 |
        """,
    rejects="""
        # 附件3 项目自评表
        指标 | 产出指标（50分） | 时效指标 | 完成验收 | 2024年12月底前 | 部分完成 | 10 | 10 |
        """,
)
def score_lies_in_its_band(evaluation: SelfEvaluation) -> Iterator[Outcome]:
    for indicator in all_indicator_rows(evaluation):
        stated = _stated(indicator, evaluation.year)
        yield NOT_EVALUATED if stated is None else _in_band(indicator, stated, evaluation.profile.bands)


_LATE: Final = "逾期完成"


def _stated(indicator: IndicatorRow, year: int | None) -> Result | str | None:
    """What a qualitative indicator's actual says was achieved; None where it does not say."""
    target, actual = indicator.target, indicator.actual
    if not indicator.is_single or not isinstance(target, Words | Deadline):
        return None
    if isinstance(actual, Words):
        same = isinstance(target, Words) and target.text == actual.text
        return Result.MET if same and actual.result is None else actual.result
    if isinstance(actual, Measure):
        # 100% beside a qualitative target says that all of it was done.
        is_all = actual.is_percent and actual.number == 1 and not actual.comparison.is_upper_bound
        return Result.MET if is_all else None
    if isinstance(actual, Deadline) and isinstance(target, Deadline) and year is not None:
        due, first, last = target.latest(year), actual.earliest(year), actual.latest(year)
        if due is None or first is None or last is None:
            return None
        return _LATE if first > due else Result.MET if last <= due else None
    return None


def _band(stated: Result | str, bands: Bands) -> Band:
    match stated:
        case Result.MET:
            return bands.met
        case Result.MOSTLY:
            # Between two bands: units and bureaus rate it either way.
            return Band(bands.partly.low, bands.met.high)
        case Result.PARTLY:
            return bands.partly
        case Result.NOT_MET:
            return bands.not_met
        case _:
            # How much a delay costs no regulation says; the whole weight it does not earn.
            return Band(bands.not_met.low, bands.partly.high)


def _in_band(indicator: IndicatorRow, stated: Result | str, bands: Bands) -> Outcome:
    weight, score = indicator.row[WEIGHT], indicator.row[SCORE]
    if weight.value is None or score.value is None or not 0 <= score.value <= weight.value:
        return NOT_EVALUATED
    band = _band(stated, bands)
    low, high = weight.value * band.low, weight.value * band.high
    if low - score.value < EQUAL and score.value - high < EQUAL:
        return HOLDS
    result = stated.value if isinstance(stated, Result) else stated
    share = f"{percent(band.low, 0)}–{percent(band.high, 0)}"
    expected = f"{_points(low)}–{_points(high)}"
    message = (
        f"“{indicator.shown}”的完成情况是{_quoted(indicator.actual_entry.text)}，属于{result}，"
        f"得分应在分值的 {share} 之间（{expected} 分），填的是 {plain(score.value)}。"
    )
    return Breach(score, message, expected, (indicator.target_entry, indicator.actual_entry, weight))


def _points(points: Decimal) -> str:
    return plain(round_half_up(points, SCORE_PLACES))
