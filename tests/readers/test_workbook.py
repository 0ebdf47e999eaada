"""What read_workbook makes of workbooks that people and programs really write."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from perfeval_xl.grid import Grid, Kind, Trait
from perfeval_xl.readers.workbook import read_workbook
from tests.readers.small_packages import RELATIONS, ods, package


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Grid]:
    """Reads a package made of rows, returning its only sheet."""

    def read_rows(rows: str = "", **parts: Any) -> Grid:
        path = tmp_path / "a.xlsx"
        path.write_bytes(package(rows, **parts))
        (grid,) = read_workbook(path)
        return grid

    return read_rows


def saved(tmp_path: Path, book: openpyxl.Workbook) -> tuple[Grid, ...]:
    path = tmp_path / "a.xlsx"
    book.save(path)
    return read_workbook(path)


def test_positions_count_from_a1_even_if_the_sheet_starts_further_on(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "附件1 基础数据表"
    sheet["C3"] = "编制数"
    sheet["D4"] = 12.5
    (grid,) = saved(tmp_path, book)
    assert grid.sheet == "附件1 基础数据表"
    assert grid.value(2, 2) == "编制数"
    assert grid.value(3, 3) == 12.5
    assert not grid.value(0, 0)
    assert str(grid.at(3, 3)) == "附件1 基础数据表!D4"


def test_hidden_sheets_are_read_and_chart_sheets_are_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "显示"
    book.create_chartsheet("图表")
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    assert [grid.sheet for grid in saved(tmp_path, book)] == ["显示", "隐藏", "深藏"]


def test_merges_lead_from_the_first_to_the_last_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"] = "标题"
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B5")
    (grid,) = saved(tmp_path, book)
    assert grid.merges == {(0, 0): (0, 2), (2, 1): (4, 1)}


def test_openpyxl_formulas_have_no_value_yet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet["A1"] = "=SUM(B1:C1)"
    sheet["A2"] = "=B1/C1"
    sheet["A2"].number_format = "0.00%"
    (grid,) = saved(tmp_path, book)
    assert grid.traits == {(0, 0): Trait(Kind.PENDING), (1, 0): Trait(Kind.PENDING, "0.00%")}
    assert grid.text(0, 0) == ""


def test_xlsxwriter_formulas_carry_their_values(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet: Any = book.add_worksheet("表")
    percent = book.add_format({"num_format": "0.00%"})
    sheet.write_formula("A1", "=B1/C1", percent, 0.8765)
    sheet.write_formula("A2", '=IF(B1>1,"✓","")', None, "✗")
    sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
    sheet.write_array_formula("A4:A4", "{=SUM(B1:B2*C1:C2)}", None, 7)
    sheet.write("A5", "文字", book.add_format({"bold": True}))
    sheet.write("A6", "5-8", book.add_format({"num_format": "@"}))
    sheet.write_blank("A7", None, percent)
    book.close()
    (grid,) = read_workbook(path)
    assert [grid.text(row, 0) for row in range(6)] == ["0.8765", "✗", "#DIV/0!", "7", "文字", "5-8"]
    assert grid.traits == {
        (0, 0): Trait(Kind.FORMULA, "0.00%"),
        (1, 0): Trait(Kind.FORMULA),
        (2, 0): Trait(Kind.ERROR),
        (3, 0): Trait(Kind.FORMULA),
        (5, 0): Trait(Kind.CONSTANT, "@"),
    }


def test_xlsxwriter_cannot_say_that_a_formula_gives_an_empty_text(tmp_path: Path) -> None:
    """It writes the same as openpyxl does for a formula nobody calculated, so that is what it reads as."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet: Any = book.add_worksheet("表")
    sheet.write_formula("A1", '=""', None, "")
    book.close()
    assert read_workbook(path)[0].traits == {(0, 0): Trait(Kind.PENDING)}


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ('<c r="A1"><v>5</v></c>', Kind.CONSTANT, "5"),
        ('<c r="A1"><f>B1</f><v>5</v></c>', Kind.FORMULA, "5"),
        ('<c r="A1"><f>B1</f></c>', Kind.PENDING, ""),
        ('<c r="A1"><f>B1</f><v></v></c>', Kind.PENDING, ""),
        ('<c r="A1"><f>B1</f><v/></c>', Kind.PENDING, ""),
        ('<c r="A1"><f>B1</f><v /></c>', Kind.PENDING, ""),
        ('<c r="A1" t="str"><f>B1</f><v></v></c>', Kind.FORMULA, ""),
        ('<c r="A1" t="str"><f>B1</f></c>', Kind.PENDING, ""),
        ('<c r="A1"><f t="shared" si="0"/><v>5</v></c>', Kind.FORMULA, "5"),
        ('<c r="A1"><f t="shared" ref="A1:A9" si="0">B1&lt;2</f><v>5</v></c>', Kind.FORMULA, "5"),
        ('<c r="A1" cm="1"><f t="array" ref="A1">B1</f><v>5</v></c>', Kind.FORMULA, "5"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Kind.ERROR, "#REF!"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Kind.ERROR, "#DIV/0!"),
        ('<c r="A1" t="e"><f>X</f><v>#SPILL!</v></c>', Kind.ERROR, "#SPILL!"),
        ('<c r="A1" t="inlineStr"><is><t>甲&amp;乙</t></is></c>', Kind.CONSTANT, "甲&乙"),
        (
            '<c r="A1" t="inlineStr"><is><r><t>甲</t></r>'
            '<r><rPr><b/></rPr><t xml:space="preserve"> 乙</t></r></is></c>',
            Kind.CONSTANT,
            "甲 乙",
        ),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', Kind.CONSTANT, "a<b"),
        ('<c r="A1" t="str"><v>a<!-- note -->b</v></c>', Kind.CONSTANT, "ab"),
        ('<c r="A1" t="b"><v>1</v></c>', Kind.CONSTANT, "TRUE"),
        ('<c r="A1" t="s"><v>1</v></c>', Kind.CONSTANT, "乙"),
        ('<c r="A1"><v>1e999</v></c>', Kind.CONSTANT, "1e999"),
        ('<c r="A1"><v>NaN</v></c>', Kind.CONSTANT, "NaN"),
        ('<c r="A1" t="what"><v>x</v></c>', Kind.CONSTANT, "x"),
        ("<c t='str' s='0' r='A1'><v>x</v></c>", Kind.CONSTANT, "x"),
        ('<c\n r="A1"\n t="str"><v>x</v></c>', Kind.CONSTANT, "x"),
        ('<c t="str"><v>x</v></c>', Kind.CONSTANT, "x"),
        ("<c><v>5</v></c>", Kind.CONSTANT, "5"),
    ],
)
def test_each_way_to_write_a_cell(read: Callable[..., Grid], cell: str, kind: Kind, text: str) -> None:
    grid = read(f'<row r="1">{cell}</row>', strings="<sst><si><t>甲</t></si><si><t>乙</t></si></sst>")
    assert (grid.trait(0, 0).kind, grid.text(0, 0)) == (kind, text)


def test_number_formats_are_built_in_or_custom_and_blank_cells_have_no_trait(
    read: Callable[..., Grid],
) -> None:
    grid = read(
        '<row r="1"><c r="A1" s="1"><v>0.5</v></c><c r="B1" s="2"><f>A1</f><v>0.5</v></c><c r="C1" s="2"/>'
        '<c r="D1" s="0"><v>1</v></c><c r="E1" s="3"><v>45657</v></c><c r="F1" s="99"><v>1</v></c></row>'
    )
    assert grid.traits == {
        (0, 0): Trait(Kind.CONSTANT, "0%"),
        (0, 1): Trait(Kind.FORMULA, '0.00%;[Red]"负"0.00%'),
        (0, 4): Trait(Kind.CONSTANT, 'yyyy"年"m"月"d"日"'),
    }
    assert grid.value(0, 4) == dt.date(2024, 12, 31)


def test_rows_and_cells_without_references_follow_one_another(read: Callable[..., Grid]) -> None:
    grid = read(
        "<row><c/><c><v>1</v></c></row><row r='4'><c r='C4'><v>2</v></c><c><f>1</f><v>3</v></c></row>"
        "<row/><row><c><v>4</v></c></row>"
    )
    filled = {(r, c): grid.value(r, c) for r in range(6) for c in range(4) if grid.text(r, c)}
    assert filled == {(0, 1): 1, (3, 2): 2, (3, 3): 3, (5, 0): 4}
    assert grid.traits == {(3, 3): Trait(Kind.FORMULA)}


def test_prefixed_names_as_some_writers_use(read: Callable[..., Grid]) -> None:
    grid = read(
        sheet='<x:worksheet xmlns:x="m"><x:sheetData><x:row r="2">'
        '<x:c s="1" r="B2"><x:f>A1</x:f><x:v>5</x:v></x:c>'
        '<x:c r="C2" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData><x:mergeCells>'
        '<x:mergeCell ref="C2:D2"/></x:mergeCells></x:worksheet>',
        strings="<x:sst xmlns:x='m'><x:si><x:t>甲</x:t></x:si></x:sst>",
        workbook=f'<x:workbook xmlns:rel="{RELATIONS}"><x:sheets>'
        "<x:sheet rel:id='s' name='表\"1\"'/></x:sheets></x:workbook>",
    )
    assert grid.sheet == '表"1"'
    assert (grid.value(1, 1), grid.value(1, 2)) == (5, "甲")
    assert grid.traits == {(1, 1): Trait(Kind.FORMULA, "0%")}
    assert grid.merges == {(1, 2): (1, 3)}


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/../worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("worksheets\\Sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../elsewhere/one.xml", "elsewhere/one.xml"),
    ],
)
def test_sheets_are_found_wherever_the_relationship_points(
    read: Callable[..., Grid], target: str, part: str
) -> None:
    assert read('<row r="1"><c r="A1"><v>7</v></c></row>', target=target, part=part).value(0, 0) == 7


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_parts_in_other_encodings(read: Callable[..., Grid], encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    strings = f'<?xml version="1.0" encoding="{declared}"?><sst><si><t>政协</t></si></sst>'.encode(encoding)
    assert read('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=strings).value(0, 0) == "政协"


def test_sheets_with_the_same_name_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    first: Any = book.active
    first["A1"] = 1
    book.create_sheet("第二")["A1"] = 2
    book.save(path)
    renamed = BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(renamed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace("第二".encode(), b"Sheet"))
    path.write_bytes(renamed.getvalue())
    assert [(grid.sheet, grid.value(0, 0)) for grid in read_workbook(path)] == [("Sheet", 1), ("Sheet", 2)]


def test_dates_of_the_1904_system(read: Callable[..., Grid]) -> None:
    row = '<row r="1"><c r="A1" s="3"><v>44195</v></c></row>'
    grid = read(row, settings='<workbookPr date1904="1"/>')
    assert grid.value(0, 0) == dt.date(2024, 12, 31)


def test_an_xls_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("附件1 基础数据表")
    sheet.write(2, 1, "编制数")
    sheet.write(2, 2, 12.5)
    sheet.write(2, 3, 0.8765, xlwt.easyxf(num_format_str="0.00%"))
    sheet.write(2, 4, dt.date(2024, 12, 31), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    sheet.write(3, 1, True)
    for column, number in enumerate((1, 2, 3)):
        sheet.write(4, column, number)
    sheet.write(5, 0, "很长的文字" * 1500)
    sheet.write_rich_text(5, 1, [("粗", xlwt.easyfont("bold on")), "细"])
    sheet.write_merge(7, 8, 0, 3, "合并")
    book.add_sheet("第二").write(0, 0, 1)
    book.save(str(path))
    first, second = read_workbook(path)
    assert (first.sheet, second.sheet) == ("附件1 基础数据表", "第二")
    assert [first.text(2, column) for column in range(1, 5)] == ["编制数", "12.5", "0.8765", "2024-12-31"]
    assert first.value(3, 1) is True
    assert [first.value(4, column) for column in range(3)] == [1, 2, 3]
    assert first.value(5, 0) == "很长的文字" * 1500
    assert first.value(5, 1) == "粗细"
    assert first.merges == {(7, 0): (8, 3)}
    assert first.trait(2, 2).kind is Kind.UNKNOWN
    assert second.value(0, 0) == 1


def test_an_ods_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    document: Any = OpenDocumentSpreadsheet()
    table = Table(name="附件1 基础数据表")
    row = TableRow()
    heading = TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=1)
    heading.addElement(P(text="标题"))
    heading.addElement(P(text="第二行"))
    row.addElement(heading)
    row.addElement(CoveredTableCell())
    row.addElement(TableCell(numbercolumnsrepeated=2))
    row.addElement(TableCell(valuetype="float", value="12.5", numbercolumnsrepeated=2))
    row.addElement(TableCell(numbercolumnsrepeated=16000))
    table.addElement(row)
    blank = TableRow(numberrowsrepeated=3)
    blank.addElement(TableCell(numbercolumnsrepeated=16000))
    table.addElement(blank)
    row = TableRow(numberrowsrepeated=2)
    row.addElement(TableCell(valuetype="percentage", value="0.8765"))
    row.addElement(TableCell(valuetype="date", datevalue="2024-12-31"))
    row.addElement(TableCell(valuetype="boolean", booleanvalue="true"))
    table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    (grid,) = read_workbook(path)
    assert grid.sheet == "附件1 基础数据表"
    assert list(grid.values[0]) == ["标题\n第二行", None, None, None, 12.5, 12.5]
    assert [list(row) for row in grid.values[1:4]] == [[], [], []]
    assert [list(row) for row in grid.values[4:]] == [[0.8765, dt.date(2024, 12, 31), True]] * 2
    assert grid.merges == {(0, 0): (0, 1)}
    assert grid.trait(0, 0).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (
            '<table:table-cell office:value-type="string"><text:p>甲<text:s text:c="2"/>乙<text:line-break/>'
            "丙<text:span>丁&amp;戊</text:span></text:p></table:table-cell>",
            "甲  乙\n丙丁&戊",
        ),
        (
            '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p>'
            "</office:annotation><text:p>正文</text:p></table:table-cell>",
            "正文",
        ),
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
            'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
            "#DIV/0!",
        ),
        ('<table:table-cell office:value-type="float" office:value="x"/>', "x"),
    ],
)
def test_ods_cells(tmp_path: Path, cell: str, text: str) -> None:
    path = tmp_path / "a.ods"
    path.write_bytes(ods(f"<table:table-row>{cell}</table:table-row>"))
    (grid,) = read_workbook(path)
    assert grid.text(0, 0) == text


def test_the_content_decides_not_the_extension(tmp_path: Path) -> None:
    for name in ("a.xls", "a.ods", "a.docx", "a", "a.XLSM"):
        path = tmp_path / name
        path.write_bytes(package('<row r="1"><c r="A1"><v>7</v></c></row>'))
        assert read_workbook(path)[0].value(0, 0) == 7
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, 7)
    book.save(str(tmp_path / "b.xlsx"))
    assert read_workbook(tmp_path / "b.xlsx")[0].value(0, 0) == 7


def test_unusual_cells_read_as_the_usual_ones_do(tmp_path: Path, read: Callable[..., Grid]) -> None:
    """The short way (cells handed on as they are) and the long way (cells written anew) agree."""
    rows = "".join(
        f'<row r="{r}">'
        + "".join(
            f'<c r="{column}{r}" s="{r % 4}"{kind}><v>{value}</v></c>'
            for column, kind, value in (
                ("A", "", r * 1.5),
                ("B", ' t="s"', r % 2),
                ("C", ' t="str"', "文&lt;字"),
                ("CV", ' t="b"', 1),
            )
        )
        + f'<c r="CW{r}" s="1"/></row>'
        for r in (1, 2, 9, 4000)
    )
    strings = "<sst><si><t>甲</t></si><si><t> 乙</t></si></sst>"
    usual = read(rows, strings=strings)
    unusual = read(re.sub("<c ", "<c  ", rows) + "<!-- -->", strings=strings)
    assert usual.values == unusual.values
    assert usual.traits == unusual.traits
    assert usual.value(3999, 99) is True
