"""The text sources of the buttons in `macros/`, from which each host's add-in is built."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval_xl.hosts.problem import AddinProblem

_PACKAGE: Final = Path(__file__).parents[1]


def macro_text(name: str) -> str:
    """A text of macros/.

    Raises:
        AddinProblem: there is none of that name.
    """
    return macro_path(name).read_text(encoding="utf-8")


def macro_path(name: str) -> Path:
    """Where a text of macros/ is, in a checkout of the sources or in the installed package.

    Raises:
        AddinProblem: there is none of that name.
    """
    for folder in (_PACKAGE / "macros", _PACKAGE.parent / "macros"):
        if (folder / name).is_file():
            return folder / name
    raise AddinProblem(f"安装不完整，缺少 {name}。请重新安装本程序。")
