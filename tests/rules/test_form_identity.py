"""FORM-07 and -08: given these names, years and signatures, exactly these findings.

1. The names of a file are one finding, and so are the years of a table: one cause, one finding.
2. A longer spelling of the unit's name weighs less than another name.
3. The signature itself is by hand.
"""

from __future__ import annotations

import pytest

from tests.rules.checking import findings
from tests.rules.form_sheets import PROJECT_SHEET, UNIT, found

# FORM-07


def test_names_contained_in_each_other_are_one_hint() -> None:
    cells = f"""
        # 报告正文
        单位名称 | {UNIT}
        # 附件2 部门自评表
        区级预算部门名称 | 岳阳市{UNIT}
        # 附件3 项目自评表
        主管部门 | 岳阳市{UNIT}
        实施单位 | 岳阳市{UNIT}
        """
    assert found("FORM-07", cells) == [("info", "附件2 部门自评表!D3")]
    (finding,) = findings(cells, "FORM-07")
    assert [str(at) for at in finding.related] == ["附件3 项目自评表!F4", "报告正文!B2"]


def test_another_name_outweighs_a_longer_one() -> None:
    cells = f"""
        # 报告正文
        单位名称 | {UNIT}
        # 附件2 部门自评表
        区级预算部门名称 | 岳阳市{UNIT}
        # 附件3 项目自评表
        主管部门 | 屈原管理区财政局
        实施单位 | 屈原管理区财政局
        """
    assert found("FORM-07", cells) == [("warning", "附件3 项目自评表!F4")]


@pytest.mark.parametrize(
    ("supervisor", "implementer"),
    [(UNIT, "河市镇人民政府"), ("区财政局", UNIT), ("", UNIT), (f"区财政局、{UNIT}", "河市镇人民政府")],
)
def test_supervisor_or_implementer_is_the_unit(supervisor: str, implementer: str) -> None:
    cells = (
        f"# 报告正文\n单位名称 | {UNIT}\n"
        f"# 附件3 项目自评表\n主管部门 | {supervisor}\n实施单位 | {implementer}"
    )
    assert found("FORM-07", cells) == []


def titled(title: str) -> str:
    return f"# 报告正文\n单位名称 | {UNIT}\n年度 | 2024\n{PROJECT_SHEET}".replace(
        "2024年度项目支出绩效自评表", title
    ).replace("主管部门 | 甲", f"主管部门 | {UNIT}")


DEPARTMENT_SHEET = (
    f"# 工作表 附件2\n{{title}}\n区级预算部门名称 | {UNIT}\n按收入性质分：231.81 | 按支出性质分：231.81"
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"2024年度{UNIT}部门整体支出绩效自评表", []),
        (f"{UNIT}2024年度部门整体支出绩效自评表", []),
        ("2024年度部门（单位）整体支出绩效自评表", []),
        ("2024年度区级部门整体支出绩效自评表", []),
        ("屈原管理区2024年度部门整体支出绩效自评表", []),
        (f"2024年度岳阳市{UNIT}部门整体支出绩效自评表", [("info", "附件2!A1")]),
        ("2024年度屈原管理区财政局部门整体支出绩效自评表", [("warning", "附件2!A1")]),
        ("2023年度部门整体支出绩效自评表", [("warning", "附件2!A1")]),
    ],
)
def test_titles(title: str, expected: list[tuple[str, str]]) -> None:
    cells = f"# 报告正文\n单位名称 | {UNIT}\n年度 | 2024\n" + DEPARTMENT_SHEET.format(title=title)
    assert found("FORM-07", cells) == expected


def test_a_unit_whose_name_ends_in_brackets() -> None:
    named = "清水县档案馆（地方志办）"
    cells = f"# 报告正文\n单位名称 | {named}\n年度 | 2024\n" + DEPARTMENT_SHEET.format(
        title=f"2024年度{named}部门整体支出绩效自评表"
    ).replace(UNIT, named)
    assert found("FORM-07", cells) == []
    assert found("FORM-07", cells.replace("年度清水县", "年度清河县")) == [("warning", "附件2!A1")]


def test_the_title_of_a_project_table_may_name_the_project() -> None:
    assert found("FORM-07", titled("2024年度人大代表活动中心项目支出绩效自评表")) == []


def test_a_table_of_another_year() -> None:
    assert found("FORM-07", titled("2023年度项目支出绩效自评表")) == [("warning", "项目!A1")]


def test_column_headings_of_another_year_are_one_finding_for_the_table() -> None:
    cells = """
        # 报告正文
        年度 | 2024
        # 工作表 附件1
        2024年度部门整体支出绩效评价基础数据表
        经费控制情况（万元） | 2022年决算数 | 2023年预算数 | 2023年决算数
        三公经费 | 1.11 | 1.5 | 0.85
        """
    assert found("FORM-07", cells) == [("warning", "附件1!B2")]
    (finding,) = findings(cells, "FORM-07")
    assert [at.cell for at in finding.related] == ["C2", "D2"]
    assert finding.expected == "2023年决算数"
    assert "应为“2023年决算数”" in finding.message


# FORM-08


def test_signature_lines() -> None:
    assert found("FORM-08", "# 附件1 基础数据表\n填表人 | 张三\n填报日期 | 年  月  日\n联系电话 | /") == [
        ("info", "附件1 基础数据表!D30")
    ]


def test_the_signature_itself_is_by_hand() -> None:
    cells = "# 附件1 基础数据表\n填表人 | 张三\n填报日期 | 2025-03-10\n联系电话 | 5555555\n单位负责人签字 |"
    assert found("FORM-08", cells) == []


def test_the_printed_signature_in_one_cell() -> None:
    sheet = PROJECT_SHEET + "填表人：张三        填报日期：           联系电话：             单位负责人签字："
    assert found("FORM-08", sheet) == [("info", "项目!A14")]
    assert found("FORM-08", PROJECT_SHEET) == []
