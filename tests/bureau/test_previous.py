"""Reading whose last year's files are.

1. The second run reads again only what has changed: content, program, profile; also of what cannot be read.
2. A file that is gone is forgotten; the same folder elsewhere is known, and its files are where they are now.
3. What was read is kept when the run is interrupted.
4. A file that cannot be read, or does not say whose or of which year it is, is listed with the reason, and
   known to be a unit's by the names of file and folders; a year in its name counts.
5. Of several files of one unit and year a workbook counts before a report.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import pytest

from perfeval_xl.bureau import previous, state
from perfeval_xl.bureau.desk import gather_previous
from perfeval_xl.bureau.files import find_files
from perfeval_xl.bureau.previous import Earlier, Previous, Unread, Wanted, gathered
from perfeval_xl.bureau.previous_journal import PreviousJournal
from perfeval_xl.bureau.processes import Done, Failure
from tests.bureau.folders import self_evaluation, write


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read, as they are read."""
    names: list[str] = []
    original = previous.read_source

    def spied(path: Path) -> object:
        names.append(path.name)
        return original(path)

    monkeypatch.setattr(previous, "read_source", spied)
    return names


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "上年"
    write(folder / "甲局.xlsx", of_last_year("甲局"))
    write(folder / "乡镇" / "乙镇.xlsx", of_last_year("乙镇"))
    (folder / "坏.xlsx").write_bytes(b"broken")
    return folder


def of_last_year(unit: str, score: str = "95") -> str:
    return f"# 报告正文\n单位名称 | {unit}\n年度 | 2023\n" + self_evaluation(unit, score=score)


def gather(folder: Path, run: Callable[..., Generator[Done[Wanted, Earlier]]] | None = None) -> Previous:
    with PreviousJournal(folder.parent / "汇总.上年.journal", resume=True) as journal:
        return gather_previous(find_files(folder).files, folder, journal, run or here)


def here(function: Callable[[Wanted], Earlier], tasks: Iterable[Wanted]) -> Generator[Done[Wanted, Earlier]]:
    for task in tasks:
        yield Done(task, function(task))


def test_what_has_changed_is_read_again(
    folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = gather(folder)
    assert sorted(read) == ["乙镇.xlsx", "坏.xlsx", "甲局.xlsx"]
    read.clear()
    assert gather(folder) == first
    assert read == []
    write(folder / "甲局.xlsx", of_last_year("甲局", "96"))
    second = gather(folder)
    assert read == ["甲局.xlsx"]
    assert second.of("甲局", 2024) != first.of("甲局", 2024)
    read.clear()
    monkeypatch.setattr(state, "__version__", "another")
    gather(folder)
    assert len(read) == 3


def test_what_is_gone_is_forgotten(folder: Path, read: list[str]) -> None:
    content = (folder / "甲局.xlsx").read_bytes()
    gather(folder)
    (folder / "甲局.xlsx").unlink()
    assert gather(folder).of("甲局", 2024) is None
    read.clear()
    (folder / "甲局.xlsx").write_bytes(content)
    assert gather(folder).of("甲局", 2024) is not None
    assert read == ["甲局.xlsx"]


def test_the_same_folder_elsewhere_is_known(folder: Path, read: list[str]) -> None:
    gather(folder)
    moved = folder.rename(folder.parent / "2023年")
    read.clear()
    found = gather(moved).of("乙镇", 2024)
    assert found is not None
    assert found.path == moved / "乡镇" / "乙镇.xlsx"
    assert read == []


def test_what_was_read_is_kept_when_interrupted(folder: Path, read: list[str]) -> None:
    def interrupted(
        function: Callable[[Wanted], Earlier], tasks: Iterable[Wanted]
    ) -> Generator[Done[Wanted, Earlier]]:
        for number, task in enumerate(tasks):
            if number == 2:
                raise KeyboardInterrupt
            yield Done(task, function(task))

    with pytest.raises(KeyboardInterrupt):
        gather(folder, interrupted)
    done = set(read)
    assert len(done) == 2
    read.clear()
    gather(folder)
    assert set(read) == {"乙镇.xlsx", "坏.xlsx", "甲局.xlsx"} - done


@pytest.mark.parametrize("again", [False, True])
def test_what_cannot_be_compared_with_is_listed(folder: Path, again: bool) -> None:
    (folder / "工资.xlsx").write_bytes((folder / "甲局.xlsx").read_bytes())
    write(folder / "无名.xlsx", self_evaluation(""))
    write(folder / "无年度.xlsx", self_evaluation("丁局"))
    found = gather(folder)
    if again:
        found = gather(folder)
    assert [(one.file, one.unit) for one in found.unread] == [
        ("坏.xlsx", ""),
        ("无名.xlsx", ""),
        ("无年度.xlsx", "丁局"),
    ]
    reasons = [one.reason for one in found.unread]
    assert "没有填单位名称" in reasons[1]
    assert "没有写年度" in reasons[2]
    assert found.years == [2023]
    assert found.unread_of("丁局", 2024) == found.unread[2]


@pytest.mark.parametrize(
    ("file", "is_its"),
    [
        ("清水县教育局.xlsx", True),
        ("清水县/教育局.xlsx", True),
        ("清水县教育局/自评.xlsx", True),
        ("2023年清水县 教育局自评（定稿）.xlsx", True),
        ("清水县教育局2022.xlsx", False),
        ("2024报送/清水县教育局.xlsx", True),
        ("平川县教育局.xlsx", False),
        ("自评.xlsx", False),
    ],
)
def test_names_tell_whose_a_file_is(file: str, is_its: bool) -> None:
    assert Unread(file, "坏了。").is_of("清水县教育局", 2023) is is_its
    assert not Unread(file, "坏了。").is_of("", 2023)


def test_a_file_that_no_process_survives_is_listed(folder: Path) -> None:
    def killed(
        function: Callable[[Wanted], Earlier], tasks: Iterable[Wanted]
    ) -> Generator[Done[Wanted, Earlier]]:
        for task in tasks:
            yield Done(task, Failure("进程没有活下来。"))

    assert {one.reason for one in gather(folder, killed).unread} == {"进程没有活下来。"}
    assert len(gather(folder).unread) == 1, "it is tried again"


def test_a_workbook_counts_before_a_report() -> None:
    files = [Earlier(Path(name), "甲局", 2023, name) for name in ("a.docx", "c.xlsx", "b.xlsx")]
    found = gathered({earlier.path.name: earlier for earlier in files}).of("甲局", 2024)
    assert found is not None
    assert found.path == Path("b.xlsx")
