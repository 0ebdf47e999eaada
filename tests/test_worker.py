"""The process behind the toolbar's buttons: one answer for each click, and an end when its time is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfeval_xl import worker
from perfeval_xl.worker import Request

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
