"""Finding the files of a folder; those that may not be opened are in `test_permissions`.

1. Workbooks anywhere below the folder are found, in the order of their names; other kinds are counted.
2. Lock files, hidden names and what the caller excludes are passed over.
3. A folder is looked into once, however many links lead to it; a circle of links comes to an end.
4. A missing folder, and a file in its place, are refused.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl.bureau.files import FORMAT, LINK, find_files


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files(folder).files]


def test_workbooks_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    touch(tmp_path, "b.xlsx", "a/z.XLS", "a/deep/y.ods", "c.et", "旧.doc", "a.txt", "b.txt", "README")
    assert names(tmp_path) == ["a/deep/y.ods", "a/z.XLS", "b.xlsx", "c.et", "旧.doc"]
    assert find_files(tmp_path).others == {"": 1, ".txt": 2}


def test_what_may_hold_a_report_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    touch(tmp_path, "a.xlsx", "盖章.PDF", "甲镇/报送.zip")
    found = find_files(tmp_path)
    assert [(problem.file, problem.kind) for problem in found.problems] == [
        ("甲镇/报送.zip", FORMAT),
        ("盖章.PDF", FORMAT),
    ]
    assert "解压" in found.problems[0].reason
    assert "Excel 或 Word" in found.problems[1].reason
    assert found.others == {}


def test_lock_files_hidden_names_and_excluded_paths_are_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, "~$a.xlsx", ".~lock.a.xlsx#", ".hidden/b.xlsx", "a.xlsx", "汇总.xlsx", "意见书/c.xlsx")
    found = find_files(tmp_path, without=[tmp_path / "汇总.xlsx", tmp_path / "意见书"])
    assert [path.name for path in found.files] == ["a.xlsx"]
    assert found.others == {}


def test_a_circle_of_links_comes_to_an_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/x.xlsx", "b/y.xlsx")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b" / "self").symlink_to(tmp_path / "b", target_is_directory=True)
    found = find_files(tmp_path)
    assert names(tmp_path) == ["a/x.xlsx", "b/y.xlsx"]
    assert [(problem.file, problem.kind) for problem in found.problems] == [("a/up", LINK), ("b/self", LINK)]


def test_a_linked_folder_elsewhere_is_looked_into_once(tmp_path: Path) -> None:
    touch(tmp_path, "other/x.xlsx")
    folder = tmp_path / "folder"
    touch(folder, "a.xlsx")
    for name in ("one", "two"):
        (folder / name).symlink_to(tmp_path / "other", target_is_directory=True)
    assert names(folder) == ["a.xlsx", "one/x.xlsx"]
    assert [problem.file for problem in find_files(folder).problems] == ["two"]


def test_a_missing_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    touch(tmp_path, "a.xlsx")
    with pytest.raises(FileNotFoundError):
        find_files(tmp_path / "没有")
    with pytest.raises(NotADirectoryError):
        find_files(tmp_path / "a.xlsx")
