"""Nothing in a workbook chooses what runs: not its sheets, not its folder, not its name, not its formulas.

Attacks are also made on the module without the change that stops them, where they must succeed: otherwise the
tests would prove nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

import pytest

from perfeval_xl.hosts.excel import build
from perfeval_xl.hosts.excel.xlwings_module import CHANGES
from tests.hosts.excel.stage import COMMAND_SHELL, Stage

HOSTILE = {
    "INTERPRETER_WIN": r"C:\hostile\python.exe",
    "INTERPRETER_MAC": "/hostile/python",
    "CONDA PATH": r"C:\hostile",
    "CONDA ENV": "hostile",
    "TEMP DIR": r"\\hostile\share",
    "PYTHONPATH": r"C:\hostile",
    "ADD_WORKBOOK_TO_PYTHONPATH": "true",
}
HOSTILE_FILES = {r"C:\hostile\python.exe", "/hostile/python", r"C:\hostile\condabin\conda.bat"}
SETTINGS_FROM_ANYWHERE, SETTINGS_OF_THE_USER = next(change for change in CHANGES if "source" in change[0])
ANY_COMMAND_SHELL, THE_COMMAND_SHELL = next(change for change in CHANGES if "cmd.exe" in change[0])


@pytest.fixture
def unpatched(module: str) -> str:
    """The module without the change that settings come from the user's own file only."""
    assert module.count(SETTINGS_OF_THE_USER) == 1
    return module.replace(SETTINGS_OF_THE_USER, SETTINGS_FROM_ANYWHERE)


def ran_beside_hostile_sheet(module: str, path: Path, *, mac: bool = False) -> list[str]:
    stage = Stage(module, mac=mac)
    stage.computer.files |= HOSTILE_FILES
    stage.open(path, {"perfeval.conf": HOSTILE})
    return stage.click("PerfevalValidate")


def ran_beside_hostile_file(module: str, path: Path, *, mac: bool = False) -> list[str]:
    stage = Stage(module, mac=mac)
    stage.computer.files |= HOSTILE_FILES
    stage.computer.folder_settings = HOSTILE
    stage.open(path)
    return stage.click("PerfevalValidate")


class Attack(Protocol):
    """Clicks a button beside something hostile; returns what ran."""

    def __call__(self, module: str, path: Path, *, mac: bool = False) -> list[str]: ...


attacks = pytest.mark.parametrize("attack", [ran_beside_hostile_sheet, ran_beside_hostile_file])


@attacks
@pytest.mark.parametrize("mac", [False, True])
def test_settings_of_the_workbook_change_nothing(
    attack: Attack, mac: bool, module: str, tmp_path: Path
) -> None:
    (command,) = attack(module, tmp_path / "自评.xlsx", mac=mac)
    assert "hostile" not in command
    assert "perfeval_xl.addin.validate()" in command


@attacks
def test_without_the_change_they_run_a_program(attack: Attack, unpatched: str, tmp_path: Path) -> None:
    (command,) = attack(unpatched, tmp_path / "自评.xlsx")
    assert r"C:\hostile\condabin\conda activate hostile && " in command


def test_xlwings_own_entry_takes_the_interpreter_from_the_workbook(
    module: str, unpatched: str, tmp_path: Path
) -> None:
    """RunPython, which xlwings' documentation tells add-ins to call."""
    for source, is_hijacked in ((module, False), (unpatched, True)):
        stage = Stage(source)
        stage.computer.files |= HOSTILE_FILES
        stage.open(tmp_path / "自评.xlsx", {"perfeval.conf": HOSTILE})
        stage.excel.run("RunPython", "import this")
        hijacked = any(r'"C:\hostile\python.exe"' in command for command in stage.computer.ran)
        assert hijacked is is_hijacked


@pytest.mark.parametrize("mac", [False, True])
def test_the_folder_of_the_workbook_stays_off_the_search_path(mac: bool, module: str, tmp_path: Path) -> None:
    stage = Stage(module, mac=mac)
    stage.open(tmp_path / "自评.xlsx")
    (command,) = stage.click("PerfevalValidate")
    assert str(tmp_path) not in command
    assert "prepare_sys_path" not in command


@pytest.mark.parametrize(
    ("mac", "name"),
    [
        (False, "完成率%CMDCMDLINE%&calc&.xlsx"),
        (False, "100%.xlsx"),
        (True, "$(open -a Calculator).xlsx"),
        (True, "`open -a Calculator`.xlsx"),
        (True, '"; open -a Calculator; ".xlsx'),
        (True, "a|b.xlsx"),
    ],
)
def test_a_name_that_a_shell_would_interpret_is_refused(
    mac: bool, name: str, module: str, tmp_path: Path
) -> None:
    stage = Stage(module, mac=mac)
    stage.open(tmp_path / name)
    assert stage.click("PerfevalValidate") == []
    (message,) = stage.messages
    assert message.startswith("工作簿的文件名里有")
    assert message.endswith("请改名后再试。")


def callable_from_cells(source: str) -> list[str]:
    """The functions that a formula in any opened workbook can call: those that are not private."""
    return re.findall(r"^[ \t]*(?:Public )?(?:Declare (?:PtrSafe )?)?Function (\w+)", source, re.MULTILINE)


def test_no_formula_can_call_the_add_in(module: str) -> None:
    assert callable_from_cells(module) == []
    original = (build.xlwings_folder() / "xlwings_custom_addin.bas").read_text(encoding="ascii")
    assert {"RunFrozenPython", "RunPython", "ExecuteWindows"} <= set(callable_from_cells(original))


def test_only_callbacks_can_be_called_from_outside(module: str) -> None:
    """A ribbon control is what neither a shape's macro nor the macro list can hand over."""
    public = re.findall(r"^[ \t]*(?:Public )?((?:Declare|Sub|Function|Property) .*)", module, re.MULTILINE)
    assert public
    assert [line for line in public if not line.strip().endswith("(control As IRibbonControl)")] == []


def test_the_command_shell_is_that_of_windows(module: str, tmp_path: Path) -> None:
    for source, shell in (
        (module, COMMAND_SHELL),
        (module.replace(THE_COMMAND_SHELL, ANY_COMMAND_SHELL), "cmd.exe"),
    ):
        stage = Stage(source)
        stage.open(tmp_path / "自评.xlsx")
        (command,) = stage.click("PerfevalValidate")
        assert command.startswith(f"{shell} /C ")


def test_a_failure_writes_nothing_into_the_workbook(module: str, tmp_path: Path) -> None:
    """xlwings' own ShowError adds a sheet to it where a setting says so."""
    stage = Stage(
        module, {"INTERPRETER_WIN": r"C:\perfeval\Scripts\python.exe", "SHOW_ERROR_POPUPS": "False"}
    )
    stage.computer.exit_status = 1
    stage.open(tmp_path / "自评.xlsx")
    stage.click("PerfevalValidate")
    assert stage.excel.evaluate("ActiveWorkbook.Sheets.Count") == 1
    assert len(stage.messages) == 1
