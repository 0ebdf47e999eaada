"""File names as text that can be printed and stored."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
"""What Python makes of a byte, and Windows of half a character, that is no text."""


_CHINESE: Final = "gb18030"
"""What names are written in that came from a Chinese Windows in an archive, where names are bytes."""


def shown(path: Path | str) -> str:
    """A path or name as text of whole characters, whatever the file system has for a name."""
    return os.sep.join(_shown(part) for part in os.fspath(path).split(os.sep))


def _shown(name: str) -> str:
    if not _SURROGATE.search(name):
        return name
    if os.name == "posix":
        with suppress(UnicodeError):
            return os.fsencode(name).decode(_CHINESE)
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", name)
