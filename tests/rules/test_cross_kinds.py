"""CROSS-10 and CROSS-14, by kind: what the two examples of each do not show.

1. Basic and project expenditure are decided each on its own.
2. What other money paid for counts as spent on projects.
3. With one kind alone its rate is the department's, of which FUND-04 speaks.
4. The threshold is the profile's.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.rules.checking import NATIONAL, findings, found
from tests.rules.report_tables import department, narrative

BY_KIND = ("CROSS-10", "CROSS-14")
OTHER_INCOME = ("其他资金 | 19.8", "基本支出 | 170", "项目支出 | 60")


@pytest.mark.parametrize(
    ("basic", "project_budget", "expected"),
    [
        ("145.08", "40.15", []),
        ("162.94", "40.15", ["CROSS-10 warning 基本支出（万元）"]),
        ("145.08", "40", ["CROSS-10 warning 项目支出（万元）"]),
        ("200", "44.61", ["CROSS-14 warning 基本支出（万元）"]),
        ("200", "44.62", ["CROSS-14 warning 基本支出（万元）", "CROSS-14 warning 项目支出（万元）"]),
        ("/", "0", ["CROSS-10 warning 项目支出（万元）"]),
    ],
)
def test_1_by_kind(basic: str, project_budget: str, expected: list[str]) -> None:
    executed = "145.08" if basic == "145.08" else "162.95"
    text = narrative(basic=executed) + department("", f"基本支出 | {basic}", f"项目支出 | {project_budget}")
    assert found(text, *BY_KIND) == expected


@pytest.mark.parametrize(
    ("executed", "expected"),
    [
        ("221.01", []),  # 40.15 and 17.91 of other money are 96.77 % of 60
        ("203.1", ["CROSS-14 warning 项目支出（万元）"]),
        ("", ["CROSS-14 warning 项目支出（万元）"]),
    ],
)
def test_2_other_money_spent_on_projects(executed: str, expected: list[str]) -> None:
    text = narrative() + department(executed, *OTHER_INCOME)
    assert found(text, "CROSS-14") == expected


@pytest.mark.parametrize("budget", ["", "/", "0"])
def test_3_with_one_kind_alone_it_is_fund_04(budget: str) -> None:
    text = narrative(project="") + department("162.95", "基本支出 | 231.81", f"项目支出 | {budget}")
    assert found(text, "CROSS-14", "FUND-04") == ["FUND-04 warning 年度资金总额 执行率"]


def test_4_threshold_of_the_profile() -> None:
    lenient = replace(NATIONAL, execution_rate=Decimal("0.465"))
    text = narrative() + department("", "基本支出 | 162.95", "项目支出 | 86.73")
    (finding,) = findings(text, "CROSS-14", profile=lenient)
    assert finding.expected == "≥ 46.5%"
    assert "46.29%" in finding.message
