"""The toolbar and the menu of the LibreOffice extension, from the declaration of the buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from perfeval_xl.hosts.buttons import BUTTONS, GROUPS, TAB, Button

PROTOCOL: Final = "vnd.perfeval.button:"
"""Of the buttons' addresses; ProtocolHandler.xcu names the component that answers to them."""
_ADDIN: Final = "org.perfeval.xl"
_CONTEXT: Final = "com.sun.star.sheet.SpreadsheetDocument"
_LANGUAGES: Final = ("zh-CN", "en-US")
"""Another language of LibreOffice's menus gets the last one's titles. Ours are the same in both."""
SMALL_ICON: Final = 16
BIG_ICON: Final = 24


def icon_name(button: Button, size: int) -> str:
    """The icon of the button at that size in pixels, as a part of the extension."""
    return f"icons/{button.function}_{size}.svg"


def addons() -> str:
    """The text of Addons.xcu."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry"',
            '  xmlns:xs="http://www.w3.org/2001/XMLSchema"',
            '  oor:name="Addons" oor:package="org.openoffice.Office">',
            '  <node oor:name="AddonUI">',
            '    <node oor:name="OfficeToolBar">',
            f'      <node oor:name="{_ADDIN}.toolbar" oor:op="replace">',
            *_entries("        "),
            "      </node>",
            "    </node>",
            '    <node oor:name="OfficeMenuBar">',
            f'      <node oor:name="{_ADDIN}.menu" oor:op="replace">',
            *_texts("        ", Title=TAB),
            *_property("        ", "Context", _CONTEXT),
            '        <node oor:name="Submenu">',
            *_entries("          "),
            "        </node>",
            "      </node>",
            "    </node>",
            '    <node oor:name="Images">',
            *_images("      "),
            "    </node>",
            "  </node>",
            "</oor:component-data>",
            "",
        ]
    )


def _entries(indent: str) -> Iterator[str]:
    """Buttons in their order, which their nodes' names tell, and separators between groups."""
    number = 0
    for group in GROUPS:
        if group is not GROUPS[0]:
            number += 1
            yield f'{indent}<node oor:name="m{number:02}" oor:op="replace">'
            yield from _property(f"{indent}  ", "URL", "private:separator")
            yield f"{indent}</node>"
        for button in group.buttons:
            number += 1
            yield f'{indent}<node oor:name="m{number:02}" oor:op="replace">'
            yield from _property(f"{indent}  ", "URL", f"{PROTOCOL}{button.function}")
            yield from _texts(f"{indent}  ", Title=button.label)
            yield from _property(f"{indent}  ", "Target", "_self")
            yield from _property(f"{indent}  ", "Context", _CONTEXT)
            yield f"{indent}</node>"


def _images(indent: str) -> Iterator[str]:
    for button in BUTTONS:
        yield f'{indent}<node oor:name="{_ADDIN}.{button.function}" oor:op="replace">'
        yield from _property(f"{indent}  ", "URL", f"{PROTOCOL}{button.function}")
        yield f'{indent}  <node oor:name="UserDefinedImages">'
        yield from _property(f"{indent}    ", "ImageSmallURL", f"%origin%/{icon_name(button, SMALL_ICON)}")
        yield from _property(f"{indent}    ", "ImageBigURL", f"%origin%/{icon_name(button, BIG_ICON)}")
        yield f"{indent}  </node>"
        yield f"{indent}</node>"


def _property(indent: str, name: str, value: str) -> Iterator[str]:
    yield f'{indent}<prop oor:name="{name}" oor:type="xs:string"><value>{escape(value)}</value></prop>'


def _texts(indent: str, **texts: str) -> Iterator[str]:
    for name, text in texts.items():
        values = "".join(f'<value xml:lang="{language}">{escape(text)}</value>' for language in _LANGUAGES)
        yield f'{indent}<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'
