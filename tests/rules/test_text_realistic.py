"""TEXT over sentences as clerks write them, with figures of any size.

1. A sentence that is composed of the table's figures has no finding, whatever the figures are.
2. With one of its amounts or percentages changed it has exactly one, at the paragraph.
3. No paragraph makes the rules fail.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfeval_xl.amounts import percent, plain
from tests.prose.test_any_text import WORDS
from tests.rules.checking import findings

FIGURES = ("TEXT-01", "TEXT-02", "TEXT-04")
LEAST_ERROR = Decimal("0.1")


class Figures(NamedTuple):
    """A line of the base data table."""

    prior: Decimal
    budget: Decimal
    final: Decimal


def money() -> st.SearchStrategy[Decimal]:
    return st.decimals(Decimal("0.5"), Decimal(9000), places=2)


LINES = st.builds(Figures, money(), money(), money())


def moved(now: Decimal, before: Decimal) -> str:
    return "增加" if now > before else "减少"


def rate(part: Decimal, whole: Decimal) -> str:
    return percent(part / whole)


SENTENCES: dict[str, Callable[[Figures], str]] = {
    "final": lambda f: f"2024年公务接待费支出{plain(f.final)}万元。",
    "full width": lambda f: f"本单位公务接待费决算数为 {plain(f.final)} 万元，".translate(
        {ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789."}
    ),
    "yuan": lambda f: f"全年公务接待费支出{plain(f.final * 10_000)}元。",
    "budget": lambda f: f"公务接待费控制在预算{plain(f.budget)}万元以内。",
    "prior": lambda f: f"2023年度公务接待费决算{plain(f.prior)}万元。",
    "change": lambda f: f"公务接待费比上年{moved(f.final, f.prior)}{plain(abs(f.final - f.prior))}万元。",
    "growth": lambda f: f"公务接待费同比{moved(f.final, f.prior)}{rate(abs(f.final - f.prior), f.prior)}。",
    "completion": lambda f: f"公务接待费完成预算的{rate(f.final, f.budget)}。",
    "all": lambda f: (
        f"“三公”经费中只有公务接待费。公务接待费支出{plain(f.final)}万元，较2023年的{plain(f.prior)}万元"
        f"{moved(f.final, f.prior)}{plain(abs(f.final - f.prior))}万元，"
        f"{moved(f.final, f.prior)}{rate(abs(f.final - f.prior), f.prior)}；"
    ),
}
WRONG: dict[str, tuple[str, Callable[[Figures], str]]] = {
    "final": ("TEXT-02", lambda f: f"公务接待费支出{plain(wrong(f.final))}万元，接待12批次。"),
    "budget": ("TEXT-02", lambda f: f"公务接待费预算{plain(wrong(f.budget))}万元。"),
    "prior": ("TEXT-02", lambda f: f"2023年公务接待费支出{plain(wrong(f.prior))}万元。"),
    "change": (
        "TEXT-04",
        lambda f: f"公务接待费比上年{moved(f.final, f.prior)}{plain(wrong(abs(f.final - f.prior)))}万元。",
    ),
    "direction": (
        "TEXT-04",
        lambda f: f"公务接待费比上年{moved(f.prior, f.final)}{plain(abs(f.final - f.prior))}万元。",
    ),
    "level": ("TEXT-04", lambda f: "公务接待费与上年持平。"),
    "completion": ("TEXT-01", lambda f: f"公务接待费完成预算的{percent(wrong(f.final / f.budget))}。"),
}


def wrong(value: Decimal) -> Decimal:
    """Off by more than rounding could explain."""
    return (value * Decimal("1.05") + LEAST_ERROR).quantize(Decimal("0.0001"))


def report(figures: Figures, text: str) -> str:
    amounts = " | ".join(map(plain, figures))
    return f"""
# 报告正文
年度 | 2024
六、部门整体支出绩效情况
> {text}
# 附件1 基础数据表
3、公务接待 | {amounts}
"""


@pytest.mark.parametrize("kind", SENTENCES)
@given(figures=LINES)
def test_what_the_table_says_is_right(kind: str, figures: Figures) -> None:
    assert findings(report(figures, SENTENCES[kind](figures)), *FIGURES) == []


@pytest.mark.parametrize("kind", WRONG)
@given(figures=LINES)
def test_what_it_does_not_say_is_wrong(kind: str, figures: Figures) -> None:
    assume(abs(figures.final - figures.prior) > max(LEAST_ERROR, figures.prior / 50))
    rule_id, sentence = WRONG[kind]
    found = findings(report(figures, sentence(figures)), *FIGURES)
    assert [(finding.rule, finding.label) for finding in found] == [(rule_id, "六、部门整体支出绩效情况")]


def test_a_table_in_words_is_judged_amount_by_amount() -> None:
    figures = Figures(Decimal("1.11"), Decimal("1.5"), Decimal("0.85"))
    numbers = range(2, 2000)
    clauses = "；".join(f"公务接待费{n}.5万元，比上年增加{n}.5万元" for n in numbers)
    found = [finding.rule for finding in findings(report(figures, clauses), *FIGURES)]
    assert found == ["TEXT-02"] * len(numbers) + ["TEXT-04"] * len(numbers)


@given(LINES, st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_any_paragraph(figures: Figures, text: str) -> None:
    for finding in findings(report(figures, text.replace("|", "")), "TEXT"):
        assert finding.message
        assert finding.fix
