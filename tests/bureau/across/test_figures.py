"""ACROSS-04…06: what the two examples of each rule do not show.

1. Among fewer than ten values nothing is unusual, and without any nothing is said.
2. Where all others agree, a small difference is no outlier; a rate too high is one like a rate too low.
3. A wild value does not hide another: median and deviation do not move with them. The farthest comes first.
4. Of the three public expenses only what is far too high is named, and nothing is no amount.
5. Figures are shown as a clerk writes them.
6. Half of the units with full marks are not yet too many; units without a score do not count.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl import profile
from perfeval_xl.bureau.across.catalogue import ACROSS
from perfeval_xl.bureau.across.notation import compared
from perfeval_xl.bureau.across.outliers import outliers

NATIONAL = profile.load("national")
TEN = "甲局、乙局、丙局、丁局、戊局、己局、庚局、辛局、壬局、癸局"


def units(rule_id: str, text: str) -> list[str]:
    rule = ACROSS.get(rule_id)
    assert rule is not None
    return [one.left.unit for one in rule.compare(compared(text, NATIONAL))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("甲局、乙局、丙局 | 执行率 | 96%\n丁局 | 执行率 | 20%", []),
        (f"{TEN} | 执行率 | 96%\n子局 | 执行率 | 92%", []),
        (f"{TEN} | 执行率 | 96%\n子局 | 执行率 | 90%", ["子局"]),
        (f"{TEN} | 执行率 | 96%\n子局 | 执行率 | 148%\n丑局 | 执行率 | 9600%", ["丑局", "子局"]),
        (f"{TEN} | 总分 | 96", []),
    ],
)
def test_execution_rates(text: str, found: list[str]) -> None:
    assert units("ACROSS-05", text) == found


@pytest.mark.parametrize(("amount", "found"), [("0.001", []), ("0", []), ("0.11", []), ("3", ["子局"])])
def test_three_public_expenses(amount: str, found: list[str]) -> None:
    assert units("ACROSS-06", f"{TEN} | 人均三公经费 | 0.1\n子局 | 人均三公经费 | {amount}") == found


@pytest.mark.parametrize("rule_id", ["ACROSS-05", "ACROSS-06"])
def test_figures_are_shown_without_exponents(rule_id: str) -> None:
    """However the figures were computed: 6E+1 people are 60."""
    units = compared(f"{TEN} | 执行率 | 96%\n{TEN} | 人均三公经费 | 0.1\n子局 | 执行率 | 20%", NATIONAL)
    odd = replace(
        units.facts["子局"],
        executed=Decimal("2E+2"),
        adjusted=Decimal("1E+3"),
        three_public=Decimal("1.20E+3"),
        staff=Decimal("6E+1"),
    )
    rule = ACROSS.get(rule_id)
    assert rule is not None
    (found,) = rule.compare(replace(units, facts={**units.facts, "子局": odd}))
    expected = {
        "ACROSS-05": "全年执行数 200 ÷ 全年预算数 1000 = 20.00%",
        "ACROSS-06": "三公经费 1200 万元 ÷ 实有 60 人 = 20.00 万元",
    }
    assert found.left.text == expected[rule_id]


@pytest.mark.parametrize(
    ("full", "others", "found"),
    [(4, 4, 0), (5, 4, 1), (4, 0, 0), (5, 0, 1)],
)
def test_full_marks(full: int, others: int, found: int) -> None:
    names = TEN.split("、")
    text = f"{'、'.join(names[:full])} | 总分 | 100\n子局 | 执行率 | 96%"
    if others:
        text += f"\n{'、'.join(names[full : full + others])} | 总分 | 97.5"
    assert len(units("ACROSS-04", text)) == found


@given(st.lists(st.floats(0, 2), min_size=10, max_size=30), st.floats(50, 1e6))
def test_a_wild_value_is_found_among_any_others(values: list[float], wild: float) -> None:
    named = {str(number): value for number, value in enumerate(values)} | {"wild": wild}
    _, found = outliers(named, 0.01)
    assert "wild" in [outlier.key for outlier in found]
