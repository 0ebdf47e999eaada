"""The execution row's score follows from the execution rate, by the formula the profile settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from perfeval_xl.amounts import EQUAL, percent, plain, round_half_up
from perfeval_xl.evaluation import Row, SelfEvaluation
from perfeval_xl.form.declaration import Line
from perfeval_xl.form.references import Cell, References
from perfeval_xl.form.score_table import ADJUSTED, EXECUTED, SCORE, WEIGHT
from perfeval_xl.profile import Profile
from perfeval_xl.rules.relations.judgement import CheckFormula, Judgement, Verdict
from perfeval_xl.rules.relations.money import is_negative
from perfeval_xl.rules.relations.rates import ratio
from perfeval_xl.rules.relations.scores import funds_row

SCORE_PLACES: Final = 2
"""Decimals of the score that a message proposes."""
_FEWEST_PLACES: Final = 1
"""Rounded to whole points, a rate of 95 % would earn the full 10 points."""


@dataclass(frozen=True)
class ExecutionScore:
    """The score of the execution row is the profile's, rounded half-up to the decimals printed."""

    funds: tuple[Line, ...]

    def judge(self, evaluation: SelfEvaluation) -> Iterator[Judgement]:
        for table in evaluation.score_tables:
            row = funds_row(table, self.funds)
            if row is None:
                yield Judgement(Verdict.UNKNOWN, table.title)
            else:
                yield _judged(row, evaluation.profile)

    def formulas(self, references: References, profile: Profile) -> Iterator[CheckFormula]:
        funds = next((line for line in self.funds if references.has(line)), None)
        if funds is None:
            return
        columns = (WEIGHT, SCORE, EXECUTED, ADJUSTED)
        weight, score, executed, adjusted = (references.cell(funds, column) for column in columns)
        exact = _exact(weight, f"{executed}/{adjusted}", profile)
        numbers = ",".join(map(str, (weight, score, executed, adjusted)))
        # Rounded to one decimal, to two, or closer still: the roundings that Python allows.
        rounded = (
            f"ROUND(ABS({score}-ROUND({exact},{places})),9)=0" for places in (_FEWEST_PLACES, SCORE_PLACES)
        )
        right = f"OR({','.join(rounded)},ROUND(ABS({score}-{exact})-{EQUAL},9)<0)"
        formula = (
            f'=IFERROR(IF(OR(COUNT({numbers})<4,MIN({numbers})<0),"—",'
            f'IF({adjusted}=0,"—",IF({right},"✓","✗"))),"—")'
        )
        yield CheckFormula(score, formula, "执行率得分符合计分办法")


def _exact(weight: Cell, rate: str, profile: Profile) -> str:
    """The score as a formula."""
    if profile.score_formula == "proportional":
        return f"MIN({weight},{weight}*{rate})"
    formula = "0"
    for step in reversed(profile.score_steps):
        formula = f"IF(ROUND({rate},4)>={step.rate},{weight}*{step.share},{formula})"
    return formula


def _judged(row: Row, profile: Profile) -> Judgement:
    weight, score, executed, adjusted = row[WEIGHT], row[SCORE], row[EXECUTED], row[ADJUSTED]
    rate = ratio(executed, adjusted)
    if rate is None or weight.value is None or score.value is None:
        return Judgement(Verdict.UNKNOWN, score)
    if is_negative(weight, score, executed, adjusted):
        return Judgement(Verdict.UNKNOWN, score)
    exact = profile.execution_score(rate, weight.value)
    if is_score(score.value, exact):
        return Judgement(Verdict.HOLDS, score)
    due = plain(round_half_up(exact, SCORE_PLACES))
    quotient = f"{plain(executed.number_or_zero)} ÷ {plain(adjusted.number_or_zero)}"
    message = (
        f"“{score.label}”填的是 {plain(score.value)}，分值 {plain(weight.value)}、"
        f"执行率 {percent(rate)}（{quotient}），按计分办法{_step_reached(rate, profile)}应得 {due} 分。"
    )
    return Judgement(Verdict.BROKEN, score, due, message, (weight, executed, adjusted))


def _step_reached(rate: Decimal, profile: Profile) -> str:
    """Which step a rate reaches, in brackets; '' where the score is proportional."""
    if profile.score_formula == "proportional":
        return ""
    step = profile.step(rate)
    if step is None:
        return f"（执行率不到 {_per_cent(profile.score_steps[-1].rate)} 不得分）"
    return f"（执行率 {_per_cent(step.rate)} 及以上得分值的 {_per_cent(step.share)}）"


def _per_cent(fraction: Decimal) -> str:
    return f"{plain(fraction * 100)}%"


def is_score(printed: Decimal, exact: Decimal) -> bool:
    """Whether a score is the exact one, rounded half-up to the decimals printed."""
    exponent = printed.normalize().as_tuple().exponent
    places = max(_FEWEST_PLACES, -exponent) if isinstance(exponent, int) else _FEWEST_PLACES
    return abs(printed - exact) < EQUAL or printed == round_half_up(exact, places)
