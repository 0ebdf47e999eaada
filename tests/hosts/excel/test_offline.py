"""The scripts for computers without internet, run with a Python that only writes down what it was asked."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.hosts.excel.test_ribbon import MACROS

OFFLINE = MACROS / "offline"
RECORDING_PYTHON = """#!/bin/sh
printf '%s\\n' "$(basename "$0") $*" >> "$RECORD"
case "$2" in
  venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
esac
case "$1" in
  -c) exit "${TOO_OLD:-0}" ;;
esac
"""


@pytest.fixture
def computer(tmp_path: Path) -> Path:
    """A folder with a home and a python3 that records its arguments."""
    programs = tmp_path / "programs"
    programs.mkdir()
    python = programs / "python3"
    python.write_text(RECORDING_PYTHON, encoding="ascii")
    python.chmod(0o755)
    (tmp_path / "用户 home").mkdir()
    return tmp_path


def run(script: Path, *arguments: str, on: Path, **environment: str) -> tuple[int, list[str], str]:
    """The exit status, what python was asked, and what was said."""
    record = on / "record"
    record.unlink(missing_ok=True)
    environment |= {
        "PATH": f"{on / 'programs'}:{os.environ['PATH']}",
        "HOME": str(on / "用户 home"),
        "RECORD": str(record),
    }
    ran = subprocess.run(
        ["sh", script, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    asked = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    return ran.returncode, asked, ran.stdout + ran.stderr


def test_collect_then_install(computer: Path) -> None:
    folder = computer / "离线 安装"
    status, asked, said = run(OFFLINE / "collect.sh", str(folder), on=computer)
    assert (status, asked) == (0, [f"python3 -m pip wheel --wheel-dir {folder}/wheels {OFFLINE}/../.."])
    assert "install.sh" in said
    assert {path.name for path in folder.iterdir()} == {
        "wheels",
        "install.sh",
        "install.bat",
        "README.zh-CN.md",
    }

    status, asked, _ = run(folder / "install.sh", on=computer)
    target = f"{computer}/用户 home/.local/share/perfeval-xl"
    assert status == 0
    assert asked[1:] == [
        f"python3 -m venv {target}",
        f"python -m pip install --quiet --no-index --find-links {folder}/wheels"
        " --force-reinstall perfeval-xl",
        "python -m perfeval_xl.cli addin install",
    ]


def test_collect_without_a_folder_says_how(computer: Path) -> None:
    assert run(OFFLINE / "collect.sh", on=computer) == (2, [], "用法：sh collect.sh 文件夹\n")


def test_an_old_python_is_said(computer: Path) -> None:
    status, asked, said = run(OFFLINE / "install.sh", on=computer, TOO_OLD="1")
    assert status == 1
    assert len(asked) == 1
    assert said == "没有找到 Python 3.11 或更高版本。请先安装 Python，再运行本程序。\n"


@pytest.mark.parametrize("name", ["collect", "install"])
def test_windows_runs_the_same_commands(name: str) -> None:
    """Word for word, but for the names of folders and programs."""
    on_windows = (OFFLINE / f"{name}.bat").read_bytes().decode("utf-8")
    elsewhere = (OFFLINE / f"{name}.sh").read_text(encoding="utf-8")
    assert python_calls(on_windows) == python_calls(elsewhere) != []


def python_calls(script: str) -> list[str]:
    arguments = re.findall(r"-m (?:venv|pip|perfeval_xl)[^&|\r\n]*", script)
    return [re.sub(r'"[^"]*"', "FOLDER", call).strip() for call in arguments]


@pytest.mark.parametrize("name", ["collect.bat", "install.bat"])
def test_a_batch_file_is_one_that_cmd_reads_whole(name: str) -> None:
    """cmd.exe loses its place in a file with Unix line ends; Chinese needs the code page first."""
    content = (OFFLINE / name).read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") > 0
    before, _, _ = content.partition(b"chcp 65001")
    assert before.isascii()
