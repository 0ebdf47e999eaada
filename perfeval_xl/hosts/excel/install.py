"""Puts the add-in where Excel loads it, on Windows and macOS, and takes it away again.

No registry and no running Excel is needed: three or four files in the user's own folders. On Windows, the
add-in goes into XLSTART and the settings into `.perfeval`; on macOS, into Excel's start-up folder and its
container, together with the script through which sandboxed Excel may start a program.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Final

from perfeval_xl.hosts.excel.build import xlam, xlwings_folder
from perfeval_xl.hosts.excel.xlwings_module import SETTINGS_NAME
from perfeval_xl.hosts.problem import AddinProblem

ADDIN_NAME: Final = "perfeval.xlam"
WINDOWS: Final = "win32"
MACOS: Final = "darwin"

_FOLDER_VARIABLES: Final = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "PROGRAMDATA", "PUBLIC")
"""Of Windows, the narrowest first: they stand for a part of a path that is not ASCII."""
_UNQUOTED_IN_SHELL: Final = re.compile(r"[\w./+@-]+")
"""xlwings' script for macOS does not quote the interpreter."""


@dataclass(frozen=True)
class Computer:
    """What the installation needs to know of a computer, so that any can be described in a test."""

    platform: str
    """As sys.platform says it."""
    home: Path
    appdata: Path
    """The roaming folder of applications' data; Windows only."""
    interpreter: str
    """The Python that runs the buttons."""
    environment: Mapping[str, str]

    @classmethod
    def this(cls) -> Computer:
        """The one this program runs on."""
        home = Path.home()
        appdata = Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming")
        return cls(sys.platform, home, appdata, sys.executable, os.environ)


@dataclass(frozen=True)
class Places:
    """Where the files belong."""

    addin: Path
    settings: Path
    setting: str
    """The line of the settings that names the interpreter."""
    receipt: Path
    """Lists the files that were installed: only these are removed."""
    scripts: Path | None
    """The folder of the scripts that sandboxed Excel may run; macOS only."""

    @property
    def owner_file(self) -> Path:
        """Stands beside the add-in while Excel has it open."""
        return self.addin.with_name(f"~${self.addin.name}")


@dataclass(frozen=True)
class Status:
    """What is installed, in Chinese lines, and whether the buttons can work."""

    complete: bool
    lines: tuple[str, ...]


def places(computer: Computer) -> Places:
    """Where the files belong on `computer`.

    Raises:
        AddinProblem: there is no Excel for its system.
    """
    home = computer.home
    if computer.platform == WINDOWS:
        folder = home / f".{SETTINGS_NAME}"
        return Places(
            addin=computer.appdata / "Microsoft" / "Excel" / "XLSTART" / ADDIN_NAME,
            settings=folder / f"{SETTINGS_NAME}.conf",
            setting="INTERPRETER_WIN",
            receipt=folder / "installed.json",
            scripts=None,
        )
    if computer.platform == MACOS:
        library = home / "Library"
        content = library / "Group Containers" / "UBF8T346G9.Office" / "User Content.localized"
        return Places(
            addin=content / "Startup.localized" / "Excel" / ADDIN_NAME,
            settings=library / "Containers" / "com.microsoft.Excel" / "Data" / f"{SETTINGS_NAME}.conf",
            setting="INTERPRETER_MAC",
            receipt=library / "Application Support" / "perfeval-xl" / "installed.json",
            scripts=library / "Application Scripts" / "com.microsoft.Excel",
        )
    raise AddinProblem("Excel 加载项只能装在 Windows 或 macOS 上。这台电脑上请使用 LibreOffice。")


def install(computer: Computer) -> tuple[str, ...]:
    """Installs or renews the add-in; says in Chinese what was done.

    Raises:
        AddinProblem: Excel has the add-in open, a folder cannot be written, or Python is in a wrong place.
    """
    at = places(computer)
    interpreter = interpreter_setting(computer)
    if at.scripts is not None and not at.settings.parent.is_dir():
        raise AddinProblem("没有找到 Excel 的数据文件夹。请先打开一次 Excel 再关闭，然后重新安装。")
    content = xlam()
    installed = {str(at.addin), *_receipt(at)}
    _replace_addin(at, content)
    try:
        _write_setting(at, interpreter)
        for script in _scripts():
            if at.scripts is not None and not (at.scripts / script.name).exists():
                _write(at.scripts / script.name, script.read_bytes())
                installed.add(str(at.scripts / script.name))
        _write(at.receipt, json.dumps(sorted(installed), indent=1).encode("ascii"))
    except OSError as error:
        raise _unwritable(error) from error
    return (f"已安装：{at.addin}", "请重新打开 Excel，功能区会多出“绩效自评”一栏。")


def uninstall(computer: Computer) -> tuple[str, ...]:
    """Removes what `install` put there and nothing else; says in Chinese what was done.

    Raises:
        AddinProblem: Excel has the add-in open, or a file cannot be removed.
    """
    at = places(computer)
    installed = _receipt(at)
    if not installed and not at.addin.exists():
        return ("没有安装 Excel 加载项，不需要卸载。",)
    _refuse_while_open(at)
    try:
        for path in (at.addin, *map(Path, installed)):
            path.unlink(missing_ok=True)
        _write_setting(at, None)
        at.receipt.unlink(missing_ok=True)
    except PermissionError as error:
        raise _open_in_excel(at) from error
    except OSError as error:
        raise _unwritable(error) from error
    with suppress(OSError):  # it stays when something else lies in it
        at.receipt.parent.rmdir()
    return (f"已卸载：{at.addin}", "重新打开 Excel 后，“绩效自评”一栏不再出现。")


def status(computer: Computer) -> Status:
    """What is installed, and what is amiss."""
    at = places(computer)
    lines: list[str] = []
    problems: list[str] = []
    if at.addin.exists():
        lines.append(f"加载项：{at.addin}")
        if at.addin.read_bytes() != xlam():
            problems.append("加载项不是当前版本，请重新运行 perfeval-xl addin install。")
        if at.owner_file.exists():
            lines.append("Excel 正在使用加载项。")
    else:
        problems.append("加载项没有安装，请运行 perfeval-xl addin install。")
    setting = _read_setting(at)
    if setting is None:
        problems.append("没有记下按钮使用的 Python，请运行 perfeval-xl addin install。")
    else:
        interpreter = _expanded(computer, setting)
        lines.append(f"按钮使用的 Python：{interpreter}")
        if interpreter != computer.interpreter and not Path(interpreter).is_file():
            problems.append("这个 Python 已经不在了，请重新安装本程序，再运行 perfeval-xl addin install。")
    if at.scripts is not None and not all((at.scripts / script.name).exists() for script in _scripts()):
        problems.append("缺少 Excel 启动程序用的脚本，请运行 perfeval-xl addin install。")
    return Status(not problems, (*lines, *problems))


def interpreter_setting(computer: Computer) -> str:
    """The interpreter as the settings name it: ASCII, with variables for the folders that are not.

    VBA reads the settings in the computer's code page, so that Chinese would depend on the system's language.

    Raises:
        AddinProblem: the path holds what cannot be written so, or what a command would misunderstand.
    """
    interpreter = computer.interpreter
    on_windows = computer.platform == WINDOWS
    unsafe = "%" in interpreter if on_windows else not _UNQUOTED_IN_SHELL.fullmatch(interpreter)
    if unsafe or '"' in interpreter:
        raise AddinProblem(
            f"Python 所在的文件夹名里有空格或特殊符号，Excel 无法启动它：{interpreter}。"
            "请把本程序装到别的文件夹。"
        )
    if interpreter.isascii():
        return interpreter
    path: PurePath = PureWindowsPath(interpreter) if on_windows else PurePosixPath(interpreter)
    folders = (
        {f"%{name}%": computer.environment.get(name, "") for name in _FOLDER_VARIABLES}
        if on_windows
        else {"$HOME": str(computer.home)}
    )
    for variable, folder in folders.items():
        if folder and path.is_relative_to(folder):
            separator = "\\" if on_windows else "/"
            written = separator.join((variable, *path.relative_to(folder).parts))
            if written.isascii():
                return written
    raise AddinProblem(
        f"Python 所在的文件夹名里有中文，Excel 无法启动它：{interpreter}。"
        "请把本程序装到用户文件夹下，文件夹名用英文字母。"
    )


def _expanded(computer: Computer, setting: str) -> str:
    if computer.platform == WINDOWS:
        return re.sub(r"%(\w+)%", lambda found: computer.environment.get(found[1], found[0]), setting)
    return re.sub(r"^\$HOME", lambda _: str(computer.home), setting)


def _scripts() -> Sequence[Path]:
    """xlwings' script for macOS; its name carries the version that the add-in asks for."""
    return sorted(xlwings_folder().glob("xlwings-*.applescript"))


def _receipt(at: Places) -> tuple[str, ...]:
    """The files that were installed before; whatever else the list may name is not ours to remove."""
    try:
        listed = json.loads(at.receipt.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return ()
    folders = (at.addin.parent, at.scripts)
    return tuple(str(path) for path in listed if Path(str(path)).parent in folders)


def _replace_addin(at: Places, content: bytes) -> None:
    if at.addin.exists() and at.addin.read_bytes() == content:
        return
    _refuse_while_open(at)
    # Not beside its place: Excel opens whatever lies in the start-up folder.
    temporary = at.addin.parent.parent / f".{at.addin.name}.new"
    try:
        at.addin.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        try:
            temporary.replace(at.addin)
        except PermissionError as error:
            raise _open_in_excel(at) from error
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise _unwritable(error) from error


def _refuse_while_open(at: Places) -> None:
    if at.owner_file.exists():
        raise _open_in_excel(at)


def _open_in_excel(at: Places) -> AddinProblem:
    return AddinProblem(
        "Excel 正在使用加载项。请保存并关闭所有 Excel 窗口，再运行一次。"
        f"如果 Excel 已经关闭，请删除 {at.owner_file} 后再试。"
    )


def _unwritable(error: OSError) -> AddinProblem:
    return AddinProblem(
        f"{error.filename} 写不进去：{error.strerror or error}。"
        "请检查是否有权限（macOS 上请允许“终端”访问），再运行一次。"
    )


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_setting(at: Places, value: str | None) -> None:
    """Sets our line of the settings, or removes it; other lines stay as they are, and an empty file goes."""
    before = at.settings.read_bytes() if at.settings.exists() else b""
    ours = f'"{at.setting}",'.encode("ascii")
    kept = [line for line in before.splitlines(keepends=True) if not line.upper().startswith(ours)]
    if value is not None:
        kept.insert(0, ours + f'"{value}"\r\n'.encode("ascii"))
    if kept:
        _write(at.settings, b"".join(kept))
    else:
        at.settings.unlink(missing_ok=True)


def _read_setting(at: Places) -> str | None:
    if not at.settings.exists():
        return None
    text = at.settings.read_text(encoding="ascii", errors="replace")
    found = re.search(rf'^"{at.setting}","([^"]*)"', text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else None
