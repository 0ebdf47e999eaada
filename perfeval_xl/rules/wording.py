"""How messages name several cells at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

NAMED_AT_MOST: Final = 3
"""More are counted, not named; the finding's related cells lead to them all."""


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks: ``“填表人”、“填报日期”``, beyond three ``“…”、“…”、“…”等 7 处``."""
    every = list(names)
    shown = "、".join(f"“{name}”" for name in every[:NAMED_AT_MOST])
    return shown if len(every) <= NAMED_AT_MOST else f"{shown}等 {len(every)} 处"
