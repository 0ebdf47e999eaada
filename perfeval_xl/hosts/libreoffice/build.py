"""Builds the LibreOffice extension (.oxt) from the texts in macros/libreoffice."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Final

from perfeval_xl import __version__
from perfeval_xl.hosts.buttons import BUTTONS
from perfeval_xl.hosts.libreoffice.toolbar import BIG_ICON, SMALL_ICON, icon_name
from perfeval_xl.hosts.macros import macro_text
from perfeval_xl.writers.saving import replacing

EXTENSION_NAME: Final = "perfeval.oxt"
IDENTIFIER: Final = "org.perfeval.xl"
_SOURCES: Final = "libreoffice"
_PARTS: Final = {
    "META-INF/manifest.xml": "manifest.xml",
    "description.xml": "description.xml",
    "Addons.xcu": "Addons.xcu",
    "CalcWindowState.xcu": "CalcWindowState.xcu",
    "ProtocolHandler.xcu": "ProtocolHandler.xcu",
    "perfeval_buttons.py": "perfeval_buttons.py",
}
"""Part of the extension → its source."""
_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""Of every part: the same texts make the same file."""
_SIZE: Final = re.compile(r'width="\d+" height="\d+"')


def build_oxt(path: Path) -> None:
    """Writes the extension to `path`; the same version writes the same bytes.

    Raises:
        AddinProblem: a source is missing.
        OSError: `path` cannot be written.
    """
    content = oxt()
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def oxt() -> bytes:
    """The extension's content.

    Raises:
        AddinProblem: a source is missing.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in parts().items():
            package.writestr(zipfile.ZipInfo(name, _TIME), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def parts() -> dict[str, str]:
    """The extension's parts by name.

    Raises:
        AddinProblem: a source is missing.
    """
    found = {name: macro_text(f"{_SOURCES}/{source}") for name, source in _PARTS.items()}
    found["description.xml"] = found["description.xml"].replace('value="VERSION"', f'value="{__version__}"')
    for button in BUTTONS:
        icon = macro_text(f"{_SOURCES}/icons/{button.function}.svg")
        for size in (SMALL_ICON, BIG_ICON):
            # LibreOffice draws an icon as large as it says it is.
            found[icon_name(button, size)] = _SIZE.sub(f'width="{size}" height="{size}"', icon, count=1)
    return found
