"""The score that follows from target and actual, with the formula as a reviewer would write it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from perfeval_xl.amounts import plain, round_half_up
from perfeval_xl.indicators.readings import Change, Comparison, Measure
from perfeval_xl.indicators.units import WAN, Family, Match, compare_units, family_of

SCORE_PLACES: Final = 2
"""Decimals of the score that a message proposes."""
LARGEST_FRACTION: Final = Decimal(2)
"""A bare number up to this beside a percentage is a fraction, above it per cent (rules.md)."""

_FAR_APART: Final = 100


class Direction(Enum):
    """Which way from the target is better."""

    HIGHER = "正向"
    LOWER = "反向"
    EXACT = "等值"
    RANGE = "区间"


@dataclass(frozen=True, slots=True)
class Due:
    """The score that is due."""

    score: Decimal
    """Exact, in points."""
    formula: str
    """``20 × 5 ÷ 6 = 16.67``, or why the whole weight is due."""


def direction_of(target: Measure, plain_direction: Direction | None) -> Direction | None:
    """Which way from the target is better, by its comparison; for a number alone, `plain_direction`."""
    if target.upper is not None:
        return Direction.RANGE
    if target.comparison.is_lower_bound:
        return Direction.HIGHER
    if target.comparison.is_upper_bound:
        return Direction.LOWER
    if target.comparison is Comparison.EQUAL:
        return Direction.EXACT
    return plain_direction if target.comparison is Comparison.PLAIN else None


def comparable(target: Measure, actual: Measure) -> tuple[Measure, Measure] | None:
    """Both in one unit; None where that cannot be done without guessing, or one rises and the other falls.

    A unit that one of them lacks is the other's: 50 beside ≥50个, 0.98 or 98 beside ≥95%. But 4800 beside
    ≤5000元 is not 4800万元: figures that are far apart are left alone.
    """
    if target.change is not actual.change and Change.NONE not in (target.change, actual.change):
        return None
    if compare_units(target.unit, actual.unit) is not Match.SAME:
        return None
    if target.unit == actual.unit:
        return target, actual
    pair = _in_unit(target, actual.unit), _in_unit(actual, target.unit)
    if pair[0] is None or pair[1] is None:
        return None
    one, other = pair[0].number, pair[1].number
    is_plausible = not one or not other or (one <= _FAR_APART * other and other <= _FAR_APART * one)
    return (pair[0], pair[1]) if is_plausible else None


def _in_unit(measure: Measure, other: str) -> Measure | None:
    """The measure in `other`, where it has no unit of its own; None where that has no clear meaning."""
    family = family_of(other)
    if measure.unit == WAN.name:
        if family in (Family.NONE, Family.PERCENT):
            return None
        factor = Decimal(1) if family is Family.MONEY else Decimal(10_000)
    elif measure.unit or not other:
        return measure
    elif other == WAN.name:
        return None
    else:
        is_fraction = measure.number <= LARGEST_FRACTION
        factor = Decimal("0.01") if family is Family.PERCENT and not is_fraction else Decimal(1)
    upper = None if measure.upper is None else measure.upper * factor
    return Measure(measure.number * factor, other, measure.comparison, upper, measure.change)


def due_score(weight: Decimal, target: Measure, actual: Measure, direction: Direction) -> Due | None:
    """The score for `actual`, a plain number; None where there is no formula for it.

    Args:
        weight: The indicator's points.
        target: In the unit of `actual` (see `comparable`).
        actual: What was achieved.
        direction: Which way is better.
    """
    achieved = actual.number
    if actual.comparison is not Comparison.PLAIN or actual.upper is not None:
        return None
    if weight < 0 or achieved < 0 or target.number < 0:
        return None
    match direction:
        case Direction.HIGHER:
            return _higher(weight, target.number, target, achieved)
        case Direction.LOWER:
            return _lower(weight, target.number, target, achieved)
        case Direction.EXACT:
            # What is due beyond an exact target no regulation says.
            return _higher(weight, target.number, target, achieved) if achieved <= target.number else None
        case Direction.RANGE:
            if target.upper is not None and achieved > target.upper:
                return _lower(weight, target.upper, target, achieved)
            return _higher(weight, target.number, target, achieved)


def _higher(weight: Decimal, wanted: Decimal, target: Measure, achieved: Decimal) -> Due:
    if achieved >= wanted:
        return Due(weight, f"达到目标，得满分 {plain(weight)}")
    return _part(weight, achieved, wanted, target)


def _lower(weight: Decimal, wanted: Decimal, target: Measure, achieved: Decimal) -> Due:
    if achieved <= wanted:
        return Due(weight, f"达到目标，得满分 {plain(weight)}")
    return _part(weight, wanted, achieved, target)


def _part(weight: Decimal, over: Decimal, under: Decimal, target: Measure) -> Due:
    score = weight * over / under
    figures = f"{plain(weight)} × {target.figure(over)} ÷ {target.figure(under)}"
    return Due(score, f"{figures} = {plain(round_half_up(score, SCORE_PLACES))}")
