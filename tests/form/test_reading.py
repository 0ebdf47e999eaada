"""What is read from a workbook: every value, and the cell it stands in.

1. A file made from our template reads the same however it was saved.
2. Rows and columns a clerk inserted or deleted do not disturb what stands in the others.
3. The official tables pasted from Word are read as they are: label and value in one cell, merged headings,
   line breaks and full-width blanks, with merges and without.
4. Labels are found in the spellings of the profile; a label that is missing or stands twice is reported.
5. Typed text is the number it stands for; what is none stays as it was typed.
6. Indicators belong to the level-1 and level-2 cell above them; blank rows are no indicators.
7. A narrative of mere prose has no figures, and none is missed.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfeval_xl.checking import check_file, check_grids
from perfeval_xl.evaluation import SelfEvaluation, Table
from perfeval_xl.examples import example_tables
from perfeval_xl.findings import Result
from perfeval_xl.form import base_data, narrative, score_table, signature
from perfeval_xl.form.base_data import BUDGET, FINAL, PRIOR_FINAL
from perfeval_xl.form.declaration import VALUE
from perfeval_xl.form.score_table import (
    ADJUSTED,
    EXECUTED,
    EXECUTION_RATE,
    INITIAL,
    LEVEL2,
    LEVEL3,
    SCORE,
    WEIGHT,
)
from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.profile import Profile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.writers.template import write_workbook
from tests.form.files import write
from tests.form.seed_as_pasted import BASE, DEPARTMENT, NARRATIVE, PROJECT, pasted
from tests.form.sheets import (
    check,
    example_grids,
    found,
    missing,
    moved,
    one_below_the_other,
    place,
    read,
    row_labelled,
    sheet,
    shifted,
    shown,
    twice,
    with_row_inserted,
    without_merges,
)
from tests.libreoffice import Office

KIND_DEPENDENT = ("FORM-04", "FORM-05", "FORM-09")
"""Rules that need to know which cells hold formulas and errors."""

FORMATS = [
    (".xlsx", "Calc MS Excel 2007 XML"),
    (".xls", "MS Excel 97"),
    (".ods", "calc8"),
]


def findings(result: Result) -> list[tuple[str, str, str]]:
    return sorted(
        (f.rule, f.at.sheet if f.at else "", f.at.cell if f.at else "")
        for f in result.findings
        if f.rule not in KIND_DEPENDENT
    )


def the_table(*grids: Grid) -> Table:
    (table,) = read(*grids).tables
    return table


def base_table(evaluation: SelfEvaluation) -> Table:
    assert evaluation.base_data is not None
    return evaluation.base_data


def department_table(evaluation: SelfEvaluation) -> Table:
    assert evaluation.department is not None
    return evaluation.department


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory, profile: Profile) -> Path:
    path = tmp_path_factory.mktemp("example") / "example.xlsx"
    write_workbook(path, example_tables(), profile)
    return path


# 1. Files


@pytest.mark.libreoffice
@pytest.mark.parametrize(("suffix", "file_filter"), FORMATS)
def test_the_template_saved_by_libreoffice(
    example: Path, tmp_path: Path, office: Office, suffix: str, file_filter: str
) -> None:
    path = tmp_path / f"saved{suffix}"
    document = office.open(example)
    document.calculateAll()  # else LibreOffice saves the texts that formulas gave as 0 in .xls
    office.save(document, path, file_filter)
    document.close(True)
    original, saved = check_file(example), check_file(path)
    assert findings(saved) == findings(original)
    assert saved.evaluation.template is not None
    assert saved.evaluation.profile is original.evaluation.profile


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_pasted_tables_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = write(pasted(), tmp_path / f"own{suffix}")
    assert findings(check_file(path)) == findings(check(*pasted()))


def test_a_hidden_sheet_is_read_like_the_others(tmp_path: Path) -> None:
    path = write(pasted(), tmp_path / "hidden.xlsx")
    book = load_workbook(path)
    book["Sheet3"].sheet_state = "hidden"
    book["Sheet5"].sheet_state = "veryHidden"
    book.save(path)
    assert findings(check_file(path)) == findings(check(*pasted()))


# 2. Rows and columns of a clerk's own


def base_grid() -> Grid:
    (grid,) = [grid for grid in example_grids() if grid.sheet == "附件1 基础数据表"]
    return grid


ROWS_INSERTED = [
    ("三公经费", "three_public"),
    ("1、公务用车购置和维护经费", "vehicles"),
    ("公车运行维护", "vehicles"),
    ("4、其他交通费", "three_public"),
    ("项目支出：", "project_expenditure"),
    ("3、送温暖经费", "project_expenditure"),
    ("4、区级专项资金（一个专项一行）", "special_funds"),
    ("区、乡人大代表工作站项目", "special_funds"),
    ("公用经费", "operating"),
    ("其中：办公经费", "operating"),
    ("其它", "operating"),
    ("政府采购金额", "expenses"),
]


@pytest.mark.parametrize(("above", "parent"), ROWS_INSERTED)
def test_a_row_inserted_below(above: str, parent: str) -> None:
    grid = base_grid()
    at = row_labelled(grid, above) + 1
    inserted = with_row_inserted(grid, at, ["新增的一行", None, None, None, 1, 2, 3])
    before, after = the_table(grid), the_table(inserted)
    (row,) = [row for row in after.rows if row.label.text == "新增的一行"]
    assert (row.line, row.parent) == (None, parent)
    assert [shown(row[column]) for column in (PRIOR_FINAL, BUDGET, FINAL)] == [
        (f"E{at + 1}", "1"),
        (f"F{at + 1}", "2"),
        (f"G{at + 1}", "3"),
    ]
    others = [row for row in after.rows if row.label.text != "新增的一行"]
    assert [row.cells.keys() for row in others] == [row.cells.keys() for row in before.rows]
    assert not after.problems


def test_rows_behind_the_last_spare_row_of_each_block() -> None:
    grid = base_grid()
    for below, label in (
        ("4、区级专项资金（一个专项一行）", "甲"),
        ("公用经费", "乙"),
        ("政府采购金额", "丙"),
    ):
        grid = with_row_inserted(grid, row_labelled(grid, below), [label, None, None, None, 1])
    table = the_table(grid)
    parents = {row.label.text: row.parent for row in table.rows if row.line is None}
    assert parents["甲"] == "project_expenditure"
    assert parents["乙"] == "special_funds"
    assert parents["丙"] == "operating"


def test_a_row_without_a_name_is_kept() -> None:
    grid = base_grid()
    at = row_labelled(grid, "区、乡人大代表工作站项目") + 1
    grid = with_row_inserted(grid, at, [None, None, None, None, None, None, 7])
    (row,) = [row for row in the_table(grid).rows if row.label.label == "（无名称的行）"]
    assert (row.parent, shown(row[FINAL]), place(row.label)) == (
        "special_funds",
        (f"G{at + 1}", "7"),
        f"D{at + 1}",
    )


def test_rows_inserted_among_the_indicators() -> None:
    (grid,) = [grid for grid in example_grids() if grid.sheet == "附件2 部门自评表"]
    heading = row_labelled(grid, "一级指标")
    total = row_labelled(grid, "总分")
    quality = row_labelled(grid, "质量指标")
    for at, name in ((total, "末行"), (quality + 1, "中间"), (quality, "数量之末"), (heading + 1, "首行")):
        grid = with_row_inserted(grid, at, [None, None, None, name, "1", "1", 1, 1])
    table = the_table(grid)
    level2 = {row.label.label: row[LEVEL2].text for row in table.indicators}
    assert (level2["数量之末"], level2["中间"]) == ("数量指标", "质量指标")
    assert (level2["首行"], level2["末行"]) == ("", "服务对象满意度指标")
    names = [[row.label.label for row in group.indicators] for group in table.groups]
    assert "中间" in names[0]
    assert names[2][-1] == "末行"
    assert [group.points.value for group in table.groups] == [50, 30, 10]


def test_buildings_in_any_of_several_rows() -> None:
    grid = base_grid()
    at = row_labelled(grid, "批复规模（㎡）")
    for row in (at + 1, at + 5):
        grid = with_row_inserted(grid, row, [None, 100, 90, 0.9, 50, 40, 0.8])
    rows = the_table(grid).records("buildings")
    assert [[shown(entry)[1] for entry in row.cells.values()] for row in rows] == [
        ["100", "90", "0.9", "50", "40", "0.8"]
    ] * 2
    assert [place(row[base_data.SCALE_APPROVED]) for row in rows] == [f"B{at + 2}", f"B{at + 6}"]


def test_paragraphs_inserted_anywhere_in_a_section() -> None:
    grid = next(grid for grid in example_grids() if grid.sheet == "报告正文")
    heading = row_labelled(grid, "八、下一步改进措施")
    following = row_labelled(grid, "九、部门整体支出绩效自评结果拟应用和公开情况")
    grid = with_row_inserted(grid, following, [None, "最后一段。"])
    grid = with_row_inserted(grid, heading + 1, [None, "第一段。"])
    texts = [entry.text for entry in the_table(grid).paragraphs["improvements"]]
    assert (texts[0], texts[-1], len(texts)) == ("第一段。", "最后一段。", 3)


def test_blank_rows_between_all_rows() -> None:
    for grid in example_grids():
        (before,) = read(grid).tables
        spread = moved(grid, lambda r: 2 * r, lambda c: c, 2 * grid.height)
        (after,) = read(spread).tables
        assert not after.problems
        assert [value for _, value in map(shown, after.entries)] == [
            value for _, value in map(shown, before.entries)
        ]


def test_columns_inserted_before_the_table() -> None:
    grids = [shifted(grid, 3, 2) for grid in example_grids()]
    before, after = check(*example_grids()), check(*grids)
    assert [finding.rule for finding in after.findings] == [finding.rule for finding in before.findings]
    old, new = base_table(before.evaluation), base_table(after.evaluation)
    assert place(old.cell(base_data.THREE_PUBLIC, FINAL)) == "G6"
    assert place(new.cell(base_data.THREE_PUBLIC, FINAL)) == "I9"


def test_a_column_inserted_between_label_and_values() -> None:
    grid = moved(base_grid(), lambda r: r, lambda c: c + (c >= 4), base_grid().height)
    table = the_table(grid)
    assert shown(table.cell(base_data.PROJECT_EXPENDITURE, FINAL)) == ("H13", "35.65")
    assert not table.problems


@pytest.mark.parametrize("label", ["其中：办公经费", "政府采购金额", "2、出国经费"])
def test_a_row_deleted(label: str) -> None:
    grid = base_grid()
    at = row_labelled(grid, label)
    values = [row for r, row in enumerate(grid.values) if r != at]
    table = the_table(Grid(grid.sheet, values))
    assert missing(table) == [label]
    assert table.cell(base_data.THREE_PUBLIC, FINAL).value == Decimal("0.85")


def test_checks_right_of_the_table_are_not_read() -> None:
    values = [
        [*row, *[None] * (9 - len(row)), "自检", "✓", "单位：元", "其他资金：99"]
        for row in sheet(DEPARTMENT).values
    ]
    grid = Grid("Sheet1", values, merges=sheet(DEPARTMENT).merges)
    before, after = the_table(sheet(DEPARTMENT)), the_table(grid)
    assert [shown(entry) for entry in after.entries] == [shown(entry) for entry in before.entries]
    assert (after.problems, after.money_units) == (before.problems, before.money_units)


# 3. Pasted from Word


@pytest.mark.parametrize("has_merges", [True, False])
def test_the_base_data_table_as_pasted(has_merges: bool) -> None:
    grid = sheet(BASE)
    table = the_table(grid if has_merges else without_merges(grid))
    assert missing(table) == []
    assert twice(table) == {}
    (staff,) = table.records("staff")
    assert {key: shown(entry) for key, entry in staff.cells.items()} == {
        "posts": ("B4", "12"),
        "in_post": ("D4", "9"),
        "control_rate": ("F4", "0.75"),
    }
    expected = {
        base_data.THREE_PUBLIC: ("1.11", "1.5", "0.85", 6),
        base_data.VEHICLE_RUNNING: ("", "", "", 9),
        base_data.RECEPTION: ("1.11", "1.5", "0.85", 11),
        base_data.PROJECT_EXPENDITURE: ("36.74", "60", "35.65", 13),
        base_data.SPECIAL_FUNDS: ("36.74", "60", "55.65", 17),
        base_data.OPERATING: ("20.66", "24.2", "22.16", 20),
        base_data.PROCUREMENT: ("16.31", "9.84", "9.84", 26),
    }
    for line, (prior, budget, final, row) in expected.items():
        assert shown(table.cell(line, PRIOR_FINAL)) == (f"B{row}", prior)
        assert shown(table.cell(line, BUDGET)) == (f"D{row}", budget)
        assert shown(table.cell(line, FINAL)) == (f"F{row}", final)
    assert [(row.label.text, shown(row[FINAL])) for row in table.lines(base_data.SPECIAL_FUNDS)] == [
        ("人大政协专项经费", ("F18", "35.65")),
        ("区、乡人大代表工作站项目", ("F19", "20")),
    ]
    assert place(table.cell(base_data.THRIFT)) == "B30"
    assert table.cell(base_data.THRIFT).is_blank
    assert table.records("buildings") == ()


@pytest.mark.parametrize("has_merges", [True, False])
def test_the_department_table_as_pasted(has_merges: bool) -> None:
    grid = sheet(DEPARTMENT)
    table = the_table(grid if has_merges else without_merges(grid))
    assert missing(table) == []
    assert twice(table) == {}
    assert shown(table.cell(score_table.DEPARTMENT_NAME)) == ("C3", "岳阳市屈原管理区人大政协联络办")
    funds = table.row(score_table.DEPARTMENT_FUNDS)
    assert funds is not None
    assert [shown(funds[column]) for column in score_table.FUNDS_COLUMNS] == [
        ("D5", "229.67"),
        ("E5", "231.81"),
        ("F5", "203.1"),
        ("G5", "10"),
        ("H5", "0.8761"),
        ("I5", "10"),
    ]
    composition = {
        score_table.INCOME: ("B6", "231.81"),
        score_table.GENERAL_BUDGET: ("B7", "212.01"),
        score_table.OTHER_FUNDS: ("B10", "19.8"),
        score_table.EXPENDITURE: ("F6", "231.81"),
        score_table.BASIC: ("F7", "145.08"),
        score_table.PROJECT: ("F8", "86.73"),
    }
    assert {line: shown(table.cell(line)) for line in composition} == composition
    assert table.cell(score_table.GOVERNMENT_FUND).is_blank
    assert table.cell(score_table.SPECIAL_ACCOUNT).is_blank
    (goals,) = table.records("goals")
    assert [place(entry) for entry in goals.cells.values()] == ["B12", "F12"]
    assert [(g.name, shown(g.points), len(g.indicators)) for g in table.groups] == [
        ("产出指标", ("B14", "50"), 4),
        ("效益指标", ("B18", "30"), 4),
        ("满意度指标", ("B22", "10"), 1),
    ]
    assert [(place(row[LEVEL2]), place(row[LEVEL3])) for row in table.indicators[4:6]] == [
        ("C18", "D18"),
        ("C19", "D19"),
    ]
    assert [str(row[SCORE].value) for row in table.indicators].count("10") >= 4
    assert shown(table.cell(score_table.TOTAL, WEIGHT)) == ("G23", "100")
    assert shown(table.cell(score_table.TOTAL, SCORE)) == ("H23", "100")
    assert shown(table.cell(signature.PREPARER)) == ("A25", "")


@pytest.mark.parametrize("has_merges", [True, False])
def test_the_project_table_as_pasted(has_merges: bool) -> None:
    grid = sheet(PROJECT)
    table = the_table(grid if has_merges else without_merges(grid))
    assert missing(table) == []
    assert twice(table) == {}
    assert shown(table.cell(score_table.PROJECT_NAME)) == ("C3", "人大政协专项经费")
    assert shown(table.cell(score_table.SUPERVISOR)) == ("C4", "岳阳市屈原管理区人大政协联络办")
    assert shown(table.cell(score_table.IMPLEMENTER)) == ("F4", "岳阳市屈原管理区人大政协联络办")
    assert shown(table.cell(score_table.PROJECT_FUNDS, WEIGHT)) == ("G6", "10")
    assert shown(table.cell(score_table.APPROPRIATION, EXECUTION_RATE)) == ("H7", "0.8912")
    assert table.cell(score_table.PROJECT_FUNDS, SCORE).is_blank
    assert table.cell(score_table.CARRIED_OVER, INITIAL).is_blank
    assert [row[LEVEL2].text for row in table.indicators[:5]] == ["数量指标"] * 5
    assert {place(row[LEVEL2]) for row in table.indicators[:5]} == {"C13"}
    assert [place(row[LEVEL3]) for row in table.groups[1].indicators] == ["D21", "D22", "D24", "D25"]


def test_the_findings_of_the_pasted_tables() -> None:
    grids = pasted()[1:4]
    names = ("附件1", "附件2", "附件3")
    result = check(*(Grid(name, g.values, g.traits, g.merges) for name, g in zip(names, grids, strict=True)))
    assert findings(result) == [
        ("BASE-05", "附件1", "F13"),
        ("BASE-13", "附件1", "F27"),
        ("CROSS-06", "附件1", "A19"),
        ("CROSS-08", "附件2", "F8"),
        ("FORM-01", "", ""),
        ("FORM-06", "附件3", "D24"),
        ("FORM-08", "附件1", "A33"),
        ("FORM-08", "附件2", "A25"),
        ("FORM-08", "附件3", "A30"),
        ("FUND-01", "附件3", "H6"),
        ("FUND-01", "附件3", "H7"),
        ("FUND-03", "附件2", "I5"),
        ("FUND-04", "附件2", "H5"),
        ("FUND-04", "附件3", "H6"),
        ("IND-01", "附件2", "D21"),
        ("IND-01", "附件3", "D25"),
        ("IND-02", "附件3", "F20"),
        ("IND-05", "附件2", "E14"),
        ("IND-05", "附件3", "E13"),
        ("IND-06", "附件2", "D14"),
        ("IND-06", "附件2", "D17"),
        ("IND-07", "附件3", "F14"),
        ("IND-09", "附件3", "E20"),
        ("SCORE-01", "附件2", "G23"),
        ("SCORE-02", "附件2", "B18"),
        ("SCORE-05", "附件2", "H23"),
        ("SCORE-06", "附件3", "I6"),
        ("TYPE-02", "附件1", "F4"),
        ("TYPE-02", "附件2", "H5"),
        ("TYPE-02", "附件3", "G6"),
    ]


def test_several_pairs_in_one_cell() -> None:
    income = "按收入性质分：231.81\\n其中：一般公共预算：212.01\\n政府性基金拨款：\\n其他资金：19.8"
    expenditure = "按支出性质分：231.81，其中：基本支出：145.08，项目支出：86.73"
    text = f"""
        2024年度部门整体支出绩效自评表
        预算部门名称：人大政协联络办
        年度预算申请（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        | 年度资金总额 | 229.67 | 231.81 | 203.1 | 10 | 87.61% | 8.76
        | {income} | | | {expenditure}
        填表人：张三   填报日期：2025-03-01  联系电话：0730-5555555   单位负责人签字：
    """
    table = the_table(sheet(text))
    expected = {
        score_table.DEPARTMENT_NAME: ("A2", "人大政协联络办"),
        score_table.INCOME: ("B5", "231.81"),
        score_table.GENERAL_BUDGET: ("B5", "212.01"),
        score_table.GOVERNMENT_FUND: ("B5", ""),
        score_table.OTHER_FUNDS: ("B5", "19.8"),
        score_table.EXPENDITURE: ("E5", "231.81"),
        score_table.BASIC: ("E5", "145.08"),
        score_table.PROJECT: ("E5", "86.73"),
        signature.PREPARER: ("A6", "张三"),
        signature.DATE: ("A6", "2025-03-01"),
        signature.PHONE: ("A6", "0730-5555555"),
        signature.SIGNED: ("A6", ""),
    }
    assert {line: shown(table.cell(line)) for line in expected} == expected


def test_a_value_some_blank_cells_right_of_its_label() -> None:
    text = """
        2024年度项目支出绩效自评表
        项目支出名称 | | | 人大政协专项经费
        主管部门 | | | | 实施单位 | | 联络办
        项目资金 | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        | 年度资金总额 | 45.78 | 40 | 35.65
    """
    table = the_table(sheet(text))
    assert shown(table.cell(score_table.PROJECT_NAME)) == ("D2", "人大政协专项经费")
    assert shown(table.cell(score_table.SUPERVISOR)) == ("B3", "")
    assert shown(table.cell(score_table.IMPLEMENTER)) == ("G3", "联络办")


def test_headings_that_are_printed_again_on_the_next_page_are_no_rows() -> None:
    headings = "经费控制情况（万元） | 2023年决算数 | < | 2024年预算数 | < | 2024年决算数 | <\n"
    text = BASE.replace("\n公用经费 |", f"\n{headings}公用经费 |")
    table = the_table(sheet(text))
    assert not table.problems
    assert {row.label.text for row in table.rows if row.line is None and row.section == "expenses"} == {
        "人大政协专项经费",
        "区、乡人大代表工作站项目",
    }
    levels = "^ | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因\n"
    before = the_table(sheet(PROJECT))
    after = the_table(sheet(PROJECT.replace("^ | 效益指标", levels + "^ | 效益指标")))
    assert len(after.indicators) == len(before.indicators)


def test_what_stands_below_the_signature_line_is_not_read() -> None:
    more = """
        项目名称 | 主管部门 | 实施单位 | 其他资金
        工作站 | 甲局 | 乙局 | 30
    """
    grid = one_below_the_other([sheet(PROJECT), sheet(more)])
    assert [shown(e) for e in the_table(grid).entries] == [
        shown(e) for e in the_table(sheet(PROJECT)).entries
    ]
    assert not the_table(grid).problems


def test_a_merged_note_within_a_matrix_has_no_values() -> None:
    text = BASE.replace("政府采购金额", "以下按实际支出填列 | < | < | < | < | < | <\n政府采购金额")
    (row,) = [row for row in the_table(sheet(text)).rows if row.label.text == "以下按实际支出填列"]
    assert not row.has_values


# 4. Labels and headings


def test_headings_of_another_year() -> None:
    table = the_table(sheet(BASE.replace("2024", "2025").replace("2023", "2024")))
    assert shown(table.cell(base_data.THREE_PUBLIC, PRIOR_FINAL)) == ("B6", "1.11")
    assert [(place(year), year.value) for year in table.years] == [
        ("D3", 2025),
        ("B5", 2025),
        ("F5", 2025),
        ("D5", 2025),
    ]


@pytest.mark.parametrize(
    "headings",
    [
        ("上年决算数", "本年预算数", "本年决算数"),
        ("上年度决算数", "本年度预算数", "本年度决算数"),
        ("2023年度决算数", "2024年度预算数", "2024年度决算数"),
        ("2023\\n年决算数（万元）", "2024年\\n预算数（万元）", "2024年\\n决算数（万元）"),
        ("决算数", "预算数", "决算数"),
    ],
)
def test_headings_of_the_base_data_table(headings: tuple[str, str, str]) -> None:
    text = BASE
    for official, other in zip(("2023年决算数", "2024年预算数", "2024年决算数"), headings, strict=True):
        text = text.replace(f"| {official}", f"| {other}", 1) if official != "2024年决算数" else text
    text = text.replace("| 2024年决算数", f"| {headings[2]}")
    table = the_table(sheet(text))
    assert [shown(table.cell(base_data.THREE_PUBLIC, c)) for c in (PRIOR_FINAL, BUDGET, FINAL)] == [
        ("B6", "1.11"),
        ("D6", "1.5"),
        ("F6", "0.85"),
    ]
    assert missing(table) == []


def test_columns_in_another_order_go_by_their_years() -> None:
    text = """
        2024年度部门整体支出绩效评价基础数据表
        经费控制情况（万元） | 2024年决算数 | 2024年预算数 | 2023年决算数
        三公经费 | 0.85 | 1.5 | 1.11
    """
    table = the_table(sheet(text))
    assert [place(table.cell(base_data.THREE_PUBLIC, c)) for c in (PRIOR_FINAL, BUDGET, FINAL)] == [
        "D3",
        "C3",
        "B3",
    ]


@pytest.mark.parametrize(("year", "column"), [("2023", PRIOR_FINAL), ("2024", FINAL)])
def test_one_of_the_two_final_accounts_columns_is_missing(year: str, column: object) -> None:
    text = f"""
        2024年度部门整体支出绩效评价基础数据表
        经费控制情况（万元） | 2024年预算数 | {year}年决算数
        三公经费 | 1.5 | 0.85
    """
    table = the_table(sheet(text))
    cells = {c: shown(table.cell(base_data.THREE_PUBLIC, c)) for c in (PRIOR_FINAL, FINAL)}
    assert cells.pop(column) == ("C3", "0.85")  # pyright: ignore[reportArgumentType]
    assert list(cells.values()) == [("", "")]


def test_aliases_of_lines() -> None:
    text = """
        2024年度项目支出绩效自评表
        项目名称 | 人大政协专项经费
        项目主管部门 | 甲 | 项目实施单位 | 乙
        项目资金 | | 年初预算 | 调整后预算数 | 实际执行数 | 分值（10分） | 执行率（B/A） | 自评得分
        | 资金总额 | 45.78 | 40 | 35.65 | 10 | 89.13% | 8.91
        | 其中：本年财政拨款 | 45.78 | 40 | 35.65
        | 上年结转结余 | | 1
        | 其他资金 | | 2
        总体目标 | 年初设定目标 | 全年实际完成情况
        | 一 | 二
        一级指标 | 二级指标 | 指标名称 | 指标值 | 全年完成值 | 权重 | 自评得分 | 未完成原因和改进措施
        产出指标 | 数量指标 | 开展评议 | ≥6个 | 6个 | 90 | 90
        总计 | | | | | 100 | 98.91
    """
    table = the_table(sheet(text))
    assert missing(table) == []
    assert shown(table.cell(score_table.PROJECT_FUNDS, ADJUSTED)) == ("D5", "40")
    assert shown(table.cell(score_table.APPROPRIATION, EXECUTED)) == ("E6", "35.65")
    assert shown(table.cell(score_table.CARRIED_OVER, ADJUSTED)) == ("D7", "1")
    assert shown(table.cell(score_table.PROJECT_OTHER, ADJUSTED)) == ("D8", "2")
    assert shown(table.cell(score_table.TOTAL, SCORE)) == ("G13", "98.91")


@pytest.mark.parametrize("level", ["省", "市", "县", "区"])
def test_special_funds_of_every_level(level: str) -> None:
    table = the_table(sheet(BASE.replace("4、区级专项资金", f"4、{level}级专项资金")))
    assert shown(table.cell(base_data.SPECIAL_FUNDS, FINAL)) == ("F17", "55.65")
    assert [row.label.text for row in table.lines(base_data.SPECIAL_FUNDS)] == [
        "人大政协专项经费",
        "区、乡人大代表工作站项目",
    ]


def test_a_label_twice() -> None:
    text = BASE.replace("政府采购金额", "政府采购金额 | 1 | < | 2 | < | 3 | <\n政府采购金额")
    table = the_table(sheet(text))
    assert twice(table) == {"政府采购金额": ["A26", "A27"]}
    assert shown(table.cell(base_data.PROCUREMENT, FINAL)) == ("F26", "3")
    text = DEPARTMENT.replace(
        "^ | 其他资金：19.8 | < | < | < | |", "^ | 其他资金：19.8 | < | < | < | 其他资金：1 |"
    )
    table = the_table(sheet(text))
    assert twice(table) == {"其他资金": ["B10", "F10"]}
    assert shown(table.cell(score_table.OTHER_FUNDS)) == ("B10", "19.8")
    assert ("FORM-03", "F10") in found(check(sheet(text)))


def test_a_line_of_the_same_name_under_another_total_is_the_clerks_own() -> None:
    """其他 under 项目支出 is not the form's 其它 of 公用经费."""
    text = BASE.replace("4、区级专项资金", "其他 | 5 | < | 6 | < | 7 | <\n4、区级专项资金")
    table = the_table(sheet(text))
    assert twice(table) == {}
    (other,) = [row for row in table.rows if row.label.text == "其他"]
    assert (other.line, other.parent) == (None, "project_expenditure")
    assert table.cell(base_data.OPERATING.lines[-1], FINAL).value == Decimal("7.5")


def test_an_indicator_may_be_called_like_a_line() -> None:
    text = PROJECT.replace("人大政协专项经费 | ≤95万元", "项目支出 | 其他资金：≤95万元").replace(
        "4.考察活动次数", "主管部门"
    )
    table = the_table(sheet(text))
    assert len(table.indicators) == len(the_table(sheet(PROJECT)).indicators)
    assert not table.problems
    text = DEPARTMENT.replace("听取专项报告", "项目支出").replace(
        "用好代表联系群众平台", "基本支出：不超预算"
    )
    table = the_table(sheet(text))
    assert len(table.indicators) == 9
    assert not table.problems


def test_a_heading_row_that_is_gone() -> None:
    lines = [line for line in BASE.splitlines() if "2023年决算数" not in line]
    table = the_table(sheet("\n".join(lines)))
    assert missing(table) == ["上年决算数", "本年预算数", "本年决算数"]


# 5. Typed text


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5万元", "12.5"),
        ("１２．５", "12.5"),
        ("1,234.50", "1234.50"),
        ("□12.5□", "12.5"),
        ("125000元", "12.5"),
        ("/", None),
        ("／", None),
        ("—", None),
        ("---", None),
        ("无", None),
        ("□", None),
        ("约12", None),
        ("见附件", None),
    ],
)
def test_amounts(typed: str, value: str | None) -> None:
    entry = the_table(sheet(BASE.replace("22.16", typed))).cell(base_data.OPERATING, FINAL)
    assert place(entry) == "F20"
    assert entry.value == (None if value is None else Decimal(value))
    assert entry.is_typed_text
    assert entry.is_unreadable == (typed in ("约12", "见附件"))


@pytest.mark.parametrize("typed", ["75", "0.75", "75%", "75％", " 75 %", "75百分比", "'75", "'0.75"])
def test_percentages(typed: str) -> None:
    text = BASE.replace("| 75% |", f"| {typed.removeprefix(chr(39))} |")
    grid = sheet(text)
    if typed.startswith("'"):
        values = [[typed[1:] if value == float(typed[1:]) else value for value in row] for row in grid.values]
        grid = Grid(grid.sheet, values, grid.traits, grid.merges)
    (staff,) = the_table(grid).records("staff")
    assert (place(staff[base_data.CONTROL_RATE]), staff[base_data.CONTROL_RATE].value) == (
        "F4",
        Decimal("0.75"),
    )


def test_error_values_and_formulas_without_a_value() -> None:
    grid = sheet(BASE.replace("22.16", "#REF!"))
    table = the_table(grid)
    entry = table.cell(base_data.OPERATING, FINAL)
    assert (place(entry), entry.kind, entry.value, entry.text) == ("F20", Kind.ERROR, None, "#REF!")
    assert ("FORM-05", "F20") in found(check(grid))
    traits = {**grid.traits, (19, 5): Trait(Kind.PENDING)}
    values = [list(row) for row in grid.values]
    values[19][5] = None
    pending = Grid(grid.sheet, values, traits, grid.merges)
    assert the_table(pending).cell(base_data.OPERATING, FINAL).kind is Kind.PENDING
    assert ("FORM-09", "F20") in found(check(pending))


def test_numbers_no_spreadsheet_should_hold() -> None:
    for number in (float("nan"), float("inf"), 1e308, -1e-300):
        grid = sheet(BASE)
        values = [[number if value == 22.16 else value for value in row] for row in grid.values]
        result = check(Grid(grid.sheet, values, grid.traits, grid.merges))
        assert place(base_table(result.evaluation).cell(base_data.OPERATING, FINAL)) == "F20"


def test_dates_and_truth_values_are_text() -> None:
    grid = sheet(BASE)
    values = [[True if value == 22.16 else value for value in row] for row in grid.values]
    values[19][3] = dt.datetime(2024, 12, 31)
    table = the_table(Grid(grid.sheet, values, grid.traits, grid.merges))
    assert shown(table.cell(base_data.OPERATING, FINAL)) == ("F20", "TRUE")
    assert shown(table.cell(base_data.OPERATING, BUDGET)) == ("D20", "2024-12-31")


@pytest.mark.parametrize("typed", ["2024", "2024年", "2024年度", "２０２４年", "2024 年"])
def test_the_year(typed: str) -> None:
    text = f"""
        部门整体支出绩效自评报告
        单位名称 | 人大政协联络办
        年度 | {typed}
        一、部门（单位）基本情况
        核定编制（人） | 12
    """
    evaluation = read(sheet(text))
    assert evaluation.year == 2024
    assert evaluation.unit == "人大政协联络办"


# 6. Indicators

INDICATORS = """
    2024年度项目支出绩效自评表
    项目支出名称 | | 工作站
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
"""


def indicators(rows: str) -> Table:
    return the_table(sheet(INDICATORS + rows + "\n    总分 | | | | | 100 | 100"))


def groups(table: Table) -> list[tuple[str, tuple[str, str], list[str]]]:
    return [(g.name, shown(g.points), [place(row.label) for row in g.indicators]) for g in table.groups]


def test_blank_level_cells_mean_as_above() -> None:
    table = indicators("""
    产出指标（50分） | 数量指标 | 甲 | 1 | 1 | 20 | 20
     | | 乙 | 1 | 1 | 20 | 20
     | 质量指标 | 丙 | 1 | 1 | 10 | 10
    效益指标（30分） | | 丁 | 1 | 1 | 30 | 30""")
    assert groups(table) == [
        ("产出指标", ("A5", "50"), ["C5", "C6", "C7"]),
        ("效益指标", ("A8", "30"), ["C8"]),
    ]
    assert [row[LEVEL2].text for row in table.indicators] == ["数量指标", "数量指标", "质量指标", ""]


def test_level_1_repeated_in_every_row_is_one_group() -> None:
    table = indicators("""
    产出指标（50分） | 数量指标 | 甲 | 1 | 1 | 20 | 20
    产出指标（50分） | 数量指标 | 乙 | 1 | 1 | 30 | 30
    产出\\n指标 | 质量指标 | 丙 | 1 | 1 | 10 | 10""")
    assert groups(table) == [("产出指标", ("A5", "50"), ["C5", "C6", "C7"])]


@pytest.mark.parametrize("points", ["50", "（50分）", "50分", "(50)"])
def test_points_in_a_cell_below_the_level_1_name(points: str) -> None:
    table = indicators(f"""
    产出指标 | 数量指标 | 甲 | 1 | 1 | 20 | 20
    {points} | | 乙 | 1 | 1 | 30 | 30""")
    assert groups(table) == [("产出指标", ("A6", "50"), ["C5", "C6"])]


def test_points_in_a_row_of_their_own_are_no_indicator() -> None:
    table = indicators("""
    产出指标 | 数量指标 | 甲 | 1 | 1 | 20 | 20
    50 | | | | | |""")
    assert groups(table) == [("产出指标", ("A6", "50"), ["C5"])]


def test_points_that_are_an_error_value() -> None:
    table = indicators("""
    产出指标 | 数量指标 | 甲 | 1 | 1 | 20 | 20
    #REF! | | 乙 | 1 | 1 | 20 | 20""")
    ((name, points, rows),) = groups(table)
    assert (name, points, rows) == ("产出指标", ("A6", "#REF!"), ["C5", "C6"])


def test_rows_above_the_first_level_1_name_are_in_no_group() -> None:
    table = indicators("""
     | 数量指标 | 甲 | 1 | 1 | 20 | 20
    产出指标 | | 乙 | 1 | 1 | 30 | 30""")
    assert [row.label.text for row in table.indicators] == ["甲", "乙"]
    assert groups(table) == [("产出指标", ("A6", ""), ["C6"])]


def test_wholly_blank_rows_are_no_indicators_and_a_lone_score_is_one() -> None:
    table = indicators("""
    产出指标（50分） | 数量指标 | 甲 | 1 | 1 | 50 | 50
     | | | | | |
     | | □ | □ | | |
     | | | | | | 5
     | 质量指标 | | | | |""")
    assert [(row.label.label, shown(row[SCORE])) for row in table.indicators] == [
        ("甲", ("G5", "50")),
        ("数量指标", ("G8", "5")),
        ("质量指标", ("G9", "")),
    ]
    assert [place(row.label) for row in table.weighted_indicators] == ["C5", "C8"]


def test_weights_merged_over_several_indicators_count_once() -> None:
    table = indicators("""
    产出指标（20分） | 数量指标 | 甲 | 1 | 1 | 20 | 20
    ^ | ^ | 乙 | 1 | 1 | ^ | ^""")
    assert [shown(row[WEIGHT]) for row in table.indicators] == [("F5", "20"), ("F6", "")]


@pytest.mark.parametrize("label", ["总分", "合计", "总计", "总 分", "总得分", "总分："])
def test_total_rows(label: str) -> None:
    table = the_table(
        sheet(f"{INDICATORS}\n    产出指标 | 数量指标 | 甲 | 1 | 1 | 90 | 90\n    {label} | | | | | 100 | 98")
    )
    assert shown(table.cell(score_table.TOTAL, WEIGHT)) == ("F6", "100")
    assert len(table.indicators) == 1


def test_two_total_rows() -> None:
    table = indicators("""
    产出指标 | 数量指标 | 甲 | 1 | 1 | 90 | 90
    合计 | | | | | 90 | 90""")
    assert twice(table) == {"总分": ["A6", "A7"]}


# 7. The narrative


def test_a_narrative_of_mere_prose() -> None:
    table = the_table(sheet(NARRATIVE))
    assert missing(table) == []
    basic = "2024年度财政拨款基本支出162.95万元，其中：人员经费140.78万元，占基本支出的86.39%。"
    assert {row.line.key: shown(row[VALUE]) for row in table.rows if row.line} == {
        "narrative_basic": ("A8", "162.95"),
        "narrative_personnel": ("A8", "140.78"),
        "basic_text": ("A8", basic),
        "narrative_project": ("A10", "40.15"),
        "project_text": ("A10", "项目支出：2024年度财政拨款项目支出40.15万元。"),
        "year": ("A2", "2024"),
    }
    texts = {key: [shown(entry) for entry in entries] for key, entries in table.paragraphs.items()}
    assert texts["overview"] == [
        ("A4", "（一）职能职责(人大)"),
        ("A5", "1、联系所在地的全国人大代表、省人大代表和市人大代表，协调组织开展代表活动。"),
    ]
    assert texts["project_section"] == []
    assert texts["fund_section"] == [("A11", "本单位无政府性基金预算支出。")]
    assert texts["insurance_section"] == [("A14", "本单位无社会保险基金预算支出。")]
    assert texts["others"] == [("A24", "无")]
    result = check(*pasted())
    assert "FORM-03" not in {finding.rule for finding in result.findings}


def test_a_narrative_with_some_of_our_labels_misses_the_others() -> None:
    text = """
        部门整体支出绩效自评报告
        一、部门（单位）基本情况
        核定编制（人） | 12
    """
    labels = missing(the_table(sheet(text)))
    assert "核定编制（人）" not in labels
    assert {"实有人数（人）", "单位名称"} <= set(labels)


def test_a_missing_section_of_a_narrative_is_missed() -> None:
    lines = [line for line in NARRATIVE.splitlines() if "下一步改进措施" not in line]
    assert missing(the_table(sheet("\n".join(lines)))) == ["八、下一步改进措施"]


def test_a_table_of_contents_is_not_the_narrative() -> None:
    headings = [
        line for line in NARRATIVE.splitlines() if line.strip()[:2] in ("六、", "七、", "八、", "九、")
    ]
    text = (
        "部门整体支出绩效自评报告\n目录\n"
        + "\n".join(headings)
        + NARRATIVE.replace("2024年度部门整体支出绩效自评报告", "")
    )
    (table,) = read(sheet(text)).tables
    assert not table.problems
    assert [entry.text for entry in table.paragraphs["improvements"]] == ["强化预算编制意识。"]


def test_unit_and_year_above_a_narrative_without_title() -> None:
    text = NARRATIVE.replace("2024年度部门整体支出绩效自评报告", "年度 | 2024").replace(
        "屈原管理区人大政协联络办\n", "单位名称 | 屈原管理区人大政协联络办\n", 1
    )
    evaluation = read(sheet(text))
    assert evaluation.tables[0].problems == ()
    assert (evaluation.unit, evaluation.year) == ("屈原管理区人大政协联络办", 2024)


def test_a_heading_twice_with_text_below_both() -> None:
    text = NARRATIVE + "八、下一步改进措施\n又一遍。\n"
    assert twice(the_table(sheet(text))) == {"八、下一步改进措施": ["A19", "A30"]}


def test_remarks_beside_the_narrative_are_no_paragraphs() -> None:
    values = [[*row, None, None, "请核对"] for row in sheet(NARRATIVE).values]
    texts = the_table(Grid("正文", values)).paragraphs
    assert texts.keys() == the_table(sheet(NARRATIVE)).paragraphs.keys()
    assert all(entry.text != "请核对" for entries in texts.values() for entry in entries)


def test_figures_of_the_narrative(example: Path) -> None:
    evaluation = check_file(example).evaluation
    table = evaluation.narrative
    assert table is not None
    expected = {
        narrative.POSTS_FIGURE: "12",
        narrative.BASIC_FIGURE: "162.95",
        narrative.PERSONNEL_SHARE: "0.8639",
        narrative.PROJECT_FIGURE: "40.15",
    }
    for line, value in expected.items():
        entry = table.cell(line)
        assert (shown(entry), entry.label) == ((place(entry), value), line.label)
        assert place(entry).startswith("B")


def test_reading_depends_on_nothing_but_the_grid(example: Path) -> None:
    grids = read_workbook(example)
    assert findings(check_grids(grids, "", "hunan-2024")) == findings(check_file(example))
