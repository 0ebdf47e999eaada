"""FORM: given these cells, exactly these findings.

1. What a file must hold depends on what it is: a report, or some tables.
2. A label is named where it is missing or stands twice, with the place it was looked for.
3. Files that do not tell formulas from constants leave FORM-04, -05 and -09 undecided.
4. Hints, names, years and signatures are grouped: one cause, one finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from perfeval_xl.findings import Finding
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import HOLDS, NOT_EVALUATED, Decided
from tests.rules.checking import NATIONAL, findings

UNIT = "屈原管理区人大政协联络办"
GUIDE = "# 工作表 填报说明\n模板版本 | 1\n"


def found(rule_id: str, cells: str) -> list[tuple[str, str]]:
    """Severity and cell of each finding of one rule."""
    return [(finding.severity.value, str(finding.at)) for finding in findings(cells, rule_id)]


def message(rule_id: str, cells: str) -> str:
    (finding,) = findings(cells, rule_id)
    return finding.message


def outcomes_in(rule_id: str, grids: Iterable[Grid]) -> list[Decided | Finding]:
    """What one rule says of sheets that the notation alone cannot write."""
    rule = REGISTER.get(rule_id)
    assert rule is not None
    return list(rule.findings(read_evaluation(grids, NATIONAL)))


REPORT = f"""
# 报告正文
单位名称 | {UNIT}
项目支出（万元） | {{project}}
# 附件1 基础数据表
项目支出： | 36.74 | {{project}} | {{project}}
# 附件2 部门自评表
区级预算部门名称 | {UNIT}
"""


# FORM-01


def test_no_table_at_all_is_an_error_that_names_the_titles() -> None:
    cells = "# 工作表 Sheet1\n姓名 | 电话\n张三 | 5555"
    assert found("FORM-01", cells) == [("error", "None")]
    assert "部门整体支出绩效自评表" in message("FORM-01", cells)


def test_a_report_without_project_expenditure_needs_no_project_table() -> None:
    for nothing in ("", "0", "无", "/"):
        assert found("FORM-01", REPORT.format(project=nothing)) == []


def test_a_report_with_project_expenditure_lacks_the_project_table() -> None:
    assert found("FORM-01", REPORT.format(project=40)) == [("error", "None")]


def test_project_expenditure_may_stand_in_the_lines_alone() -> None:
    cells = REPORT.format(project="") + "# 附件1 基础数据表\n1、业务工作经费 | | 5 | 5"
    cells = cells.replace("# 附件1 基础数据表\n项目支出： | 36.74 |  | \n", "")
    assert found("FORM-01", cells) == [("error", "None")]


def test_project_expenditure_may_stand_in_the_narrative_alone() -> None:
    cells = REPORT.format(project="").replace("项目支出（万元） | ", "项目支出（万元） | 40.15")
    assert found("FORM-01", cells) == [("error", "None")]


def test_single_tables_are_told_what_is_missing() -> None:
    cells = "# 附件1 基础数据表\n三公经费 | 1.11 | 1.5 | 0.85"
    assert found("FORM-01", cells) == [("warning", "None")]
    text = message("FORM-01", cells)
    assert "报告正文、部门自评表" in text
    # Its own 项目支出 is blank.
    assert "项目自评表" not in text


def test_one_finding_names_all_missing_tables() -> None:
    assert "报告正文、基础数据表、部门自评表" in message("FORM-01", "# 附件3 项目自评表\n项目支出名称 | 甲")


def test_a_table_made_from_our_template_belongs_to_a_full_report() -> None:
    assert found("FORM-01", GUIDE + "# 附件1 基础数据表\n三公经费 | 1 | 1 | 1") == [("error", "None")]


def test_project_expenditure_may_stand_in_the_department_table_alone() -> None:
    cells = REPORT.format(project="") + "项目支出 | 86.73"
    assert found("FORM-01", cells) == [("error", "None")]


def test_a_narrative_without_project_expenditure_needs_no_project_table() -> None:
    text = message("FORM-01", f"# 报告正文\n单位名称 | {UNIT}\n项目支出（万元） | 无")
    assert "基础数据表、部门自评表" in text
    assert "项目自评表" not in text


def test_a_table_that_stands_twice_is_checked_once() -> None:
    cells = """
        # 附件1 基础数据表
        三公经费 | 1 | 1 | 1
        3、公务接待 | 1 | 1 | 1
        # 附件1 基础数据表
        财政供养人员情况 | 12 | 9 | 33%
        三公经费 | 1 | 1 | 约2
        4、区级专项资金 | 5 | 5 | 5
        """
    assert [finding.rule for finding in findings(cells, "FORM", "TYPE", "BASE")] == [
        "FORM-01",
        "FORM-01",
        "FORM-08",
    ]


def test_a_table_that_stands_twice() -> None:
    cells = REPORT.format(project="") + f"# 附件2 部门自评表\n区级预算部门名称 | {UNIT}"
    assert found("FORM-01", cells) == [("error", "附件2 部门自评表 (2)!A2")]


# FORM-02


@pytest.mark.parametrize(
    ("guide", "expected"),
    [
        ("模板版本 | 1", []),
        ("模板版本 | 1\n评价口径 | national", []),
        ("模板版本 | 1\n评价口径 | hunan-2024", []),
        ("模板版本 | 1\n评价口径 | 全国通用（财预〔2020〕10号）", []),
        ("模板版本 | 2", [("warning", "填报说明!B1")]),
        ("模板版本 | 1\n评价口径 | 火星", [("warning", "填报说明!B2")]),
        ("评价口径 | 火星", []),
    ],
)
def test_version_and_profile(guide: str, expected: list[tuple[str, str]]) -> None:
    assert found("FORM-02", f"# 工作表 填报说明\n{guide}\n# 附件1 基础数据表") == expected


def test_an_unknown_profile_says_what_was_used_instead() -> None:
    text = message("FORM-02", "# 工作表 填报说明\n模板版本 | 1\n评价口径 | 火星")
    assert "火星" in text
    assert "national" in text


# FORM-03

PROJECT_SHEET = """
# 工作表 项目
2024年度项目支出绩效自评表
项目支出名称 | 人大政协专项经费
主管部门 | 甲 | 实施单位 | 乙
项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
| 年度资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
| 其中：当年财政拨款 | 45.78 | 40 | 35.65
| 上年结转资金
| 其他资金
年度总体目标 | 预期目标 | 实际完成情况
| 开展工作评议 | 评议5个单位
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标（50分） | 数量指标 | 开展工作评议 | ≥5个 | 5个 | 50 | 50
总分 | | | | | 100 | 100
"""


def test_all_labels_are_there() -> None:
    assert found("FORM-03", PROJECT_SHEET) == []


def test_a_missing_line_is_reported_at_the_title_with_the_rows_looked_at() -> None:
    cells = PROJECT_SHEET.replace("| 上年结转资金\n", "")
    assert found("FORM-03", cells) == [("error", "项目!A1")]
    assert "“项目”第 1–12 行" in message("FORM-03", cells)


BASE_SHEET = """
# 工作表 附件1
2024年度部门整体支出绩效评价基础数据表
财政供养人员情况（人） | 编制数 | 2024年实际在职人数 | 控制率
| 12 | 9 | 75%
经费控制情况（万元） | 2023年决算数 | 2024年预算数 | 2024年决算数
三公经费 | 1 | 1 | 1
1、公务用车购置和维护经费
其中：公车购置
公车运行维护
2、出国经费
3、公务接待 | 1 | 1 | 1
项目支出：
1、业务工作经费
2、运行维护经费
4、区级专项资金（一个专项一行）
公用经费 | 10 | 10 | 10
其中：办公经费 | 5 | 5 | 5
水费、电费、差旅费
会议费、培训费
文印费、交通费
其它 | 5 | 5 | 5
政府采购金额 | 3 | 3 | 3
楼堂馆所控制情况（2024年完工项目） | 批复规模（㎡） | 实际规模（㎡） | 规模控制率 \
| 预算投资（万元） | 实际投资（万元） | 投资概算控制率
| | | | | |
"""


@pytest.mark.parametrize(
    ("label", "renamed", "cell"),
    [("其它", "零星支出", "A20"), ("政府采购金额", "采购总额", "A21"), ("公用经费", "公用支出", "A15")],
)
def test_a_renamed_line_is_cited_and_no_sum_is_blamed(label: str, renamed: str, cell: str) -> None:
    assert findings(BASE_SHEET, "FORM-03", "BASE") == []
    cells = BASE_SHEET.replace(f"\n{label} |", f"\n{renamed} |")
    (finding,) = findings(cells, "FORM-03", "BASE")
    assert (finding.rule, finding.at and finding.at.cell) == ("FORM-03", cell)
    assert finding.actual == renamed
    assert renamed in finding.message


def test_a_missing_column() -> None:
    cells = PROJECT_SHEET.replace("偏差原因分析及改进措施", "")
    assert found("FORM-03", cells) == [("error", "项目!A1")]
    assert "偏差原因分析及改进措施" in message("FORM-03", cells)


def test_a_label_twice_is_reported_at_the_second() -> None:
    cells = PROJECT_SHEET.replace("| 其他资金\n", "| 其他资金 | 1\n| 其他资金 | 2\n")
    assert found("FORM-03", cells) == [("error", "项目!B9")]


def test_each_label_is_a_finding_of_its_own() -> None:
    cells = PROJECT_SHEET.replace("| 上年结转资金\n| 其他资金\n", "")
    assert found("FORM-03", cells) == [("error", "项目!A1")] * 2


# FORM-04, FORM-05, FORM-09

PRINTED_SHARE = """# 报告正文
（一）基本支出情况
基本支出（万元） | 162.95
人员经费（万元） | 140.78
人员经费占基本支出 | 68.39%
"""
SHARE = PRINTED_SHARE + "改写文字 | 基本支出162.95万元。"


def test_shares_are_only_calculated_in_our_template() -> None:
    assert found("FORM-04", SHARE) == []
    assert found("FORM-04", GUIDE + SHARE) == [("warning", "报告正文!B13")]


def test_a_share_that_the_report_prints_is_reported_once() -> None:
    assert found("FORM-04", GUIDE + PRINTED_SHARE) == []
    assert found("TEXT-01", GUIDE + PRINTED_SHARE) == [("error", "报告正文!B13")]


def test_a_share_that_a_relation_rule_checks_is_not_reported_again() -> None:
    cells = GUIDE + "# 附件1 基础数据表\n财政供养人员情况 | 12 | 9 | 57%"
    assert found("FORM-04", cells) == []
    assert found("BASE-01", cells) == [("error", "附件1 基础数据表!G4")]


def test_a_stale_formula_is_not_overwritten() -> None:
    guide, narrative = grids_of(GUIDE + SHARE, NATIONAL)
    formula = replace(narrative, traits={**narrative.traits, (12, 1): Trait(Kind.FORMULA, "0.00%")})
    assert HOLDS in (outcomes := outcomes_in("FORM-04", (guide, formula)))
    assert not any(isinstance(outcome, Finding) for outcome in outcomes)


def test_files_that_do_not_tell_formulas_leave_it_undecided() -> None:
    grids = [replace(grid, traits_known=False, traits={}) for grid in grids_of(GUIDE + SHARE, NATIONAL)]
    for rule_id in ("FORM-04", "FORM-05", "FORM-09"):
        assert set(outcomes_in(rule_id, grids)) == {NOT_EVALUATED}, rule_id


def test_each_error_value_is_a_finding() -> None:
    cells = "# 附件1 基础数据表\n三公经费 | #REF! | 1.5 | #DIV/0!"
    assert found("FORM-05", cells) == [
        ("error", "附件1 基础数据表!E6"),
        ("error", "附件1 基础数据表!G6"),
    ]
    assert found("TYPE-01", cells) == []


def test_an_error_value_as_the_name_of_an_added_line() -> None:
    (grid,) = grids_of("# 附件1 基础数据表\n4、区级专项资金 | | 20 | 20\n甲 | | 20 | 20", NATIONAL)
    row = next(number for number, values in enumerate(grid.values) if values[0] == "甲")
    values = [list(cells) for cells in grid.values]
    values[row][0] = "#REF!"
    broken = replace(grid, values=values, traits={(row, 0): Trait(Kind.ERROR)})
    (finding,) = outcomes_in("FORM-05", (broken,))
    assert isinstance(finding, Finding)
    assert str(finding.at) == f"附件1 基础数据表!A{row + 1}"


def test_formulas_without_a_value_are_one_finding_per_table() -> None:
    cells = "# 附件1 基础数据表\n三公经费 | = | 1.5 | =\n# 附件3 项目自评表\n年度资金总额 | = | 1"
    assert found("FORM-09", cells) == [
        ("warning", "附件1 基础数据表!E6"),
        ("warning", "附件3 项目自评表!D6"),
    ]
    first, _ = findings(cells, "FORM-09")
    assert [at.cell for at in first.related] == ["G6"]
    assert found("TYPE-01", cells) == []


# FORM-06


@pytest.mark.parametrize(
    "hint", ["……", "…", "...", "......", "（填写单位全称）", "(请填写)", "【请写明原因】", "（此处填写金额）"]
)
def test_a_hint_alone(hint: str) -> None:
    assert found("FORM-06", f"# 附件3 项目自评表\n项目支出名称 | {hint}") == [
        ("warning", "附件3 项目自评表!C3")
    ]


@pytest.mark.parametrize("text", ["---", "无", "业务工作经费……", "（试行）", "专项经费（填写时注明）", "。"])
def test_what_only_looks_like_a_hint(text: str) -> None:
    assert found("FORM-06", f"# 附件3 项目自评表\n项目支出名称 | {text}") == []


def test_hints_of_a_table_are_one_finding_wherever_they_stand() -> None:
    cells = """
        # 附件1 基础数据表
        4、区级专项资金 | | 20 | 20
        …… | | 20 | …
        填表人 | ……
        """
    assert found("FORM-06", cells) == [("warning", "附件1 基础数据表!A18")]
    (finding,) = findings(cells, "FORM-06")
    assert [at.cell for at in finding.related] == ["G18", "B31"]
    # The hint in a cell for a number is reported once.
    assert found("TYPE-01", cells) == []


def test_a_hint_as_a_paragraph() -> None:
    assert found("FORM-06", "# 报告正文\n七、存在的问题及原因分析\n> （填写存在的问题）") == [
        ("warning", "报告正文!B33")
    ]


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
