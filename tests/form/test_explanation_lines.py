"""Explanations in the Word report: written and read back by one pattern.

1. What is written is read back, whatever the text says.
2. Any other paragraph is no explanation.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.evaluation import Explanation
from perfeval_xl.form.explanations import HEADING, as_line, from_line, is_heading

WORDS = st.text(alphabet="年度资金总额执行率（）()：:“”‘’【】1.、 -", max_size=12)


def test_how_a_line_reads() -> None:  # 1
    reason = Explanation(
        "FUND-04", "项目自评表（“两会”经费）", "年度资金总额 执行率", "会议改期，\n经费结转。"
    )
    line = as_line(1, reason)
    assert line == "1.【FUND-04】项目自评表（“两会”经费）“年度资金总额 执行率”：会议改期， 经费结转。"
    assert from_line(line) == Explanation(
        "FUND-04", "项目自评表（“两会”经费）", "年度资金总额 执行率", "会议改期， 经费结转。"
    )


def test_marks_that_would_be_taken_for_the_item_s_are_changed() -> None:  # 1
    line = as_line(1, Explanation("FUND-04", "部门自评表", "“甲”：乙", "原因"))
    assert line == "1.【FUND-04】部门自评表“‘甲’：乙”：原因"
    assert from_line(line) == Explanation("FUND-04", "部门自评表", "‘甲’：乙", "原因")


@given(table=WORDS, item=WORDS, text=st.text(min_size=1).filter(lambda text: text.split()))
def test_what_is_written_is_read_back(table: str, item: str, text: str) -> None:  # 1
    read = from_line(as_line(7, Explanation("CROSS-08", table, item, text)))
    typed = Explanation("CROSS-08", table.strip(), item.strip(), " ".join(text.split()))
    marks = str.maketrans("“”", "‘’")
    changed = replace(typed, table=typed.table.translate(marks), item=typed.item.translate(marks))
    assert read in (typed, changed)


@pytest.mark.parametrize(
    "text", ["", "无", "1.部门整体支出绩效自评表", "1.【FUND-04】没有引号：原因", HEADING]
)
def test_other_paragraphs(text: str) -> None:  # 2
    assert from_line(text) is None


def test_the_heading() -> None:
    assert is_heading(f" {HEADING}：\n")
    assert not is_heading("十、其他需要说明的情况")
