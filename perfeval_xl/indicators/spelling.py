"""Texts of indicators as clerks vary them, brought to one spelling before they are read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# NFKC would turn ① into the digit 1 and join it to a figure behind it; it would do so with m² and 10² alike.
_BEFORE: Final = {
    **{ord(character): f"{number}、" for number, character in enumerate(_CIRCLED, 1)},
    ord("㎡"): "平方米",
    ord("㎥"): "立方米",
}
_SUPERSCRIPT: Final = re.compile("[⁰¹²³⁴-⁹₀-₉]")
_AREA: Final = re.compile(r"m²", re.IGNORECASE)
_VOLUME: Final = re.compile(r"m³", re.IGNORECASE)
_SIGNS: Final = (
    (re.compile(r"[≧⩾⪰≽≥]=?"), "≥"),
    (re.compile(r"[≦⩽⪯≼≤]=?"), "≤"),
    (re.compile(r"[>〉》]{1,2}[=═〓]|[=═〓][>〉]"), "≥"),
    (re.compile(r"[<〈《]{1,2}[=═〓]|[=═〓][<〈]"), "≤"),
    (re.compile(r"[═〓]|=="), "="),
    (re.compile(r"〉"), ">"),
    (re.compile(r"〈"), "<"),
    (re.compile(r"[~∼〜～˜]"), "~"),
    (re.compile(r"[−﹣‐‑–]"), "-"),
    (re.compile(r"[―─—]{1,2}"), "—"),
    (re.compile(r"(?<=\d)。(?=\d)"), "."),
)
_REMARK: Final = re.compile(r"\(含(?:本数)?\)")
_EDGES: Final = ".。;,、:!?\"'“”‘’【】《》「」 "
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")


@lru_cache(maxsize=8192)
def normalised(text: str) -> str:
    """`text` with full-width forms narrowed, no blanks, one spelling of each sign; idempotent.

    ``＞＝ 5０ 个`` is ``≥50个``, ``①开展调研`` is ``1、开展调研``; line breaks are blanks.
    """
    spelled = _spelled(text)
    while spelled != text:
        text, spelled = spelled, _spelled(spelled)
    return spelled


def _spelled(text: str) -> str:
    marked = _VOLUME.sub("立方米", _AREA.sub("平方米", text)).translate(_BEFORE)
    squeezed = "".join(unicodedata.normalize("NFKC", marked).split())
    for pattern, sign in _SIGNS:
        squeezed = pattern.sub(sign, squeezed)
    return _REMARK.sub("", squeezed)


def bare(text: str) -> str:
    """`text` normalised, without the punctuation, quotation marks and brackets around it."""
    stripped = normalised(text).strip(_EDGES)
    inside = _BRACKETS.fullmatch(stripped)
    return inside[1].strip(_EDGES) if inside else stripped


def has_raised_figures(text: str) -> bool:
    """Whether a power or an index stands in the text, which narrowing would take for a digit: 10²."""
    return _SUPERSCRIPT.search(_VOLUME.sub("", _AREA.sub("", text))) is not None
