"""XML as spreadsheet programs write it, taken apart by pattern: nothing is fetched, nothing expanded."""

from __future__ import annotations

import re
from typing import Final

from perfeval_xl.grid import column_letters
from perfeval_xl.readers.refusal import FARTHEST_COLUMN

# All patterns take time in proportion to the text: none looks for an end again and again (`|\Z`), none
# passes a further "<" within a tag.
PREFIX: Final = rb"(?:[^\s<>/:=\"']++:)?"
_QUOTED: Final = rb"(?:\"[^\"<]*+\"|'[^'<]*+')"
ATTRIBUTES: Final = rb"((?:\s++[^\s<>=/\"']++\s*+=\s*+" + _QUOTED + rb")*+)"
"""Attributes as one group."""

_ATTRIBUTE: Final = re.compile(rb"""([^\s<>=/"']++)\s*+=\s*+(?:"([^"<]*+)"|'([^'<]*+)')""")
_ENTITY: Final = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
COLUMNS: Final = {column_letters(column).encode(): column for column in range(FARTHEST_COLUMN)}
"""The columns that are near enough, by their letters."""


def unescape(text: str) -> str:
    """`text` with the character references of XML resolved; those of a document type stay as they are."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _ENTITIES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "�"


def escape(text: str) -> str:
    """`text` as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_of(raw: bytes) -> str:
    """The attribute value or text `raw` as a person reads it."""
    return unescape(raw.decode("utf-8", "replace"))


def attributes_of(raw: bytes) -> dict[bytes, bytes]:
    """The attributes within a tag by name, with their prefixes; values are still escaped."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(raw)}


def column_number(letters: bytes) -> int:
    """The column, counted from 0, that Excel calls `letters`."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
