"""Cells in an unusual notation, one by one: comments, prefixes, no references, far strays, errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat

from perfeval_xl.grid import Kind, Trait, column_letters
from perfeval_xl.readers.markup import column_number, escape
from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_ROWS,
    damaged,
    too_large,
    too_many_rows,
)

MOST_UNUSUAL: Final = 400_000
"""Elements that are looked at one by one; blank cells that name their place are passed over."""
_DEEPEST: Final = 64
"""Elements within elements; expat keeps each in memory until it ends."""
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER: Final = re.compile(r"[+-]?[0-9.]++(?:[eE][+-]?(?:[12]?[0-9]{1,2}))?")
_VALUE_TYPES: Final = frozenset({"s", "str", "d"})


def rewritten(
    name: str, cells: bytes, formats: Mapping[bytes, str]
) -> tuple[bytearray, dict[tuple[int, int], Trait]]:
    """The filled cells that are near enough, written plainly, and their traits; errors become texts.

    Takes the sheet's name (for messages), the content of its sheetData and the number formats by cell format.
    Raises UnreadableFile when that is no XML, or there is more of it than a self-evaluation holds.
    """
    writer = _Writer(name, formats)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.characters
    try:
        parser.Parse(b"<rows>")
        parser.Parse(cells)
        parser.Parse(b"</rows>", True)
    except expat.ExpatError:
        raise damaged() from None
    return writer.kept, writer.traits


class _Writer:
    """Takes the cells apart and writes them plainly.

    Row and cell references may be left out; then a row follows the row before, a cell the cell before.
    """

    def __init__(self, name: str, formats: Mapping[bytes, str]) -> None:
        self.kept = bytearray()
        self.traits: dict[tuple[int, int], Trait] = {}
        self._name = name
        self._formats = formats
        self._known: dict[tuple[Kind, str], Trait] = {}
        self._rows: set[int] = set()
        self._count = 0
        self._open: list[str] = []
        self._row = -1
        self._column = -1
        self._cell: dict[str, str] | None = None
        self._texts: dict[str, list[str]] = {}
        """What stands in the cell, by element: formula, value, inline text."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        place = _REFERENCE.fullmatch(attributes.get("r", "")) if name == "c" else None
        self._count += place is None
        if self._count > MOST_UNUSUAL or len(self._open) > _DEEPEST:
            raise too_large()
        self._open.append(name)
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) - 1 if given.isdecimal() and len(given) < 8 else self._row + 1
            self._column = -1
        elif name == "c":
            self._column = column_number(place[1].encode()) if place else self._column + 1
            if place:
                self._row = int(place[2]) - 1
            self._cell = attributes
            self._texts = {}
        elif name in ("f", "v") or (name == "t" and "rPh" not in self._open):
            self._texts.setdefault(name, [])

    def characters(self, text: str) -> None:
        name = self._open[-1]
        if name in self._texts and "rPh" not in self._open:
            self._texts[name].append(text)

    def end(self, _: str) -> None:
        if self._open.pop() == "c" and self._cell is not None:
            if self._texts:
                self._write(self._cell)
            self._cell = None

    def _write(self, cell: Mapping[str, str]) -> None:
        kind = cell.get("t", "n")
        value, how = self._content(kind)
        if kind == "e":
            kind, how = "str", Kind.ERROR
        if not value and how is Kind.CONSTANT:
            return
        self._rows.add(self._row)
        if len(self._rows) > MOST_ROWS:
            raise too_many_rows(self._name)
        if not 0 <= self._row < FARTHEST_ROW or self._column >= FARTHEST_COLUMN:
            return
        style = cell.get("s", "")
        code = self._formats.get(style.encode(), "")
        if code or how is not Kind.CONSTANT:
            self.traits[self._row, self._column] = self._known.setdefault((how, code), Trait(how, code))
        if not value:
            return
        if kind == "n":
            kind = "n" if _NUMBER.fullmatch(value) else "str"
        elif kind == "b":
            kind = "b" if value in ("0", "1") else "str"
        elif kind not in _VALUE_TYPES or (kind == "s" and not value.isdecimal()):
            kind = "str"
        place = f"{column_letters(self._column)}{self._row + 1}"
        style = style if style.isdecimal() else "0"
        self.kept += f'<c r="{place}" s="{style}" t="{kind}"><v>{escape(value)}</v></c>'.encode()

    def _content(self, kind: str) -> tuple[str, Kind]:
        value = "".join(self._texts.get("v", ()))
        if "t" in self._texts and (kind == "inlineStr" or "v" not in self._texts):
            return "".join(self._texts["t"]), Kind.CONSTANT
        if "f" not in self._texts:
            return value, Kind.CONSTANT
        # Excel stores a calculated empty text as <v></v> with t="str"; else nothing was calculated.
        calculated = bool(value) or ("v" in self._texts and kind == "str")
        return value, Kind.FORMULA if calculated else Kind.PENDING
