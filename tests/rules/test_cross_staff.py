"""CROSS-07: what its two examples do not show.

1. People have no 尾差.
2. Posts and staff are decided each on its own.
3. The clerk's own words, which the report prints, are compared as well.
"""

from __future__ import annotations

import pytest

from perfeval_xl.rules.registry import NOT_EVALUATED
from tests.rules.checking import found, outcomes
from tests.rules.report_tables import base_data, narrative


def test_1_people_have_no_tail() -> None:
    text = narrative() + base_data("财政供养人员情况 | 12 | 9.01 |")
    assert found(text, "CROSS-07") == ["CROSS-07 error 实有人数（人）"]


def test_2_posts_and_staff_are_decided_each_on_its_own() -> None:
    text = narrative() + base_data("财政供养人员情况 | 13 | |")
    assert found(text, "CROSS-07") == ["CROSS-07 error 核定编制（人）"]
    assert NOT_EVALUATED in outcomes(text, "CROSS-07")


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("本单位核定编制20人，实有人数17人。", ["CROSS-07 error 改写文字"]),
        ("本单位核定编制20名，实有人数18名，退休3人。", []),
        ("本单位编制和人数见附表。", []),
    ],
)
def test_3_the_clerks_own_words_on_staff(own: str, expected: list[str]) -> None:
    text = (
        f"# 报告正文\n一、部门（单位）基本情况\n核定编制（人） | 20\n实有人数（人） | 18\n改写文字 | {own}\n"
        + base_data("财政供养人员情况 | 20 | 18 | 90%")
    )
    assert found(text, "CROSS-07") == expected
