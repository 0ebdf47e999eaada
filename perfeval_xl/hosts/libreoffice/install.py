"""Puts the extension into the user's LibreOffice, and takes it away again, through LibreOffice's `unopkg`.

Besides the extension there is one file, the settings: they name the Python that works for the buttons.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from perfeval_xl import __version__
from perfeval_xl.hosts.libreoffice.build import EXTENSION_NAME, IDENTIFIER, build_oxt
from perfeval_xl.hosts.libreoffice.connection import LibreOfficeMissing, load_uno
from perfeval_xl.hosts.problem import AddinProblem
from perfeval_xl.writers.saving import replacing

SETTINGS_NAME: Final = "libreoffice.json"
LOG_NAME: Final = "libreoffice.log"
"""Written by the extension; see macros/libreoffice/perfeval_buttons.py."""
_SETTING: Final = "python"
_USUAL_PROGRAMS: Final = (
    "/usr/lib/libreoffice/program/unopkg",
    "/usr/lib64/libreoffice/program/unopkg",
    "/opt/libreoffice*/program/unopkg",
)
_VERSION: Final = re.compile(r"^\s*Version:\s*(\S+)", re.MULTILINE)
_RUNNING: Final = "LibreOffice 正在运行：请保存并关闭它的全部窗口，重新打开后生效。"
_NOT_INSTALLED: Final = "请运行 perfeval-xl addin install --host libreoffice。"


@dataclass(frozen=True)
class Computer:
    """What the installation needs to know of a computer, so that any can be described in a test."""

    platform: str
    """As sys.platform says it."""
    user: int
    """The number of the user; 0 is root."""
    configuration: Path
    """The folder of the user's settings, where LibreOffice keeps its own too."""
    interpreter: str
    """The Python that is to work for the buttons."""
    unopkg: str | None
    """LibreOffice's program for extensions; None where there is no LibreOffice."""

    @classmethod
    def this(cls) -> Computer:
        """The one this program runs on, for the user it runs for."""
        configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        user = os.geteuid() if sys.platform != "win32" else -1
        return cls(sys.platform, user, Path(configuration), sys.executable, _unopkg())

    @property
    def settings(self) -> Path:
        return self.configuration / "perfeval-xl" / SETTINGS_NAME


def _unopkg() -> str | None:
    usual = [path for pattern in _USUAL_PROGRAMS for path in sorted(glob.glob(pattern))]
    return shutil.which("unopkg") or next(iter(usual), None)


def install(computer: Computer) -> tuple[str, ...]:
    """Installs or renews the extension; says in Chinese what was done.

    Raises:
        AddinProblem: this computer, user or Python is none the buttons can work with, or LibreOffice refuses.
    """
    _refuse_what_cannot_work(computer)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / EXTENSION_NAME
        build_oxt(path)
        _ask_unopkg(computer, "add", "--force", str(path))
    try:
        computer.settings.parent.mkdir(parents=True, exist_ok=True)
        with replacing(computer.settings) as temporary:
            temporary.write_text(json.dumps({_SETTING: computer.interpreter}) + "\n", encoding="ascii")
    except OSError as error:
        raise AddinProblem(
            f"{computer.settings} 写不进去：{error.strerror or error}。请检查权限，再运行一次。"
        ) from error
    after = _RUNNING if is_running(computer) else "打开 LibreOffice Calc，会多出“绩效自评”工具栏和菜单。"
    return (f"已安装到 LibreOffice，按钮使用 {computer.interpreter}。", after)


def uninstall(computer: Computer) -> tuple[str, ...]:
    """Removes what `install` put there and nothing else; says in Chinese what was done.

    Raises:
        AddinProblem: LibreOffice refuses, or there is none.
    """
    _refuse_other_systems(computer)
    installed = computer.unopkg is not None and installed_version(computer) is not None
    if not installed and not computer.settings.exists():
        return ("没有安装 LibreOffice 扩展，不需要卸载。",)
    if installed:
        _refuse_root(computer)
        _ask_unopkg(computer, "remove", IDENTIFIER)
    for name in (SETTINGS_NAME, LOG_NAME):
        computer.settings.with_name(name).unlink(missing_ok=True)
    with suppress(OSError):  # it stays when something else lies in it
        computer.settings.parent.rmdir()
    return ("已从 LibreOffice 卸载。", *([_RUNNING] if is_running(computer) else []))


def status(computer: Computer) -> tuple[bool, tuple[str, ...]]:
    """Whether the buttons can work, and in Chinese what is installed and what is amiss.

    Raises:
        AddinProblem: there are no buttons for LibreOffice on this system.
    """
    _refuse_other_systems(computer)
    lines: list[str] = []
    problems: list[str] = []
    version = installed_version(computer) if computer.unopkg is not None else None
    if computer.unopkg is None:
        problems.append("没有找到 LibreOffice。请先安装 LibreOffice，再运行一次。")
    elif version is None:
        problems.append(f"LibreOffice 扩展没有安装，{_NOT_INSTALLED}")
    else:
        lines.append(f"LibreOffice 扩展：{version} 版")
        if version != __version__:
            problems.append(f"扩展不是当前版本（{__version__}），{_NOT_INSTALLED}")
    interpreter = _interpreter(computer)
    if interpreter is None:
        problems.append(f"没有记下按钮使用的 Python，{_NOT_INSTALLED}")
    else:
        lines.append(f"按钮使用的 Python：{interpreter}")
        if not os.access(interpreter, os.X_OK):
            problems.append(f"这个 Python 已经不在了。请重新安装本程序，{_NOT_INSTALLED}")
    if is_running(computer):
        lines.append("LibreOffice 正在运行。")
    return not problems, (*lines, *problems)


def installed_version(computer: Computer) -> str | None:
    """The version of the extension in the user's LibreOffice; None where it is not installed."""
    ran = _run_unopkg(computer, "list", IDENTIFIER)
    found = _VERSION.search(ran.stdout) if ran.returncode == 0 else None
    return found[1] if found else None


def is_running(computer: Computer) -> bool:
    """Whether a LibreOffice of the user's is open: it then answers on a pipe named after its profile."""
    profile = (computer.configuration / "libreoffice" / "4").as_uri()
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    name = "".join(f"{byte:x}" for byte in digest)  # without leading zeros, as LibreOffice writes it
    pipe = f"/tmp/OSL_PIPE_{computer.user}_SingleOfficeIPC_{name}"  # noqa: S108 - where LibreOffice puts it
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(pipe)
        except OSError:
            return False
    return True


def _interpreter(computer: Computer) -> str | None:
    try:
        settings: Any = json.loads(computer.settings.read_text(encoding="utf-8"))
        interpreter = settings[_SETTING]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return interpreter if isinstance(interpreter, str) else None


def _refuse_what_cannot_work(computer: Computer) -> None:
    _refuse_other_systems(computer)
    if computer.unopkg is None:
        raise AddinProblem(
            "没有找到 LibreOffice（unopkg）。请先安装 LibreOffice（软件包 libreoffice-calc 和 python3-uno）。"
        )
    _refuse_root(computer)
    try:
        load_uno()
    except LibreOfficeMissing as missing:
        raise AddinProblem(str(missing)) from missing


def _refuse_other_systems(computer: Computer) -> None:
    if not computer.platform.startswith("linux"):
        raise AddinProblem("LibreOffice 的按钮只能装在 Linux 上。这台电脑上请使用 Excel（--host excel）。")


def _refuse_root(computer: Computer) -> None:
    if computer.user == 0:
        raise AddinProblem("扩展装在各人自己的 LibreOffice 里：请用平时登录的用户运行，不要用 root 或 sudo。")


def _ask_unopkg(computer: Computer, *arguments: str) -> None:
    ran = _run_unopkg(computer, *arguments)
    if ran.returncode != 0:
        said = [line for line in (ran.stderr + ran.stdout).splitlines() if line.startswith("ERROR")]
        reason = said[0].removeprefix("ERROR:").strip() if said else f"unopkg {ran.returncode}"
        raise AddinProblem(f"LibreOffice 没有接受扩展：{reason}。请关闭 LibreOffice 的全部窗口，再运行一次。")


def _run_unopkg(computer: Computer, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What LibreOffice's program says; it may not find its own Python where ours is in the environment."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH")
    }
    return subprocess.run(  # noqa: S603 - LibreOffice's own program, with arguments of ours
        [str(computer.unopkg), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
