"""The report looks as its bureau wants it: by the profile, or by what the one who exports names.

1. Without either the look is that of GB/T 9704-2012.
2. The document that the profile names counts; one that is named for this export counts more.
3. A document that cannot be used is one line with its name, and nothing is written.
4. The command line takes a document of styles, and does not overwrite it.
5. The same workbook gives the same bytes, whichever process writes them and when.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from perfeval_xl import cli
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.exporting import UnusableReference, export_report
from perfeval_xl.findings import Result
from perfeval_xl.look import OFFICIAL, TITLE
from perfeval_xl.profile import load
from perfeval_xl.writers.report import write_report
from perfeval_xl.writers.template import write_template, write_workbook
from tests.writers.word_reports import PROJECT, result_of


def reference(folder: Path, size: int) -> Path:
    """A document of styles: a report with a title of so many points."""
    path = folder / f"样式{size}.docx"
    write_report(result_of(PROJECT), path)
    document = docx.Document(str(path))
    title_of(document).font.size = Pt(size)
    document.save(str(path))
    return path


def title_of(document: Document) -> ParagraphStyle:
    style = document.styles["Title"]
    assert isinstance(style, ParagraphStyle)
    return style


def with_reference(path: Path) -> Result:
    result = result_of(PROJECT)
    evaluation = replace(result.evaluation, profile=replace(result.evaluation.profile, reference=path))
    return replace(result, evaluation=evaluation)


def title_size(report: Path) -> float:
    size = title_of(docx.Document(str(report))).font.size
    assert size is not None
    return size.pt


def test_the_official_look_without_a_document(tmp_path: Path) -> None:  # 1
    export_report(result_of(PROJECT), tmp_path / "报告.docx")
    assert title_size(tmp_path / "报告.docx") == OFFICIAL[TITLE].size == 22


def test_the_profiles_document(tmp_path: Path) -> None:  # 2
    export_report(with_reference(reference(tmp_path, 26)), tmp_path / "报告.docx")
    assert title_size(tmp_path / "报告.docx") == 26


def test_the_one_that_is_named_counts_more(tmp_path: Path) -> None:  # 2
    result = with_reference(reference(tmp_path, 26))
    export_report(result, tmp_path / "报告.docx", reference(tmp_path, 30))
    assert title_size(tmp_path / "报告.docx") == 30


def test_one_that_cannot_be_used(tmp_path: Path) -> None:  # 3
    (tmp_path / "坏的.docx").write_bytes(b"PK\x03\x04nothing")
    with pytest.raises(UnusableReference, match="坏的"):
        export_report(result_of(PROJECT), tmp_path / "报告.docx", tmp_path / "坏的.docx")
    assert not (tmp_path / "报告.docx").exists()


def test_the_same_workbook_gives_the_same_bytes(tmp_path: Path) -> None:  # 5
    workbook = tmp_path / "示例.xlsx"
    write_workbook(workbook, example_tables(), load(EXAMPLE_PROFILE))
    written: list[bytes] = []
    for seed in ("1", "2"):
        report = tmp_path / f"{seed}.docx"
        subprocess.run(
            [sys.executable, "-m", "perfeval_xl.cli", "export", str(workbook), "-o", str(report)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        written.append(report.read_bytes())
    assert written[0] == written[1]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "自评.xlsx"
    write_template(path, load("national"), 2025)
    return path


def test_the_command_line_takes_a_document_of_styles(workbook: Path, tmp_path: Path) -> None:  # 4
    styles = reference(tmp_path, 26)
    assert cli.main(["export", str(workbook), "--reference", str(styles)]) == 0
    assert title_size(workbook.with_suffix(".docx")) == 26


def test_and_does_not_overwrite_it(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # 4
    styles = reference(tmp_path, 26)
    before = styles.read_bytes()
    assert cli.main(["export", str(workbook), "--reference", str(styles), "-o", str(styles)]) == 2
    assert styles.read_bytes() == before
    assert "样式参照文件" in capsys.readouterr().err


def test_nor_goes_on_without_it(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # 4
    assert cli.main(["export", str(workbook), "--reference", str(tmp_path / "没有.docx")]) == 2
    message = capsys.readouterr().err
    assert "没有.docx" in message
    assert message.count("\n") == 1
    assert not workbook.with_suffix(".docx").exists()
