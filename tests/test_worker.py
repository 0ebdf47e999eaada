"""The process behind the toolbar's buttons.

1. One answer for each click, and an end when its time is over.
2. A workbook, or a LibreOffice, that is closed half-way is said; it is no bug of the program's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from perfeval_xl import worker
from perfeval_xl.examples import example_tables
from perfeval_xl.profile import Profile
from perfeval_xl.worker import Request
from perfeval_xl.writers.template import write_workbook
from tests.libreoffice import Office

if TYPE_CHECKING:
    import xlwings

CLICK = '{"button": "validate", "document": "12", "pipe": "p"}'


Served = tuple[list[Request], list[tuple[str, str]]]


def served(*lines: str, current: bool = True, problem: str | None = None) -> Served:
    """The requests that were done, and the answers."""
    done: list[Request] = []
    answers: list[tuple[str, str]] = []

    def button(request: Request) -> str | None:
        done.append(request)
        return problem

    worker.serve(lines, lambda event, message: answers.append((event, message)), button, lambda: current)
    return done, answers


def test_each_click_is_answered_and_getting_ready_is_not() -> None:
    done, answers = served('{"prepare": "p"}', CLICK, CLICK)
    assert done == [Request("p"), *[Request("p", "validate", "12")] * 2]
    assert answers == [("done", "")] * 2


def test_a_problem_is_passed_on() -> None:
    assert served(CLICK, problem="请先打开工作簿。")[1] == [("failed", "请先打开工作簿。")]


def test_an_upgraded_program_is_left_to_another_process() -> None:
    assert served(CLICK, CLICK, current=False) == ([], [("stale", "")])


def test_the_stamp_tells_changed_and_removed_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "part").mkdir()
    module = tmp_path / "part" / "module.py"
    module.write_text("")
    monkeypatch.setattr(worker, "PACKAGE", tmp_path)
    first = worker.program_stamp()
    assert first == worker.program_stamp()
    os.utime(module, (1, 1))
    assert worker.program_stamp() != first
    module.unlink()
    assert worker.program_stamp() == (0, 0)
    monkeypatch.setattr(worker, "PACKAGE", tmp_path / "gone")
    assert worker.program_stamp() == (0, 0)


def run(*lines: str) -> list[dict[str, str]]:
    """The answers of the process itself."""
    ran = subprocess.run(
        [sys.executable, "-P", "-m", worker.__name__],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_it_ends_with_its_input() -> None:
    assert run() == []


@pytest.mark.libreoffice
def test_a_libreoffice_that_is_gone_is_said() -> None:
    (answer,) = run('{"button": "validate", "document": "12", "pipe": "nobody"}')
    assert answer["event"] == "failed"
    assert "连接不上 LibreOffice" in answer["message"]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("button", "step"),
    [
        *(("validate", step) for step in ("read_book", "unmark", "mark", "write_sheet")),
        ("add_project", "check_grids"),
        ("export_report", "check_grids"),
    ],
)
def test_a_workbook_closed_half_way_is_said(
    button: str,
    step: str,
    office: Office,
    app: xlwings.App,
    tmp_path: Path,
    profile: Profile,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The clerk closes it just before that step; another workbook stays open."""
    from perfeval_xl import addin

    path = tmp_path / "自评.xlsx"
    write_workbook(path, example_tables(), profile)
    other = app.books.add()
    book = app.books.open(str(path))
    begun: Callable[..., Any] = getattr(addin, step)

    def closed_before(*arguments: Any) -> Any:
        book.close()
        return begun(*arguments)

    monkeypatch.setattr(addin, step, closed_before)
    said = worker._buttons()(Request(office.pipe, button, book.api.RuntimeUID))
    assert said is not None
    assert said.startswith("工作簿在处理中被关闭了")
    assert capfd.readouterr().err == ""
    assert list(app.books) == [other]
