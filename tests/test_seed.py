"""The seed's mistakes, all of them: the real, published report that this project exists for.

Checked by hand against the printed report; an added line here needs the figures that justify it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl.checking import check_file
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.findings import Result
from perfeval_xl.profile import load
from perfeval_xl.writers.template import write_workbook
from tests.readers.word_files import seed_docx

NARRATIVE, BASE, DEPARTMENT = "报告正文", "附件1 基础数据表", "附件2 部门自评表"
PROJECT_1, PROJECT_2 = "附件3 项目自评表", "附件3 项目自评表 (2)"
FIVE_IN_A_CELL = "".join(
    (
        "1、对2024年全部规范性文件进行备案审查",
        "2、开展工作评议",
        "3、开展代表小组活动",
        "4、代表进平台联系群众",
        "5、开展“三湘行”活动",
    )
)

EXPECTED = [
    # 162.95 executed of a basic budget of 145.08; 40.15 of 86.73 is 46.29 %
    ("CROSS-10", "warning", NARRATIVE, "基本支出（万元）"),
    ("CROSS-03", "warning", NARRATIVE, "公用经费（万元）"),  # 22.17 in the text, 22.16 in the table: 尾差
    ("TEXT-07", "info", NARRATIVE, "改写文字"),  # 印刷费、、邮电费
    ("CROSS-14", "warning", NARRATIVE, "项目支出（万元）"),
    # 35.65 over lines that add up to 55.65; the projects spent 55.65, the narrative says 40.15
    ("BASE-05", "error", BASE, "项目支出 2024年决算数"),
    ("CROSS-04", "error", BASE, "项目支出 2024年决算数"),
    ("BASE-13", "info", BASE, "部门基本支出预算调整 2024年决算数"),
    ("FORM-08", "info", BASE, "填表人"),
    ("FORM-07", "info", DEPARTMENT, "区级预算部门名称"),  # 岳阳市屈原… here, 屈原… in the narrative
    ("FUND-04", "warning", DEPARTMENT, "年度资金总额 执行率"),  # 87.61 %
    ("FUND-03", "warning", DEPARTMENT, "年度资金总额 得分"),  # 10 points for 87.61 %
    ("CROSS-08", "warning", DEPARTMENT, "项目支出"),  # 86.73, the projects' budgets are 40 + 20
    # five indicators in one cell, four of them with ≤; three costs in another; 10 points for ---
    ("IND-06", "warning", DEPARTMENT, FIVE_IN_A_CELL),
    ("IND-05", "warning", DEPARTMENT, f"{FIVE_IN_A_CELL} 年度指标值"),
    ("IND-06", "warning", DEPARTMENT, "1.开展工作评议2.开展代表小组活动3.开展“三湘行”活动"),
    ("IND-01", "warning", DEPARTMENT, "可持续影响指标"),
    ("SCORE-02", "error", DEPARTMENT, "效益指标 分数"),  # 30 over 4 × 10
    ("SCORE-01", "error", DEPARTMENT, "总分 分值"),  # 110
    ("SCORE-05", "error", DEPARTMENT, "总分 得分"),  # 110, printed 100
    ("FORM-08", "info", DEPARTMENT, "填表人"),
    ("FUND-01", "info", PROJECT_1, "年度资金总额 执行率"),  # 35.65 / 40 is 89.13 %, printed 89.12 %
    ("FUND-04", "warning", PROJECT_1, "年度资金总额 执行率"),
    ("SCORE-06", "error", PROJECT_1, "年度资金总额 得分"),  # left blank
    ("FUND-01", "info", PROJECT_1, "其中：当年财政拨款 执行率"),
    ("IND-05", "warning", PROJECT_1, "1.开展工作评议 年度指标值"),  # ≤6个单位, 5个单位
    # 2 of ≥1, 7 of ≥4, 20 of ≥10, and no word on why
    ("IND-07", "warning", PROJECT_1, "2.对2024年全部规范性文件进行备案审查 实际完成值"),
    ("IND-09", "warning", PROJECT_1, "人大政协专项经费 年度指标值"),  # ≤95万元 of a budget of 40
    ("IND-02", "warning", PROJECT_1, "人大政协专项经费 实际完成值"),  # 已全部完成
    ("FORM-06", "warning", PROJECT_1, "社会效益指标"),
    ("IND-01", "warning", PROJECT_1, "可持续影响指标"),
    ("SCORE-02", "error", PROJECT_1, "效益指标 分数"),
    ("SCORE-01", "error", PROJECT_1, "总分 分值"),
    ("FORM-08", "info", PROJECT_1, "填表人"),
    ("BASE-12", "info", PROJECT_2, "年度资金总额 年初预算数"),  # 20 / 20 / 20 over blank lines
    ("TEXT-06", "warning", PROJECT_2, "实际完成情况"),  # 2025年初已将经费支出用于…
    # ≤4个, ≤12次, ≤2次; 2 of 12 visits earn 10 points of 10
    ("IND-05", "warning", PROJECT_2, "完善提升区、乡人大代表工作站建设 年度指标值"),
    # 2次 here, 开展代表小组活动1次 in the department's table
    ("CROSS-13", "warning", PROJECT_2, "开展代表小组活动次数 实际完成值"),
    ("FORM-06", "warning", PROJECT_2, "时效指标"),
    ("IND-09", "warning", PROJECT_2, "区、乡人大代表工作站建设经费 年度指标值"),  # ≤60万元 of a budget of 20
    ("SCORE-03", "warning", PROJECT_2, "产出指标 分数"),  # 70 + 20, where 50 + 30 are usual
    ("SCORE-01", "error", PROJECT_2, "总分 分值"),
    ("SCORE-05", "error", PROJECT_2, "总分 得分"),
    ("FORM-08", "info", PROJECT_2, "填表人"),
]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("seed") / "seed.xlsx"
    write_workbook(path, example_tables(), load(EXAMPLE_PROFILE))
    return check_file(path)


def test_every_mistake_is_found_and_nothing_else(result: Result) -> None:
    found = [
        (f.rule, f.severity.value, f.at.sheet if f.at else "", f.label.split(" 三级指标")[0])
        for f in result.findings
    ]
    assert found == EXPECTED


def test_each_finding_cites_the_cell_that_holds_what_it_says(result: Result) -> None:
    for finding in result.findings:
        assert finding.at is not None
        assert finding.message
        assert finding.fix


def test_no_figure_is_made_up_for_the_adjustment_of_the_basic_budget(result: Result) -> None:
    """The tables cover 60 of the department's project budget of 86.73; the rest is not known."""
    (finding,) = (finding for finding in result.findings if finding.rule == "BASE-13")
    assert "2.14" in finding.message
    assert "基本支出变动数无法由各项目算出" in finding.message
    assert "7.92" not in finding.message


def test_the_profile_is_the_one_the_workbook_names(result: Result) -> None:
    assert result.evaluation.profile.name == EXAMPLE_PROFILE
    assert result.evaluation.unit == "屈原管理区人大政协联络办"
    assert result.evaluation.year == 2024


def test_the_word_report_has_the_same_mistakes(tmp_path: Path) -> None:
    """The document the unit published, cell by cell, not the one that we export."""
    path = tmp_path / "报告.docx"
    path.write_bytes(seed_docx())
    result = check_file(path, EXAMPLE_PROFILE)
    found = [
        (f.rule, f.severity.value, f.at.sheet if f.at else "", f.label.split(" 三级指标")[0])
        for f in result.findings
    ]
    assert sorted(found) == sorted(EXPECTED)
    assert result.evaluation.notices == ()
