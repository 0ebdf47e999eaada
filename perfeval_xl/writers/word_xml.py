"""Elements of a Word document, built by name: the one place where text becomes XML.

Attributes given by keyword are in Word's own namespace: ``element("w:jc", val="center")``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from docx.oxml import parser
from docx.oxml.ns import qn

Element = Any
"""An lxml element; lxml tells no types."""

_NOT_IN_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PARSER: Any = parser
_WORD: Final = qn("w:")
_full_name: Final = lru_cache(maxsize=256)(qn)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """An element such as ``w:p`` with its children."""
    named = {_WORD + key: str(value) for key, value in attributes.items()}
    made: Element = _PARSER.oxml_parser.makeelement(_full_name(name), named)
    made.extend(children)
    return made


def cleaned(text: str) -> str:
    """`text` without the control characters that no XML may hold, and with one kind of line break."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def run(text: str) -> Element:
    """A run of text; line breaks and tabs in it stay what they are."""
    made = element("w:r")
    for part in re.split("([\n\t])", cleaned(text)):
        if part == "\n":
            made.append(element("w:br"))
        elif part == "\t":
            made.append(element("w:tab"))
        elif part:
            content = element("w:t")
            content.text = part
            content.set(_SPACE, "preserve")
            made.append(content)
    return made


def paragraph(style_id: str, text: str = "", *, properties: Iterable[Element] = ()) -> Element:
    """A paragraph of a named style; `properties` are those of its own, in Word's order."""
    made = element("w:p", element("w:pPr", element("w:pStyle", val=style_id), *properties))
    if text:
        made.append(run(text))
    return made


def page_number() -> Element:
    """The field that shows the number of the page."""
    return element("w:fldSimple", run("1"), instr="PAGE")
