"""Formula and Python give the same verdict, all four of them (design decision 6).

Each case is a small form; the template is written from it, LibreOffice calculates it, and what each check
shows is compared with what Python says of the same figures. Together the cases bring every relation to every
verdict it knows.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from perfeval_xl import profile as profiles
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

POINTS = {"FUND-03", "SCORE-01", "SCORE-02", "SCORE-05"}
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


STEPS = """
# 附件2 部门自评表
年度资金总额 | 200 | 200 | {executed} | 20 | | {score}
指标 | 产出指标（80分） | 数量指标 | 会议次数 | ≥6次 | 6次 | 80 | 80 |
总分 | 100 |
"""


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("executed", "score", "verdict"),
    [
        ("190", "20", "✓"),  # 95 %
        ("189.99", "20", "✓"),  # 94.995 % shows as 95.00 %
        ("189.98", "20", "✗"),  # 94.99 %
        ("180", "18", "✓"),
        ("160", "12", "✓"),
        ("159", "12", "✗"),
        ("159", "6", "✓"),
        ("119", "0", "✓"),
        ("119", "11.9", "✗"),
        ("", "0", "—"),
    ],
)
def test_they_agree_on_a_score_in_steps(
    executed: str, score: str, verdict: str, tmp_path: Path, office: Office
) -> None:
    """The example county gives 20 points for the execution rate, in steps, and 80 for indicators."""
    county = profiles.load("example-county")
    path = tmp_path / "case.xlsx"
    checks = written(path, STEPS.format(executed=executed, score=score), county)
    calculated = office.recalculated(path)
    (execution,) = [check for check in checks if check.rule == "FUND-03"]
    (weights,) = [check for check in checks if check.rule == "SCORE-01"]
    for check, expected in ((execution, verdict), (weights, "✓")):
        shown = calculated[check.sheet][check.shown.row][check.shown.column]
        assert (shown, check.verdict.value) == (expected, expected)


def test_the_cases_bring_every_relation_to_every_verdict(tmp_path: Path, profile: Profile) -> None:
    seen: dict[str, set[str]] = {}
    for number, text in enumerate(CASES.values()):
        for check in written(tmp_path / f"{number}.xlsx", text, profile):
            seen.setdefault(check.rule, set()).add(check.verdict.value)
    relations = {rule.id for rule in REGISTER if rule.relations}
    assert seen == {rule: {"✓", "✗", "—"} | (set() if rule in POINTS else {"尾差"}) for rule in relations}
