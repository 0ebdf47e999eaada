"""Files that are not workbooks, or mean harm: one clear line, little time, little memory, nothing written."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import msoffcrypto.format.ooxml
import openpyxl
import pytest
import xlwt
from openpyxl.styles import Font

from perfeval_xl.readers.workbook import UnreadableFile, read_workbook
from tests.readers.measured import PEAK, peak_and_outcome
from tests.readers.small_packages import RELATIONS, ods, package


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(path)
    message = str(caught.value)
    assert "\n" not in message
    assert "：" in message, "says what to do"
    assert message.endswith("。")
    return message


def rows(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count + 1))


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def xls() -> bytes:
    file = BytesIO()
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "文字")
    book.save(file)
    return file.getvalue()


class TestWhatIsNoFile:
    def test_missing(self, tmp_path: Path) -> None:
        assert "找不到文件" in refusal(tmp_path / "无.xlsx")

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "文件夹" in refusal(tmp_path)

    def test_a_part_of_the_path_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_bytes(b"x")
        refusal(tmp_path / "a" / "b.xlsx")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.xlsx")
        assert "管道" in refusal(tmp_path / "a.xlsx")

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(package(""))
        path.chmod(0)
        if os.access(path, os.R_OK):  # root may read everything

            def refuse(*_: object, **__: object) -> None:
                raise PermissionError(13, "Permission denied")

            monkeypatch.setattr(Path, "open", refuse)
        assert "没有权限" in refusal(path)
        path.chmod(stat.S_IRWXU)

    @pytest.mark.parametrize("name", ["~$自评.xlsx", ".~lock.自评.ods#"])
    def test_lock_files(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"\x05clerk")
        assert "锁定文件" in refusal(tmp_path / name)

    def test_empty(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").touch()
        assert "空的" in refusal(tmp_path / "a.xlsx")


class TestWhatIsNoWorkbook:
    @pytest.mark.parametrize(
        ("content", "what"),
        [
            (b"name,amount\n", "文本"),
            ("单位,金额\n".encode("gbk"), "文本"),
            (b"%PDF-1.7\n", "PDF"),
            (b"{\\rtf1 }", "Word"),
            (b"\r\n<html><table></table></html>", "网页"),
            (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "网页或 XML"),
            (b"\x89PNG\r\n\x1a\n", "图片"),
            (b"P", "文本"),
            (bytes(600), "文本"),
        ],
    )
    def test_renamed(self, tmp_path: Path, content: bytes, what: str) -> None:
        (tmp_path / "a.xlsx").write_bytes(content)
        assert what in refusal(tmp_path / "a.xlsx")

    def test_a_docx(self, tmp_path: Path) -> None:
        docx.Document().save(str(tmp_path / "a.xlsx"))
        assert "Word" in refusal(tmp_path / "a.xlsx")

    def test_a_doc(self, tmp_path: Path) -> None:
        name = "WordDocument".encode("utf-16-le")
        before = "Workbook".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 18)
        after = name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2)
        assert before in xls()
        (tmp_path / "a.xls").write_bytes(xls().replace(before, after))
        assert "Word" in refusal(tmp_path / "a.xls")

    def test_an_odt(self, tmp_path: Path) -> None:
        (tmp_path / "a.ods").write_bytes(zipped({"content.xml": b"<office:text/>"}))
        assert "OpenDocument" in refusal(tmp_path / "a.ods")

    def test_any_other_zip(self, tmp_path: Path) -> None:
        for content in (zipped({"a.txt": b"x"}), zipped({})):
            (tmp_path / "a.xlsx").write_bytes(content)
            refusal(tmp_path / "a.xlsx")

    def test_an_xlsb(self, tmp_path: Path) -> None:
        parts = unzipped(package(""))
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")
        (tmp_path / "a.xlsx").write_bytes(zipped(parts))
        assert ".xlsb" in refusal(tmp_path / "a.xlsx")


class TestEncrypted:
    def test_xlsx(self, tmp_path: Path) -> None:
        plain, encrypted = BytesIO(), BytesIO()
        openpyxl.Workbook().save(plain)
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("1234", encrypted)
        (tmp_path / "a.xlsx").write_bytes(encrypted.getvalue())
        assert "加密" in refusal(tmp_path / "a.xlsx")

    def test_xls(self, tmp_path: Path) -> None:
        data = bytearray(xls())
        version = data.index(b"\x09\x08\x10\x00")
        data[version + 20 : version + 22] = b"\x2f\x00"
        (tmp_path / "a.xls").write_bytes(data)
        assert "加密" in refusal(tmp_path / "a.xls")

    def test_ods(self, tmp_path: Path) -> None:
        parts = unzipped(ods(""))
        parts["META-INF/manifest.xml"] = (
            b'<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
            b"</manifest:file-entry>"
        )
        parts["content.xml"] = os.urandom(100)
        (tmp_path / "a.ods").write_bytes(zipped(parts))
        assert "加密" in refusal(tmp_path / "a.ods")

    def test_zip_password(self, tmp_path: Path) -> None:
        data = bytearray(package(rows(3)))
        at = -1
        while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
            data[at + 8] |= 1
        (tmp_path / "a.xlsx").write_bytes(data)
        assert "加密" in refusal(tmp_path / "a.xlsx")


class TestDamaged:
    @pytest.mark.parametrize("make", [lambda: package(rows(50)), xls, lambda: ods("<table:table-row/>")])
    def test_cut_off_anywhere(self, tmp_path: Path, make: Callable[[], bytes]) -> None:
        whole = make()
        for length in range(9, len(whole) - 1, max(1, len(whole) // 60)):
            path = tmp_path / "a.xlsx"
            path.write_bytes(whole[:length])
            try:
                read_workbook(path)
            except UnreadableFile:
                continue
            assert whole[:9].startswith(b"\xd0\xcf"), "a zip that is cut off has no directory"

    def test_bits_flipped(self, tmp_path: Path) -> None:
        parts = bytearray(package(rows(50)))
        at = parts.index(b"xl/worksheets/sheet1.xml") + 40
        parts[at] ^= 0xFF
        (tmp_path / "a.xlsx").write_bytes(parts)
        assert "损坏" in refusal(tmp_path / "a.xlsx")

    @pytest.mark.parametrize(
        "gone", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
    )
    def test_a_part_is_missing(self, tmp_path: Path, gone: str) -> None:
        parts = unzipped(package(rows(3)))
        del parts[gone]
        (tmp_path / "a.xlsx").write_bytes(zipped(parts))
        assert "损坏" in refusal(tmp_path / "a.xlsx")

    @pytest.mark.parametrize(
        "sheet",
        [
            "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c>",
            '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>77</v></c></row></sheetData></worksheet>',
        ],
    )
    def test_the_content_contradicts_itself(self, tmp_path: Path, sheet: str) -> None:
        (tmp_path / "a.xlsx").write_bytes(package("", sheet=sheet))
        assert "损坏" in refusal(tmp_path / "a.xlsx")

    def test_ole_chain_in_a_circle(self, tmp_path: Path) -> None:
        data = bytearray(xls())
        fat = 512 * (struct.unpack_from("<L", data, 76)[0] + 1)
        data[fat : fat + 512] = bytes(512)  # each sector is followed by sector 0
        (tmp_path / "a.xls").write_bytes(data)
        assert "损坏" in refusal(tmp_path / "a.xls")


class TestEntities:
    @pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_declarations_are_refused(self, tmp_path: Path, part: str, encoding: str) -> None:
        parts = unzipped(package(rows(1), strings="<sst/>"))
        lol = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
        parts[part] = (lol + parts[part].decode()).encode(encoding)
        (tmp_path / "a.xlsx").write_bytes(zipped(parts))
        assert "DOCTYPE" in refusal(tmp_path / "a.xlsx")

    def test_in_an_ods(self, tmp_path: Path) -> None:
        parts = unzipped(ods(""))
        parts["content.xml"] = b'<!DOCTYPE x SYSTEM "file:///etc/passwd">' + parts["content.xml"]
        (tmp_path / "a.ods").write_bytes(zipped(parts))
        assert "DOCTYPE" in refusal(tmp_path / "a.ods")


class TestBombs:
    def refused(self, path: Path) -> str:
        peak, outcome = peak_and_outcome(path)
        assert peak < PEAK
        assert not outcome.startswith("ok"), outcome
        assert list(path.parent.iterdir()) == [path], "nothing is written"
        return outcome

    @pytest.mark.parametrize(
        "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/media/image1.png"]
    )
    def test_declared(self, tmp_path: Path, part: str) -> None:
        path = tmp_path / "a.xlsx"
        parts = unzipped(package(rows(3), strings="<sst/>"))
        parts[part] = bytes(300 << 20)
        path.write_bytes(zipped(parts))
        assert "过大" in self.refused(path)

    @pytest.mark.parametrize("keep_checksum", [True, False])
    def test_declared_smaller_than_it_is(self, tmp_path: Path, keep_checksum: bool) -> None:
        path = tmp_path / "a.xlsx"
        parts = unzipped(package(rows(3), strings="<sst/>"))
        parts["xl/sharedStrings.xml"] = b"<sst/>" + bytes(300 << 20)
        data = bytearray(zipped(parts))
        for name, size_at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = -1
            while (at := data.find(name, at + 1)) >= 0:
                if struct.unpack_from("<L", data, at + size_at)[0] > 1 << 20:
                    struct.pack_into("<L", data, at + size_at, 6)
                    if not keep_checksum:
                        struct.pack_into("<L", data, at + size_at - 8, zlib.crc32(b"<sst/>"))
        path.write_bytes(data)
        assert "损坏" in self.refused(path)

    def test_overlapping_parts(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        data = zipped({"a.xml": bytes(20 << 20)})
        start = data.index(b"PK\x01\x02")
        entry = data[start : data.index(b"PK\x05\x06")]
        directory = b"".join(entry.replace(b"a.xml", b"%05d" % n) for n in range(1000))
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(directory), start, 0)
        path.write_bytes(data[:start] + directory + end)
        assert "过大" in self.refused(path)

    def test_a_directory_of_a_hundred_megabytes(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        entry = b"PK\x01\x02" + bytes(24) + struct.pack("<H", 4) + bytes(16) + b"name"
        count = (100 << 20) // len(entry)
        with path.open("wb") as file:
            file.write(b"PK\x03\x04" + bytes(26))
            for _ in range(count // 1_000):
                file.write(entry * 1_000)
            size = count // 1_000 * 1_000 * len(entry)
            file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, size, 30, 0))
        assert "过大" in self.refused(path)

    def test_packed_by_a_method_no_spreadsheet_program_uses(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        data = bytearray(
            zipped({**unzipped(package("")), "xl/styles.xml": bytes(50 << 20)}, zipfile.ZIP_BZIP2)
        )
        at = data.index(struct.pack("<L", 50 << 20), data.index(b"PK\x01\x02"))
        struct.pack_into("<L", data, at, 100)
        path.write_bytes(data)
        assert "损坏" in self.refused(path)

    def test_too_many_parts(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(zipped({f"{n}": b"" for n in range(5_000)}))
        assert "过大" in self.refused(path)

    def test_ods(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ods"
        parts = unzipped(ods(""))
        parts["content.xml"] = bytes(300 << 20)
        path.write_bytes(zipped(parts))
        assert "过大" in self.refused(path)

    @pytest.mark.parametrize("cell", ["<c><v>1</v></c>", '<c r="A1" s=""><v>1</v></c>', "<c/>"])
    def test_very_many_unusual_cells(self, tmp_path: Path, cell: str) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(zipped(unzipped(package(f"<row>{cell * 1_000_000}</row>")), zipfile.ZIP_STORED))
        assert "过大" in self.refused(path)

    def test_many_sheets_on_one_part(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        sheets = '<sheet name="表" r:id="s"/>' * 2
        workbook = f'<workbook xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets></workbook>'
        path.write_bytes(package(rows(3), workbook=workbook))
        assert "损坏" in self.refused(path)

    @pytest.mark.parametrize(
        "open_end", ["<!--", "<![CDATA[", "<?", '<c r="A1"><v>', "<rPh>", "<x:", '<c a="', "</sheetData>"]
    )
    def test_what_never_ends_is_looked_for_once(self, tmp_path: Path, open_end: str) -> None:
        """The process has a minute; looking for the end again from each beginning takes an hour."""
        path = tmp_path / "a.xlsx"
        content = open_end * (4_000_000 // len(open_end))
        for data in (
            package(f'<row><c r="A1" t="inlineStr"><is>{content}</is></c></row>'),
            package(rows(1), styles=f"<styleSheet><cellXfs>{content}"),
        ):
            path.write_bytes(zipped(unzipped(data), zipfile.ZIP_STORED))
            assert peak_and_outcome(path)[0] < PEAK

    def test_real_bulk(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        for count in (5_001, 100_000):
            path.write_bytes(package(rows(count)))
            assert "工作表“表”中有内容的行超过 5000 行" in self.refused(path)

    def test_real_bulk_in_xls(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        book = xlwt.Workbook()
        sheet = book.add_sheet("表")
        for row in range(6_000):
            sheet.write(row, 0, row)
        book.save(str(path))
        assert "超过 5000 行" in self.refused(path)

    @pytest.mark.parametrize("repeated", ["6000", "1048576"])
    def test_real_bulk_in_ods(self, tmp_path: Path, repeated: str) -> None:
        path = tmp_path / "a.ods"
        cell = '<table:table-cell office:value-type="float" office:value="1"/>'
        path.write_bytes(
            ods(f'<table:table-row table:number-rows-repeated="{repeated}">{cell}</table:table-row>')
        )
        assert "超过 5000 行" in self.refused(path)

    def test_many_cells_spread_over_many_sheets(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        book = xlwt.Workbook()
        for number in range(30):
            book.add_sheet(str(number)).write(9_000, 100, 1)
        book.save(str(path))
        assert "过大" in self.refused(path)

    def test_an_xls_string_table_that_claims_two_thousand_million_strings(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xls"
        data = bytearray(xls())
        at = data.index(struct.pack("<2H2L", 0x00FC, 8 + 3 + 4, 1, 1))
        struct.pack_into("<L", data, at + 8, 0x7FFFFFFF)
        path.write_bytes(data)
        peak, _ = peak_and_outcome(path)
        assert peak < PEAK


class TestStrayCells:
    """A cell in a far corner is left out; the table is read as if it were not there."""

    def read(self, path: Path, size: str) -> None:
        peak, outcome = peak_and_outcome(path)
        assert outcome == f"ok {size}"
        assert peak < 60

    @pytest.mark.parametrize("place", ["H1048576", "XFD1", "XFD1048576"])
    @pytest.mark.parametrize("value", [None, "x", "=1+1"])
    def test_xlsx(self, tmp_path: Path, place: str, value: str | None) -> None:
        path = tmp_path / "a.xlsx"
        book = openpyxl.Workbook()
        sheet: Any = book.active
        sheet["B2"] = 1
        sheet[place] = value
        sheet[place].font = Font(bold=True)
        book.save(path)
        self.read(path, "2x2")

    @pytest.mark.parametrize(
        "cell",
        [
            '<c a=">" r="XFD1048576"><v>1</v></c>',
            "<c r='XFD1048576'><v>1</v></c>",
            '<x:c r="XFD1048576"><x:v>1</x:v></x:c>',
            '<x-y:c r="XFD1048576"><v>1</v></x-y:c>',
            '<c r="A1" r="XFD1048576"><v>1</v></c>',
            '<c r="A1" a="><v/></c>" r="XFD1048576"><v>1</v></c>',
            '<c r="A1"><v a="></c><c r=">1</v></c><c r="XFD1048576"><v>1</v></c>',
            '<!-- --><c r="XFD1048576"><v>1</v></c>',
            '<c r="A1"><v>1</v><c r="XFD1048576"><v>1</v></c></c>',
            "<c><v>1</v></c>" * 20_000,
            "<row/>" * 20_000 + "<c><v>1</v></c>",
            '<c r="AAAAAA99999999999"><v>1</v></c>',
            '<c r="A0"><v>1</v></c>',
        ],
    )
    def test_hidden_from_a_simple_pattern(self, tmp_path: Path, cell: str) -> None:
        path = tmp_path / "a.xlsx"
        path.write_bytes(package(f'<row r="1"><c r="A1"><v>1</v></c>{cell}</row>'))
        peak, _ = peak_and_outcome(path)
        assert peak < 60

    @pytest.mark.parametrize("style", ["font: bold on", None])
    def test_xls(self, tmp_path: Path, style: str | None) -> None:
        path = tmp_path / "a.xls"
        book = xlwt.Workbook()
        for number in range(10):
            sheet = book.add_sheet(str(number))
            sheet.write(1, 1, 1)
            if style:
                sheet.write(65_535, 255, "", xlwt.easyxf(style))
            else:
                sheet.write(65_535, 255, "x")
        book.save(str(path))
        self.read(path, " ".join(["2x2"] * 10))

    def test_ods(self, tmp_path: Path) -> None:
        path = tmp_path / "a.ods"
        cell = '<table:table-cell office:value-type="float" office:value="1"/>'
        blanks = '<table:table-cell table:number-columns-repeated="16383"/>'
        blank_rows = f'<table:table-row table:number-rows-repeated="1048574">{blanks}</table:table-row>'
        path.write_bytes(
            ods(
                f"<table:table-row>{cell}{blanks}{cell}</table:table-row>"
                f"{blank_rows}<table:table-row>{cell}</table:table-row>"
            )
        )
        self.read(path, "1x1")

    def test_a_merge_to_the_end_of_the_sheet_is_cut(self, tmp_path: Path) -> None:
        path = tmp_path / "a.xlsx"
        merged = "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"
        path.write_bytes(package("", sheet=f"<worksheet><sheetData/>{merged}</worksheet>"))
        (grid,) = read_workbook(path)
        ((first, last),) = grid.merges.items()
        assert first == (0, 0)
        assert last < (10_000, 200)


class TestCutParts:
    """A package whose parts are not what they seem is refused, not half read."""

    @pytest.fixture
    def parts(self, tmp_path: Path) -> dict[str, bytes]:
        path = tmp_path / "whole.xlsx"
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["三公经费", 1.11])
        book.save(path)
        with zipfile.ZipFile(path) as package:
            return {name: package.read(name) for name in package.namelist()}

    @pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
    def test_a_part_that_breaks_off(self, name: str, parts: dict[str, bytes], tmp_path: Path) -> None:
        path = tmp_path / "cut.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            for other, content in parts.items():
                package.writestr(other, content[: len(content) - 14] if other == name else content)
        with pytest.raises(UnreadableFile, match="不完整"):
            read_workbook(path)

    def test_two_parts_of_one_name(self, parts: dict[str, bytes], tmp_path: Path) -> None:
        path = tmp_path / "twice.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)
            package.writestr("XL/workbook.xml", parts["xl/workbook.xml"])
        with pytest.raises(UnreadableFile, match="不完整"):
            read_workbook(path)
