"""Cells in an unusual notation, one by one: comments, prefixes, no references, far strays, errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from perfeval_xl.grid import Kind, Trait, column_letters
from perfeval_xl.readers.markup import ATTRIBUTES, COLUMNS, PREFIX, attributes_of, column_number
from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_ROWS,
    too_large,
    too_many_rows,
)

# A cell with content, whatever else; a blank one ends in "/>" and is passed over.
_CELL: Final = re.compile(
    rb"<" + PREFIX + rb"c r=\"([A-Z]{1,3})([0-9]{1,7})\"(?: s=\"([0-9]{1,9})\")?(?: t=\"([a-zA-Z]++)\")?"
    rb"([^<>]*+)(?<!/)>"
    rb"((?:[^<]++|<(?!/?" + PREFIX + rb"c[\s/>]))*+)</"
)
_ROW_OR_CELL: Final = re.compile(rb"<" + PREFIX + rb"(row|c)" + ATTRIBUTES + rb"\s*+(/?)>")
_REFERENCE: Final = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_FORMULA: Final = re.compile(rb"<" + PREFIX + rb"f[\s/>]")
_CACHED: Final = re.compile(rb"<" + PREFIX + rb"v(?:\s[^<>]*)?(?:/>|>([^<]*))")
_INLINE_TEXT: Final = re.compile(rb"<" + PREFIX + rb"t(?:\s[^<>]*)?(?<!/)>([^<]*)")
_PHONETIC: Final = re.compile(rb"<(" + PREFIX + rb"rPh)\b.*?(?:</\1\s*+>|\Z)", re.DOTALL)
_NUMBER: Final = re.compile(rb"[+-]?[0-9.]++(?:[eE][+-]?(?:[12]?[0-9]{1,2}))?")
_NOT_MARKUP: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL
)

MOST_UNUSUAL: Final = 300_000
"""Rows and cells that are looked at one by one."""
_VALUE_TYPES: Final = frozenset({b"s", b"str", b"d"})


def rewritten(
    name: str, cells: bytes, formats: Mapping[bytes, str]
) -> tuple[bytearray, dict[tuple[int, int], Trait]]:
    """The filled cells that are near enough, written plainly, and their traits; errors become texts.

    Takes the sheet's name (for messages), the content of its sheetData and the number formats by cell format.
    Raises UnreadableFile when there is more of it than a self-evaluation holds.
    """
    if not _is_ordinary(cells):
        cells = _in_ordinary_shape(cells)
    kept = bytearray()
    traits: dict[tuple[int, int], Trait] = {}
    known: dict[tuple[Kind, str], Trait] = {}
    rows: set[bytes] = set()
    for count, match in enumerate(_CELL.finditer(cells)):
        if count == MOST_UNUSUAL:
            raise too_large()
        letters, digits, style, kind, rest, body = match.groups()
        if rest:
            attributes = attributes_of(rest)
            style = style or attributes.get(b"s")
            kind = kind or attributes.get(b"t")
        if body.startswith(b"<v>") and (end := body.find(b"</")) == body.rfind(b"<"):
            value, how = body[3:end], Kind.CONSTANT
        else:
            value, kind, how = _content(body, kind)
        if kind == b"e":
            kind, how = b"str", Kind.ERROR
        if not value and how is Kind.CONSTANT:
            continue
        if digits not in rows:
            rows.add(digits)
            if len(rows) > MOST_ROWS:
                raise too_many_rows(name)
        row = int(digits) - 1
        column = COLUMNS.get(letters, FARTHEST_COLUMN)
        if column == FARTHEST_COLUMN or not 0 <= row < FARTHEST_ROW:
            continue
        code = formats.get(style or b"", "")
        if code or how is not Kind.CONSTANT:
            traits[row, column] = known.setdefault((how, code), Trait(how, code))
        if not value:
            continue
        if kind is None or kind == b"n":
            kind = b"n" if _NUMBER.fullmatch(value) else b"str"
        elif kind == b"b":
            kind = b"b" if value in (b"0", b"1") else b"str"
        elif kind not in _VALUE_TYPES or (kind == b"s" and not value.isdigit()):
            kind = b"str"
        kept += b'<c r="%b%b" s="%b" t="%b"><v>%b</v></c>' % (
            letters, digits, style or b"0", kind, value
        )  # fmt: skip
    return kept, traits


def _content(body: bytes, kind: bytes | None) -> tuple[bytes, bytes | None, Kind]:
    """Value, type and kind of a cell that is more than a plain ``<v>``."""
    if kind == b"inlineStr" or (kind is None and b"<v" not in body):
        texts = _INLINE_TEXT.findall(_PHONETIC.sub(b"", body))
        if texts:
            return b"".join(texts), b"str", Kind.CONSTANT
    cached = _CACHED.search(body)
    value = (cached[1] or b"") if cached else b""
    if not _FORMULA.search(body):
        return value, kind, Kind.CONSTANT
    calculated = bool(value) or (cached is not None and kind == b"str")
    return value, kind, Kind.FORMULA if calculated else Kind.PENDING


def _is_ordinary(cells: bytes) -> bool:
    """Whether each cell begins with its reference, no tag has a prefix, and there are no comments."""
    return cells.count(b'<c r="') == cells.count(b"<c ") and not any(
        odd in cells for odd in (b"<c>", b"<c/>", b"<c\n", b"<c\r", b"<c\t", b":c ", b":c>", b"<!", b"<?")
    )


def _in_ordinary_shape(cells: bytes) -> bytes:
    """The cells with comments removed, and each with its reference first.

    Row and cell references may be left out; then a row follows the row before, a cell the cell before.
    """
    row = -1
    column = -1
    count = 0

    def with_reference(match: re.Match[bytes]) -> bytes:
        nonlocal row, column, count
        count += 1
        if count > MOST_UNUSUAL:
            raise too_large()
        attributes = attributes_of(match[2])
        given = attributes.pop(b"r", b"")
        if match[1] == b"row":
            row = int(given) - 1 if given.isdigit() and len(given) < 8 else row + 1
            column = -1
            return b"<row>"
        place = _REFERENCE.fullmatch(given)
        if place:
            column = column_number(place[1])
        else:
            column += 1
            given = f"{column_letters(column)}{max(row, 0) + 1}".encode()
        others = b"".join(
            b' %b="%b"' % (key, attributes[key]) for key in (b"s", b"t") if attributes.get(key, b"").isalnum()
        )
        return b'<c r="%b"%b%b>' % (given, others, match[3])

    return _ROW_OR_CELL.sub(with_reference, _NOT_MARKUP.sub(_as_text, cells))


def _as_text(match: re.Match[bytes]) -> bytes:
    """A CDATA section as escaped text; a comment as nothing."""
    return (match[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
