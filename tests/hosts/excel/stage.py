"""The add-in's module, run: an Excel in memory (pyopenvba's), and a computer around it that only writes down.

The text that runs is the built module's own. Replaced are the few procedures that reach the machine (files,
environment, shell); they answer from what a test says there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import VBAObject, method

from perfeval_xl.hosts.excel.build import RIBBON_MODULE

HOME = r"C:\Users\clerk"
SETTINGS = HOME + r"\.perfeval\perfeval.conf"
PYTHON = r"C:\perfeval\Scripts\python.exe"
MAC_HOME = "/Users/clerk/Library/Containers/com.microsoft.Excel/Data/"
MAC_SETTINGS = MAC_HOME + "/perfeval.conf"
MAC_PYTHON = "/Users/clerk/perfeval/bin/python"
COMMAND_SHELL = r"C:\Windows\system32\cmd.exe"

_ENVIRONMENT = {"USERPROFILE": HOME, "TEMP": r"C:\Temp", "COMSPEC": COMMAND_SHELL, "HOME": MAC_HOME}
_TRAILING_COMMENT = re.compile(r"^(\s*#.*?)\s*'.*$", re.MULTILINE)
"""After a directive; the interpreter does not read it."""
_DECLARE = re.compile(r"^\s*Private Declare .*$", re.MULTILINE)
_STAGED = {
    "Environ(": "StagedEnviron(",
    "Application.Hwnd": "4711",
    "Application.Path": '"Office/MacOS"',
    "Kill LOG_FILE": "Err.Clear",
    'GetConfig("SHOW CONSOLE", False) = True': 'CBool(GetConfig("SHOW CONSOLE", False))',
}
"""What the interpreter lacks, and what takes its place."""
_MACHINE = """
Private Function StagedEnviron(name As String) As String
    StagedEnviron = StagedComputer.Variable(name)
End Function

Private Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = StagedComputer.HasFile(FileSpec)
End Function

Private Function GetConfigFromFile(sFile As String, sName As String, Optional sValue As String) As Boolean
    sValue = StagedComputer.Setting(sFile, sName)
    GetConfigFromFile = sValue <> ""
End Function

Private Function ReadFile(ByVal FileName As String)
    ReadFile = StagedComputer.ErrorText()
End Function

Private Function StagedComputer() As Object
    Set StagedComputer = CreateObject("Staged.Computer")
End Function

Private Function MacScript(script As String) As String
    MacScript = StagedComputer.Script(script)
End Function

Private Function AppleScriptTask(file As String, handler As String, parameter As String) As String
    AppleScriptTask = StagedComputer.ScriptTask(file, handler, parameter)
End Function
"""


class Control(VBAObject):
    """What the ribbon hands to a callback."""

    vba_type_name = "IRibbonControl"


class Computer(VBAObject):
    """Its files, and what was started on it."""

    vba_type_name = "Object"

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = dict(settings)
        """The user's own."""
        self.folder_settings: dict[str, str] = {}
        """Of a file beside the workbook."""
        self.files = {PYTHON, MAC_PYTHON}
        self.ran: list[str] = []
        self.exit_status = 0
        self.error_text = ""

    def _lines(self, path: str) -> dict[str, str]:
        if path in (SETTINGS, MAC_SETTINGS):
            return self.settings
        return self.folder_settings if path.endswith("perfeval.conf") else {}

    @method
    def Variable(self, name: Any) -> str:  # noqa: N802 - VBA's name, here and below
        return _ENVIRONMENT[str(name).upper()]

    @method
    def HasFile(self, path: Any) -> bool:  # noqa: N802
        return str(path) in self.files or bool(self._lines(str(path)))

    @method
    def Setting(self, path: Any, name: Any) -> str:  # noqa: N802
        return self._lines(str(path)).get(str(name), "")

    @method
    def ErrorText(self) -> str:  # noqa: N802
        return self.error_text

    @method
    def Run(self, command: Any, window_style: Any, wait: Any) -> int:  # noqa: N802
        assert bool(wait)
        self.ran.append(str(command))
        return self.exit_status

    @method
    def ExpandEnvironmentStrings(self, text: Any) -> str:  # noqa: N802
        return str(text).replace("%USERPROFILE%", HOME)

    @method
    def Script(self, script: Any) -> str:  # noqa: N802
        return MAC_HOME if "home folder" in str(script) else str(script).split('"')[1]

    @method
    def ScriptTask(self, file: Any, handler: Any, parameter: Any) -> str:  # noqa: N802
        assert str(handler) == "VbaHandler"
        self.ran.append(f"{file}: {parameter}")
        return "0"


class Stage:
    """An Excel with the add-in's `module` loaded, on a computer with the user's `settings`."""

    def __init__(self, module: str, settings: Mapping[str, str] | None = None, *, mac: bool = False) -> None:
        if settings is None:
            settings = {"INTERPRETER_WIN": PYTHON, "INTERPRETER_MAC": MAC_PYTHON}
        self.computer = Computer(settings)
        self.excel = ExcelApplication()
        self._create = self.excel.interpreter.create_com
        self.excel.interpreter.create_com = self._create_com
        self.excel.add_module(_staged(module, mac=mac), name=RIBBON_MODULE)

    def _create_com(self, class_name: str) -> object:
        return self._create(class_name) if class_name.startswith("Scripting.") else self.computer

    def open(self, path: Path, sheets: Mapping[str, Mapping[str, str]] | None = None) -> None:
        """Opens a workbook with these sheets, each of names and values; the last one is active."""
        workbook = Workbook()
        for title, rows in (sheets or {}).items():
            sheet = workbook.create_sheet(title)
            for row in rows.items():
                sheet.append(row)
            workbook.active = sheet
        workbook.save(path)
        self.excel.open_workbook(path)

    def click(self, callback: str) -> list[str]:
        """Runs the callback of a button; returns the commands it started."""
        self.computer.ran.clear()
        self.excel.run(callback, Control())
        return list(self.computer.ran)

    @property
    def messages(self) -> list[str]:
        return [text for _, text, _, _ in self.excel.dialogs]


def _staged(module: str, *, mac: bool) -> str:
    text = _TRAILING_COMMENT.sub(r"\1", module.replace("\r\n", "\n"))
    text = _DECLARE.sub("", text)
    if mac:
        text = text.replace("#If Mac Then", "#If True Then")
    for name in re.findall(r"^Private Function (\w+)", _MACHINE, re.MULTILINE):
        own = rf"^(?:Public |Private )?(Sub|Function) {name}\(.*?^End \1$"
        text = re.sub(own, "", text, flags=re.MULTILINE | re.DOTALL)
    for real, staged in _STAGED.items():
        text = text.replace(real, staged)
    return text + _MACHINE
