"""修改意见: the letters to the units.

1. A letter for each unit with errors or open warnings, none for the others (what stands in it: see
   test_letter_page.py and test_opinions.py).
2. What a unit has explained is not asked of it again.
3. A unit's name makes a safe file name, and no letter takes the place of another's.
4. A unit is told what its file is, where it is of another year or one of several; who handed in nothing of
   the right year is asked for it.
5. A letter that a reviewer worked on is kept; an untouched one is replaced; a stale one is named: it may go
   only where its file was checked now and is clean, or has another letter.
6. Letters are nobody's self-evaluation.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from perfeval_xl.bureau.letter_page import Content
from perfeval_xl.bureau.letters import (
    Letter,
    Reason,
    Stale,
    has_letter,
    safe_name,
    stale_letters,
    write_letter,
)
from perfeval_xl.bureau.standing import Counted, Standing
from perfeval_xl.evaluation import Explanation
from tests.bureau.folders import batch, facts, finding, remarks, self_evaluation, write

Captured = pytest.CaptureFixture[str]


def letter(*findings: dict[str, Any], unit: str = "甲局", path: Path = Path("a.docx")) -> Letter:
    return Letter(path, "甲局.xlsx", Content(unit, 2024, "甲局.xlsx", json.dumps(findings)))


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("甲局", "甲局"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a\\b:c*?"<>|d', "a_b_c_d"),
        ("甲局\n（盖章）", "甲局_（盖章）"),
        (" . ", "未填单位"),
        ("局" * 100, "局" * 60),
        ("𠮷" * 100, "𠮷" * 45),
    ],
)
def test_a_units_name_makes_a_safe_file_name(unit: str, name: str) -> None:
    assert safe_name(unit) == name


@given(st.text())
def test_any_name_stays_in_its_folder(unit: str) -> None:
    path = Path("folder") / f"修改意见_{safe_name(unit)}.docx"
    assert path.parent == Path("folder")
    assert len(path.name.encode("utf-8", "surrogatepass")) <= 255


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "自评"
    write(folder / "甲局.xlsx", self_evaluation("甲局"))
    write(folder / "乙局.xlsx", self_evaluation("甲局", three_public="2 | 2 | 3"))
    (folder / "空白.xlsx").write_bytes(b"broken")
    return folder


def test_what_is_explained_is_not_asked_again(tmp_path: Path) -> None:
    folder, made = tmp_path / "自评", tmp_path / "意见"
    low = self_evaluation("甲局").replace("100 | 96 | 10 | 96% | 9.6", "100 | 80 | 10 | 80% | 8")
    write(folder / "甲局.xlsx", low)
    explanation = Explanation("FUND-04", "附件2 部门自评表", "年度资金总额", "项目跨年实施")
    write(folder / "乙局.xlsx", low.replace("甲局", "乙局"), explanation)
    batch(folder, "--letters", str(made))
    asked = {
        path.name: {row.cells[-1].text for row in Document(str(path)).tables[0].rows}
        for path in made.iterdir()
    }
    assert "FUND-04" in asked["修改意见_甲局.docx"]
    assert "FUND-04" not in asked["修改意见_乙局.docx"]


def letters(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_unit_gets_its_own(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    batch(folder, "--letters", str(tmp_path / "意见"))
    assert letters(tmp_path / "意见") == ["修改意见_甲局.docx", "修改意见_甲局（2）.docx"]
    assert "写了 2 份修改意见" in capsys.readouterr().out


def test_a_letter_that_was_worked_on_is_kept(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    made = tmp_path / "意见"
    batch(folder, "--letters", str(made))
    untouched, edited = sorted(made.iterdir())
    first = untouched.read_bytes()
    document = Document(str(edited))
    document.add_paragraph("请于周五前报送。")
    document.save(str(edited))
    before = edited.read_bytes()
    capsys.readouterr()
    status, _ = batch(folder, "--letters", str(made), "--resume")
    assert status == 2
    assert edited.read_bytes() == before
    assert untouched.read_bytes() == first, "the same content gives the same file"
    assert "被修改过，没有覆盖" in capsys.readouterr().out


def test_whatever_was_changed_in_a_letter_it_is_kept(tmp_path: Path) -> None:
    """Its header alone, or nothing: then somebody saved it all the same. Packed anew, it is the same."""
    made = letter(finding(), path=tmp_path / "修改意见_甲局.docx")
    for change, is_kept in (("header", True), ("nothing", True), ("packing", False)):
        made.path.unlink(missing_ok=True)
        assert write_letter(made).problem == ""
        if change == "packing":
            with ZipFile(made.path) as old:
                entries = {name: old.read(name) for name in old.namelist()}
            with ZipFile(made.path, "w") as new:
                for name, part in reversed(entries.items()):
                    new.writestr(name, part)
        else:
            document = Document(str(made.path))
            if change == "header":
                document.sections[0].header.paragraphs[0].text = "急件"
            document.save(str(made.path))
        before = made.path.read_bytes()
        assert bool(write_letter(made).problem) is is_kept, change
        assert (made.path.read_bytes() == before) is is_kept, change


@pytest.mark.parametrize("part", ["docProps/custom.xml", "word/document.xml"])
def test_a_letter_whose_seal_cannot_be_read_is_kept(part: str, tmp_path: Path) -> None:
    made = letter(finding(), path=tmp_path / "修改意见_甲局.docx")
    write_letter(made)
    with ZipFile(made.path) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    with ZipFile(made.path, "w") as new:
        for name, content in entries.items():
            new.writestr(name, b"<a/>" if name == part else content)
    assert "没有覆盖" in write_letter(made).problem
    made.path.write_bytes(b"no letter")
    assert "没有覆盖" in write_letter(made).problem


def opening(path: Path) -> str:
    return "\n".join(one.text for one in Document(str(path)).paragraphs[1:4])


def test_a_file_of_another_year_gets_a_letter_that_asks_for_the_right_one(tmp_path: Path) -> None:
    """Also where nothing is wrong with it, unless its unit handed that in, too."""
    folder, made = tmp_path / "自评", tmp_path / "意见"
    for unit in ("甲局", "乙局"):
        write(folder / "县" / f"{unit}.xlsx", self_evaluation(unit, more="\n# 报告正文\n年度 | 2024\n"))
    last = "\n# 报告正文\n年度 | 2023\n"
    write(folder / "县" / "丙局.xlsx", self_evaluation("丙局", more=last))
    write(folder / "县" / "甲局旧.xlsx", self_evaluation("甲局", more=last))
    batch(folder, "--letters", str(made))
    said = {path.stem.removeprefix("修改意见_"): opening(path) for path in made.iterdir()}
    assert "这是 2023 年度的自评，请报送 2024 年度的。" in said["丙局"]
    assert "（文件：丙局.xlsx）" in said["丙局"], "not the bureau's own folder"
    assert "请报送" not in said["乙局"]
    assert "这是 2023 年度的自评，这次审核的是 2024 年度的，以另报的“甲局.xlsx”为准。" in said["甲局（2）"]


def test_a_unit_is_told_which_of_its_files_counts(folder: Path, tmp_path: Path) -> None:
    batch(folder, "--letters", str(tmp_path / "意见"))
    first, second = (opening(path) for path in sorted((tmp_path / "意见").iterdir()))
    assert "同一年度你单位另报了“甲局.xlsx”：请确认以哪份为准，只报一份；目前暂按这份汇总。" in first
    assert "同一年度你单位另报了“乙局.xlsx”：请确认以哪份为准，只报一份；目前暂按“乙局.xlsx”汇总。" in second


def test_a_clean_file_of_another_year_gets_a_letter() -> None:
    known = facts("甲局", year=2023)
    assert has_letter(Counted("甲局.xlsx", known, instead=2024, is_missing=True))
    assert not has_letter(Counted("甲局.xlsx", known, instead=2024))
    assert not has_letter(Counted("甲局.xlsx", facts("甲局")))


def test_a_stale_letter_is_named_not_deleted(tmp_path: Path, capsys: Captured) -> None:
    """It may go where the file was checked now and is clean; where the file was not read, it stays."""
    folder, made = tmp_path / "自评", tmp_path / "意见"
    for unit in ("净局", "坏局", "删局", "改局"):
        write(folder / f"{unit}.xlsx", self_evaluation(unit))
    batch(folder, "--letters", str(made))
    before = letters(made)
    (folder / "坏局.xlsx").write_bytes(b"broken")
    (folder / "删局.xlsx").unlink()
    write(folder / "改局.xlsx", self_evaluation("新局"))
    capsys.readouterr()
    batch(folder, "--letters", str(made), "--resume")
    said = capsys.readouterr().out
    assert "没有读到或没有计入，旧的修改意见保留：修改意见_删局.docx、修改意见_坏局.docx\n" in said
    assert "改了文件名，旧的可以删除：修改意见_改局.docx\n" in said
    assert "没有要改的问题" not in said
    assert letters(made) == sorted([*before, "修改意见_新局.docx"])


def test_a_letter_may_go_once_its_file_is_clean(tmp_path: Path) -> None:
    made = letter(finding("BASE-03", "error", None, "合计不对"), path=tmp_path / "修改意见_甲局.docx")
    made = replace(made, file="甲局 & 乙局 <1>.xlsx")
    write_letter(made)
    for errors, reason in ((0, Reason.CLEAN), (1, Reason.REPLACED)):
        known = Standing((Counted(made.file, facts("甲局", errors=errors)),), ())
        assert list(stale_letters(tmp_path, (), known)) == [Stale(made.path, reason)]
    assert list(stale_letters(tmp_path, (), Standing((), ()))) == [Stale(made.path, Reason.NOT_READ)]
    assert list(stale_letters(tmp_path, (made.path.name,), Standing((), ()))) == []


def test_letters_are_no_self_evaluation(folder: Path) -> None:
    """In a folder of this run they are passed over; of an earlier one, recognised."""
    for name in ("意见", "再次"):
        _, summary = batch(folder, "--letters", str(folder / name))
    assert {file for file, kind in remarks(summary).items() if kind == "本程序生成的"} == {
        "意见/修改意见_甲局.docx",
        "意见/修改意见_甲局（2）.docx",
    }


def test_a_full_disk_is_said_of_the_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    written = write_letter(letter(finding("BASE-03", "error", "附件1", "合计不对"), path=tmp_path / "a.docx"))
    assert "磁盘已满" in written.problem
    assert list(tmp_path.iterdir()) == []
