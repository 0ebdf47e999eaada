"""A batch among files and folders that the reviewer may not open, with real permissions.

1. A sub-folder that may not be opened is named, and the rest is checked all the same.
2. So is a file that may not be read; letters that may not be written cost no summary.
3. A folder that may not be listed, and places where nothing may be written, are said in one line; what was
   done by then is kept.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bureau.folders import remarks, rows, self_evaluation, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="permissions are bits of a mode here")
_DROP_FROM_BOUND = 24
_OVERRIDES = (1, 2)
"""Linux's capabilities to write, and to read, what the permissions forbid: a superuser's."""


def obey_permissions() -> None:
    """Makes the program that is started next subject to permissions, whoever runs the tests."""
    if os.geteuid() == 0:
        for capability in _OVERRIDES:
            if ctypes.CDLL(None).prctl(_DROP_FROM_BOUND, capability, 0, 0, 0):
                raise OSError("permissions cannot be made to hold for the superuser")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        preexec_fn=obey_permissions,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def batch(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], Path]:
    summary = folder.parent / "出" / "汇总.xlsx"
    command = ["-m", "perfeval_xl.cli", "batch", str(folder), "-o", str(summary), "--jobs", "1", *arguments]
    return run(*command), summary


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "自评"
    write(folder / "甲局.xlsx", self_evaluation("甲局"))
    write(folder / "乡镇" / "乙镇.xlsx", self_evaluation("乙镇"))
    (tmp_path / "出").mkdir()
    yield folder
    for path in (folder, folder / "乡镇", tmp_path / "出", tmp_path / "出" / "意见"):
        if path.exists():
            path.chmod(0o700)


def test_permissions_hold(folder: Path) -> None:
    (folder / "甲局.xlsx").chmod(0)
    refused = run("-c", f"open({str(folder / '甲局.xlsx')!r})")
    assert "PermissionError" in refused.stderr


def test_what_may_not_be_opened_or_written(folder: Path) -> None:
    """A sub-folder, a file, the letters' folder; then the summary, as if it were open in Excel on Windows."""
    write(folder / "丙局.xlsx", self_evaluation("丙局"))
    letters = folder.parent / "出" / "意见"
    letters.mkdir()
    closed = (folder / "乡镇", folder / "丙局.xlsx", letters)
    for path in closed:
        path.chmod(0o500 if path is letters else 0)
    ended, summary = batch(folder, "--letters", str(letters))
    assert (ended.returncode, ended.stderr) == (2, "")
    assert remarks(summary) == {"乡镇": "文件夹打不开", "丙局.xlsx": "未能读取"}
    said = {row["文件"]: row["原因和处理办法"] for row in rows(summary, "未能读取")}
    assert "没有权限打开这个文件夹" in said["乡镇"]
    assert "权限" in said["丙局.xlsx"]
    assert [row["文件"] for row in rows(summary, "单位汇总")] == ["甲局.xlsx"]
    assert "有 1 份修改意见没有写：\n  修改意见_甲局.docx：写不进去（没有权限）" in ended.stdout

    for path in closed:
        path.chmod(0o700)
    kept = summary.with_suffix(".journal").read_bytes()
    summary.chmod(0o400)
    ended, _ = batch(folder, "--resume", "--letters", str(letters))
    (line,) = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (2, ""), "said before anything is checked"
    assert "汇总.xlsx 写不进去：可能正在 Excel" in line
    assert summary.with_suffix(".journal").read_bytes() == kept

    summary.chmod(0o600)
    ended, _ = batch(folder, "--resume", "--letters", str(letters))
    assert "1 份文件与上次相同" in ended.stdout
    assert remarks(summary) == {}
    assert len(rows(summary, "单位汇总")) == len(list(letters.iterdir())) == 3


def test_a_folder_that_may_not_be_listed_is_one_line(folder: Path) -> None:
    folder.chmod(0)
    ended, summary = batch(folder)
    (line,) = ended.stderr.splitlines()
    assert (ended.returncode, summary.exists()) == (2, False)
    assert f"打不开文件夹 {folder}" in line
    assert "权限" in line


def test_a_place_where_nothing_may_be_written_is_one_line(folder: Path) -> None:
    (folder.parent / "出").chmod(0o500)
    ended, summary = batch(folder)
    (line,) = ended.stderr.splitlines()
    assert (ended.returncode, summary.exists()) == (2, False)
    assert "权限" in line
    assert "-o" in line


def test_a_summary_place_closed_half_way_keeps_what_is_done(folder: Path) -> None:
    """The journal is open already; only the new summary cannot be put beside it."""
    code = f"""
import sys
from pathlib import Path
from perfeval_xl.bureau import summary
from perfeval_xl.cli import main
write = summary.write_summary

def closed(*arguments):
    Path({str(folder.parent / "出")!r}).chmod(0o500)
    write(*arguments)

summary.write_summary = closed
sys.exit(main(["batch", {str(folder)!r}, "-o", {str(folder.parent / "出" / "汇总.xlsx")!r}, "--jobs", "1"]))
"""
    ended = run("-c", code)
    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 2
    assert "汇总.xlsx 写不进去" in line
    assert "--resume" in line
    (folder.parent / "出").chmod(0o700)
    ended, summary = batch(folder, "--resume")
    assert "有 2 份文件与上次相同" in ended.stdout
    assert len(rows(summary, "单位汇总")) == 2
