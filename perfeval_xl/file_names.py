"""File names as text that can be printed and stored."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
"""What Python makes of a byte, and Windows of half a character, that is no text."""


def shown(path: Path | str) -> str:
    """A path or name as text of whole characters, whatever the file system has for a name."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", os.fspath(path))
