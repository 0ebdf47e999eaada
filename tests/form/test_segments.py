"""Which tables a workbook holds, wherever they stand.

1. A table is known by its title, or by its own labels; sheet names, order and place do not matter.
2. Other lists and forms in the workbook are not mistaken for a table, nor is a mention of one.
3. Several tables on one sheet are told apart, with titles and without.
"""

from __future__ import annotations

import pytest

from perfeval_xl.evaluation import SelfEvaluation
from perfeval_xl.grid import Grid
from tests.form.seed_as_pasted import BASE, DEPARTMENT, NARRATIVE, PROJECT, SECOND_PROJECT, pasted
from tests.form.sheets import example_grids, one_below_the_other, place, read, sheet, shifted, without_merges


def tables(evaluation: SelfEvaluation) -> list[tuple[str, str, str]]:
    """Key, sheet and title cell of every table."""
    return [(table.form.key, table.sheet, place(table.title)) for table in evaluation.tables]


def untitled(text: str) -> str:
    """The table without its title and the line 附件1."""
    starts = ("附件", "2024年度部门整体支出绩效", "2024年度项目支出绩效")
    return "\n".join(line for line in text.splitlines() if not line.strip().startswith(starts))


def test_the_template() -> None:
    assert tables(read(*example_grids())) == [
        ("narrative", "报告正文", "A1"),
        ("base_data", "附件1 基础数据表", "A2"),
        ("department", "附件2 部门自评表", "A2"),
        ("project", "附件3 项目自评表", "A2"),
        ("project", "附件3 项目自评表 (2)", "A2"),
    ]


def test_sheet_names_and_their_order_do_not_matter() -> None:
    assert tables(read(*reversed(pasted()))) == [
        ("project", "Sheet5", "A2"),
        ("project", "Sheet4", "A2"),
        ("department", "Sheet3", "A2"),
        ("base_data", "Sheet2", "A2"),
        ("narrative", "Sheet1", "A2"),
    ]


@pytest.mark.parametrize("text", [NARRATIVE, BASE, DEPARTMENT, PROJECT])
def test_a_table_anywhere_on_its_sheet(text: str) -> None:
    (expected,) = read(sheet(text)).tables
    (table,) = read(shifted(sheet(text), 39, 5)).tables
    assert (table.form, place(table.title)) == (expected.form, "F41")
    assert not table.problems


def test_all_tables_one_below_the_other() -> None:
    assert tables(read(one_below_the_other(pasted()))) == [
        ("narrative", "Sheet1", "A2"),
        ("base_data", "Sheet1", "A31"),
        ("department", "Sheet1", "A64"),
        ("project", "Sheet1", "A89"),
        ("project", "Sheet1", "A119"),
    ]


@pytest.mark.parametrize("has_merges", [True, False])
def test_tables_without_titles_one_below_the_other(has_merges: bool) -> None:
    texts = [untitled(text) for text in (NARRATIVE, BASE, DEPARTMENT, PROJECT, SECOND_PROJECT)]
    grid = one_below_the_other([sheet(text) for text in texts])
    evaluation = read(grid if has_merges else without_merges(grid))
    assert [key for key, _, _ in tables(evaluation)] == [
        "narrative",
        "base_data",
        "department",
        "project",
        "project",
    ]
    assert all(table.title.at is None and not table.problems for table in evaluation.tables)


@pytest.mark.parametrize(
    ("text", "key"), [(BASE, "base_data"), (DEPARTMENT, "department"), (PROJECT, "project")]
)
def test_only_one_table(text: str, key: str) -> None:
    assert tables(read(sheet(text, "附表"))) == [(key, "附表", "A2")]


def test_the_attachment_line_belongs_to_the_table_below() -> None:
    evaluation = read(one_below_the_other([sheet(NARRATIVE), sheet(BASE)]))
    assert evaluation.narrative is not None
    assert [entry.text for entry in evaluation.narrative.paragraphs["attachments"]] == [
        "1.部门整体支出绩效评价基础数据表",
        "2.部门整体支出绩效自评表",
        "3.项目支出绩效自评表（一个一级项目支出一张表）",
    ]


BUDGET_LIST = """
    2024年部门预算项目支出表
    单位：万元
    序号 | 项目名称 | 项目单位 | 财政拨款 | 上年结转资金 | 合计
    1 | 人大政协专项经费 | 人大政协联络办 | 40 | | 40
    2 | 工作站项目 | 人大政协联络办 | 20 | | 20
    合计 | | | 60 | | 60
"""

TARGETS = """
    2024年项目支出绩效目标申报表
    项目名称 | 人大政协专项经费
    主管部门 | 人大政协联络办 | 实施单位 | 人大政协联络办
    项目资金（万元） | 年度资金总额 | 40
    | 其中：财政拨款 | 40
    总体目标 | 开展工作评议
    一级指标 | 二级指标 | 三级指标 | 指标值
    产出指标 | 数量指标 | 工作评议 | ≥6个
    填表人：张三
"""

DETAILS = """
    序号 | 预算部门名称 | 项目名称 | 实施单位 | 年初预算数 | 全年预算数 | 全年执行数 | 执行率
    1 | 人大政协联络办 | 人大政协专项经费 | 人大政协联络办 | 45.78 | 40 | 35.65 | 89%
    2 | 人大政协联络办 | 工作站项目 | 人大政协联络办 | 20 | 20 | 20 | 100%
"""

MENTIONS = """
    工作安排
    请于3月10日前填报部门整体支出绩效自评表。
    附件：项目支出绩效自评表
    基础数据表
    绩效自评报告
    三公经费 | 1.11
"""


@pytest.mark.parametrize("text", [BUDGET_LIST, TARGETS, DETAILS, MENTIONS])
def test_other_sheets_are_no_tables(text: str) -> None:
    assert tables(read(sheet(text))) == []


@pytest.mark.parametrize("text", [BUDGET_LIST, TARGETS, DETAILS, MENTIONS])
def test_other_sheets_beside_the_tables(text: str) -> None:
    assert len(read(*pasted(), sheet(text, "其他")).tables) == 5
    below = read(one_below_the_other([sheet(PROJECT), sheet(text)]))
    assert [(table.form.key, table.problems) for table in below.tables] == [("project", ())]
    above = read(one_below_the_other([sheet(text), sheet(PROJECT)]))
    assert [(table.form.key, table.problems) for table in above.tables] == [("project", ())]


def test_a_line_of_another_table_does_not_begin_that_table() -> None:
    """A county's department table may have the lines of a project table as well."""
    text = DEPARTMENT.replace(
        "^ | 按收入性质分",
        "^ | 其中：当年财政拨款 | < | 229.67 | 231.81 | 203.10 | | |\n"
        "^ | 上年结转资金 | < | | | | | |\n^ | 按收入性质分",
    )
    (table,) = read(sheet(text)).tables
    assert (table.form.key, table.problems) == ("department", ())
    (table,) = read(sheet(untitled(text))).tables
    assert (table.form.key, table.problems) == ("department", ())


def test_a_table_that_lost_its_first_row() -> None:
    lines = [line for line in BASE.splitlines() if "财政供养" not in line and "75%" not in line]
    (table,) = read(sheet(untitled("\n".join(lines)))).tables
    assert table.form.key == "base_data"


def test_a_title_over_two_lines_and_with_the_unit() -> None:
    for title in (
        "屈原管理区人大政协联络办2024年度部门整体\\n支出绩效自评表",
        "2024年度部门整体支出绩效自评表（区级）",
        "２０２４年度部门整体支出绩效自评表：",
    ):
        text = DEPARTMENT.replace("2024年度部门整体支出绩效自评表", title)
        assert tables(read(sheet(text))) == [("department", "Sheet1", "A2")]


def test_an_empty_sheet() -> None:
    assert tables(read(Grid("空", []), Grid("空行", [[], [None, ""]]))) == []


def test_our_own_sheets_hold_no_tables() -> None:
    assert tables(read(sheet(PROJECT, "校验结果"), sheet(PROJECT, "填报说明"))) == []
