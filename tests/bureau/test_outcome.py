"""What one file comes to.

1. The same file comes to the same, wherever it is checked.
2. A file that goes away, or is written to, while it is checked is said to be, and is tried again.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from perfeval_xl.bureau import outcome as outcomes
from perfeval_xl.bureau.outcome import Status, Task, check_one
from tests.bureau.folders import self_evaluation, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "甲局.xlsx", self_evaluation("甲局"))


def test_one_file_gives_the_same_outcome_everywhere(path: Path) -> None:
    once, again = check_one(Task("甲局.xlsx", path)), check_one(Task("甲局.xlsx", path))
    assert once == again
    assert once.status is Status.CHECKED


def test_a_file_that_has_gone(path: Path) -> None:
    path.unlink()
    gone = check_one(Task("甲局.xlsx", path))
    assert (gone.status, gone.digest, gone.state) == (Status.UNREADABLE, "", "")
    assert "找不到文件" in gone.reason


def replace_it(path: Path) -> None:
    """As spreadsheet programs save: another file in its place."""
    other = path.with_name("另一份")
    other.write_bytes(path.read_bytes())
    status = path.stat()
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def write_to_it(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


@pytest.mark.parametrize("change", [write_to_it, replace_it, Path.unlink])
def test_a_file_that_changes_meanwhile(
    change: Callable[[Path], None], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its content had been looked at, and it had not been read as a workbook."""
    check_file = outcomes.check_file

    def changed(path: Path, *arguments: Any) -> Any:
        change(path)
        return check_file(path, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(outcomes, "check_file", changed)
        found = check_one(Task("甲局.xlsx", path))
    assert (found.status, found.digest, found.state, found.result) == (Status.UNREADABLE, "", "", "")
    assert "正被改动或移走" in found.reason
