"""Reports without a mistake: whatever the rules learn, they find nothing in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl import profile as profiles
from perfeval_xl.checking import check_file
from perfeval_xl.findings import Result, Severity
from perfeval_xl.form.notation import grids_of, tables_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.template import write_workbook
from tests.form.files import write
from tests.rules.checking import NATIONAL

REPORTS = sorted((Path(__file__).parent / "clean").glob("*.txt"))


def above_info(result: Result) -> list[tuple[str, str, str]]:
    return [
        (finding.rule, finding.label, finding.message)
        for finding in result.findings
        if finding.severity is not Severity.INFO
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_clean_report_has_no_findings_above_info(path: Path) -> None:
    grids = grids_of(path.read_text(encoding="utf-8"), NATIONAL)
    assert above_info(check(read_evaluation(grids, NATIONAL))) == []


@pytest.mark.parametrize("name", ["national", "hunan-2024"])
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_nor_has_the_workbook_of_our_template(path: Path, name: str, tmp_path: Path) -> None:
    profile = profiles.load(name)
    workbook = tmp_path / "自评.xlsx"
    write_workbook(workbook, tables_of(path.read_text(encoding="utf-8"), profile), profile)
    assert above_info(check_file(workbook)) == []


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_nor_has_a_workbook_of_another_programs_making(path: Path, ending: str, tmp_path: Path) -> None:
    grids = grids_of(path.read_text(encoding="utf-8"), NATIONAL)
    assert above_info(check_file(write(grids, tmp_path / f"自评{ending}"))) == []
