"""The parts of an .xlsx package: which cells hold what, found by pattern so that nothing is ever expanded.

The cells are handed on in a package written anew (`repack`), so the parser that turns them into values
sees neither far strays nor anything that was not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Final

from perfeval_xl.grid import Kind, Trait
from perfeval_xl.readers.markup import ATTRIBUTES, COLUMNS, PREFIX, attributes_of, text_of
from perfeval_xl.readers.package import Package, pack
from perfeval_xl.readers.refusal import (
    FARTHEST_COLUMN,
    FARTHEST_ROW,
    MOST_ROWS,
    damaged,
    not_a_workbook,
    word_document,
)

_SHEET: Final = re.compile(rb"<" + PREFIX + rb"sheet" + ATTRIBUTES + rb"\s*+/?>")
_RELATIONSHIP: Final = re.compile(rb"<" + PREFIX + rb"Relationship" + ATTRIBUTES + rb"\s*+/?>")
_WORKBOOK_SETTINGS: Final = re.compile(rb"<" + PREFIX + rb"workbookPr" + ATTRIBUTES + rb"\s*+/?>")
_NUMBER_FORMAT: Final = re.compile(rb"<" + PREFIX + rb"numFmt" + ATTRIBUTES + rb"\s*+/?>")
_CELL_FORMATS: Final = re.compile(
    rb"<" + PREFIX + rb"cellXfs\b[^<>]*+>(.*?)(?:</" + PREFIX + rb"cellXfs\s*+>|\Z)", re.DOTALL
)
_CELL_FORMAT: Final = re.compile(rb"<" + PREFIX + rb"xf" + ATTRIBUTES + rb"\s*+/?>")
_STRINGS: Final = re.compile(rb"<(" + PREFIX + rb"sst)\b[^<>]*+>")

_CELLS: Final = re.compile(rb"<" + PREFIX + rb"sheetData\s*+>")
_CELLS_END: Final = re.compile(rb"</" + PREFIX + rb"sheetData\s*+>")
# What a tag of ordinary cells may not be. Every "<" is looked at, so where this finds nothing each cell
# states its own place, near enough, and nothing is hidden in comments, prefixes or quotes: calamine may have
# it as it is. Numbers that are not finite count as unusual too.
_UNUSUAL: Final = re.compile(
    rb"<(?!c r=\"[A-C]?[A-Z][1-9][0-9]{0,3}\"(?: s=\"[0-9]{1,9}\")?(?: t=\"(?:s|str|n|b|inlineStr)\")?/?>"
    rb"|/(?:c|row|v|f|is|t)>|v>(?![+-]?(?i:inf|nan)|[^<eE]*+[eE][+-]?[0-9]{3})|v ?/>"
    rb"|(?:row|f)[ />]|is>|t>|t xml:space=\"preserve\">)"
)
_ORDINARY_CELL: Final = re.compile(
    rb"<c r=\"([A-Z]++)([0-9]++)\"(?: s=\"([0-9]++)\")?(?: t=\"([a-zA-Z]++)\")?>"
    rb"(<f[^<]*+(?:</f>)?)?+(<v>[^<]?)?"
)
_FORMULA: Final = re.compile(rb"<f(?: [^<>]*+)?+>[^<]*+</f>")
"""A formula with its text, which nobody reads; in a workbook from the template it is most of a sheet."""
_MERGES: Final = b"mergeCells"
_MERGE: Final = re.compile(
    rb"<" + PREFIX + rb"mergeCell\s[^<>]*?ref\s*=\s*[\"']"
    rb"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})[\"']"
)
LARGEST_KEPT: Final = 1 << 16
"""Bytes of a styles part that is remembered; no template has more."""
LARGEST_ORDINARY: Final = 4 << 20
"""Bytes of cells that are looked at in one go."""

_YEAR_MONTH: Final = 'yyyy"年"m"月"'
_MONTH_DAY: Final = 'm"月"d"日"'
_BUILT_IN_FORMATS: Final[Mapping[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: _YEAR_MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY,
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""What Excel stores by number only, as its Chinese edition shows it (ECMA-376, 18.8.30)."""

_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its cells as a part of their own, and what is known about them."""

    name: str
    cells: bytes
    traits: Mapping[tuple[int, int], Trait]
    merges: Mapping[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Formats:
    """The cell formats a cell's `s` attribute counts into."""

    special: Mapping[bytes, str]
    """The number format codes other than General, by that count."""
    content: bytes
    """The same as a styles part, fonts and borders left out."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was found in the package."""

    sheets: tuple[Sheet, ...]
    formats: Formats
    strings: bytes
    from_1904: bool


def read_package(package: Package, without: Container[str] = ()) -> Workbook:
    """The worksheets of the package, in order, hidden ones too; chart sheets and those named are left out.

    Raises UnreadableFile when it is no workbook, a part is missing or damaged, or a sheet is too large.
    """
    main = _main_part(package)
    folder = main.rpartition("/")[0]
    content = package.read(main)
    related = _relationships(package, folder, f"{folder}/_rels/{main.rpartition('/')[2]}.rels".lstrip("/"))
    by_kind = dict(related.values())
    formats = _formats(package, by_kind.get("styles"))
    settings = _WORKBOOK_SETTINGS.search(content)
    sheets: list[Sheet] = []
    read: set[str] = set()
    for match in _SHEET.finditer(content):
        attributes = attributes_of(match[1])
        kind, target = related.get(_relationship_id(attributes), ("", ""))
        if kind != "worksheet":
            if not kind:
                raise damaged()
            continue
        if target in read:
            raise damaged()
        read.add(target)
        name = text_of(attributes.get(b"name", b""))
        if name not in without:
            sheets.append(_sheet(name, package.read(target), formats))
    if not read:
        raise damaged()
    return Workbook(
        tuple(sheets),
        formats,
        _strings(package, by_kind.get("sharedStrings")),
        settings is not None and attributes_of(settings[1]).get(b"date1904") in (b"1", b"true"),
    )


def repack(workbook: Workbook) -> BytesIO:
    """The workbook as a small package whose sheets are named by their number, from ``0``."""
    numbers = range(len(workbook.sheets))
    sheets = "".join(f'<sheet name="{n}" sheetId="{n + 1}" r:id="s{n}"/>' for n in numbers)
    relations = "".join(_relation(f"s{n}", "worksheet", f"worksheets/{n}.xml") for n in numbers)
    relations += _relation("styles", "styles", "styles.xml")
    relations += _relation("strings", "sharedStrings", "sharedStrings.xml")
    parts = [
        ("_rels/.rels", _relations(_relation("book", "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels", _relations(relations)),
        (
            "xl/workbook.xml",
            f'<workbook xmlns:r="{_RELATIONS[:-1]}"><workbookPr date1904="{int(workbook.from_1904)}"/>'
            f"<sheets>{sheets}</sheets></workbook>".encode(),
        ),
        ("xl/styles.xml", workbook.formats.content),
        ("xl/sharedStrings.xml", workbook.strings),
    ]
    return pack([*parts, *((f"xl/worksheets/{n}.xml", workbook.sheets[n].cells) for n in numbers)])


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_RELATIONS}{kind}" Target="{target}"/>'


def _relations(inner: str) -> bytes:
    return f"<Relationships>{inner}</Relationships>".encode()


def _relationship_id(attributes: Mapping[bytes, bytes]) -> bytes:
    """The value of ``r:id``, whatever its prefix."""
    return next((value for name, value in attributes.items() if name.endswith(b":id")), b"")


def _main_part(package: Package) -> str:
    target = "xl/workbook.xml"
    if "_rels/.rels" in package:
        mains = dict(_relationships(package, "", "_rels/.rels").values())
        if "officeDocument" not in mains:
            raise damaged()
        target = mains["officeDocument"]
    if target.startswith("word/"):
        raise word_document()
    if target.startswith("ppt/"):
        raise not_a_workbook("演示文稿")
    if target.endswith(".bin"):
        raise not_a_workbook("二进制工作簿（.xlsb），请先用 Excel 或 WPS 另存为 .xlsx")
    if target not in package:
        raise damaged()
    return target


def _relationships(package: Package, folder: str, name: str) -> dict[bytes, tuple[str, str]]:
    """Relationship id → (kind, part)."""
    found: dict[bytes, tuple[str, str]] = {}
    for match in _RELATIONSHIP.finditer(package.read(name)):
        attributes = attributes_of(match[1])
        kind = text_of(attributes.get(b"Type", b"")).rpartition("/")[2]
        found[attributes.get(b"Id", b"")] = (kind, _path(folder, text_of(attributes.get(b"Target", b""))))
    return found


def _path(folder: str, target: str) -> str:
    """`target`, relative to `folder` unless it begins with ``/``, as a part name."""
    target = target.replace("\\", "/")
    # calamine and some writers also take a target that repeats the folder.
    start = "" if target.startswith(("/", f"{folder}/")) else folder
    steps: list[str] = []
    for step in f"{start}/{target}".split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _formats(package: Package, part: str | None) -> Formats:
    content = package.read(part) if part and part in package else b""
    return _kept_formats(content) if len(content) <= LARGEST_KEPT else _formats_in(content)


@lru_cache(maxsize=8)
def _kept_formats(content: bytes) -> Formats:
    """The same for the many workbooks that were made from one template."""
    return _formats_in(content)


def _formats_in(content: bytes) -> Formats:
    custom = {
        attributes.get(b"numFmtId", b""): attributes.get(b"formatCode", b"")
        for attributes in map(attributes_of, _NUMBER_FORMAT.findall(content))
    }
    section = _CELL_FORMATS.search(content)
    ids = [
        attributes_of(raw).get(b"numFmtId", b"0")
        for raw in (_CELL_FORMAT.findall(section[1]) if section else ())
    ]
    codes = {number: _format_code(number, custom) for number in set(ids)}
    special = {b"%d" % count: codes[number] for count, number in enumerate(ids) if codes[number]}
    # `"` comes escaped or in single quotes; once escaped the code fits into double quotes.
    declared = b"".join(
        b'<numFmt numFmtId="%b" formatCode="%b"/>' % (number, code.replace(b'"', b"&quot;"))
        for number, code in custom.items()
    )
    listed = b"".join(b'<xf numFmtId="%b"/>' % number for number in ids)
    return Formats(
        special,
        b"<styleSheet><numFmts>%b</numFmts><cellXfs>%b</cellXfs></styleSheet>" % (declared, listed),
    )


def _format_code(number: bytes, custom: Mapping[bytes, bytes]) -> str:
    if number in custom:
        code = text_of(custom[number])
    else:
        code = _BUILT_IN_FORMATS.get(int(number), "") if number.isdigit() and len(number) < 5 else ""
    return "" if code.lower() == "general" else code


def _strings(package: Package, part: str | None) -> bytes:
    if not part or part not in package:
        return b"<sst></sst>"
    # The counts in the opening tag are claims; nobody needs them.
    return _STRINGS.sub(rb"<\1>", package.read(part), count=1)


def _sheet(name: str, content: bytes, formats: Formats) -> Sheet:
    start = _CELLS.search(content)
    if start is None:
        return Sheet(name, _worksheet(b""), {}, _merges(content))
    end = content.rfind(b"</sheetData>")
    if end < 0:
        ends = [match.start() for match in _CELLS_END.finditer(content, start.end())]
        if not ends:
            raise damaged()
        end = ends[-1]
    cells = _FORMULA.sub(b"<f/>", content[start.end() : end])
    merges = _merges(content[end:])
    if len(cells) < LARGEST_ORDINARY and cells.count(b"<row") <= MOST_ROWS and not _UNUSUAL.search(cells):
        return Sheet(name, _worksheet(cells), _ordinary_traits(cells, formats), merges)
    # Loaded only when needed: few files have such sheets.
    from perfeval_xl.readers.unusual_cells import rewritten

    kept, traits = rewritten(name, cells, formats.special)
    return Sheet(name, _worksheet(b"<row>%b</row>" % kept), traits, merges)


def _ordinary_traits(cells: bytes, formats: Formats) -> dict[tuple[int, int], Trait]:
    codes = formats.special
    known: dict[tuple[bytes, bool, bool], Trait] = {}
    traits: dict[tuple[int, int], Trait] = {}
    for letters, digits, style, kind, formula, cached in _ORDINARY_CELL.findall(cells):
        if not formula and style not in codes:
            continue
        # Excel stores a calculated empty text as <v></v> with t="str"; else nothing was calculated.
        calculated = len(cached) > 3 or (kind == b"str" and cached != b"")
        key = (style, formula != b"", calculated)
        trait = known.get(key)
        if trait is None:
            how = Kind.CONSTANT if not formula else Kind.FORMULA if calculated else Kind.PENDING
            trait = known[key] = Trait(how, codes.get(style, ""))
        traits[int(digits) - 1, COLUMNS[letters]] = trait
    return traits


def _worksheet(rows: bytes) -> bytes:
    return b"<worksheet><sheetData>%b</sheetData></worksheet>" % rows


def _merges(content: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    merges: dict[tuple[int, int], tuple[int, int]] = {}
    begin = content.find(_MERGES)
    if begin < 0:
        return merges
    end = content.find(_MERGES, begin + 1)
    for left, top, right, bottom in _MERGE.findall(content, begin, end if end >= 0 else len(content)):
        first = (int(top) - 1, COLUMNS.get(left, FARTHEST_COLUMN))
        if 0 <= first[0] < FARTHEST_ROW and first[1] < FARTHEST_COLUMN:
            last = (min(int(bottom), FARTHEST_ROW) - 1, COLUMNS.get(right, FARTHEST_COLUMN - 1))
            merges[first] = (max(first[0], last[0]), max(first[1], last[1]))
    return merges
