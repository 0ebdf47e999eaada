"""The tables of the Word report look as the form does, on whatever page they break.

1. Cells are merged as on the form, also under a level-1 heading and beside the indicators.
2. The rows of column headings that rows may follow for pages are repeated; a row is never split, unless it
   fills most of a page.
3. The parts that repeating takes are one table to the eye: same columns, no gap, one line between them.
4. No table is wider than the text; columns keep the form's proportions as far as their numbers fit.
5. Lines of labels break between words.
"""

from __future__ import annotations

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.look import OFFICIAL
from perfeval_xl.writers.word_lines import label_lines, label_width, text_width
from perfeval_xl.writers.word_tables import column_widths
from tests.writers.word_reports import EXAMPLE, PROJECT, cells, form_tables, report_of


@pytest.fixture(scope="module")
def example() -> Document:
    return report_of(EXAMPLE)


# 1. Merges


def test_cells_are_merged_as_on_the_form(example: Document) -> None:
    rows = rows_of(form_tables(example)[1])
    assert {len(row) for row in rows} == {9}
    assert merged(rows, 1, 0) == (7, 1)  # 年度预算申请 beside seven rows
    assert merged(rows, 0, 3) == (1, 6)  # the name of the department
    first = next(n for n, row in enumerate(rows) if row[1].text.startswith("产出指标"))
    assert rows[first][1].text == "产出指标（50分）"
    assert merged(rows, first, 1) == (4, 1)
    assert rows[first - 1][0].text == "绩效指标"
    assert merged(rows, first, 0) == (9, 1)  # below 绩效指标, beside the indicators
    assert merged(rows, len(rows) - 1, 0) == (1, 6)  # 总分
    project = rows_of(form_tables(example)[2])
    first = next(n for n, row in enumerate(project) if row[2].text == "数量指标")
    assert merged(project, first, 2) == (5, 1)


def rows_of(parts: list[Table]) -> list[tuple[_Cell, ...]]:
    return [row.cells for table in parts for row in table.rows]


def merged(rows: list[tuple[_Cell, ...]], row: int, column: int) -> tuple[int, int]:
    """Rows and columns of the merged cell that begins there."""
    cell = rows[row][column]._tc
    height = sum(other[column]._tc is cell for other in rows)
    return height, sum(other._tc is cell for other in rows[row])


# 2. Over several pages


def test_headings_are_repeated(example: Document) -> None:
    repeated = [
        [
            [tc.grid_span for tc in row.tc_lst]
            for row in table._tbl.tr_lst
            if row.xpath("./w:trPr/w:tblHeader")
        ]
        for parts in form_tables(example)
        for table in parts
    ]
    of_base_data, of_indicators = [[4, 1, 1, 1]], [[1] * 9]
    assert repeated == [[], of_base_data, [], *[[], of_indicators] * 3]
    for parts in form_tables(example)[1:]:
        assert cells(parts[1:])[0][:4] == ["绩效指标", "一级指标", "二级指标", "三级指标"]


def test_a_repeated_row_shares_no_merged_cell_with_the_rows_below(example: Document) -> None:
    for parts in form_tables(example):
        for table in parts:
            for row in table._tbl.xpath("./w:tr[w:trPr/w:tblHeader]"):
                assert not row.xpath(".//w:vMerge")


def test_headings_stay_with_the_row_below_and_the_last_row_with_what_follows(example: Document) -> None:
    kept = {
        "".join(cell.text for cell in row.cells)
        for parts in form_tables(example)
        for table in parts
        for row in table.rows
        if row._tr.xpath("./w:tc/w:p/w:pPr/w:keepNext")
    }
    assert any("预期目标" in row and "实际完成情况" in row for row in kept)
    assert any("全年执行数" in row for row in kept)
    assert any("三级指标" in row for row in kept)
    assert any("总分" in row for row in kept)
    assert not any("质量指标" in row for row in kept)


def test_rows_are_not_split(example: Document) -> None:
    for parts in form_tables(example):
        for table in parts:
            rows = table._tbl.xpath("./w:tr")
            assert rows == table._tbl.xpath("./w:tr[w:trPr/w:cantSplit]")


def test_a_row_that_fills_most_of_a_page_may_be_split() -> None:
    long = "该项目按计划推进。" * 150
    (parts,) = form_tables(report_of(PROJECT.replace("里程", long)))
    split = parts[1]._tbl.xpath("./w:tr[not(w:trPr/w:cantSplit)]")
    assert [long in "".join(row.itertext()) for row in split] == [True]


# 3. One table to the eye


def test_parts_have_the_same_columns_and_one_line_between_them(example: Document) -> None:
    for parts in form_tables(example):
        grids = [[column.width for column in table.columns] for table in parts]
        assert grids == [grids[0]] * len(grids)
        tops, bottoms = ([line_of(table, side) for table in parts] for side in ("top", "bottom"))
        assert (tops[0], bottoms[-1]) == (4, 4)
        joints = zip(bottoms, tops[1:], strict=False)
        assert [above + below for above, below in joints] == [4] * (len(parts) - 1)


def line_of(table: Table, side: str) -> int:
    """The width of the line at a side of the table, in eighths of a point."""
    (line,) = table._tbl.xpath(f"./w:tblPr/w:tblBorders/w:{side}")
    return int(line.get(qn("w:sz")))


def test_between_the_parts_stands_nothing_but_a_hidden_paragraph(example: Document) -> None:
    for parts in form_tables(example):
        for table in parts[1:]:
            joint = table._tbl.getprevious()
            assert joint is not None
            assert "".join(joint.itertext()) == ""
            assert [style.get(qn("w:val")) for style in joint.xpath("./w:pPr/w:pStyle")] == ["TableJoint"]


# 4. Widths


def test_no_table_is_wider_than_the_text(example: Document) -> None:
    for parts in form_tables(example):
        for table in parts:
            grid = [int(column.get(qn("w:w"))) for column in table._tbl.xpath("./w:tblGrid/w:gridCol")]
            assert sum(grid) == OFFICIAL.page.text_width
            assert not table.autofit
            for row in table._tbl.tr_lst:
                assert sum(tc.grid_span for tc in row.tc_lst) == len(grid)


def test_column_widths() -> None:
    assert column_widths((1, 1, 2), (0, 0, 0), 400) == [100, 100, 200]
    assert column_widths((1, 1, 2), (130, 0, 0), 400) == [130, 90, 180]
    assert column_widths((1, 1, 2), (300, 100, 400), 400) == [150, 50, 200]
    assert sum(column_widths((11, 11, 13, 27), (7, 7, 7, 7), 8843)) == 8843


def test_a_long_number_gets_its_width() -> None:
    def width(document: Document) -> int:
        return document.tables[0].columns[4].width or 0

    assert width(report_of(PROJECT.replace("| 40 |", "| 12345678.12 |"))) > width(report_of(PROJECT))


# 5. Lines


@pytest.mark.parametrize(
    ("label", "fitting", "lines"),
    [
        ("2024年决算数", 6, ["2024年", "决算数"]),
        ("2024年实际在职人数", 6.5, ["2024年", "实际在职人数"]),
        ("2024年实际在职人数", 5.9, ["2024年实际", "在职人数"]),
        ("2024年实际在职人数", 5.2, ["2024年", "实际", "在职人数"]),
        ("规模控制率", 4.2, ["规模", "控制率"]),
        ("投资概算控制率", 6, ["投资概算", "控制率"]),
        ("全年预算数", 4, ["全年", "预算数"]),
        ("年度总体目标", 4, ["年度", "总体目标"]),
        ("批复规模（㎡）", 5, ["批复规模", "（㎡）"]),
        ("年度预算申请（万元）", 4, ["年度", "预算申请", "（万元）"]),
        ("偏差原因分析及改进措施", 4, ["偏差原因", "分析及", "改进措施"]),
        ("楼堂馆所控制情况（2024年完工项目）", 8.4, ["楼堂馆所控制情况", "（2024年", "完工项目）"]),
        ("一级指标", 4, ["一级指标"]),
        ("12345678", 4, ["12345678"]),
    ],
)
def test_labels_break_between_words(label: str, fitting: float, lines: list[str]) -> None:
    assert label_lines(label, fitting) == lines


def test_how_narrow_a_label_may_become() -> None:
    assert label_width("偏差原因分析及改进措施", 3) == 4
    assert label_width("规模控制率", 2) == 3
    assert label_width("一级指标", 1) == 4
    assert label_width("数", 1) == 1
    assert label_width("12345678", 4) == text_width("12345678")


@given(st.text(alphabet="年度预算（万元）2024、及\n ㎡A", max_size=20), st.floats(0.1, 30))
def test_breaking_a_label_loses_nothing(text: str, fitting: float) -> None:
    assert "".join(label_lines(text, fitting)) == text
