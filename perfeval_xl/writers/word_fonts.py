"""The fonts of official documents, and what stands in for each where it is not installed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from perfeval_xl.look import (
    BODY_FONT,
    LATIN_FONT,
    NUMBER_FONT,
    SECTION_FONT,
    SUBSECTION_FONT,
    TITLE_FONT,
)
from perfeval_xl.writers.word_xml import Element, element


@dataclass(frozen=True, slots=True)
class Font:
    """An entry of the document's font table."""

    name: str
    others: tuple[str, ...] = ()
    """Fonts to take instead, the best first."""
    panose: str = "02010600030101010101"
    """The shape of its letters; a font unknown to the reader's computer is replaced by one alike."""
    charset: str = "86"
    """86 for simplified Chinese, 00 for Latin."""
    family: str = "auto"
    signature: tuple[str, str, str, str, str, str] = (
        "00000003",
        "080E0000",
        "00000010",
        "00000000",
        "00040001",
        "00000000",
    )
    """The Unicode ranges and code pages it covers."""


# Windows has 仿宋, 楷体 and 宋体, not their _GB2312 namesakes; domestic Linux desktops have 方正 fonts under
# these names; macOS has ST… and …SC; plain Linux has Noto.
_KNOWN: Final = (
    Font(
        TITLE_FONT,
        ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋", "宋体", "SimSun", "STSong", "Noto Serif CJK SC"),
        "02010601030101010101",
        family="script",
    ),
    Font(
        BODY_FONT,
        (
            "仿宋",
            "FangSong",
            "FangSong_GB2312",
            "方正仿宋_GB2312",
            "华文仿宋",
            "STFangsong",
            "Noto Serif CJK SC",
        ),
        "02010609030101010101",
        family="modern",
    ),
    Font(SECTION_FONT, ("SimHei", "方正黑体_GBK", "STHeiti", "Noto Sans CJK SC"), "02010609060101010101"),
    Font(
        SUBSECTION_FONT,
        ("楷体", "KaiTi", "KaiTi_GB2312", "方正楷体_GB2312", "华文楷体", "STKaiti", "Noto Serif CJK SC"),
        "02010609030101010101",
        family="modern",
    ),
    Font(NUMBER_FONT, ("SimSun", "方正书宋_GBK", "STSong", "Noto Serif CJK SC")),
    Font(
        LATIN_FONT,
        ("Liberation Serif",),
        "02020603050405020304",
        "00",
        "roman",
        ("E0002AFF", "C0007841", "00000009", "00000000", "000001FF", "00000000"),
    ),
)


def font_table(names: Iterable[str]) -> Element:
    """The font table of a document with fonts of these names; unknown ones are taken for Chinese fonts."""
    known = {font.name: font for font in _KNOWN}
    return element("w:fonts", *(_font(known.get(name) or Font(name)) for name in dict.fromkeys(names)))


def _font(font: Font) -> Element:
    made = element("w:font", name=font.name)
    if font.others:
        made.append(element("w:altName", val=",".join(font.others)))
    made.append(element("w:panose1", val=font.panose))
    made.append(element("w:charset", val=font.charset))
    made.append(element("w:family", val=font.family))
    made.append(element("w:pitch", val="variable"))
    parts = ("usb0", "usb1", "usb2", "usb3", "csb0", "csb1")
    made.append(element("w:sig", **dict(zip(parts, font.signature, strict=True))))
    return made
