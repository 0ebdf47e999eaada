"""A Word document as a file: it appears whole, and the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docx.document import Document
from docx.opc import oxml

from perfeval_xl.writers.saving import replacing
from perfeval_xl.writers.word_xml import Element, cleaned

WRITTEN: Final = dt.datetime(2000, 1, 1)
"""The date of every document's package: the same workbook gives the same file, byte for byte."""
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY: Final = 255
_TEXT: Final = "word/document.xml"
_XML: Any = oxml
"""python-docx tells no types of it."""


def set_properties(document: Document, title: str, author: str, keywords: str = "") -> None:
    """What the file says of itself, wherever it was made."""
    properties = document.core_properties
    properties.title = cleaned(title)[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = cleaned(author)[:_LONGEST_PROPERTY]
    properties.keywords = cleaned(keywords)[:_LONGEST_PROPERTY]
    properties.comments = ""
    properties.created = properties.modified = WRITTEN


def save_document(document: Document, path: Path) -> None:
    """Writes the document.

    Raises:
        OSError: `path` cannot be written; what stood there is left as it was.
    """
    save_package(package_of(_entries(document)), path)


def save_package(package: bytes, path: Path) -> None:
    """Writes a Word file as it is.

    Raises:
        OSError: `path` cannot be written; what stood there is left as it was.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(package)


@dataclass(frozen=True, slots=True)
class Frame:
    """All of a document but its text: made once where many alike are written."""

    entries: dict[str, bytes]
    """The package's files but the text, by name, in their order."""
    document: Element
    """The text's root, with the page's setup alone."""

    def filled(self, parts: Iterable[Element]) -> dict[str, bytes]:
        """The package's files of the document with that text, by name."""
        root = deepcopy(self.document)
        page_setup = root.body[-1]
        for part in parts:
            page_setup.addprevious(part)
        return {**self.entries, _TEXT: _XML.serialize_part_xml(root)}


def frame_of(document: Document) -> Frame:
    """The frame that a document without text makes."""
    return Frame(_entries(document), document.element)


def _entries(document: Document) -> dict[str, bytes]:
    """The files that python-docx makes of the document."""
    dated = BytesIO()
    document.save(dated)
    with zipfile.ZipFile(dated) as source:
        return {name: source.read(name) for name in source.namelist()}


def package_of(entries: Mapping[str, bytes]) -> bytes:
    """The files as one, which does not tell when it was made."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in entries.items():
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()
