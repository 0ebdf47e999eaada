"""FORM-01 to -03: given these sheets, exactly these findings.

1. What a file must hold depends on what it is: a report, or some tables.
2. A label is named where it is missing or stands twice, with the place it was looked for.
3. A version or a profile that is not known is said, with what was used instead.
"""

from __future__ import annotations

import pytest

from tests.rules.checking import findings
from tests.rules.form_sheets import GUIDE, PROJECT_SHEET, UNIT, found, message

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
