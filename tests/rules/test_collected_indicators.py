"""The rules on indicators as they are published, one by one.

1. No false alarm: on indicators that are right, no rule says anything.
2. One cause, one finding: on indicators that are wrong, exactly the rule that a reviewer would name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.checking import findings

FOLDER = Path(__file__).parent
RULES = (*(f"IND-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10)), "SCORE-07", "SCORE-08", "SCORE-09")
MONEY = "年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91"


def rows(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith(";;")]


def found(row: str) -> list[str]:
    return [
        finding.rule for finding in findings(f"# 附件3 项目自评表\n{MONEY}\n指标 | 一级指标 | {row}", *RULES)
    ]


RIGHT, WRONG = rows("right_indicators.txt"), rows("wrong_indicators.txt")


def test_there_are_enough() -> None:
    assert len(RIGHT) >= 90
    assert len(WRONG) >= 35


@pytest.mark.parametrize("row", RIGHT)
def test_1_no_false_alarm(row: str) -> None:
    assert found(row) == []


@pytest.mark.parametrize("row", WRONG)
def test_2_one_cause_one_finding(row: str) -> None:
    cells, _, rules = row.rpartition(" | ")
    assert found(cells) == rules.split()
