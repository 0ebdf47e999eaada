"""Tells a letter as it was written from one that was worked on, by a digest of it among its own properties.

Whatever program saves a letter anew, with or without changes, keeps the digest and writes other content:
such a letter is somebody's, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from perfeval_xl.readers.markup import escape, unescape
from perfeval_xl.readers.package import open_package
from perfeval_xl.readers.refusal import UnreadableFile
from perfeval_xl.writers.word_xml import cleaned

SEAL: Final = "docProps/custom.xml"
"""The part with the properties that a program gives a document beside the usual ones."""

_FILE: Final = "审核的文件"
_DIGEST: Final = "内容校验值"
_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
    ' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{}</Properties>'
)
_PROPERTY: Final = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="{}">'
    "<vt:lpwstr>{}</vt:lpwstr></property>"
)
_VALUE: Final = re.compile(r'name="([^"<]*)"><vt:lpwstr>([^<]*)</vt:lpwstr>')


@dataclass(frozen=True, slots=True)
class Seal:
    """What a letter tells of itself."""

    file: str
    """The file it is about, by its name below the folder."""
    is_whole: bool
    """Whether the letter is as it was written."""


def add_seal(document: Document) -> None:
    """Makes room for the seal."""
    package = document.part.package
    assert package is not None
    part = Part(PackURI(f"/{SEAL}"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, b"", package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def sealed(entries: Mapping[str, bytes], file: str) -> dict[str, bytes]:
    """The files of a letter's package, with the seal for a letter about `file` in its place."""
    values = {_FILE: file, _DIGEST: _digest(entries)}
    properties = (
        _PROPERTY.format(number, name, escape(cleaned(value)))
        for number, (name, value) in enumerate(values.items(), 2)
    )
    return {**entries, SEAL: _PROPERTIES.format("".join(properties)).encode()}


def read_seal(path: Path) -> Seal | None:
    """The seal of a letter; None for any other file.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            package = open_package(file)
            if SEAL not in package:
                return None
            entries = {name: package.read(name) for name in package.parts}
    except UnreadableFile:
        return None
    values = dict(_VALUE.findall(entries[SEAL.lower()].decode("utf-8", "replace")))
    if _DIGEST not in values:
        return None
    return Seal(unescape(values.get(_FILE, "")), values[_DIGEST] == _digest(entries))


def _digest(entries: Mapping[str, bytes]) -> str:
    """Of all files of the package but the seal, whatever their order."""
    made = sha256()
    for name, content in sorted((name.lower(), content) for name, content in entries.items()):
        if name != SEAL.lower():
            made.update(f"{name}\n{len(content)}\n".encode() + content)
    return made.hexdigest()
