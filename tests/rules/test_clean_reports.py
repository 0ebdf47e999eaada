"""Reports without a mistake: whatever the rules learn, they find nothing in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl.findings import Severity
from perfeval_xl.form.notation import grids_of
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.rules.engine import check
from tests.rules.checking import NATIONAL

REPORTS = sorted((Path(__file__).parent / "clean").glob("*.txt"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_clean_report_has_no_findings_above_info(path: Path) -> None:
    grids = grids_of(path.read_text(encoding="utf-8"), NATIONAL)
    result = check(read_evaluation(grids, NATIONAL))
    assert [
        (finding.rule, finding.label, finding.message)
        for finding in result.findings
        if finding.severity is not Severity.INFO
    ] == []
