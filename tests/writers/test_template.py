"""The template: what it shows without Python, and that its formulas agree with the rules.

1. Every formula stands with the value a spreadsheet program calculates.
2. Every ∑ rule gives the same verdict on its examples in Python and in the workbook.
3. Rows inserted anywhere in a block count, the last one too; a copied project sheet checks itself.
4. Text is never a formula; the validations are enforced; only inputs are unlocked.
5. Every row has room for the lines of its labels.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import load_workbook as read_values

from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import Table
from perfeval_xl.examples import example_tables
from perfeval_xl.form.base_data import CONTROL_RATE
from perfeval_xl.form.layout import lay_out
from perfeval_xl.form.notation import tables_of
from perfeval_xl.form.references import References
from perfeval_xl.form.score_table import EXECUTION_RATE, LEVEL1, LEVEL2, SCORE
from perfeval_xl.profile import Profile
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.rules.registry import Rule
from perfeval_xl.writers.sheet_styles import LINE_HEIGHT
from perfeval_xl.writers.table_sheet import DEFAULT_HEIGHT, SheetCheck, TableSheet
from perfeval_xl.writers.template import sheet_names, write_template, write_workbook
from tests.libreoffice import Office

SUM_RULES = [rule for rule in REGISTER if rule.relations]


@pytest.fixture
def blank(tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / "blank.xlsx"
    write_template(path, profile, 2024, projects=2)
    return path


@pytest.fixture
def example(tmp_path: Path, profile: Profile) -> Path:
    path = tmp_path / "example.xlsx"
    write_workbook(path, example_tables(), profile)
    return path


@pytest.fixture
def lists(tmp_path: Path, profile: Profile) -> Path:
    """Item lists with words and marks that the sentence has already."""
    path = tmp_path / "lists.xlsx"
    text = """
        # 报告正文
        单位名称 | 某局
        年度 | 2024
        （一）基本支出情况
        基本支出（万元） | 10
        人员经费主要包括 | 主要包括：“基本”工资、奖金等等。
        公用经费主要包括 | 等；
        """
    write_workbook(path, tables_of(text, profile), profile)
    return path


def stored_values(path: Path) -> dict[str, list[list[object]]]:
    """Every sheet's values as they stand in the file, without calculating anything."""
    book = read_values(str(path))
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def differences(
    stored: dict[str, list[list[object]]], calculated: dict[str, list[list[float | str]]]
) -> list[str]:
    found: list[str] = []
    for sheet, rows in stored.items():
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                other = calculated[sheet][r][c] if c < len(calculated[sheet][r]) else ""
                same = value == other
                if isinstance(value, int | float) and isinstance(other, int | float):
                    same = abs(value - other) < 1e-9
                if not same:
                    found.append(f"{sheet} R{r + 1}C{c + 1}: stored {value!r}, calculated {other!r}")
    return found


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", ["blank", "example", "lists"])
def test_stored_values_are_the_calculated_ones(
    which: str, request: pytest.FixtureRequest, office: Office
) -> None:
    path: Path = request.getfixturevalue(which)
    assert differences(stored_values(path), office.recalculated(path)) == []


def test_a_workbook_straight_from_new_has_no_findings(blank: Path) -> None:
    worse_than_info = [f.rule for f in check_file(blank).findings if f.severity.value != "info"]
    assert worse_than_info == []


def checks_of(path: Path, text: str, rule: Rule, profile: Profile) -> list[tuple[SheetCheck, Path]]:
    """The live checks of one rule in a workbook written from an example."""
    tables = tables_of(text, profile)
    write_workbook(path, tables, profile)
    return [
        (check, path)
        for table, name in zip(tables, sheet_names(tables), strict=True)
        for check in TableSheet(table, name, profile, 2024).checks
        if check.rule == rule.id
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize("rule", SUM_RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize("which", ["accepts", "rejects"])
def test_formula_and_python_agree_on_the_examples(
    rule: Rule, which: str, tmp_path: Path, profile: Profile, office: Office
) -> None:
    path = tmp_path / "example.xlsx"
    checks = checks_of(path, getattr(rule, which), rule, profile)
    calculated = office.recalculated(path)
    shown = [calculated[check.sheet][check.shown.row][check.shown.column] for check, _ in checks]
    assert shown == [check.verdict.value for check, _ in checks]
    if which == "accepts":
        assert "✓" in shown
        assert "✗" not in shown
    else:
        assert "✗" in shown


def test_every_sum_rule_has_a_formula_in_the_template(profile: Profile) -> None:
    formulas = {
        rule.id
        for table in example_tables()
        for rule in SUM_RULES
        for relation in rule.relations
        for _ in relation.formulas(References(lay_out(table, 2024, spare=True, joined=False)), profile)
    }
    assert formulas == {rule.id for rule in SUM_RULES}


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, profile: Profile) -> None:
    path = tmp_path / "hostile.xlsx"
    hostile = "=cmd|'/c calc'!A1"
    tables = tables_of(
        "# 附件3 项目自评表\n项目支出名称 | =X\n主管部门 | '" + hostile.replace("|", "¦"), profile
    )
    write_workbook(path, tables, profile)
    sheet = load_workbook(path)["附件3 项目自评表"]
    (cell,) = [c for row in sheet.iter_rows() for c in row if str(c.value).startswith("=cmd")]
    assert cell.data_type == "s"


def test_validations_are_enforced_and_speak_chinese(blank: Path) -> None:
    book = load_workbook(blank)
    for sheet in book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            assert validation.showErrorMessage
            if validation.type not in (None, "none"):
                assert validation.error
    base = book["附件1 基础数据表"].data_validations.dataValidation
    assert {"decimal", "whole"} <= {validation.type for validation in base}


def test_every_row_has_room_for_its_labels(blank: Path) -> None:
    for sheet in load_workbook(blank).worksheets:
        merged_down = {
            (area.min_row, area.min_col) for area in sheet.merged_cells.ranges if area.max_row > area.min_row
        }
        for number, row in enumerate(sheet.iter_rows(), start=1):
            for cell in row:
                if isinstance(cell.value, str) and (number, cell.column) not in merged_down:
                    height = sheet.row_dimensions[number].height or DEFAULT_HEIGHT
                    assert height >= LINE_HEIGHT * (cell.value.count("\n") + 1), (
                        sheet.title,
                        cell.coordinate,
                    )


def test_only_inputs_are_unlocked(blank: Path) -> None:
    book = load_workbook(blank)
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.protection.locked, f"{sheet.title}!{cell.coordinate} is a formula"


def test_the_points_of_level_1_headings_are_unlocked(blank: Path) -> None:
    sheet = load_workbook(blank)["附件2 部门自评表"]
    points = {cell.value: cell.protection.locked for cell in sheet["B"] if isinstance(cell.value, int)}
    assert points == {50: False, 30: False, 10: False}


@pytest.mark.libreoffice
def test_rows_inserted_anywhere_in_a_block_count(
    tmp_path: Path, profile: Profile, office: Office, example: Path
) -> None:
    """Before the first line, between lines, and after the last spare row of the special funds."""
    document = office.open(example)
    sheet = document.Sheets.getByName("附件1 基础数据表")
    sheet.unprotect("")
    labels = [row[0] for row in office.cells(sheet)]
    total = labels.index("4、区级专项资金（一个专项一行）")
    end = labels.index("公用经费")
    for number, at in enumerate((end, total + 2, total + 1)):
        sheet.Rows.insertByIndex(at, 1)
        sheet.getCellByPosition(0, at).String = f"新专项{number}"
        sheet.getCellByPosition(6, at).Value = 10
    document.calculateAll()
    path = tmp_path / "inserted.xlsx"
    office.save(document, path, "Calc MS Excel 2007 XML")
    document.close(True)
    (check,) = [finding for finding in check_file(path).findings if finding.rule == "BASE-06"]
    assert (check.actual, check.expected) == ("55.65", "85.65")
    assert verdicts_beside(path, "附件1 基础数据表", total)[2] == "✗"


@pytest.mark.libreoffice
def test_an_indicator_inserted_after_the_last_row_counts(
    tmp_path: Path, office: Office, example: Path
) -> None:
    """满意度指标 prints 10 points over 10; with 5 more below, it no longer holds, here as there."""
    name = "附件2 部门自评表"
    document = office.open(example)
    sheet = document.Sheets.getByName(name)
    sheet.unprotect("")
    total = [row[0] for row in office.cells(sheet)].index("总分")
    sheet.Rows.insertByIndex(total, 1)
    for column in (6, 7):
        sheet.getCellByPosition(column, total).Value = 5
    document.calculateAll()
    path = tmp_path / "inserted.xlsx"
    office.save(document, path, "Calc MS Excel 2007 XML")
    document.close(True)
    broken = [
        f.label for f in check_file(path).findings if f.rule == "SCORE-02" and f.at and f.at.sheet == name
    ]
    assert broken == ["效益指标 分数", "满意度指标 分数"]
    (grid,) = [grid for grid in read_workbook(path) if grid.sheet == name]
    points = next(row for row in range(total, 0, -1) if grid.value(row, 1) == 10)
    assert grid.text(points, 10) == "✗"


def verdicts_beside(path: Path, sheet: str, row: int) -> list[str]:
    (grid,) = [grid for grid in read_workbook(path) if grid.sheet == sheet]
    return [grid.text(row, column) for column in range(8, 12)]


@pytest.mark.libreoffice
def test_a_copied_project_sheet_checks_itself(tmp_path: Path, office: Office, example: Path) -> None:
    document = office.open(example)
    document.Sheets.copyByName("附件3 项目自评表", "新项目", 7)
    copy = document.Sheets.getByName("新项目")
    copy.unprotect("")
    cells = office.cells(copy)
    row = next(r for r, values in enumerate(cells) if "年度资金总额" in values)
    copy.getCellByPosition(3, row).Value = 99
    document.calculateAll()
    after = office.cells(copy)
    original = office.cells(document.Sheets.getByName("附件3 项目自评表"))
    document.close(True)
    assert "✗" in [after[row][c] for c in range(10, len(after[row]))]
    assert [original[row][c] for c in range(10, len(original[row]))] == [
        cells[row][c] for c in range(10, len(cells[row]))
    ]


def content(table: Table) -> list[tuple[str, str, dict[str, object]]]:
    """What a table says, row by row, without where it says it and without what the template calculated."""
    calculated = {column.key for column in (CONTROL_RATE, EXECUTION_RATE, SCORE)}
    rows: list[tuple[str, str, dict[str, object]]] = []
    for row in table.rows:
        name = row.line.key if row.line else row.label.text if row.section == "expenses" else ""
        cells: dict[str, object] = {
            key: entry.text if entry.value is None else entry.value
            for key, entry in row.cells.items()
            if entry.is_filled
            and key not in (LEVEL1.key, LEVEL2.key)
            and not (row.line and key in calculated)
        }
        if cells:
            rows.append((row.section, name, cells))
    # The form prints income and expenditure side by side, the transcription one after the other.
    return sorted(rows, key=lambda row: row[:2])


def test_the_example_reads_back_as_it_was_transcribed(example: Path) -> None:
    read = check_file(example).evaluation
    for written, table in zip(example_tables(), read.tables, strict=True):
        assert content(table) == content(written)
        assert [group.points.value for group in table.groups] == [g.points.value for g in written.groups]
        texts = {key: [entry.text for entry in entries] for key, entries in written.paragraphs.items()}
        assert {key: [e.text for e in table.paragraphs[key]] for key in texts} == texts
