"""Numbers in Chinese characters.

1. Units, 零 and a decimal point are read; a year is read digit by digit.
2. What could be read in two ways, or is no number, is none.
3. No text is too strange, and none is slow.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.numerals import NUMERALS, chinese_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", "0"),
        ("三", "3"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("九十九", "99"),
        ("一百", "100"),
        ("一百零五", "105"),
        ("一百二十", "120"),
        ("一百二十三", "123"),
        ("三千零五", "3005"),
        ("一万", "10000"),
        ("一万零二", "10002"),
        ("一千二百万", "12000000"),
        ("一亿零三百万", "103000000"),
        ("八十六点三九", "86.39"),
        ("零点五", "0.5"),
        ("二〇二四", "2024"),
    ],
)
def test_reads(text: str, value: str) -> None:
    assert chinese_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "点",
        "三点",
        "点五",
        "三四",
        "三四五六",
        "二百五",
        "一万二",
        "十十",
        "百",
        "十百",
        "一二十",
        "一百千",
        "几十",
        "五个",
    ],
)
def test_does_not_guess(text: str) -> None:
    assert chinese_number(text) is None


@given(st.text(alphabet=NUMERALS + "个 ", max_size=60))
def test_any_numerals(text: str) -> None:
    value = chinese_number(text)
    assert value is None or value >= 0
