"""The zip container of .xlsx and .ods: parts unpacked one by one, never beyond what they declare."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from perfeval_xl.readers.refusal import (
    LARGEST_CONTENT,
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

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT: Final = 0xFFFF
_LARGEST_DIRECTORY: Final = 1 << 20
_STORED: Final = 0
_DEFLATED: Final = 8
_FLAG_ENCRYPTED: Final = 0x1
_FLAG_UTF8: Final = 0x800
_SIZE_ELSEWHERE: Final = 0xFFFFFFFF
_ENCODING: Final = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part lies in the file, and how large it says it is."""

    offset: int
    packed: int
    unpacked: int
    method: int
    checksum: int
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Package:
    """A zip file whose directory has been read and found harmless; its parts are still packed."""

    file: BinaryIO
    parts: Mapping[str, Part]
    """By name: lower case, with `/` between folders."""

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.parts

    def read(self, name: str) -> bytes:
        """The part unpacked, as UTF-8 if it is XML.

        Raises UnreadableFile when the part is missing, damaged, encrypted, larger than it
        declares or than `LARGEST_CONTENT`, or declares entities.
        """
        part = self.parts.get(name.lower())
        if part is None:
            raise damaged()
        if part.encrypted:
            raise encrypted()
        if part.unpacked > LARGEST_CONTENT:
            raise too_large()
        content = self._unpack(part)
        if len(content) != part.unpacked or zlib.crc32(content) != part.checksum:
            raise damaged()
        content = _as_utf8(content)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise declares_entities()
        return content

    def _unpack(self, part: Part) -> bytes:
        self.file.seek(part.offset)
        header = self.file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(ZIP_START):
            raise damaged()
        name_length, extra_length = _LOCAL.unpack(header)[-2:]
        self.file.seek(name_length + extra_length, 1)
        if part.method == _STORED:
            return self.file.read(part.unpacked)
        if part.method != _DEFLATED:
            raise damaged()
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than declared is enough to see that the declaration lies.
            return unpacker.decompress(self.file.read(min(part.packed, LARGEST_CONTENT)), part.unpacked + 1)
        except zlib.error:
            raise damaged() from None


def open_package(file: BinaryIO) -> Package:
    """The directory of the zip in `file`; nothing is unpacked.

    Raises UnreadableFile when it is cut off, damaged, or declares more than a workbook holds.
    """
    size = file.seek(0, 2)
    tail_start = max(0, size - _END.size - _LONGEST_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise damaged()
    _, _, _, _, count, directory_size, directory_start, _ = _END.unpack_from(tail, at)
    if count > MOST_PARTS or directory_size > _LARGEST_DIRECTORY:
        raise too_large()
    if directory_start + directory_size > tail_start + at:
        raise damaged()
    file.seek(directory_start)
    parts = _parts(file.read(directory_size), count)
    declared = sum(part.unpacked for part in parts.values())
    content = sum(part.unpacked for name, part in parts.items() if name.endswith((".xml", ".rels")))
    if (
        declared > LARGEST_DECLARED
        or content > LARGEST_CONTENT
        or (declared > SMALLEST_BOMB and declared > STEEPEST_RATIO * size)
    ):
        raise too_large()
    return Package(file, parts)


def _parts(directory: bytes, count: int) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    at = 0
    for _ in range(count):
        if at + _ENTRY.size > len(directory) or directory[at : at + 4] != b"PK\x01\x02":
            raise damaged()
        fields = _ENTRY.unpack_from(directory, at)
        flags, method, checksum, packed, unpacked = fields[3], fields[4], *fields[7:10]
        name_length, extra_length, comment_length, offset = *fields[10:13], fields[16]
        at += _ENTRY.size
        name = directory[at : at + name_length]
        at += name_length
        if _SIZE_ELSEWHERE in (unpacked, packed, offset):
            packed, unpacked, offset = _long_sizes(
                directory[at : at + extra_length], packed, unpacked, offset
            )
        at += extra_length + comment_length
        key = name.decode("utf-8" if flags & _FLAG_UTF8 else "cp437", "replace")
        parts[key.replace("\\", "/").lstrip("/").lower()] = Part(
            offset, packed, unpacked, method, checksum, bool(flags & _FLAG_ENCRYPTED)
        )
    return parts


def _long_sizes(extra: bytes, packed: int, unpacked: int, offset: int) -> tuple[int, int, int]:
    """The sizes from the zip64 field, which some writers use even for small files."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        at += 4
        if tag == 1:
            longs = list(struct.unpack_from(f"<{min(length, len(extra) - at) // 8}Q", extra, at))
            try:
                unpacked = longs.pop(0) if unpacked == _SIZE_ELSEWHERE else unpacked
                packed = longs.pop(0) if packed == _SIZE_ELSEWHERE else packed
                offset = longs.pop(0) if offset == _SIZE_ELSEWHERE else offset
            except IndexError:
                raise damaged() from None
            if max(packed, offset) >= 1 << 62:
                raise damaged()
            return packed, unpacked, offset
        at += length
    raise damaged()


def _as_utf8(content: bytes) -> bytes:
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
        raise damaged() from None
    return text[text.find("?>") + 2 :].encode() if text.startswith("<?xml") else text.encode()


def pack(parts: Iterable[tuple[str, bytes]]) -> BytesIO:
    """A zip of `parts`, stored as they are, to be read at once and thrown away."""
    package = BytesIO()
    directory = bytearray()
    count = 0
    for name, content in parts:
        key = name.encode("ascii")
        sizes = (zlib.crc32(content), len(content), len(content), len(key))
        directory += _ENTRY.pack(
            b"PK\x01\x02", 20, 20, 0, _STORED, 0, 33, *sizes, 0, 0, 0, 0, 0, package.tell()
        )
        directory += key
        package.write(_LOCAL.pack(ZIP_START, 20, 0, _STORED, 0, 33, *sizes, 0))
        package.write(key)
        package.write(content)
        count += 1
    start = package.tell()
    package.write(directory)
    package.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0))
    package.seek(0)
    return package
