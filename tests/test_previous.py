"""`validate FILE --previous LAST_YEAR`: last year's file is read like this year's, and must be the right one.

1. Its figures and project names are compared; any format will do.
2. A file of another year or unit, without tables, or that cannot be read is refused in one line.
3. A unit whose name gained or lost the place in front is the same unit.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl import PreviousProblem, check_file, cli
from perfeval_xl.form.notation import grids_of
from tests.form.files import write
from tests.rules.checking import NATIONAL

Captured = pytest.CaptureFixture[str]


def report(unit: str, year: int, prior: str, final: str, project: str) -> str:
    return f"""
        # 报告正文
        单位名称 | {unit}
        年度 | {year}
        # 附件1 基础数据表
        三公经费 | {prior} | 2 | {final}
        3、公务接待 | {prior} | 2 | {final}
        # 附件3 项目自评表
        项目支出名称 | {project}
        """


def file(path: Path, text: str) -> Path:
    return write(grids_of(text, NATIONAL), path)


@pytest.fixture
def now(tmp_path: Path) -> Path:
    return file(tmp_path / "2024.xlsx", report("清水县档案馆", 2024, "1.5", "1.2", "档案数字化经费"))


def found(path: Path, previous: Path) -> set[str]:
    rules = {finding.rule for finding in check_file(path, previous=previous).findings}
    return rules & {"CROSS-11", "CROSS-12"}


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_what_is_compared(ending: str, now: Path, tmp_path: Path) -> None:  # 1
    same = file(tmp_path / f"same{ending}", report("清水县档案馆", 2023, "1", "1.5", "档案数字化经费"))
    other = file(tmp_path / f"other{ending}", report("清水县档案馆", 2023, "1", "1.6", "档案数字化专项经费"))
    assert found(now, same) == set()
    assert found(now, other) == {"CROSS-11", "CROSS-12"}


def test_last_years_word_report_will_do(now: Path, tmp_path: Path, capsys: Captured) -> None:  # 1
    last = file(tmp_path / "2023.xlsx", report("清水县档案馆", 2023, "1", "1.6", "档案数字化专项经费"))
    published = tmp_path / "2023.docx"
    assert cli.main(["export", str(last), "-o", str(published)]) == 0
    assert found(now, published) == {"CROSS-11", "CROSS-12"}


def test_the_command_line(now: Path, tmp_path: Path, capsys: Captured) -> None:  # 1
    last = file(tmp_path / "2023.xlsx", report("清水县档案馆", 2023, "1", "1.6", "档案数字化经费"))
    assert cli.main(["validate", str(now), "--previous", str(last)]) in (0, 1)
    printed = capsys.readouterr().out
    assert f"上年：{last}" in printed
    assert "CROSS-11" in printed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (report("清水县档案馆", 2024, "1", "1.5", "甲"), ("2024 年度", "应当用 2023 年度的")),
        (report("清水县教育局", 2023, "1", "1.5", "甲"), ("清水县教育局", "不是同一个单位")),
        ("# 工作表 通讯录\n姓名 | 电话", ("没有找到自评表",)),
    ],
)
def test_the_wrong_file(
    text: str, says: tuple[str, ...], now: Path, tmp_path: Path, capsys: Captured
) -> None:
    last = file(tmp_path / "2023.xlsx", text)
    assert cli.main(["validate", str(now), "--previous", str(last)]) == 2  # 2
    (line,) = capsys.readouterr().err.splitlines()
    for part in (str(last), *says):
        assert part in line


def test_a_file_that_cannot_be_read(now: Path, tmp_path: Path) -> None:  # 2
    with pytest.raises(PreviousProblem, match=r"上年工作簿 .*没有\.xlsx"):
        check_file(now, previous=tmp_path / "没有.xlsx")


def test_one_previous_file_for_one_unit(now: Path, capsys: Captured) -> None:  # 2
    assert cli.main(["validate", str(now), str(now), "--previous", str(now)]) == 2
    assert "一次只能核对一个单位" in capsys.readouterr().err


@pytest.mark.parametrize("unit", ["档案馆", "湖南省清水县档案馆", "清水县 档案馆", ""])
def test_the_same_unit(unit: str, now: Path, tmp_path: Path) -> None:  # 3
    last = file(tmp_path / "2023.xlsx", report(unit, 2023, "1", "1.5", "档案数字化经费"))
    assert found(now, last) == set()
