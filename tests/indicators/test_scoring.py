"""Scores that follow from target and actual.

1. A positive target earns weight × actual ÷ target, a reverse one weight × target ÷ actual; never more than
   the weight.
2. A range earns the weight within it, and its share from the nearer end outside; an exact target no more
   than the weight when it is met, and nothing is said of what lies beyond it.
3. Where target or actual is not one plain number, there is no formula.
4. A number without a unit takes the other's; what that cannot decide is not compared.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.indicators.reading import read
from perfeval_xl.indicators.readings import Measure
from perfeval_xl.indicators.scoring import Direction, comparable, direction_of, due_score


def measure(text: str) -> Measure:
    reading = read(text)
    assert isinstance(reading, Measure), text
    return reading


def formula(target: str, actual: str, weight: str = "20", plain: Direction | None = Direction.HIGHER) -> str:
    """The formula, '' where there is none."""
    pair = comparable(measure(target), measure(actual))
    if pair is None:
        return ""
    direction = direction_of(pair[0], plain)
    due = None if direction is None else due_score(Decimal(weight), *pair, direction)
    return "" if due is None else due.formula


FULL = "达到目标，得满分 20"


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥6个", "5个", "20 × 5 ÷ 6 = 16.67"),
        ("≥6个", "6个", FULL),
        ("≥6个", "8个", FULL),
        ("≥6个", "0个", "20 × 0 ÷ 6 = 0"),
        ("≥96%", "93%", "20 × 93% ÷ 96% = 19.38"),
        ("≤20天", "25天", "20 × 20 ÷ 25 = 16"),
        ("≤20天", "20天", FULL),
        ("≤3起", "0起", FULL),
        ("0起", "0起", FULL),
        ("≤0起", "2起", "20 × 0 ÷ 2 = 0"),
        ("6个", "5个", "20 × 5 ÷ 6 = 16.67"),
        ("≤1.2万元", "15000元", "20 × 1.2万元 ÷ 1.5万元 = 16"),
    ],
)
def test_1_formula(target: str, actual: str, expected: str) -> None:
    assert formula(target, actual) == expected


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("5-8次", "4次", "20 × 4 ÷ 5 = 16"),
        ("5-8次", "5次", FULL),
        ("5-8次", "10次", "20 × 8 ÷ 10 = 16"),
        ("=12个月", "12个月", FULL),
        ("=12个月", "9个月", "20 × 9 ÷ 12 = 15"),
        ("=12个月", "13个月", ""),
    ],
)
def test_2_ranges_and_exact_targets(target: str, actual: str, expected: str) -> None:
    assert formula(target, actual) == expected


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("约500人", "480人"),
        ("≥500人", "约480人"),
        ("≥500人", "≥480人"),
        ("≥500人", "400-480人"),
        ("≥50人", "48场"),
        ("增长≥5%", "下降3%"),
        ("≥5%", "-3%"),
    ],
)
def test_3_no_formula(target: str, actual: str) -> None:
    assert formula(target, actual) == ""


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥50个", "40", "20 × 40 ÷ 50 = 16"),
        ("≥95%", "76", "20 × 76% ÷ 95% = 16"),
        ("≥95%", "0.76", "20 × 76% ÷ 95% = 16"),
        ("≥95%", "1", FULL),
        ("95", "76%", "20 × 76% ÷ 95% = 16"),
        ("≤12万元", "15万", "20 × 12万元 ÷ 15万元 = 16"),
        ("≥1万人", "8000人", "20 × 8000 ÷ 10000 = 16"),
        ("≥1万人", "0.8万", "20 × 8000 ÷ 10000 = 16"),
        # 4800 is yuan here, but it does not say so; 1.2 may be 1.2万.
        ("≤5000元", "5800", ""),
        ("≥1万人", "0.8", ""),
        ("≥1万", "8000", ""),
        ("≥95%", "1.2万", ""),
    ],
)
def test_4_units(target: str, actual: str, expected: str) -> None:
    assert formula(target, actual) == expected


@pytest.mark.parametrize("plain", [None, *Direction])
def test_4_the_kind_decides_for_a_number_alone(plain: Direction | None) -> None:
    assert direction_of(measure("50个"), plain) is plain
    assert direction_of(measure("≥50个"), plain) is Direction.HIGHER
    assert direction_of(measure("≤50个"), plain) is Direction.LOWER


numbers = st.decimals(0, 1_000_000, places=2)


@given(st.decimals(0, 100, places=1), numbers, numbers, st.sampled_from(list(Direction)))
def test_1_a_score_lies_between_nothing_and_the_weight(
    weight: Decimal, target: Decimal, actual: Decimal, direction: Direction
) -> None:
    wanted = Measure(target, upper=target + 1 if direction is Direction.RANGE else None)
    due = due_score(weight, wanted, Measure(actual), direction)
    assert due is None or 0 <= due.score <= weight
