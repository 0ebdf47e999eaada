"""The command `perfeval-xl addin`: builds, installs and removes the buttons of a spreadsheet program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from perfeval_xl.hosts.problem import AddinProblem


@dataclass(frozen=True)
class Host:
    """What the command does for one spreadsheet program."""

    file_name: str
    """Of the add-in, unless the command names another."""
    build: Callable[[Path], None]
    install: Callable[[], Sequence[str]]
    """Says in Chinese what was done, as `uninstall` does."""
    uninstall: Callable[[], Sequence[str]]
    status: Callable[[], tuple[bool, Sequence[str]]]
    """Whether the buttons can work, and what there is to say."""


def _excel() -> Host:
    from perfeval_xl.hosts.excel import build, install

    def status() -> tuple[bool, Sequence[str]]:
        found = install.status(install.Computer.this())
        return found.complete, found.lines

    return Host(
        file_name=install.ADDIN_NAME,
        build=build.build_xlam,
        install=lambda: install.install(install.Computer.this()),
        uninstall=lambda: install.uninstall(install.Computer.this()),
        status=status,
    )


def _libreoffice() -> Host:
    from perfeval_xl.hosts.libreoffice import build, install

    return Host(
        file_name=build.EXTENSION_NAME,
        build=build.build_oxt,
        install=lambda: install.install(install.Computer.this()),
        uninstall=lambda: install.uninstall(install.Computer.this()),
        status=lambda: install.status(install.Computer.this()),
    )


HOSTS: Final[Mapping[str, Callable[[], Host]]] = {"excel": _excel, "libreoffice": _libreoffice}
"""By name; a host is imported when it is asked for."""


def default_host(platform: str = sys.platform) -> str:
    """The program that a clerk on that platform most likely has."""
    return "excel" if platform in ("win32", "darwin") else "libreoffice"


def run(action: str, host_name: str | None, output: Path | None) -> tuple[bool, Sequence[str]]:
    """Does `action` (build, install, uninstall or status); returns whether all is well, and what to say.

    Raises:
        AddinProblem: it cannot be done; the message is one line of Chinese.
        OSError: the add-in cannot be written to `output`.
    """
    make = HOSTS.get(host_name or default_host())
    if make is None:
        raise AddinProblem(f"还不支持 {host_name}。可选：{'、'.join(HOSTS)}。")
    if output is not None and action != "build":
        raise AddinProblem("-o 只能和 perfeval-xl addin build 一起用。")
    host = make()
    match action:
        case "build":
            path = output or Path(host.file_name)
            host.build(path)
            return True, (f"已生成 {path}。",)
        case "install":
            return True, host.install()
        case "uninstall":
            return True, host.uninstall()
        case _:
            return host.status()
