"""The form's hints: text that stands in a cell until a clerk writes something of her own there."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.form.labels import compact

_ENDS: Final = frozenset(".…⋯。)）】]］〕")
_HINT: Final = re.compile(
    r"[.⋯。]{2,}"
    r"|[(【\[〔](?:[.⋯]{2,}|请[^)】\]〕]*|(?:在?此处|在这里)?(?:填写|填列|填入|输入)[^)】\]〕]*)[)】\]〕]"
)


def is_hint(text: str) -> bool:
    """Whether `text` is a hint and nothing else: ``……``, ``（填写单位全称）``, ``【请填写】``."""
    return bool(text) and text.rstrip()[-1:] in _ENDS and _HINT.fullmatch(compact(text)) is not None
