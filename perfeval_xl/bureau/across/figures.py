"""ACROSS-04…06: scores and figures that stand out, or do not, among those of all units."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import plain
from perfeval_xl.bureau.across.outliers import Spread, outliers
from perfeval_xl.bureau.across.registry import Compared, Comparison, Evidence, across_rule
from perfeval_xl.bureau.facts import Facts
from perfeval_xl.findings import Severity

_FEWEST_SCORED: Final = 5
_TOO_MANY: Final = 0.5
"""If more than this part of the units give themselves every point, the score tells nothing."""
_NAMED: Final = 30
_LEAST_RATE_DEVIATION: Final = 0.01
"""One percentage point: a rate has to lie more than 5.2 points from the median to stand out."""
_LEAST_MONEY_DEVIATION: Final = 0.05
"""On the scale of logarithms, about 5 %."""

MEASURES: Final = "《项目支出绩效评价管理办法》（财预〔2020〕10号）"
THRIFT: Final = "《党政机关厉行节约反对浪费条例》"


@across_rule(
    "ACROSS-04",
    "多数单位没有都给自己打满分",
    Severity.WARNING,
    why="人人满分，分数就看不出好坏，自评失去作用。",
    fix="抽查满分单位的指标值和完成值；请没有依据的单位按实际完成情况重新评分。",
    basis=MEASURES,
    accepts="""
        甲局、乙局 | 总分 | 100
        丙局、丁局、戊局、己局 | 总分 | 96.5
    """,
    rejects="""
        甲局、乙局、丙局、丁局 | 总分 | 100
        戊局、己局 | 总分 | 96.5
    """,
)
def full_marks(compared: Compared) -> Iterator[Comparison]:
    """One comparison for the whole batch."""
    scored = {file: facts for file, facts in compared.facts.items() if facts.score is not None}
    full = [file for file, facts in scored.items() if _is_full(facts, compared)]
    if len(scored) < _FEWEST_SCORED or len(full) <= _TOO_MANY * len(scored):
        return
    names = [compared.unit(file) for file in full]
    more = f"等 {len(names)} 个单位" if len(names) > _NAMED else ""
    yield Comparison(
        f"{len(scored)} 个单位中有 {len(full)} 个自评满分，占 {len(full) / len(scored):.0%}。",
        Evidence("自评满分的单位", text="、".join(names[:_NAMED]) + more),
        Evidence("全部单位", text=f"有总分的 {len(scored)} 个，满分的 {len(full)} 个"),
    )


def _is_full(facts: Facts, compared: Compared) -> bool:
    return facts.score is not None and facts.score >= (facts.total_weight or compared.profile.total_weight)


@across_rule(
    "ACROSS-05",
    "执行率没有明显偏离其他单位",
    Severity.WARNING,
    why="与同类单位相差很远的执行率，多半是填错了数，或者预算编得不准。",
    fix="核对该单位的全年预算数和全年执行数；数字无误的，请单位说明原因。",
    basis=MEASURES,
    accepts="""
        甲局、乙局、丙局、丁局 | 执行率 | 95%
        戊局、己局、庚局、辛局 | 执行率 | 97%
        壬局、癸局、子局 | 执行率 | 92%
    """,
    rejects="""
        甲局、乙局、丙局、丁局 | 执行率 | 95%
        戊局、己局、庚局、辛局 | 执行率 | 97%
        壬局、癸局 | 执行率 | 92%
        子局 | 执行率 | 46%
    """,
)
def execution_rate_outliers(compared: Compared) -> Iterator[Comparison]:
    """Both far too low and far too high."""
    rates = {
        file: float(rate)
        for file, facts in compared.facts.items()
        if (rate := facts.execution_rate) is not None
    }
    spread, found = outliers(rates, _LEAST_RATE_DEVIATION)
    for outlier in found:
        facts = compared.facts[outlier.key]
        side, points = "高" if outlier.score > 0 else "低", abs(outlier.value - spread.median) * 100
        yield Comparison(
            f"执行率 {outlier.value:.2%}，比中位数 {spread.median:.2%} {side} {points:.2f} 个百分点。",
            Evidence(
                compared.unit(outlier.key),
                outlier.key,
                text=f"全年执行数 {_said(facts.executed)} ÷ 全年预算数 {_said(facts.adjusted)}"
                f" = {outlier.value:.2%}",
            ),
            _all_units(
                spread, f"{spread.median:.2%}", f"{spread.deviation * 100:.2f} 个百分点", outlier.score
            ),
            units=(compared.unit(outlier.key),),
        )


@across_rule(
    "ACROSS-06",
    "人均三公经费没有明显高于其他单位",
    Severity.WARNING,
    why="人均三公经费远高于其他单位，要么人数或金额填错，要么需要重点核查。",
    fix="核对该单位的三公经费决算数和实有人数；数字无误的，列为重点核查对象。",
    basis=THRIFT,
    accepts="""
        甲局、乙局、丙局、丁局 | 人均三公经费 | 0.10
        戊局、己局、庚局、辛局 | 人均三公经费 | 0.15
        壬局、癸局、子局 | 人均三公经费 | 0.22
    """,
    rejects="""
        甲局、乙局、丙局、丁局 | 人均三公经费 | 0.10
        戊局、己局、庚局、辛局 | 人均三公经费 | 0.15
        壬局、癸局 | 人均三公经费 | 0.22
        子局 | 人均三公经费 | 6
    """,
)
def three_public_outliers(compared: Compared) -> Iterator[Comparison]:
    """Only what is far too high; amounts are skewed, so their logarithms are compared. 0 is no amount."""
    amounts = {
        file: float(amount)
        for file, facts in compared.facts.items()
        if (amount := facts.three_public_per_person) is not None and amount > 0
    }
    logarithms = {file: math.log(amount) for file, amount in amounts.items()}
    spread, found = outliers(logarithms, _LEAST_MONEY_DEVIATION)
    middle = math.exp(spread.median)
    for outlier in found:
        if outlier.score < 0:
            continue
        facts, amount = compared.facts[outlier.key], amounts[outlier.key]
        yield Comparison(
            f"人均三公经费 {amount:.2f} 万元，是各单位中位数 {middle:.2f} 万元的 {amount / middle:.1f} 倍。",
            Evidence(
                compared.unit(outlier.key),
                outlier.key,
                text=f"三公经费 {_said(facts.three_public)} 万元 ÷ 实有 {_said(facts.staff)} 人"
                f" = {amount:.2f} 万元",
            ),
            _all_units(spread, f"{middle:.2f} 万元", f"{math.expm1(spread.deviation):.0%}", outlier.score),
            units=(compared.unit(outlier.key),),
        )


def _said(value: Decimal | None) -> str:
    return "空白" if value is None else plain(value)


def _all_units(spread: Spread, middle: str, deviation: str, score: float) -> Evidence:
    return Evidence(
        f"其他单位（共 {spread.count} 个）",
        text=f"中位数 {middle}，绝对中位差 {deviation}；该单位的稳健 z 值为 {score:.1f}，超过 ±3.5 即列出",
    )
