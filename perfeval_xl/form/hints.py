"""What stands in a cell until a clerk writes this year's own text: the form's hints, and last year's text."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.form.labels import compact

_ENDS: Final = frozenset(".…⋯。)）】]］〕")
_HINT: Final = re.compile(
    r"[.⋯。]{2,}"
    r"|[(【\[〔](?:[.⋯]{2,}|请[^)】\]〕]*|(?:在?此处|在这里)?(?:填写|填列|填入|输入)[^)】\]〕]*)[)】\]〕]"
)
STALE: Final = "【待更新】"
"""Stands before what was taken over from last year."""


def as_stale(text: str) -> str:
    """`text` marked as last year's."""
    return f"{STALE}{text}"


def is_stale(text: str) -> bool:
    """Whether `text` still bears the mark of last year's."""
    return STALE in text and text.lstrip().startswith(STALE)


def is_hint(text: str) -> bool:
    """Whether `text` is a hint and nothing else: ``……``, ``（填写单位全称）``, ``【请填写】``."""
    return bool(text) and text.rstrip()[-1:] in _ENDS and _HINT.fullmatch(compact(text)) is not None
