"""Files that bear a workbook's name and are none, as many as one asks for, no two alike."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

import msoffcrypto.format.ooxml

from tests.bureau.folders import self_evaluation, write
from tests.readers.small_packages import ods, package
from tests.readers.small_xls import written

_UNPACKED: Final = 64 << 20
"""Bytes that a bomb unpacks to."""


class Broken:
    """Breaks one whole workbook in every way known, differently for every number."""

    def __init__(self, place: Path) -> None:
        """Writes the whole workbook to `place`, and what is made of it once for all."""
        whole = write(place / "完好.xlsx", self_evaluation("甲局"))
        self._whole = whole.read_bytes()
        self._bomb = self._as_bomb()
        encrypted = BytesIO()
        with whole.open("rb") as source:
            msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("密码", encrypted)
        self._encrypted = encrypted.getvalue()
        self._ways: Mapping[str, tuple[str, Callable[[int, random.Random], bytes]]] = {
            "空": (".xlsx", lambda number, chance: b""),
            "截断": (".xlsx", lambda number, chance: self._whole[: chance.randrange(1, len(self._whole))]),
            "文字": (".xlsx", lambda number, chance: f"第 {number} 份：见附件".encode()),
            "乱码": (".xlsx", lambda number, chance: chance.randbytes(chance.randrange(1, 9_000))),
            "乱码老": (".xls", lambda number, chance: chance.randbytes(chance.randrange(1, 9_000))),
            "加密": (".xlsx", lambda number, chance: self._encrypted + b"%d" % number),
            "炸弹": (".xlsx", lambda number, chance: self._bomb + b"%d" % number),
            "网页": (".xls", lambda number, chance: f"<html><table><tr><td>{number}".encode()),
            "逗号": (".xls", lambda number, chance: f"单位,金额\n{number},1".encode("gb18030")),
            "改字节": (".xlsx", self._with_other_bytes),
            "老截断": (".xls", lambda number, chance: bytes(written()[: chance.randrange(1, 5_000)])),
            "报告截断": (
                ".docx",
                lambda number, chance: self._whole[: chance.randrange(1, len(self._whole))],
            ),
            "图片": (".xlsx", lambda number, chance: b"\x89PNG\r\n\x1a\n" + chance.randbytes(500)),
            "便携": (".xlsx", lambda number, chance: b"%PDF-1.7\n" + chance.randbytes(500)),
            "实体": (".xlsx", lambda number, chance: _with_entities(number)),
            "无部件": (".xlsx", lambda number, chance: _zipped({"a.txt": b"%d" % number})),
            "开放坏": (".ods", lambda number, chance: ods(f"<table:table-row>{number}")[:-30]),
            "二进制": (".xlsb", lambda number, chance: _zipped({"xl/workbook.bin": b"%d" % number})),
            "金山": (".et", lambda number, chance: bytes(written()) + b"%d" % number),
            "旧报告": (
                ".docx",
                lambda number, chance: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(900),
            ),
        }

    def files(self, count: int, seed: int = 6) -> Iterator[tuple[str, bytes]]:
        """Name and content of so many files, the ways in turn; the same for the same seed."""
        chance = random.Random(seed)  # noqa: S311 - the same at every run is what is wanted
        ways = list(self._ways.items())
        for number in range(count):
            name, (kind, content) = ways[number % len(ways)]
            yield f"{name}{number:05}{kind}", content(number, chance)

    def _with_other_bytes(self, number: int, chance: random.Random) -> bytes:
        """Every part of it is hit somewhere."""
        content = bytearray(self._whole)
        for at in chance.sample(range(len(content)), len(content) // 50):
            content[at] ^= chance.randrange(1, 256)
        return bytes(content)

    def _as_bomb(self) -> bytes:
        file = BytesIO()
        with (
            zipfile.ZipFile(BytesIO(self._whole)) as whole,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb,
        ):
            for name in whole.namelist():
                content = whole.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    content = content.replace(b"</worksheet>", b" " * _UNPACKED + b"</worksheet>")
                bomb.writestr(name, content)
        return file.getvalue()


def _with_entities(number: int) -> bytes:
    return package(
        "", sheet=f'<!DOCTYPE x [<!ENTITY a "{number}"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    )


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def write_broken(folder: Path, count: int, place: Path) -> list[str]:
    """Writes so many of them into `folder`; their names. The whole one they are made of lies in `place`."""
    folder.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    for name, content in Broken(place).files(count):
        (folder / name).write_bytes(content)
        names.append(name)
    return names
