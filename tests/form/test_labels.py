"""Labels as clerks vary them.

1. Blanks, line breaks, full width, numbering, 其中：, bracketed remarks and a closing colon do not count.
2. A label and its value may share a cell.
3. A level-1 heading may carry its points, in brackets or not.
"""

from __future__ import annotations

import pytest

from perfeval_xl.form.labels import level1_heading, money_unit_of, normalise, points_alone, split, year_of


@pytest.mark.parametrize(
    "text",
    [
        "一般公共预算",
        "其中：一般公共预算",
        "  其中：  一般公共预算",
        "其中:一般公共预算：",
        "一 般 公 共 预 算",
        "一般公共\n预算",
        "　一般公共预算　",
        "1、一般公共预算",
        "1.一般公共预算",
        "（1）一般公共预算",
        "（一）一般公共预算",
        "一、一般公共预算",
        "一般公共预算（万元）",
        "一般公共预算(拨款)：",
    ],
)
def test_one_label_in_many_spellings(text: str) -> None:
    assert normalise(text) == "一般公共预算"


def test_headings_keep_that_they_name_a_year_but_not_which() -> None:
    assert normalise("2024年决算数") == normalise("2023 年\n决算数") == normalise("{prior}年决算数")
    assert normalise("2024年度决算数") != normalise("决算数")
    assert normalise("项目支\n出名称") == "项目支出名称"
    assert normalise("全年执行数（A）") == "全年执行数"


def test_an_amount_is_no_numbered_label() -> None:
    assert normalise("1.2万元") == "1.2万元"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("其他资金：19.8", ("其他资金", "19.8")),
        ("其中：  一般公共预算:212.01", ("一般公共预算", "212.01")),
        ("政府性基金拨款：", ("政府性基金拨款", "")),
        ("按收入性质分：231.81", ("按收入性质分", "231.81")),
        ("其中：基本支出：145.08", ("基本支出", "145.08")),
        ("项目支出名称：人大政协：专项经费", ("项目支出名称", "人大政协：专项经费")),
        ("其中：", None),
        ("：19.8", None),
        ("其他资金19.8", None),
    ],
)
def test_label_and_value_in_one_cell(text: str, parts: tuple[str, str] | None) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("heading", "name", "points"),
    [
        ("产出指标（50分）", "产出指标", "50"),
        ("产出指标\n\n(50分)", "产出指标", "50"),
        ("产出指标（５０）", "产出指标", "50"),
        ("产出指标【50分】", "产出指标", "50"),
        ("产出指标50分", "产出指标", "50"),
        ("产出指标 12.5分", "产出指标", "12.5"),
        ("满意度\n指标\n（10分）", "满意度指标", "10"),
        ("一、产出指标（50分）", "产出指标", "50"),
        ("产出指标", "产出指标", ""),
        ("产出指标（见说明）", "产出指标", ""),
        ("（50分）", "", ""),
        ("", "", ""),
    ],
)
def test_level_1_heading(heading: str, name: str, points: str) -> None:
    assert level1_heading(heading) == (name, points)


@pytest.mark.parametrize(
    ("text", "points"),
    [("50", "50"), ("（50分）", "50"), ("(50)", "50"), (" ５０ 分", "50"), ("产出50", ""), ("", "")],
)
def test_points_in_a_cell_of_their_own(text: str, points: str) -> None:
    assert points_alone(text) == points


def test_year_and_unit_of_money() -> None:
    assert year_of("屈原管理区2024年度部门整体支出绩效自评表") == 2024
    assert year_of("２０２４年") == 2024
    assert year_of("部门整体支出绩效自评表") is None
    assert money_unit_of("经费控制情况（元）") == "元"
    assert money_unit_of("单位：万元") == "万元"
    assert money_unit_of("多元化") == ""
