"""Writes the workbook clerks fill in: the blank template, or one with a self-evaluation in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.workbook import Workbook

from perfeval_xl.evaluation import Explanation, Table
from perfeval_xl.form import NARRATIVE, PROJECT_TABLE
from perfeval_xl.form.beginning import new_tables
from perfeval_xl.form.guide import EXPLANATIONS, GUIDE, IMPORT_NOTES, SELF_CHECK
from perfeval_xl.form.narrative import YEAR
from perfeval_xl.profile import Profile
from perfeval_xl.remarks import Remark
from perfeval_xl.writers.guide_sheets import write_explanations, write_guide, write_self_check
from perfeval_xl.writers.import_sheet import write_import_notes
from perfeval_xl.writers.saving import replacing
from perfeval_xl.writers.sheet_styles import WRITTEN_AT, Styles
from perfeval_xl.writers.table_sheet import TableSheet


def write_template(path: Path, profile: Profile, year: int, projects: int = 1) -> None:
    """Writes the blank template.

    Args:
        path: The new .xlsx; it is replaced as a whole or left as it was.
        profile: Named in the workbook; its weights are filled in.
        year: The reporting year, for headings.
        projects: How many project tables (at least 1).

    Raises:
        OSError: the file cannot be written.
    """
    write_workbook(path, new_tables(profile, year, projects), profile)


def write_workbook(
    path: Path,
    tables: Sequence[Table],
    profile: Profile,
    explanations: Sequence[Explanation] = (),
    remarks: Sequence[Remark] | None = None,
) -> None:
    """Writes a workbook of our template with these tables in it, formulas with their values.

    Args:
        path: The new .xlsx; it is replaced as a whole or left as it was.
        tables: The filled-in tables, in the order of their sheets.
        profile: Named in the workbook.
        explanations: For the sheet 情况说明.
        remarks: For the sheet 导入说明, of a workbook that was made from another file.

    Raises:
        OSError: the file cannot be written.
    """
    stated = next((table.cell(YEAR).value for table in tables if table.form is NARRATIVE), None)
    year = None if stated is None else int(stated)
    names = sheet_names(tables)
    sheets = [TableSheet(table, name, profile, year) for table, name in zip(tables, names, strict=True)]
    checks = [check for sheet in sheets for check in sheet.checks]
    with replacing(path) as temporary:
        book = Workbook(str(temporary), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": "部门整体支出绩效自评", "created": WRITTEN_AT})
        book.set_size(2400, 1400)
        styles = Styles(book)
        write_guide(book.add_worksheet(GUIDE), styles, profile)
        if remarks is not None:
            write_import_notes(book.add_worksheet(IMPORT_NOTES), styles, remarks)
        for sheet in sheets:
            sheet.write(book.add_worksheet(sheet.sheet), styles)
        projects = sum(table.form is PROJECT_TABLE for table in tables)
        write_self_check(book.add_worksheet(SELF_CHECK), styles, checks, projects)
        write_explanations(book.add_worksheet(EXPLANATIONS), styles, profile, explanations)
        book.close()


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """The sheet of each table; further ones of a kind are numbered: 附件3 项目自评表 (2)."""
    taken: dict[str, int] = {}
    names: list[str] = []
    for table in tables:
        number = taken[table.form.sheet] = taken.get(table.form.sheet, 0) + 1
        names.append(table.form.sheet if number == 1 else f"{table.form.sheet} ({number})")
    return names
