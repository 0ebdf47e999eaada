"""`perfeval-xl profile`: what a bureau that writes its own file gets to see."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl import Severity, check_file, cli, profile
from perfeval_xl.form.score_table import DEPARTMENT_FUNDS, WEIGHT

Captured = pytest.CaptureFixture[str]
COUNTY = '[profile]\nextends = "national"\ntitle = "本县"\nversion = "2025.3"\n'


def test_list(capsys: Captured) -> None:
    assert cli.main(["profile", "list"]) == 0
    printed = capsys.readouterr().out
    assert [line.split()[0] for line in printed.splitlines()] == list(profile.available())


def test_show_says_everything_the_profile_settles(capsys: Captured) -> None:
    assert cli.main(["profile", "show", "example-county"]) == 0
    printed = capsys.readouterr().out
    for said in (
        "版本 2025.1",
        "满分 100 分：执行率 20，产出指标 40，效益指标 30，满意度指标 10",
        "执行率 80% 及以上得分值的 60%",
        "执行率低于 92%",
        "达成预期指标得分值的 100%–80%，部分达成 80%–50%，未达成 50%–0%",
        "优 ≥ 90，良 ≥ 80，中 ≥ 60，差 ≥ 0",
        "数量指标、质量指标、时效指标、服务对象满意度指标；效益类指标至少一类",
        "六、部门整体支出绩效情况",
        "样例县财政局",
        "TYPE-05 金额最多两位小数：提示 → 不用",
        "CROSS-08",
        "乡镇专项资金",
        "project：{year}年度一般公共预算项目支出",
    ):
        assert said in printed, printed


def test_show_without_a_name_shows_the_default(capsys: Captured) -> None:
    assert cli.main(["profile", "show"]) == 0
    assert "名称 national" in capsys.readouterr().out


def test_check(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "本县.toml"
    path.write_text(COUNTY, encoding="utf-8")
    assert cli.main(["profile", "check", str(path)]) == 0
    assert f"{path} 可以使用：本县，版本 2025.3，" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("[weights]\nexecution = 20", "weights.total"),
        ('[rule_levels]\n"FUND-99" = "off"', "FUND-99"),
        ("[bands", "文件末尾写法不对"),
        ("bands = 1 2", "第 5 行"),
    ],
)
def test_check_says_what_is_wrong_in_one_line(
    changes: str, says: str, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "本县.toml"
    path.write_text(COUNTY + changes, encoding="utf-8")
    assert cli.main(["profile", "check", str(path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert str(path) in line
    assert says in line


def test_check_without_a_file(capsys: Captured) -> None:
    assert cli.main(["profile", "check"]) == 2
    assert "profile check 本县.toml" in capsys.readouterr().err


@pytest.mark.parametrize("name", profile.available())
def test_a_new_workbook_follows_its_profile(name: str, tmp_path: Path) -> None:
    path = tmp_path / "自评.xlsx"
    assert cli.main(["new", "-o", str(path), "--profile", name, "--year", "2025"]) == 0
    result = check_file(path)
    settled = profile.load(name)
    assert result.evaluation.profile is settled
    department = result.evaluation.department
    assert department is not None
    assert department.cell(DEPARTMENT_FUNDS, WEIGHT).value == settled.execution_weight
    assert {group.name: group.points.value for group in department.groups} == dict(settled.level1_points)
    filled_in = {finding.rule for finding in result.findings if finding.severity is not Severity.INFO}
    assert filled_in <= {"FORM-08"}, "the example county wants preparer, date and phone"


def test_new_with_a_file_of_ones_own(tmp_path: Path, capsys: Captured) -> None:
    county, path = tmp_path / "本县.toml", tmp_path / "自评.xlsx"
    county.write_text(COUNTY, encoding="utf-8")
    assert cli.main(["new", "-o", str(path), "--profile", str(county)]) == 0
    assert f"--profile {county}" in capsys.readouterr().out
    assert cli.main(["validate", str(path), "--profile", str(county)]) in (0, 1)
    assert "口径：本县（本县 2025.3）" in capsys.readouterr().out
