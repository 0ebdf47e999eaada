"""What relations say of the figures they add.

1. A few are written out; of very many the first ones, and how many there are.
"""

from __future__ import annotations

from decimal import Decimal

from perfeval_xl.evaluation import Entry
from perfeval_xl.rules.relations import addition, addition_of_tables
from perfeval_xl.rules.relations.money import MOST_SHOWN


def figures(count: int) -> list[Entry]:
    return [Entry("项目支出", text=str(number), value=Decimal(number)) for number in range(1, count + 1)]


def test_figures_are_written_out() -> None:
    assert [addition(figures(count)) for count in (0, 1, 3)] == ["", "", "（1 + 2 + 3）"]
    assert addition(figures(MOST_SHOWN)).endswith(f"+ {MOST_SHOWN}）")


def test_very_many_are_counted() -> None:
    said = addition(figures(62))
    assert said.startswith("（1 + 2 + 3 + ")
    assert said.endswith(f"+ {MOST_SHOWN} + …，共 62 项）")
    assert addition_of_tables(figures(7)) == "（1 + 2 + 3 + 4 + 5 + 6 + …，共 7 张）"
    assert addition_of_tables(figures(6)) == "（1 + 2 + 3 + 4 + 5 + 6）"
