"""The ribbon's texts from the declaration of the buttons: customUI for two Excels, and the VBA callbacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from perfeval_xl.hosts.buttons import BUTTONS, GROUPS, TAB, Button

NAMESPACES: Final = {
    "customUI14.xml": "http://schemas.microsoft.com/office/2009/07/customui",
    "customUI.xml": "http://schemas.microsoft.com/office/2006/01/customui",
}
"""By file; Excel 2010 and later read the first, Excel 2007 the second."""


def custom_ui(name: str) -> str:
    """The text of the ribbon's part of that name, one of `NAMESPACES`."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
            f"<customUI xmlns={quoteattr(NAMESPACES[name])}>",
            "  <ribbon>",
            "    <tabs>",
            f'      <tab id="perfevalTab" label={quoteattr(TAB)}>',
            *_groups(),
            "      </tab>",
            "    </tabs>",
            "  </ribbon>",
            "</customUI>",
            "",
        ]
    )


def _groups() -> Iterator[str]:
    for group in GROUPS:
        yield f'        <group id="perfeval{group.name}" label={quoteattr(group.label)}>'
        for button in group.buttons:
            size = "large" if group.large else "normal"
            yield (
                f'          <button id="perfeval{button.name}" label={quoteattr(button.label)} size="{size}"'
                f' imageMso="{button.image}"'
            )
            yield f'            onAction="{callback(button)}"'
            yield f"            screentip={quoteattr(button.tip)}"
            yield f"            supertip={quoteattr(button.details)} />"
        yield "        </group>"


def callback(button: Button) -> str:
    """The name of the button's Sub."""
    return f"Perfeval{button.name}"


def callbacks() -> str:
    """The Subs of all buttons, as the ribbon's VBA module has them."""
    return "".join(
        f'Public Sub {callback(button)}(control As IRibbonControl)\n    RunButton "{button.function}"\n'
        "End Sub\n\n"
        for button in BUTTONS
    )
