"""Finds LibreOffice's Python bridge (UNO) and connects to a running LibreOffice over a named pipe."""

from __future__ import annotations

import builtins
import glob
import importlib
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from xlwings import XlwingsError

Uno = Any
"""An object of LibreOffice: it has no Python types."""

FOLDER_SETTING: Final = "PERFEVAL_UNO_FOLDER"
"""Environment variable naming the folder of uno.py where it is in none of the usual places."""

_USUAL_FOLDERS: Final = (
    "/usr/lib/python3/dist-packages",  # Debian, Ubuntu, Deepin, UOS: package python3-uno
    f"/usr/lib64/python3.{sys.version_info.minor}/site-packages",  # Fedora, openEuler, Kylin
    f"/usr/lib/python3.{sys.version_info.minor}/site-packages",  # Arch, openSUSE
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice*/program",
)
_RETRY_SECONDS: Final = 0.05


class LibreOfficeMissing(XlwingsError):
    """LibreOffice's Python bridge cannot be imported by this Python; the message says what to install."""


class LibreOfficeNotReached(XlwingsError):
    """No LibreOffice answers on the pipe."""


@cache
def load_uno() -> Any:
    """The module ``uno``, imported once without lasting effects on this process.

    Importing it puts folders on the path and replaces ``__import__`` by a slower one; both are undone.

    Raises LibreOfficeMissing.
    """
    path, original_import = list(sys.path), builtins.__import__
    sys.path += [folder for pattern in _folders() for folder in sorted(glob.glob(pattern))]
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise LibreOfficeMissing(
            f"Python {version} 里不能使用 LibreOffice 的接口（{error}）："
            "请安装系统软件包 python3-uno，并用系统自带版本的 Python 安装本软件，再试一次。"
        ) from error
    finally:
        sys.path[:] = path
        builtins.__import__ = original_import


def _folders() -> tuple[str, ...]:
    chosen = os.environ.get(FOLDER_SETTING)
    return (chosen, *_USUAL_FOLDERS) if chosen else _USUAL_FOLDERS


def connect(pipe: str, seconds: float = 10) -> Uno:
    """The component context of the LibreOffice that accepts on the pipe of that name.

    Args:
        pipe: As in ``soffice --accept=pipe,name=PIPE;urp;``.
        seconds: How long to wait for LibreOffice to start accepting.

    Raises:
        LibreOfficeMissing: the bridge is not installed.
        LibreOfficeNotReached: nobody accepts on the pipe.
    """
    local = load_uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + seconds
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except exception_class("connection.NoConnectException") as error:
            if time.monotonic() > end:
                raise LibreOfficeNotReached(
                    "连接不上 LibreOffice：它可能已经关闭。请重新打开工作簿，再试一次。"
                ) from error
            time.sleep(_RETRY_SECONDS)


@cache
def exception_class(name: str) -> type[Exception]:
    """The exception class ``com.sun.star.NAME``."""
    return load_uno().getClass(f"com.sun.star.{name}")


def closed() -> tuple[type[Exception], ...]:
    """What a call raises once LibreOffice, or the workbook, was closed; for an ``except`` clause.

    LibreOffice says it in no clearer way: a bare RuntimeException, or that an object lacks a property it has.
    """
    return (
        exception_class("uno.RuntimeException"),
        exception_class("beans.UnknownPropertyException"),
        LibreOfficeNotReached,
    )


@contextmanager
def refused_as(message: str) -> Generator[None]:
    """Turns LibreOffice's bare exceptions, which carry no text, into an XlwingsError with the message."""
    try:
        yield
    except exception_class("lang.DisposedException"):
        raise
    except exception_class("uno.Exception") as error:
        raise XlwingsError(message) from error


def struct(name: str, *members: Any) -> Uno:
    """A struct ``com.sun.star.NAME`` with its members, in their order."""
    return load_uno().createUnoStruct(f"com.sun.star.{name}", *members)


def properties(**values: Any) -> tuple[Uno, ...]:
    """The values as a sequence of PropertyValue."""
    return tuple(struct("beans.PropertyValue", name, 0, value, 0) for name, value in values.items())


def enum(type_name: str, value: str) -> Uno:
    """The value of the enumeration ``com.sun.star.TYPE_NAME``."""
    return load_uno().Enum(f"com.sun.star.{type_name}", value)


def file_url(path: str) -> str:
    return load_uno().systemPathToFileUrl(os.path.abspath(path))


def system_path(url: str) -> str:
    return load_uno().fileUrlToSystemPath(url)
