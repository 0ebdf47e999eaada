"""The parts of a Word document's package: where its text is, what must not be there, how they are parsed."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from perfeval_xl.readers.document.names import STRICT
from perfeval_xl.readers.markup import ATTRIBUTES, PREFIX, attributes_of, text_of
from perfeval_xl.readers.package import Package
from perfeval_xl.readers.refusal import damaged, holds_macros, too_large

MOST_ELEMENTS: Final = 2_000_000

_RELATIONSHIP: Final = re.compile(rb"<" + PREFIX + rb"Relationship" + ATTRIBUTES + rb"\s*+/?>")
_PROPERTIES: Final = "docProps/core.xml"
_KEYWORDS: Final = re.compile(rb"<" + PREFIX + rb"keywords\b[^<>]*+>([^<]*+)<")
_OVERRIDE: Final = re.compile(rb"<" + PREFIX + rb"Override" + ATTRIBUTES + rb"\s*+/?>")


def main_part(package: Package) -> str | None:
    """The part with the text; None where the package is something else."""
    name = "word/document.xml"
    if "_rels/.rels" in package:
        for match in _RELATIONSHIP.finditer(package.read("_rels/.rels")):
            attributes = attributes_of(match[1])
            if attributes.get(b"Type", b"").endswith(b"/officeDocument"):
                name = text_of(attributes.get(b"Target", b"")).lstrip("/")
    return name if name.lower().startswith("word/") and name in package else None


def refuse_macros(package: Package) -> None:
    """Raises UnreadableFile when the document carries programs."""
    if any(name.endswith("vbaproject.bin") for name in package.parts):
        raise holds_macros()
    types = package.read("[Content_Types].xml") if "[Content_Types].xml" in package else b""
    for match in _OVERRIDE.finditer(types):
        if b"macroEnabled" in attributes_of(match[1]).get(b"ContentType", b""):
            raise holds_macros()


def parsed(package: Package, name: str) -> Element:
    """The part as a tree. Raises UnreadableFile where it is no XML, or far too much of it."""
    content = package.read(name)
    for strict, usual in STRICT:
        content = content.replace(strict, usual)
    if content.count(b"<") > MOST_ELEMENTS:
        raise too_large(package.kind)
    try:
        # A document type and with it every entity was refused when the part was unpacked.
        return ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError:
        raise damaged(package.kind) from None


def optional(package: Package, main: str, name: str) -> Element | None:
    """The part beside the main one, parsed; None where there is none."""
    part = f"{main.rpartition('/')[0]}/{name}"
    return parsed(package, part) if part in package else None


def keywords(package: Package) -> str:
    """The keywords in the document's properties; '' for none."""
    if _PROPERTIES not in package:
        return ""
    match = _KEYWORDS.search(package.read(_PROPERTIES))
    return text_of(match[1]) if match else ""
