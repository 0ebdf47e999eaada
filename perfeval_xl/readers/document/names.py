"""The names of WordprocessingML that the reader knows, and how their values are asked for."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

_MAIN: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Everything but the parts of a strict file's namespaces that this reader looks at.
STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)
"""Namespaces of the strict variant, and what the usual one calls them."""

_OFF: Final = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """The element or attribute `name` of Word's own namespace, as the parser calls it."""
    return _MAIN + name


VAL: Final = w("val")
P: Final = w("p")
R: Final = w("r")
TBL: Final = w("tbl")
SDT: Final = w("sdt")
SDT_CONTENT: Final = w("sdtContent")
ALTERNATE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def value(parent: Element | None, name: str) -> str:
    """The `val` of a child such as w:gridSpan; '' where there is none."""
    child = None if parent is None else parent.find(name)
    return "" if child is None else child.get(VAL, "")


def number(text: str, otherwise: int) -> int:
    """A whole number from an attribute; `otherwise` for anything else, and for one that is absurd."""
    return int(text) if text.isdecimal() and len(text) < 7 else otherwise


def is_on(parent: Element | None, name: str) -> bool:
    """Whether a switch such as w:vanish is there and not turned off."""
    child = None if parent is None else parent.find(name)
    return child is not None and child.get(VAL, "1").lower() not in _OFF
