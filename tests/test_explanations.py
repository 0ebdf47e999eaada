"""A clerk without the add-in explains a warning: she types on the sheet 情况说明, and every output knows.

1. The terminal, JSON, the list of findings and the Word report show the explanation; the warning is not open.
2. What an explanation cannot do, or whose finding is gone, is said in the terminal, JSON and the list.
3. Copies of the workbook as .xls and .ods are read the same way.
4. The Word report lists explanations in section 十 under a heading of their own, and reads back.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from perfeval_xl import cli
from perfeval_xl.checking import check_file
from perfeval_xl.evaluation import Explanation
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.findings import Standing
from perfeval_xl.form.explanations import HEADING, from_line
from perfeval_xl.profile import load
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.writers.explanations import explanation_lines
from perfeval_xl.writers.template import write_workbook
from tests.form.files import write

Captured = pytest.CaptureFixture[str]

PROJECT = "人大政协专项经费"
LOW_RATE = ("FUND-04", PROJECT, "年度资金总额 执行率", "部分视察活动改在下年开展，资金结转使用。")
WRONG_TOTAL = ("BASE-05", "基础数据表", "项目支出：", "漏加了一项。")
GONE = ("FUND-05", "部门自评表", "年度资金总额 全年预算数", "追加了人员经费。")
NO_RULE = ("", "部门自评表", "", "见附件。")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """The example, with what a clerk typed on its sheet 情况说明."""
    path = tmp_path / "示例.xlsx"
    write_workbook(path, example_tables(), load(EXAMPLE_PROFILE))
    book = load_workbook(path)
    for row, texts in enumerate((LOW_RATE, WRONG_TOTAL, GONE, NO_RULE), 3):
        for column, text in enumerate(texts, 1):
            book["情况说明"].cell(row, column, text)
    book.save(path)
    return path


def test_the_terminal(workbook: Path, capsys: Captured) -> None:  # 1, 2
    assert cli.main(["validate", str(workbook)]) == 1
    printed = capsys.readouterr().out
    assert "! 提醒（已说明）" in printed
    assert f"情况说明：{LOW_RATE[3]}" in printed
    assert "（另有 1 处已说明）" in printed
    remarks = printed.partition("【情况说明】")[2]
    assert "须改正 D4  BASE-05" in remarks
    assert "错误必须改正，不能用情况说明代替。" in remarks
    assert "已消除 D5  FUND-05 部门自评表 年度资金总额 全年预算数：追加了人员经费。" in remarks
    assert "对应不上 D6" in remarks


def test_json(workbook: Path, capsys: Captured) -> None:  # 1, 2
    cli.main(["validate", str(workbook), "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    explained = [finding for finding in found["findings"] if finding["explanation"]]
    assert [(finding["rule"], finding["severity"]) for finding in explained] == [
        ("BASE-05", "error"),
        ("FUND-04", "warning"),
    ]
    warnings = [finding for finding in found["findings"] if finding["severity"] == "warning"]
    assert found["summary"]["explained"] == 1
    assert found["summary"]["warning"] == len(warnings) - 1
    assert [entry["status"] for entry in found["explanations"]] == [
        "explained",
        "error",
        "resolved",
        "unclear",
    ]
    assert found["explanations"][0]["explanation"] == LOW_RATE[3]


def test_the_list_of_findings(workbook: Path, tmp_path: Path, capsys: Captured) -> None:  # 1, 2
    path = tmp_path / "问题.xlsx"
    cli.main(["validate", str(workbook), "-o", str(path)])
    rows = list(load_workbook(path)["校验结果"].iter_rows(values_only=True))
    levels = {(row[0], row[1], row[10]) for row in rows if row[10]}
    assert levels >= {
        ("已说明", "FUND-04", LOW_RATE[3]),
        ("错误", "BASE-05", WRONG_TOTAL[3]),
        ("须改正", "BASE-05", WRONG_TOTAL[3]),
        ("已消除", "FUND-05", GONE[3]),
    }


def test_the_word_report(workbook: Path, tmp_path: Path, capsys: Captured) -> None:  # 4
    path = tmp_path / "报告.docx"
    cli.main(["export", str(workbook), "-o", str(path)])
    texts = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    section = texts[texts.index("十、其他需要说明的情况") + 1 : texts.index("报告需要以下附件：")]
    assert section[0] == HEADING, "无 does not stand over a list"
    assert list(map(from_line, section[1:])) == [
        Explanation("FUND-04", f"项目自评表（{PROJECT}）", LOW_RATE[2], LOW_RATE[3])
    ]


def test_without_explanations_section_ten_is_as_it_was(tmp_path: Path, capsys: Captured) -> None:  # 4
    workbook, path = tmp_path / "示例.xlsx", tmp_path / "报告.docx"
    write_workbook(workbook, example_tables(), load(EXAMPLE_PROFILE))
    cli.main(["export", str(workbook), "-o", str(path)])
    texts = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    at = texts.index("十、其他需要说明的情况")
    assert texts[at + 1 : at + 3] == ["无", "报告需要以下附件："]


def test_what_the_report_lists_explains_the_same_again(workbook: Path, tmp_path: Path) -> None:  # 4
    lines = explanation_lines(check_file(workbook))
    explanations = [explanation for line in lines if (explanation := from_line(line))]
    again = tmp_path / "再来.xlsx"
    write_workbook(again, example_tables(), load(EXAMPLE_PROFILE), explanations)
    assert explanation_lines(check_file(again)) == lines


@pytest.mark.parametrize("ending", [".xls", ".ods"])
def test_copies_in_other_formats(ending: str, workbook: Path, tmp_path: Path) -> None:  # 3
    copy = write(read_workbook(workbook), tmp_path / f"副本{ending}")
    assert [answer.standing for answer in check_file(copy).answers] == [
        Standing.EXPLAINED,
        Standing.MUST_BE_MENDED,
        Standing.RESOLVED,
        Standing.UNCLEAR,
    ]
