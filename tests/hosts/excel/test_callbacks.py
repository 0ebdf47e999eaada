"""What a click on a button starts, and what is said when it cannot. The built module runs, see stage.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.hosts.excel.stage import COMMAND_SHELL, MAC_PYTHON, PYTHON, Stage
from tests.hosts.excel.test_ribbon import BUTTONS

GUID = r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"
NAMES = ["自评.xlsx", "自评 2024 (副本).xlsx", "a=b#c&d!.xlsm"]


def windows_command(function: str, workbook: str) -> str:
    return (
        f'{COMMAND_SHELL} /C C: & cd "C:\\perfeval\\Scripts" & "{PYTHON}" -B -c '
        f'"import perfeval_xl.addin; perfeval_xl.addin.{function}()"  --wb="{workbook}" --from_xl=1 '
        '--app="Office/MacOS\\Microsoft Excel" --hwnd="4711" 2> "C:\\Temp\\xlwings-GUID.log" '
    )


@pytest.mark.parametrize(("callback", "function", "_"), BUTTONS.values())
def test_a_click_runs_exactly_this_on_windows(
    callback: str, function: str, _: str, module: str, tmp_path: Path
) -> None:
    stage = Stage(module)
    stage.open(tmp_path / "自评.xlsx")
    ran = [re.sub(GUID, "GUID", command) for command in stage.click(callback)]
    assert ran == [windows_command(function, "自评.xlsx")]
    assert stage.messages == []


@pytest.mark.parametrize(("callback", "function", "_"), BUTTONS.values())
def test_a_click_runs_exactly_this_on_macos(
    callback: str, function: str, _: str, module: str, tmp_path: Path
) -> None:
    version = re.search(r'XLWINGS_VERSION As String = "(.*)"', module)
    assert version
    stage = Stage(module, mac=True)
    stage.open(tmp_path / "自评.xlsx")
    assert stage.click(callback) == [
        f"xlwings-{version[1]}.applescript: false;|{MAC_PYTHON}"
        f"|import perfeval_xl.addin; perfeval_xl.addin.{function}()|自评.xlsx|Office/M"
        "|/Users/clerk/Library/Containers/com.microsoft.Excel/Data//xlwings.log"
    ]
    assert stage.messages == []


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_the_workbook_arrives_as_it_is(name: str, module: str, tmp_path: Path) -> None:
    stage = Stage(module)
    stage.open(tmp_path / name)
    assert [re.sub(GUID, "GUID", command) for command in stage.click("PerfevalValidate")] == [
        windows_command("validate", name)
    ]


@pytest.mark.parametrize("mac", [False, True])
def test_no_workbook_is_open(mac: bool, module: str) -> None:
    stage = Stage(module, mac=mac)
    assert stage.click("PerfevalValidate") == []
    assert stage.messages == [
        "请先打开要校验的工作簿。如果窗口上方有“受保护的视图”，请先点“启用编辑”，再点按钮。"
    ]


@pytest.mark.parametrize("mac", [False, True])
@pytest.mark.parametrize("interpreter", ["", "python", "pythonw", r"Scripts\python.exe"])
def test_no_interpreter_is_installed(interpreter: str, mac: bool, module: str, tmp_path: Path) -> None:
    """A name without its folder is no better than none: it is looked for in the current folder first."""
    stage = Stage(module, {"INTERPRETER_WIN": interpreter, "INTERPRETER_MAC": interpreter}, mac=mac)
    stage.computer.files.add(interpreter)
    stage.open(tmp_path / "自评.xlsx")
    assert stage.click("PerfevalValidate") == []
    assert stage.messages == ["按钮还没有安装好。请运行 perfeval-xl addin install，再重新打开 Excel。"]


@pytest.mark.parametrize(("mac", "python"), [(False, PYTHON), (True, MAC_PYTHON)])
def test_the_environment_was_deleted(mac: bool, python: str, module: str, tmp_path: Path) -> None:
    stage = Stage(module, mac=mac)
    stage.computer.files.clear()
    stage.open(tmp_path / "自评.xlsx")
    assert stage.click("PerfevalValidate") == []
    assert stage.messages == [
        "找不到 Python，可能被删除或移动了。请重新安装 perfeval-xl，"
        f"再运行 perfeval-xl addin install。\r\n{python}"
    ]


def test_python_ends_with_an_error(module: str, tmp_path: Path) -> None:
    stage = Stage(module)
    stage.computer.exit_status = 1
    stage.computer.error_text = "ModuleNotFoundError: No module named 'perfeval_xl'"
    stage.open(tmp_path / "自评.xlsx")
    assert len(stage.click("PerfevalValidate")) == 1
    assert stage.messages == [
        "程序没有正常结束。请再试一次；如果还不行，请把下面的内容发给技术人员：\r\n"
        "ModuleNotFoundError: No module named 'perfeval_xl'"
    ]


def test_every_message_has_the_title_of_the_tab(module: str) -> None:
    stage = Stage(module)
    stage.click("PerfevalShowHelp")
    assert [title for _, _, title, _ in stage.excel.dialogs] == ["绩效自评"]
