"""How messages name several cells at once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NESTED: Final = re.compile("“[^”]*“")
NAMED_AT_MOST: Final = 3
"""More are counted, not named; the finding's related cells lead to them all."""


def listed(names: Iterable[str], counted: str = "处") -> str:
    """Names in quotation marks: ``“填表人”、“填报日期”``, beyond three ``“…”、“…”、“…”等 7 处``."""
    every = list(names)
    shown = "、".join(f"“{name}”" for name in every[:NAMED_AT_MOST])
    return shown if len(every) <= NAMED_AT_MOST else f"{shown}等 {len(every)} {counted}"


def nested(message: str) -> str:
    """Quotation marks within quotation marks made single: ``“‘两会’经费”没有填``.

    A name in a message may bring marks of its own; where they do not pair up the message is left as it is.
    """
    if _NESTED.search(message) is None:
        return message
    depth = 0
    marked: list[str] = []
    for character in message:
        if character == "“":
            depth += 1
            marked.append("“" if depth % 2 else "‘")
        elif character == "”":
            marked.append("”" if depth % 2 else "’")
            depth -= 1
            if depth < 0:
                return message
        else:
            marked.append(character)
    return message if depth else "".join(marked)
