"""The numbers that Word shows before the paragraphs of a list: 一、 and （二） are not part of their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from perfeval_xl.readers.document.names import number, value, w

_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_PLACES: Final = ("", "十", "百", "千", "万")
_LEGAL_PLACES: Final = ("", "拾", "佰", "仟", "万")
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS: Final = 9
_MOST: Final = 9_999
"""No list is longer; a start beyond it is a mistake."""
_LEVEL: Final = re.compile(r"%([1-9])")
_MOST_BASES: Final = 16
"""How many styles may rest on each other; more is a circle."""


def _counted(count: int, digits: str, places: tuple[str, ...]) -> str:
    """`count` in Chinese numerals with their places: 21 is 二十一, 105 is 一百零五."""
    text, zero = "", False
    figures = str(count)
    for position, figure in enumerate(figures):
        place = places[len(figures) - position - 1]
        if figure == "0":
            zero = bool(text)
            continue
        text += ("零" if zero else "") + digits[int(figure)] + place
        zero = False
    return text or digits[0]


def _chinese(count: int) -> str:
    text = _counted(count, _DIGITS, _PLACES)
    return text.removeprefix("一") if 10 <= count < 20 else text


def _letters(count: int) -> str:
    """a, b, …, z, aa, bb: Word repeats the letter."""
    return chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    text = ""
    for amount, sign in _ROMAN:
        text += sign * (count // amount)
        count %= amount
    return text


def _circled(count: int) -> str:
    return chr(0x245F + count) if 1 <= count <= 20 else str(count)


def _wide(count: int) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(count))


_FORMATS: Final[Mapping[str, Callable[[int], str]]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda count: _counted(count, _LEGAL, _LEGAL_PLACES),
    "ideographDigital": lambda count: "".join(_DIGITS[int(figure)] for figure in str(count)),
    "japaneseDigitalTenThousand": lambda count: "".join(_DIGITS[int(figure)] for figure in str(count)),
    "ideographTraditional": lambda count: _STEMS[(count - 1) % len(_STEMS)],
    "ideographZodiac": lambda count: _BRANCHES[(count - 1) % len(_BRANCHES)],
    "decimalZero": lambda count: f"{count:02}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographEnclosedCircle": lambda count: chr(0x327F + count) if 1 <= count <= 10 else str(count),
    "decimalEnclosedFullstop": lambda count: chr(0x2487 + count) if 1 <= count <= 20 else f"{count}.",
    "decimalEnclosedParen": lambda count: chr(0x2473 + count) if 1 <= count <= 20 else f"({count})",
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}
"""How numbers are written, by Word's name for it; others are plain digits."""
_SILENT: Final = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    format: str
    text: str
    """``第%1条``: %1 is the number of the first level."""
    is_legal: bool
    """Whether the numbers of other levels are digits in it."""


@dataclass(slots=True)
class _List:
    """An abstract list, its levels, and how far each has been counted."""

    levels: Mapping[int, _Level]
    counts: dict[int, int] = field(default_factory=dict[int, int])


@dataclass(frozen=True, slots=True)
class _Instance:
    of: _List
    restarts: Mapping[int, int]
    """Level → where this instance begins to count anew."""


class Numbering:
    """Counts the paragraphs of a document's lists in the order in which they are asked for."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._instances: dict[str, _Instance] = {}
        self._begun: set[tuple[str, int]] = set()
        self._of_style: dict[str, tuple[str, int]] = {}
        if numbering is None:
            return
        lists = {
            abstract.get(w("abstractNumId"), ""): _List(_levels(abstract))
            for abstract in numbering.iterfind(w("abstractNum"))
        }
        for instance in numbering.iterfind(w("num")):
            of = lists.get(value(instance, w("abstractNumId")))
            if of is not None:
                self._instances[instance.get(w("numId"), "")] = _Instance(of, _restarts(instance))
        if styles is not None:
            # A level may name the style that it numbers.
            named = {
                value(level, w("pStyle")): number(level.get(w("ilvl"), ""), 0)
                for level in numbering.iter(w("lvl"))
            }
            self._of_style = {
                style: (instance, named.get(style, level))
                for style, (instance, level) in _numbered_styles(styles).items()
            }

    def text_before(self, properties: Element | None) -> str:
        """What Word shows before the paragraph with these properties; '' for one in no list."""
        if not self._instances or properties is None:
            return ""
        instance_id, level = self._of_style.get(value(properties, w("pStyle")), ("", 0))
        own = properties.find(w("numPr"))
        if own is not None:
            instance_id = value(own, w("numId")) or instance_id
            level = number(value(own, w("ilvl")), level)
        instance = self._instances.get(instance_id)
        if instance is None or level >= _LEVELS:
            return ""
        return self._next(instance_id, instance, level)

    def _next(self, instance_id: str, instance: _Instance, level: int) -> str:
        of = instance.of
        declared = of.levels.get(level)
        if declared is None:
            return ""
        if level in instance.restarts and (instance_id, level) not in self._begun:
            of.counts[level] = instance.restarts[level]
        elif level in of.counts:
            of.counts[level] += 1
        else:
            of.counts[level] = declared.start
        self._begun.add((instance_id, level))
        for deeper in range(level + 1, _LEVELS):
            of.counts.pop(deeper, None)
        if declared.format in _SILENT:
            return ""
        shown = _LEVEL.sub(lambda match: _shown(of, declared, int(match[1]) - 1), declared.text)
        # Word keeps a distance; without it "1" before "5个单位" would be another number.
        return f"{shown} " if shown[-1:].isalnum() else shown


def _shown(of: _List, declared: _Level, level: int) -> str:
    other = of.levels.get(level)
    count = of.counts.get(level, other.start if other else 1)
    written = "decimal" if other is None or (declared.is_legal and other is not declared) else other.format
    return _FORMATS.get(written, str)(count) if 0 < count <= _MOST else str(count)


def _levels(abstract: Element) -> dict[int, _Level]:
    levels: dict[int, _Level] = {}
    for level in abstract.iterfind(w("lvl")):
        start = number(value(level, w("start")), 1)
        text = value(level, w("lvlText"))
        levels[number(level.get(w("ilvl"), ""), 0)] = _Level(
            start, value(level, w("numFmt")) or "decimal", text, level.find(w("isLgl")) is not None
        )
    return levels


def _restarts(instance: Element) -> dict[int, int]:
    return {
        number(override.get(w("ilvl"), ""), 0): number(value(override, w("startOverride")), 1)
        for override in instance.iterfind(w("lvlOverride"))
        if override.find(w("startOverride")) is not None
    }


def _numbered_styles(styles: Element) -> dict[str, tuple[str, int]]:
    """Style → the list it puts its paragraphs in, and the level; a style has what the one it rests on has."""
    own: dict[str, tuple[str, int]] = {}
    bases: dict[str, str] = {}
    for style in styles.iterfind(w("style")):
        style_id = style.get(w("styleId"), "")
        bases[style_id] = value(style, w("basedOn"))
        properties = style.find(w("pPr"))
        listed = None if properties is None else properties.find(w("numPr"))
        if listed is not None:
            own[style_id] = value(listed, w("numId")), number(value(listed, w("ilvl")), 0)
    found: dict[str, tuple[str, int]] = {}
    for style_id in bases:
        at = style_id
        for _ in range(_MOST_BASES):
            if at in own:
                found[style_id] = own[at]
                break
            at = bases.get(at, "")
    return found
