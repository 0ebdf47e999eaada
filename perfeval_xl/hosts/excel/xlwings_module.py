"""xlwings' own VBA, changed so that nothing in an opened workbook chooses what runs.

As it comes, the module takes its settings, the interpreter among them, from a sheet of the opened workbook or
from a file in its folder; any cell of any workbook can call its functions (`=RunFrozenPython("calc.exe")`);
and Windows may look for cmd.exe in the current folder. Each change below is made exactly once: with another
xlwings, whose text differs, the add-in is not built.
"""

from __future__ import annotations

import re
from typing import Final

SETTINGS_NAME: Final = "perfeval"
"""Names the user's settings: `.perfeval/perfeval.conf` on Windows, `perfeval.conf` on macOS."""

CHANGES: Final = (
    # The settings are the project's own, not those of another xlwings add-in.
    (
        'Public Const PROJECT_NAME As String = "myaddin"',
        f'Public Const PROJECT_NAME As String = "{SETTINGS_NAME}"',
    ),
    # Settings come from the user's own file only, never from the workbook or its folder.
    ('Optional source As String = "") As Variant', 'Optional source As String = "user") As Variant'),
    # cmd.exe is Windows' own, not one that lies in the current folder.
    ('WScript.Run("cmd.exe /C " &', 'WScript.Run(Environ("ComSpec") & " /C " &'),
    # Only the buttons' code runs: nothing is put on Python's search path, and that code imports xlwings.
    ('import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\""); ', ""),
    # The script for macOS comes with our installation, not with a command of xlwings.
    (
        'MsgBox "To enable RunPython, please run '
        "'xlwings runpython install' in a terminal once and try again.\", vbCritical",
        "Application.StatusBar = False: SayNotInstalled",
    ),
)
"""What is replaced, and with what."""

_NAME_ATTRIBUTE = re.compile(r'\AAttribute VB_Name = "\w+"\n')
_OPTION = re.compile(r"Option Explicit\n")
_DECLARED = re.compile(r"^(?:Public |Private )?(?:Sub|Function) (\w+)", re.MULTILINE)
_PUBLIC = re.compile(
    r"^([ \t]*)(?:Public (?=Const |Sub |Function |Declare )|(?=Sub |Function |Declare ))", re.MULTILINE
)


class ModuleChanged(Exception):
    """The installed xlwings' module is not the one these changes were written for."""


def merged(own: str, xlwings: str) -> str:
    """The add-in's module: `own` procedures after `xlwings`', made private; `own` replaces those it declares.

    Raises:
        ModuleChanged: a text to be changed is missing from `xlwings`, or is there more than once.
    """
    for old, new in CHANGES:
        if xlwings.count(old) != 1:
            raise ModuleChanged(old)
        xlwings = xlwings.replace(old, new)
    name = _NAME_ATTRIBUTE.match(own)
    option = _OPTION.search(own)
    if name is None or option is None:
        raise ValueError("the ribbon module opens with its name and Option Explicit")
    for procedure in _DECLARED.findall(own):
        xlwings = _without(xlwings, procedure)
    xlwings = _PUBLIC.sub(r"\1Private ", _NAME_ATTRIBUTE.sub("", xlwings))
    return f"{name[0]}{option[0]}{xlwings.rstrip()}\n\n{own[option.end() :].lstrip()}"


def _without(source: str, procedure: str) -> str:
    """`source` without the procedure of that name, if it has one."""
    text = re.compile(
        rf"^(?:Public |Private )?(Sub|Function) {procedure}\(.*?^End \1\n",
        re.MULTILINE | re.DOTALL | re.IGNORECASE,
    )
    return text.sub("", source)
