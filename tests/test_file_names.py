"""Names that are no text can be printed and stored, by every command.

1. What is no character is read as a Chinese Windows reads it, or becomes a replacement character; all
   else stays.
2. Each command says and writes such a name, and goes on.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from perfeval_xl import cli
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.file_names import shown
from perfeval_xl.profile import load
from perfeval_xl.writers.template import write_workbook

Captured = pytest.CaptureFixture[str]
BAD_NAME = "a\ufffd\ufffd"

bytes_are_names = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are text")


@pytest.fixture
def badly_named(tmp_path: Path) -> Path:
    path = tmp_path / os.fsdecode(b"a\xff\xfe.xlsx")
    write_workbook(path, example_tables(), load(EXAMPLE_PROFILE))
    return path


def test_a_name_in_another_encoding_can_be_shown() -> None:  # 1
    assert shown(Path("文件夹") / "自评.xlsx") == os.path.join("文件夹", "自评.xlsx")
    assert shown("a\udcff\ud800.xlsx") == f"{BAD_NAME}.xlsx"


@bytes_are_names
def test_a_name_from_a_chinese_windows_is_read() -> None:  # 1
    folder, file = os.fsdecode("乡镇".encode("gb18030")), os.fsdecode("申局.xlsx".encode("gb18030"))
    assert shown(Path("自评") / folder / file) == os.path.join("自评", "乡镇", "申局.xlsx")


@bytes_are_names
def test_validate(badly_named: Path, tmp_path: Path, capsys: Captured) -> None:  # 2
    output = tmp_path / "问题.xlsx"
    assert cli.main(["validate", str(badly_named), "-o", str(output)]) == 1
    assert f"{BAD_NAME}.xlsx" in capsys.readouterr().out
    assert f"{BAD_NAME}.xlsx：" in load_workbook(output).worksheets[0]["A2"].value
    assert cli.main(["validate", str(badly_named), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["file"].endswith(f"{BAD_NAME}.xlsx")


@bytes_are_names
def test_what_cannot_be_read(badly_named: Path, capsys: Captured) -> None:  # 2
    badly_named.write_bytes(b"")
    assert cli.main(["validate", str(badly_named), "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["file"].endswith(f"{BAD_NAME}.xlsx")
    assert cli.main(["validate", str(badly_named)]) == 2
    assert f"{BAD_NAME}.xlsx：" in capsys.readouterr().err


@bytes_are_names
def test_the_other_commands(badly_named: Path, tmp_path: Path, capsys: Captured) -> None:  # 2
    made = str(tmp_path / os.fsdecode(b"b\xff\xfe"))
    assert cli.main(["export", str(badly_named), "-o", f"{made}.docx"]) == 0
    assert cli.main(["import", f"{made}.docx", "-o", f"{made}.xlsx"]) == 0
    assert cli.main(["new", "-o", f"{made}-2.xlsx"]) == 0
    assert cli.main(["validate", f"{made}.xlsx", "--previous", str(badly_named)]) == 2
    said = capsys.readouterr()
    for name in ("b\ufffd\ufffd.docx", "b\ufffd\ufffd.xlsx", "b\ufffd\ufffd-2.xlsx"):
        assert name in said.out
    assert f"{BAD_NAME}.xlsx" in said.err


@bytes_are_names
def test_a_profile(badly_named: Path, tmp_path: Path, capsys: Captured) -> None:  # 2
    profile = tmp_path / os.fsdecode(b"a\xff\xfe.toml")
    profile.write_text('[profile]\nextends = "national"\ntitle = "县"\nversion = "1"\n', encoding="utf-8")
    assert cli.main(["validate", str(badly_named), "--profile", str(profile), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["profile"] == BAD_NAME
