"""The text sources of the buttons in `macros/`, from which each host's add-in is built."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval_xl.hosts.problem import AddinProblem

_PACKAGE: Final = Path(__file__).parents[1]


def macro_text(name: str) -> str:
    """A text of macros/, in a checkout of the sources or in the installed package.

    Raises:
        AddinProblem: there is none of that name.
    """
    for folder in (_PACKAGE / "macros", _PACKAGE.parent / "macros"):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8")
    raise AddinProblem(f"安装不完整，缺少 {name}。请重新安装本程序。")
