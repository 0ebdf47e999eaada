"""An SQLite file that keeps what is known as soon as it is known, so that nothing done is lost.

It survives a killed process, belongs to one batch at a time, and says in words what SQLite says in codes.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Final, Self

_APPLICATION: Final = 0x70657266
"""Marks the file as ours ("perf"), so that no other database is ever emptied."""
_SECONDS_BETWEEN_COMMITS: Final = 1.0
_KIND_OF_ERROR: Final = 0xFF
"""The part of SQLite's error codes that tells the kind; the rest tells which call met it."""


class JournalProblem(Exception):
    """The journal cannot be used; the message says why and what to do, in Chinese."""

    def __init__(self, what: str, to_do: str) -> None:
        """Joins what is wrong and what to do."""
        super().__init__(f"{what}。{to_do}")
        self.what = what


class JournalFile:
    """Use it as a context manager: what was recorded is kept, whatever happens."""

    form: ClassVar[int]
    """Raised when the tables change; a journal of another form is begun anew."""
    tables: ClassVar[Sequence[str]]
    """The statements that make the tables and indexes."""

    def __init__(self, path: Path, *, resume: bool) -> None:
        """Opens the journal at `path`; begins it anew unless told to resume.

        Raises:
            JournalProblem: the file is not ours, is in use by another batch, or cannot be written.
        """
        self.path = path
        self._committed = time.monotonic()
        if path.exists() and path.stat().st_size and not _is_ours(path):
            raise JournalProblem(f"{path} 不是批量审核的进度文件，没有改动它", "请用 -o 换一个汇总文件名。")
        with self._in_words():
            self._base = sqlite3.connect(path, timeout=1)
            try:
                self._prepare(resume=resume)
            except BaseException:
                self._base.close()
                raise

    def _prepare(self, *, resume: bool) -> None:
        base = self._base
        # One batch at a time, and no lock for each record.
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("BEGIN EXCLUSIVE")
        if self._is_cut_short():
            raise self._damaged()
        (stored,) = base.execute("PRAGMA user_version").fetchone()
        if stored != self.form or not resume:
            there = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in there:
                base.execute(f'DROP TABLE "{name}"')
            for statement in self.tables:
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {self.form}")
            base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.commit()

    def _is_cut_short(self) -> bool:
        """Whether the end of the file is missing: SQLite would read zeros there and not complain."""
        (pages,) = self._base.execute("PRAGMA page_count").fetchone()
        (size,) = self._base.execute("PRAGMA page_size").fetchone()
        return 0 < self.path.stat().st_size < pages * size

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._base.commit()
        except sqlite3.Error as failure:
            if error is None:
                raise self._problem(failure) from failure
        finally:
            self._base.close()

    def settle(self) -> None:
        """Puts on the disk what has been recorded; where that fails, it counts as never recorded.

        Raises:
            JournalProblem: as for `record`.
        """
        with self._in_words():
            try:
                self._base.commit()
            except sqlite3.Error:
                self._base.rollback()
                raise

    @contextmanager
    def _in_words(self) -> Generator[None]:
        """What SQLite has to say in the block, in words."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._problem(error) from error

    @contextmanager
    def _whole(self) -> Generator[None]:
        """All that is written in the block or, where it is interrupted, nothing of it."""
        if not self._base.in_transaction:
            self._base.execute("BEGIN")
        self._base.execute("SAVEPOINT one")
        try:
            yield
        except BaseException:
            # On a full disk SQLite has taken back the whole transaction by itself.
            if self._base.in_transaction:
                self._base.execute("ROLLBACK TO one")
                self._base.execute("RELEASE one")
            raise
        self._base.execute("RELEASE one")

    def _commit_now_and_then(self) -> None:
        if time.monotonic() - self._committed > _SECONDS_BETWEEN_COMMITS:
            self.settle()
            self._committed = time.monotonic()

    def _rows(self, query: str, *values: object) -> Iterator[Any]:
        with self._in_words():
            yield from self._base.execute(query, values)

    def _problem(self, error: sqlite3.Error) -> JournalProblem:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _KIND_OF_ERROR
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return JournalProblem(
                f"{self.path} 正被另一个批量审核使用", "请等它结束，或用 -o 换一个汇总文件名。"
            )
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return JournalProblem(
                f"磁盘已满，{self.path} 写不下去", "请腾出空间，再加 --resume 运行：已完成的不必重做。"
            )
        # What is no text where text was written Python finds out itself, and gives it no code.
        is_no_text = isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")
        if is_no_text or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return self._damaged()
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            return JournalProblem(
                f"{self.path} 写不进去：没有写权限，或有同名的文件夹",
                "请检查文件夹的写权限，或用 -o 换一个位置。",
            )
        return JournalProblem(
            f"{self.path} 写不进去（{error}）", "请检查文件夹的写权限，或用 -o 换一个位置。"
        )

    def _damaged(self) -> JournalProblem:
        return JournalProblem(f"进度文件 {self.path} 已损坏", "请删除它，再不加 --resume 重新运行。")


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(72)
    except OSError:
        return True  # Opening it as a journal will say what is wrong.
    return start.startswith(b"SQLite format 3\0") and start[68:72] == _APPLICATION.to_bytes(4, "big")
