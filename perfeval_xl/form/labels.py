"""Labels as clerks vary them, brought to one spelling: ``其中： 一般公共 预算:212.01`` is 一般公共预算."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_PREFIX: Final = re.compile(
    r"^(?:其中:?|[(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)]|\d{1,2}[、.](?!\d)|[一二三四五六七八九十]{1,3}、)+"
)
_REMARK: Final = re.compile(r"[(][^()]*[)]")
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年度?|\{(?:year|prior)\}年度?")
_YEAR_NUMBER: Final = re.compile(r"((?:19|20)\d{2})年")
_POINTS: Final = re.compile(r"[(]?(\d{1,3}(?:\.\d+)?)分?[)]?$")
_PRINTED_POINTS: Final = re.compile(
    r"[(\[【](\d{1,3}(?:\.\d+)?)分?[)\]】]|(?<=[^\d.])(\d{1,3}(?:\.\d+)?)分?$"
)
_MONEY_UNIT: Final = re.compile(r"(?:[(]|单位:(?:人民币)?)([百千万亿]?元)[)]?(?=:|$)")


@lru_cache(maxsize=16384)
def compact(text: str) -> str:
    """`text` with full-width forms narrowed and every blank and line break removed."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def unnumbered(text: str) -> str:
    """`text` compact, without numbering and 其中： in front: ``1、业务工作经费`` is 业务工作经费."""
    return _PREFIX.sub("", compact(text))


@lru_cache(maxsize=16384)
def normalise(text: str) -> str:
    """The spelling under which a label is looked up.

    Blanks, numbering, 其中：, bracketed remarks and units, a closing colon and the digits of the
    year do not count: ``4、区级专项资金（一个专项一行）`` is 区级专项资金, ``2024年决算数`` is Y年决算数.
    """
    label = unnumbered(text)
    label = _YEAR.sub("Y年", label)
    label = _REMARK.sub("", label)
    return label.rstrip(":")


@lru_cache(maxsize=16384)
def split(text: str) -> tuple[str, str] | None:
    """A label and the value behind its colon in the same cell, or None: ``其他资金：19.8``."""
    for position, character in enumerate(text):
        if character in ":：":
            label, value = normalise(text[:position]), text[position + 1 :].strip()
            if label:
                return label, value
    return None


def year_of(text: str) -> int | None:
    """The first year named in `text`: 2024 in ``2024年度部门整体支出…``."""
    match = _YEAR_NUMBER.search(compact(text))
    return int(match[1]) if match else None


@lru_cache(maxsize=4096)
def level1_heading(heading: str) -> tuple[str, str]:
    """The name in a level-1 heading, and the points printed there: ``产出指标\\n(50分)`` is 产出指标 and 50.

    The points are '' where there are none; they may stand without brackets: ``产出指标50分``.
    """
    squeezed = compact(heading)
    match = _PRINTED_POINTS.search(squeezed)
    if match is None:
        return normalise(squeezed), ""
    name = normalise(squeezed[: match.start()] + squeezed[match.end() :])
    return (name, match[1] or match[2]) if name else (normalise(squeezed), "")


def points_of(heading: str) -> str:
    """The points printed in a level-1 heading: ``50`` in ``产出指标（50分）``, '' where there are none."""
    return level1_heading(heading)[1]


def money_unit_of(heading: str) -> str:
    """The unit of money that a heading or label ends with: 元 in ``经费控制情况（元）``; '' for none."""
    match = _MONEY_UNIT.search(compact(heading)) if "元" in heading else None
    return match[1] if match else ""


def points_alone(text: str) -> str:
    """The points in a cell that holds nothing else, ``（50分）`` or ``50``; '' for any other text."""
    match = _POINTS.fullmatch(compact(text))
    return match[1] if match else ""


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The spelling under which names of projects and units are compared; remarks in brackets count."""
    return compact(name).strip("\"'“”《》")


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for blanks and width."""
    return name_key(one) == name_key(other)
