"""`perfeval-xl batch --profile 本县.toml`: a bureau checks a whole folder with its own profile.

1. The file's settings count, its grades stand in the overview, and it may lie anywhere.
2. What is wrong with the file is said in one line, before anything is read.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfeval_xl import cli
from tests.bureau.folders import self_evaluation, write

Captured = pytest.CaptureFixture[str]
COUNTY = """
[profile]
extends = "national"
title = "本县"
version = "2025.3"
[[grades]]
name = "达标"
from = 95
[[grades]]
name = "不达标"
from = 0
[rule_levels]
"FORM-08" = "off"
"""


def test_a_file_of_the_bureaus_own(tmp_path: Path, capsys: Captured) -> None:  # 1
    county = tmp_path / "本县.toml"
    county.write_text(COUNTY, encoding="utf-8")
    write(tmp_path / "自评" / "甲局.xlsx", self_evaluation("甲局"))
    arguments = ["batch", str(tmp_path / "自评"), "--profile", str(county), "--jobs", "1"]
    assert cli.main([*arguments, "-o", str(tmp_path / "汇总.xlsx")]) in (0, 1)
    capsys.readouterr()
    assert cli.main([*arguments, "--format", "json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert (found["profile"], found["profile_version"]) == ("本县", "2025.3")
    assert "FORM-08" not in {finding["rule"] for finding in found["findings"]}


def test_what_is_wrong_with_the_file(tmp_path: Path, capsys: Captured) -> None:  # 2
    county = tmp_path / "本县.toml"
    county.write_text(COUNTY.replace("95", "'九十五'"), encoding="utf-8")
    write(tmp_path / "自评" / "甲局.xlsx", self_evaluation("甲局"))
    summary = tmp_path / "汇总.xlsx"
    assert cli.main(["batch", str(tmp_path / "自评"), "-o", str(summary), "--profile", str(county)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "grades[1].from" in line
    assert not summary.exists()
