"""A Word document as a file: it appears whole, and the same content gives the same bytes."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from docx.document import Document

from perfeval_xl.writers.saving import replacing
from perfeval_xl.writers.word_xml import cleaned

WRITTEN: Final = dt.datetime(2000, 1, 1)
"""The date of every document's package: the same workbook gives the same file, byte for byte."""
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY: Final = 255


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
    package = _package(document)
    with replacing(path) as temporary:
        temporary.write_bytes(package)


def _package(document: Document) -> bytes:
    """The document as a file that does not tell when it was made."""
    made, dated = BytesIO(), BytesIO()
    document.save(dated)
    with zipfile.ZipFile(dated) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED)
    return made.getvalue()
