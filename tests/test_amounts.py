"""What a clerk typed, as a number (rules.md, "How values compare").

1. Full-width digits, thousands separators, blanks and a unit are read; anything else is no number.
2. Nothing is blank, ``/``, ``—``, ``---`` or 无, in full width too.
3. A float is the decimal a spreadsheet shows; rounding is half-up, for a number of any size.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.amounts import Amount, from_float, is_nothing, parse_amount, percent, plain, round_half_up


@pytest.mark.parametrize(
    ("text", "value", "unit", "places"),
    [
        ("12.5", "12.5", "", 1),
        ("12.5万元", "12.5", "万元", 1),
        ("12.5 万", "12.5", "万", 1),
        ("１２．５", "12.5", "", 1),
        ("12。5", "12.5", "", 1),
        ("1,234.50", "1234.50", "", 2),
        ("1，234.50", "1234.50", "", 2),
        ("1 234", "1234", "", 0),
        ("□20□".replace("□", "\u3000"), "20", "", 0),
        ("¥30", "30", "", 0),
        ("￥30元", "0.003", "元", 0),
        ("125000元", "12.5", "元", 0),
        ("-3", "-3", "", 0),
        ("－3", "-3", "", 0),
        ("−3", "-3", "", 0),
        (".5", "0.5", "", 1),
        ("75%", "0.75", "%", 0),
        ("75％", "0.75", "%", 0),
        ("89.12 %", "0.8912", "%", 2),
        ("100百分比", "1", "百分比", 0),
        ("百分之75", "0.75", "百分之", 0),
        ("9人", "9", "人", 0),
        ("10分", "10", "分", 0),
        ("1200㎡", "1200", "m2", 0),
        ("1200m²", "1200", "m2", 0),
        ("1200平方米", "1200", "平方米", 0),
    ],
)
def test_numbers(text: str, value: str, unit: str, places: int) -> None:
    assert parse_amount(text) == Amount(Decimal(value), unit, places)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "—",
        "无",
        "约12.5",
        "12.5左右",
        "12.5亿元",
        "12-15",
        "1,23",
        "1.2.3",
        "已完成",
        "≥50",
        "百分之75%",
        "%",
        "二十",
        "2024年",
        "1e5",
        "９" * 21,
        "½",
        "²",
        "¹²³",
        "₂",
        "①",
        "㉑",
        "⒈",
        "1²",
        "20①万元",
        "½万元",
        "1200m²²",
        "۱۲",
    ],
)
def test_no_numbers(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text", ["", "  ", "\u3000", "\n", "/", "／", "—", "——", "-", "－", "--", "---", "无", " 无 "]
)
def test_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", ["0", "无法", "……", "暂无数据", "-1", "/ 个"])
def test_something(text: str) -> None:
    assert not is_nothing(text)


def test_floats_are_the_decimals_a_spreadsheet_shows() -> None:
    assert from_float(0.1 + 0.2) == Decimal("0.3")
    assert from_float(203.1) == Decimal("203.1")
    assert from_float(1e300) == Decimal("1e300")


def test_rounding_is_half_up() -> None:
    assert [str(round_half_up(Decimal(x), 2)) for x in ("0.125", "0.135", "-0.125")] == [
        "0.13",
        "0.14",
        "-0.13",
    ]
    assert percent(Decimal("35.65") / 40) == "89.13%"
    assert plain(Decimal("203.10")) == "203.1"
    assert len(str(round_half_up(Decimal("1e300"), 2))) > 300


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_can_be_rounded_and_shown(number: float) -> None:
    value = from_float(number)
    assert round_half_up(value, 2).is_finite()
    assert "E" not in plain(value)
    assert percent(value).endswith("%")


@given(st.text())
def test_any_text_is_read_without_an_exception(text: str) -> None:
    amount = parse_amount(text)
    if amount is not None:
        assert amount.value.is_finite()
        assert not is_nothing(text)
