"""What prose says was done after the reporting year.

1. A later year with a word for done, in its clause or, where the date stands alone, in the next.
2. Plans, what was not done, ranges of years, and the self-evaluation itself are none.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.prose import done_after

YEAR = 2024


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025年初已将经费支出用于完善提升4个站", "2025年初已将经费支出用于完善提升4个站"),
        ("项目资金已于2025年1月支付完毕。", "项目资金已于2025年1月支付完毕"),
        ("2025年1月，已支付全部工程款。", "2025年1月，已支付全部工程款"),
        ("全年完成改造，２０２５年３月通过验收。", "2025年3月通过验收"),
        ("2025年2月完成了全部安装工作", "2025年2月完成了全部安装工作"),
    ],
)
def test_done_later(text: str, told: str) -> None:
    assert list(done_after(text, YEAR)) == [told]


@pytest.mark.parametrize(
    "text",
    [
        "2024年12月已完成改造。",
        "2023年已完成改造。",
        "2025年将继续完善。",
        "计划于2025年6月完成改造。",
        "预计2025年底建成。",
        "2025年尚未支付。",
        "剩余资金结转2025年支付。",
        "2025年3月，我办完成了2024年度绩效自评。",
        "2025年2月已在门户网站公开。",
        "按照2021年至2025年规划完成了阶段任务。",
        "落实2021-2025年规划，完成培训12期。",
        "已编制2025年预算。",
        "项目建设期两年，2025年完成建设。",
        "到2025年实现全覆盖的目标。",
        "完成任务2025个。",
        "",
    ],
)
def test_nothing_done_later(text: str) -> None:
    assert list(done_after(text, YEAR)) == []


def test_a_result_needs_no_word_for_what_is_over() -> None:
    assert list(done_after("2025年1月完成", YEAR, is_result=True)) == ["2025年1月完成"]
    assert list(done_after("预计2025年1月完成", YEAR, is_result=True)) == []
    assert list(done_after("2024年12月完成", YEAR, is_result=True)) == []


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    list(done_after(text, YEAR))
