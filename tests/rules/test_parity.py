"""Formula and Python give the same verdict, all four of them (design decision 6).

Each case is a small form; the template is written from it, LibreOffice calculates it, and what each check
shows is compared with what Python says of the same figures. Together the cases bring every relation to every
verdict it knows.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfeval_xl.evaluation import Entry, Table
from perfeval_xl.form.notation import tables_of
from perfeval_xl.profile import Profile
from perfeval_xl.rules.catalogue import REGISTER
from perfeval_xl.writers.table_sheet import SheetCheck, TableSheet
from perfeval_xl.writers.template import sheet_names, write_workbook
from tests.libreoffice import Office

CASES = {
    name.strip(): text
    for name, _, text in (
        case.partition("\n")
        for case in (Path(__file__).parent / "parity_cases.txt").read_text(encoding="utf-8").split("== ")[1:]
    )
}
"""Name → a small form in the notation."""

POINTS = {"SCORE-01", "SCORE-02", "SCORE-05"}
"""Points know no 尾差."""


WIDE_BLANK = "〓"
"""Stands in the cases for blanks that the notation would strip: full-width and no-break."""


def _with_wide_blanks(table: Table) -> Table:
    def cell(entry: Entry) -> Entry:
        blank = entry.text.replace(WIDE_BLANK, "\u3000\u00a0")
        return entry if blank == entry.text else entry._replace(text=blank, is_typed_text=True)

    rows = (replace(row, cells={key: cell(entry) for key, entry in row.cells.items()}) for row in table.rows)
    return replace(table, rows=tuple(rows))


def written(path: Path, text: str, profile: Profile) -> list[SheetCheck]:
    """The live checks of a workbook written from the notation, with the verdicts Python gives."""
    tables = [_with_wide_blanks(table) for table in tables_of(text, profile)]
    write_workbook(path, tables, profile)
    names = sheet_names(tables)
    return [
        check
        for table, name in zip(tables, names, strict=True)
        for check in TableSheet(table, name, profile, None).checks
    ]


@pytest.mark.libreoffice
@pytest.mark.parametrize("case", CASES)
def test_formula_and_python_agree(case: str, tmp_path: Path, profile: Profile, office: Office) -> None:
    path = tmp_path / "case.xlsx"
    checks = written(path, CASES[case], profile)
    calculated = office.recalculated(path)
    shown = {
        (check.rule, str(check.cited)): calculated[check.sheet][check.shown.row][check.shown.column]
        for check in checks
    }
    assert shown == {(check.rule, str(check.cited)): check.verdict.value for check in checks}


def test_the_cases_bring_every_relation_to_every_verdict(tmp_path: Path, profile: Profile) -> None:
    seen: dict[str, set[str]] = {}
    for number, text in enumerate(CASES.values()):
        for check in written(tmp_path / f"{number}.xlsx", text, profile):
            seen.setdefault(check.rule, set()).add(check.verdict.value)
    relations = {rule.id for rule in REGISTER if rule.relations}
    assert seen == {rule: {"✓", "✗", "—"} | (set() if rule in POINTS else {"尾差"}) for rule in relations}
