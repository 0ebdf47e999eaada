"""Reads a `Look` from a Word document: the page of its last section, and its styles by their names.

Only measures, names of fonts and a few switches are taken over, never a piece of the file itself. A style
the document does not have stays the official one; so does what the report's structure rests on (outline
levels, what begins a page).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element

from perfeval_xl.look import JOINT, LATIN_FONT, NUMBER_FONT, OFFICIAL, TWIPS, Look, Page, Style
from perfeval_xl.readers.document.names import is_on, value, w
from perfeval_xl.readers.document.parts import main_part, optional, parsed, refuse_macros
from perfeval_xl.readers.package import ZIP_START, Package, open_package
from perfeval_xl.readers.refusal import FileKind, UnreadableFile, damaged
from perfeval_xl.readers.workbook import opened

_MOST_BASES: Final = 16
"""How many styles may rest on each other; more is a circle."""
_SIZES: Final = (5, 72)
"""Points."""
_LEAST_TEXT: Final = 80 / 25.4 * 72 * TWIPS
"""Twips in both directions: a table of nine columns needs that much."""
_LONGEST_FONT: Final = 64
_LINE: Final = 240
"""A line, where Word counts the spacing in lines."""

_MEASURE: Final = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(mm|cm|in|pt|pc|pi)?")
_IN_TWIPS: Final[Mapping[str, float]] = {
    "": 1,
    "mm": 1440 / 25.4,
    "cm": 1440 / 2.54,
    "in": 1440,
    "pt": 20,
    "pc": 240,
    "pi": 240,
}
_ALIGNMENTS: Final[Mapping[str, str]] = {
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "center": "center",
    "both": "both",
    "distribute": "both",
}
_COLOUR: Final = re.compile("[0-9A-Fa-f]{6}")
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read_look(path: Path) -> Look:
    """The look of the document at `path`.

    Raises UnreadableFile when it is no .docx, carries macros, is damaged, unsafe or too large, or when no
    report fits on its page.
    """
    with opened(path) as file:
        if file.read(len(ZIP_START)) != ZIP_START:
            raise _no_reference()
        package = open_package(file, FileKind.DOCUMENT)
        main = main_part(package)
        if main is None:
            raise _no_reference()
        refuse_macros(package)
        styles = optional(package, main, "styles.xml")
        if styles is None:
            raise damaged(FileKind.DOCUMENT)
        named = _Styles(styles, _theme_fonts(package, main))
        page = _page(parsed(package, main))
    return Look(page, tuple(named.applied_to(style) for style in OFFICIAL.styles))


def _no_reference() -> UnreadableFile:
    return UnreadableFile("这不是 Word 文档（.docx）：样式参照文件请用导出的报告改好样式后另存的 .docx。")


def _page(root: Element) -> Page:
    """The page of the document's last section."""
    sections = list(root.iter(w("sectPr")))
    page = Page()
    if not sections:
        return page
    size, margins = sections[-1].find(w("pgSz")), sections[-1].find(w("pgMar"))
    lengths: dict[str, int] = {}
    for element, names in (
        (size, {"width": "w", "height": "h"}),
        (margins, {name: name for name in ("top", "bottom", "left", "right", "header", "footer")}),
    ):
        for key, name in names.items():
            length = None if element is None else _twips(element.get(w(name), ""))
            if length is not None:
                # A negative margin at the top or bottom keeps its place whatever the header holds.
                lengths[key] = round(abs(length))
    page = replace(page, **lengths)
    if page.text_width < _LEAST_TEXT or page.text_height < _LEAST_TEXT:
        raise UnreadableFile(
            "样式参照文件的版心太小，放不下报告的表格：请检查纸张大小和页边距，例如 A4 纸，"
            "上 37、下 35、左 28、右 26 毫米。"
        )
    return page


def _theme_fonts(package: Package, main: str) -> Mapping[str, str]:
    """What the theme's fonts are: minorEastAsia is the one for Chinese text."""
    theme = optional(package, main, "theme/theme1.xml")
    fonts: dict[str, str] = {}
    if theme is None:
        return fonts
    for kind in ("major", "minor"):
        for named in theme.iter(f"{_DRAWING}{kind}Font"):
            fonts[f"{kind}HAnsi"] = fonts[f"{kind}Ascii"] = _typeface(named, "latin")
            chinese = (
                font.get("typeface", "")
                for font in named.iter(f"{_DRAWING}font")
                if font.get("script") == "Hans"
            )
            fonts[f"{kind}EastAsia"] = _typeface(named, "ea") or next(chinese, "")
    return fonts


def _typeface(fonts: Element, name: str) -> str:
    font = fonts.find(_DRAWING + name)
    return "" if font is None else font.get("typeface", "")


class _Styles:
    """The paragraph styles of a document, each with what it takes from those it rests on."""

    def __init__(self, root: Element, theme_fonts: Mapping[str, str]) -> None:
        self._theme_fonts = theme_fonts
        self._defaults = [
            properties
            for default in root.iter(w("docDefaults"))
            for properties in (*default.iter(w("rPr")), *default.iter(w("pPr")))
        ]
        self._by_id = {
            style.get(w("styleId"), ""): style
            for style in root.iter(w("style"))
            if style.get(w("type"), "paragraph") == "paragraph"
        }
        self._by_name = {value(style, w("name")).lower(): style for style in self._by_id.values()}

    def applied_to(self, style: Style) -> Style:
        """The style as the document has it; as it is, where the document has none of its name."""
        named = self._by_name.get(style.name.lower())
        if named is None or style.id == JOINT.id:
            return style
        layers = [*self._defaults, *self._layers(named)]
        characters = [layer for layer in layers if layer.tag == w("rPr")]
        layout = [layer for layer in layers if layer.tag == w("pPr")]
        changed = replace(style, **self._characters(style, characters))
        return replace(changed, **_layout(changed, layout))

    def _layers(self, style: Element) -> list[Element]:
        """The properties of the styles it rests on, then its own."""
        chain: list[Element] = []
        while style not in chain and len(chain) < _MOST_BASES:
            chain.append(style)
            base = self._by_id.get(value(style, w("basedOn")))
            if base is None:
                break
            style = base
        return [
            properties
            for link in reversed(chain)
            for properties in (link.find(w("rPr")), link.find(w("pPr")))
            if properties is not None
        ]

    def _characters(self, style: Style, layers: Sequence[Element]) -> dict[str, Any]:
        size = _twips(_last(layers, "sz")) or 20
        if not _SIZES[0] <= size / 2 <= _SIZES[1]:
            raise UnreadableFile(
                f"样式参照文件里“{style.name}”的字号是 {size / 2:g} 磅："
                f"请改成 {_SIZES[0]} 到 {_SIZES[1]} 磅之间，再导出。"
            )
        colour = _last(layers, "color")
        return {
            "font": self._font(layers, "eastAsia") or NUMBER_FONT,
            "latin": self._font(layers, "ascii") or LATIN_FONT,
            "size": size / 2,
            "bold": _is_last_on(layers, "b"),
            "italic": _is_last_on(layers, "i"),
            "colour": colour.upper() if _COLOUR.fullmatch(colour) else "",
            "tracking": (_twips(_last(layers, "spacing")) or 0) / TWIPS,
        }

    def _font(self, layers: Iterable[Element], script: str) -> str:
        name = ""
        for layer in layers:
            fonts = layer.find(w("rFonts"))
            if fonts is not None:
                direct = fonts.get(w(script), "")
                theme = fonts.get(w(f"{script}Theme"), "")
                name = self._theme_fonts.get(theme, "") or direct or name
        return name if len(name) <= _LONGEST_FONT else ""


def _layout(style: Style, layers: Sequence[Element]) -> dict[str, Any]:
    spacing, indents = _merged(layers, "spacing"), _merged(layers, "ind")

    def characters(*names: str) -> float:
        for name in names:
            counted, measured = _twips(indents.get(f"{name}Chars", "")), _twips(indents.get(name, ""))
            if counted:
                return counted / 100
            if measured:
                return measured / TWIPS / style.size
        return 0

    rule = spacing.get("lineRule", "auto")
    rule = rule if rule in ("exact", "atLeast") else "auto"
    line = _twips(spacing.get("line", "")) or _LINE
    return {
        "align": _ALIGNMENTS.get(_last(layers, "jc"), "left"),
        "rule": rule,
        "line": line / (_LINE if rule == "auto" else TWIPS),
        "before": max(0, _twips(spacing.get("before", "")) or 0) / TWIPS,
        "after": max(0, _twips(spacing.get("after", "")) or 0) / TWIPS,
        "indent": characters("firstLine") or -characters("hanging"),
        "left": characters("left", "start"),
        "right": characters("right", "end"),
    }


def _merged(layers: Iterable[Element], name: str) -> dict[str, str]:
    """The attributes of a property, a later layer's before an earlier one's."""
    found: dict[str, str] = {}
    for layer in layers:
        element = layer.find(w(name))
        if element is not None:
            found |= {key.rpartition("}")[2]: text for key, text in element.attrib.items()}
    return found


def _last(layers: Iterable[Element], name: str) -> str:
    return _merged(layers, name).get("val", "")


def _is_last_on(layers: Iterable[Element], name: str) -> bool:
    switches = [layer for layer in layers if layer.find(w(name)) is not None]
    return bool(switches) and is_on(switches[-1], w(name))


def _twips(text: str) -> float | None:
    """A measure in twips; None for anything that is none."""
    match = _MEASURE.fullmatch(text)
    return float(match[1]) * _IN_TWIPS[match[2] or ""] if match else None
