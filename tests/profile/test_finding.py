"""Which profile is used: a name or a file of the bureau's own on the command line, else the workbook's.

1. A file is found by its path; its messages name that path. It is read anew when it was changed.
2. A file that cannot be read, is too large, is no UTF-8 or has a known profile's name is refused.
3. A workbook can name a profile of the program's, never a file.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from perfeval_xl import profile as profiles
from perfeval_xl.checking import check_file, check_grids
from perfeval_xl.grid import Grid
from perfeval_xl.profile import ProfileError
from perfeval_xl.writers.template import write_template

COUNTY = '[profile]\nextends = "national"\ntitle = "本县"\nversion = "2025.3"\n'


@pytest.fixture
def county(tmp_path: Path) -> Path:
    path = tmp_path / "本县.toml"
    path.write_text(COUNTY, encoding="utf-8")
    return path


def test_a_file_of_the_bureaus_own(
    county: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # 1
    found = profiles.find(str(county))
    assert (found.name, found.title, found.version, found.file) == ("本县", "本县", "2025.3", str(county))
    monkeypatch.chdir(tmp_path)
    for written in ("本县.toml", "./本县.toml"):
        assert profiles.find(written).title == "本县"
    assert profiles.find("national") is profiles.load("national")


def test_a_byte_order_mark_and_changes(county: Path) -> None:  # 1
    county.write_text(COUNTY, encoding="utf-8-sig")
    assert profiles.find(str(county)).version == "2025.3"
    assert profiles.find(str(county)) is profiles.find(str(county)), "read once"
    county.write_text(COUNTY.replace("2025.3", "2025.14"), encoding="utf-8")
    assert profiles.find(str(county)).version == "2025.14"


def test_a_reference_stands_beside_the_file_that_names_it(county: Path) -> None:  # 1
    look = county.with_name("样式.docx")
    look.write_bytes(b"")
    county.write_text(f'{COUNTY}[report]\nreference = "{look.name}"\n', encoding="utf-8")
    assert profiles.find(str(county)).reference == look
    look.unlink()
    county.write_text(f'{COUNTY}[report]\nreference = "{look.name}" #\n', encoding="utf-8")
    assert "不在口径文件旁" in refused(str(county))


def refused(name: str) -> str:
    with pytest.raises(ProfileError) as caught:
        profiles.find(name)
    return str(caught.value)


def test_what_is_refused(county: Path, tmp_path: Path) -> None:  # 2
    assert "找不到口径文件" in refused(str(tmp_path / "没有.toml"))
    assert "读不出来" in refused(str(tmp_path) + os.sep)
    county.write_bytes(COUNTY.encode("gb18030"))
    assert "UTF-8" in refused(str(county))
    county.write_text("#" * 2_000_000, encoding="utf-8")
    assert "太大" in refused(str(county))
    county.write_text("[profile\ntitle", encoding="utf-8")
    assert "第 1 行第 9 列附近" in refused(str(county))
    namesake = tmp_path / "national.toml"
    namesake.write_text(COUNTY, encoding="utf-8")
    assert "同名" in refused(str(namesake))
    assert "可选：" in refused("本县")


def test_a_workbook_never_chooses_a_file(county: Path) -> None:  # 3
    for named in (str(county), f"../{county.name}", "本县"):
        guide = Grid("填报说明", [["模板版本", "1"], ["评价口径", named]])
        result = check_grids([guide], "自评.xlsx")
        assert result.evaluation.profile.name == "national"
        assert "FORM-02" in {finding.rule for finding in result.findings}


def test_a_workbook_of_the_bureaus_own_profile(county: Path, tmp_path: Path) -> None:  # 1
    path = tmp_path / "自评.xlsx"
    write_template(path, profiles.find(str(county)), 2025)
    assert "FORM-02" not in {finding.rule for finding in check_file(path, str(county)).findings}
    found = check_file(path, str(county)).as_json()
    assert (found["profile"], found["profile_version"]) == ("本县", "2025.3")
    (unknown,) = [finding for finding in check_file(path).findings if finding.rule == "FORM-02"]
    assert "--profile" in unknown.fix
