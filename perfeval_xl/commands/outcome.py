"""How a command ends: its exit status, or one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perfeval_xl.system_errors import cause_of

PASSED: Final = 0
ERRORS_FOUND: Final = 1
FAILED: Final = 2
"""A file could not be read or written, or the command is wrong."""


class CommandFailed(Exception):
    """Ends the command with one clear line."""


def cannot_write(path: Path, error: OSError) -> str:
    """Why a file could not be written, and what to do; the old one is still there."""
    if isinstance(error, PermissionError):
        return (
            f"{path} 写不进去：可能正在 Excel、WPS 或 Word 里打开，或没有写权限。"
            "请关闭后重试，或用 -o 换一个位置。"
        )
    if isinstance(error, FileNotFoundError):
        return f"{path} 写不进去：文件夹不存在。请先建好文件夹，或用 -o 换一个位置。"
    return f"{path} 写不进去：{cause_of(error)}。请检查磁盘空间和文件名，或用 -o 换一个位置。"
