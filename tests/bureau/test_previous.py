"""Reading whose last year's files are.

1. The second run reads again only what has changed: content, program, profile; also of what cannot be read.
2. A file that is gone is forgotten; the same folder elsewhere is known, and its files are where they are now.
3. What was read is kept when the run is interrupted.
4. Of several files of one unit and year a workbook counts before a report.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import pytest

from perfeval_xl.bureau import previous, state
from perfeval_xl.bureau.desk import gather_previous
from perfeval_xl.bureau.files import find_files
from perfeval_xl.bureau.previous import Earlier, Previous, Wanted, gathered
from perfeval_xl.bureau.previous_journal import PreviousJournal
from perfeval_xl.bureau.processes import Done
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


def test_a_workbook_counts_before_a_report() -> None:
    files = [Earlier(Path(name), "甲局", 2023, name) for name in ("a.docx", "c.xlsx", "b.xlsx")]
    found = gathered(files).of("甲局", 2024)
    assert found is not None
    assert found.path == Path("b.xlsx")
