"""The zip container of .xlsx and .ods: parts unpacked one by one, never beyond what they declare."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from perfeval_xl.readers.refusal import (
    LARGEST_CONTENT,
    FileKind,
    damaged,
    declares_entities,
    encrypted,
    too_large,
)

ZIP_START: Final = b"PK\x03\x04"
MOST_PARTS: Final = 2_000
LARGEST_DECLARED: Final = 256 << 20
"""Bytes all parts may declare, pictures included."""
STEEPEST_RATIO: Final = 100
"""Unpacked ÷ packed; real workbooks stay below 50."""
SMALLEST_BOMB: Final = 16 << 20
"""Below this a steep ratio does no harm: a sheet of blank formatted cells packs well."""

_LARGEST_DIRECTORY: Final = 1 << 20
_WORD_PARTS: Final = "word/"
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""What spreadsheet programs write; of the other methods zipfile unpacks without a bound."""
_FLAG_ENCRYPTED: Final = 0x1
_FARTHEST: Final = 1 << 62
"""Beyond this the system refuses to go in a file, which would look like a fault of the disk."""
# What a damaged file makes of zipfile, each met by changing bytes of real files: NotImplementedError for a
# version or flag, EOFError where the data ends too soon, UnicodeDecodeError for a name.
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError)
_ROOT: Final = re.compile(rb"<([^\s<>/?!][^\s<>/]*)")
_LONGEST_END: Final = 1_000
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file whose directory has been read and found harmless; its parts are still packed."""

    archive: zipfile.ZipFile
    parts: Mapping[str, zipfile.ZipInfo]
    """By name: lower case, with `/` between folders."""

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    @property
    def kind(self) -> FileKind:
        """What it is by its parts."""
        is_document = any(name.startswith(_WORD_PARTS) for name in self.parts)
        return FileKind.DOCUMENT if is_document else FileKind.WORKBOOK

    def read(self, name: str) -> bytes:
        """The part unpacked, as UTF-8 if it is XML.

        Raises UnreadableFile when the part is missing, damaged, encrypted, larger than it
        declares or than `LARGEST_CONTENT`, or declares entities.
        """
        part = self.parts.get(name.lower())
        if part is None:
            raise damaged(self.kind)
        if part.flag_bits & _FLAG_ENCRYPTED:
            raise encrypted()
        if part.file_size > LARGEST_CONTENT:
            raise too_large(self.kind)
        if part.compress_type not in _METHODS or not 0 <= part.header_offset < _FARTHEST:
            raise damaged(self.kind)
        content = self._as_utf8(self._unpack(part))
        # Mostly there is neither, nor a comment: one look is enough.
        if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise declares_entities(self.kind)
        if name.lower().endswith((".xml", ".rels")) and not _is_whole(content):
            raise damaged(self.kind)
        return content

    def _unpack(self, part: zipfile.ZipInfo) -> bytes:
        # zipfile stops where the part should end; one byte further shows that the declaration lies.
        further = copy(part)
        further.file_size += 1
        try:
            with self.archive.open(further) as unpacked:
                content = unpacked.read(further.file_size)
        except _DAMAGE:
            raise damaged(self.kind) from None
        if len(content) != part.file_size:
            raise damaged(self.kind)
        return content

    def _as_utf8(self, content: bytes) -> bytes:
        """XML as UTF-8; anything else is returned as it is."""
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        else:
            declaration = _ENCODING.match(content[:200].removeprefix(b"\xef\xbb\xbf"))
            encoding = declaration[1].decode("ascii").lower() if declaration else "utf-8"
        if encoding in ("utf-8", "utf8", "us-ascii", "ascii"):
            return content.removeprefix(b"\xef\xbb\xbf")
        try:
            text = content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            raise damaged(self.kind) from None
        return text[text.find("?>") + 2 :].encode() if text.startswith("<?xml") else text.encode()


class _Careful:
    """A file of which no more than a directory is handed out at once, until it has been read."""

    def __init__(self, file: BinaryIO, kind: FileKind) -> None:
        self.kind = kind
        self.most = _LARGEST_DIRECTORY
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > self.most:
            raise too_large(self.kind)
        return self._file.read(size)


def open_package(file: BinaryIO, kind: FileKind = FileKind.WORKBOOK) -> Package:
    """The directory of the zip in `file`, which is of this `kind` by its name; nothing is unpacked.

    Raises UnreadableFile when it is cut off, damaged, or declares more than a workbook holds.
    """
    size = file.seek(0, 2)
    careful = _Careful(file, kind)
    try:
        archive = zipfile.ZipFile(careful)
    except _DAMAGE:
        raise damaged(kind) from None
    careful.most = size
    if len(archive.filelist) > MOST_PARTS:
        raise too_large(kind)
    parts = {part.filename.replace("\\", "/").lstrip("/").lower(): part for part in archive.filelist}
    if len(parts) < len(archive.filelist):
        # Which of two parts of one name counts, programs decide differently.
        raise damaged(kind)
    declared = sum(part.file_size for part in parts.values())
    content = sum(part.file_size for name, part in parts.items() if name.endswith((".xml", ".rels")))
    if (
        declared > LARGEST_DECLARED
        or content > LARGEST_CONTENT
        or (declared > SMALLEST_BOMB and declared > STEEPEST_RATIO * size)
    ):
        raise too_large(kind)
    return Package(archive, parts)


def _is_whole(content: bytes) -> bool:
    """Whether the XML ends with its root element, or is that element alone: nothing was cut off."""
    root = _ROOT.search(content)
    if root is None:
        return False
    ends = rb"(?:</%b\s*>|/>)\s*(?:<!--(?s:.)*?-->\s*)*\Z" % re.escape(root[1])
    return re.search(ends, content[-_LONGEST_END:]) is not None


def pack(parts: Iterable[tuple[str, bytes]]) -> BytesIO:
    """A zip of `parts`, stored as they are, to be read at once and thrown away."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content)
    file.seek(0)
    return file
