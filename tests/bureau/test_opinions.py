"""The opinions of a letter.

1. One row for each rule and table, in the order of the form: where, what, how to mend it.
2. Findings of one rule in one table are one row with a line for each, its own cell in front; what all of them
   say the same way is said once; of many that are about a figure, the rule is said once and then the figures.
3. Other cells of one finding in the same table are named beside the one that is wrong, a handful at most.
4. A message that does not name its row gets the row's name in front.
5. What a letter says once of all warnings is not repeated in each; all other advice is kept.
6. Notes are a line for each rule.
"""

from __future__ import annotations

from typing import Any

import pytest

from perfeval_xl.bureau.opinions import Note, is_open, notes, opinions
from perfeval_xl.findings import Severity
from tests.bureau.folders import finding


def rows(*findings: dict[str, Any], severity: Severity = Severity.ERROR) -> list[tuple[str, str, str]]:
    return [(row.place, "\n".join(row.problem), row.rule) for row in opinions(findings, severity)]


def problem(*findings: dict[str, Any]) -> list[str]:
    ((_, said, _),) = rows(*findings)
    return said.split("\n")


def test_one_row_for_each_rule_and_table() -> None:
    findings = (
        finding("FORM-01", sheet=None, message="缺报告正文。", label=""),
        finding("BASE-03"),
        finding("SCORE-05", sheet="附件2 部门自评表"),
        finding("BASE-09", "warning"),
        finding("BASE-04"),
    )
    assert rows(*findings) == [
        ("整个文件", "缺报告正文。", "FORM-01"),
        ("附件1 基础数据表 G6", "三公经费：合计不对。", "BASE-03"),
        ("附件1 基础数据表 G6", "三公经费：合计不对。", "BASE-04"),
        ("附件2 部门自评表 G6", "三公经费：合计不对。", "SCORE-05"),
    ]
    assert [rule for *_, rule in rows(*findings, severity=Severity.WARNING)] == ["BASE-09"]


def test_findings_of_one_rule_in_one_table_are_one_row() -> None:
    assert rows(
        finding(message="“三公经费”填的是 5，超出 2。", cell="G6"),
        finding(message="“公用经费”填的是 9，超出 1。", cell="G26", label="公用经费"),
    ) == [
        (
            "附件1 基础数据表",
            "G6：“三公经费”填的是 5，超出 2。\nG26：“公用经费”填的是 9，超出 1。",
            "BASE-03",
        )
    ]


def test_of_many_figures_the_rule_is_said_once() -> None:
    """Places as in a Word report; a number, and what stands in brackets, are not the row's name."""
    alike = [
        finding("CROSS-11", cell=place, label=label, actual=actual, expected=expected, message=message)
        for place, label, actual, expected, message in (
            ("第7行第2列", "公车运行维护 2023年决算数", "0.72", "4.93", "“公车运行维护”填的是 0.72。"),
            ("第9行第2列", "3、公务接待 2023年决算数", "", "2.82", "“3、公务接待”没有填。"),
            ("第19行第2列", "4、专项资金（一个项目一行） 2023年决算数", "1", "≤ 0.5", "“专项资金”填的是 1。"),
        )
    ]
    assert problem(*alike) == [
        "3 处不符合“基础数据表的上年决算数 = 上年工作簿的本年决算数”：",
        "第7行第2列 公车运行维护：填 0.72，应为 4.93",
        "第9行第2列 公务接待：没有填，应为 2.82",
        "第19行第2列 专项资金：填 1，应 ≤ 0.5",
    ]
    assert problem(*alike[:2]) == [
        "第7行第2列：“公车运行维护”填的是 0.72。",
        "第9行第2列：“3、公务接待”没有填。",
    ]
    told = finding("CROSS-11", expected="合计 5", message="“三公经费”合计不对。")
    assert problem(*alike, told)[0] == "第7行第2列：“公车运行维护”填的是 0.72。"


def test_each_line_has_its_own_cells() -> None:
    two = (
        finding(message="“三公经费”填的是 5。", related=["附件1 基础数据表!G7"]),
        finding(message="“公用经费”填的是 9。", label="公用经费", cell="G26"),
    )
    assert problem(*two) == ["G6（相关 G7）：“三公经费”填的是 5。", "G26：“公用经费”填的是 9。"]


def test_what_all_of_them_say_is_said_once() -> None:
    two = (
        finding(message="“三公经费”差 0.01。这是四舍五入的尾差。"),
        finding(message="“三公经费 本年”差 0.02。这是四舍五入的尾差。", cell="H6"),
    )
    assert problem(*two) == [
        "G6：“三公经费”差 0.01。",
        "H6：“三公经费 本年”差 0.02。",
        "这是四舍五入的尾差。",
    ]
    assert rows(finding(), finding(cell="H6")) == [
        ("附件1 基础数据表 G6、H6", "2 处：三公经费：合计不对。", "BASE-03")
    ]


def test_findings_that_are_mended_in_other_ways_stand_apart() -> None:
    assert len(rows(finding(), finding(fix="删去。", cell="H6"))) == 2


@pytest.mark.parametrize(
    ("related", "place"),
    [
        (["附件1 基础数据表!G7", "附件1 基础数据表!G6", "报告正文!B5"], "附件1 基础数据表 G6（相关 G7）"),
        (["附件1 基础数据表!G7", "附件1 基础数据表!G11"], "附件1 基础数据表 G6（相关 G7、G11）"),
        ([f"附件1 基础数据表!G{row}" for row in range(10, 15)], "附件1 基础数据表 G6"),
    ],
)
def test_other_cells_of_the_table_are_named(related: list[str], place: str) -> None:
    assert rows(finding(related=related))[0][0] == place


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("三公经费", "三公经费：合计不对。"),
        ("合计（万元）", "合计不对。"),
        ("1、合计 本年决算数", "合计不对。"),
        ("1、开展工作评议2、开展代表小组活动3、代表进平台联系群众", "合计不对。"),
        ("", "合计不对。"),
    ],
)
def test_a_message_names_its_row(label: str, said: str) -> None:
    assert problem(finding(label=label)) == [said]


def test_no_more_figures_than_one_adds_up_on_paper() -> None:
    few, many = " + ".join("1234"), " + ".join("12345")
    assert problem(finding(label="", message=f"各项合计 10（{few}）。")) == [f"各项合计 10（{few}）。"]
    for figures in (many, f"{many} + …，共 9 张"):
        assert problem(finding(label="", message=f"各项合计 15（{figures}）。")) == ["各项合计 15。"]


@pytest.mark.parametrize(
    ("fix", "kept"),
    [
        ("核对预算数；确属超预算的，在“情况说明”里写明原因。", "核对预算数。"),
        (
            "核对预算数；有项目按规定不填自评表的，在“情况说明”里写明。",
            "核对预算数；有项目按规定不填自评表的，在“情况说明”里写明。",
        ),
        ("补写；确有原因的，填写情况说明。", "补写；确有原因的，填写情况说明。"),
    ],
)
def test_only_what_is_said_of_all_warnings_is_left_out(fix: str, kept: str) -> None:
    (row,) = opinions([finding("BASE-08", "warning", fix=fix)], Severity.WARNING)
    assert row.fix == kept


def test_notes_are_a_line_for_each_rule() -> None:
    findings = [
        *(finding("TYPE-02", "info", cell=f"G{row}") for row in range(6, 10)),
        finding("FORM-08", "info", "附件2 部门自评表", cell="B42"),
        finding(),
    ]
    assert list(notes(findings)) == [
        Note(
            "数字按数字填，不填成文字", "附件1 基础数据表 G6、附件1 基础数据表 G7、附件1 基础数据表 G8等 4 处"
        ),
        Note("填表人、填报日期和联系电话都填了", "附件2 部门自评表 B42"),
    ]


def test_an_explained_warning_is_not_open() -> None:
    assert not is_open(finding(severity="warning", explanation="跨年实施"))
    assert is_open(finding(severity="warning"))
    assert is_open(finding(severity="error", explanation="跨年实施")), "an error cannot be explained away"
