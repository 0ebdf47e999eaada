"""The journal of a batch: every outcome on disk as soon as it is known, so that nothing done is lost.

One SQLite file beside the summary. It survives a killed process, it is what `--resume` goes on from, and
everything written at the end is read from it in the order of the files' names.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any, Final, Self

from perfeval_xl.bureau.facts import Facts, Passage
from perfeval_xl.bureau.outcome import Known, Outcome, Status

_FORMAT: Final = 4
"""Raised when the tables change; a journal of another format is begun anew."""
_APPLICATION: Final = 0x70657266
"""Marks the file as ours ("perf"), so that no other database is ever emptied."""
_SECONDS_BETWEEN_COMMITS: Final = 1.0
_KIND_OF_ERROR: Final = 0xFF
"""The part of SQLite's error codes that tells the kind; the rest tells which call met it."""
_TABLES: Final = """
    CREATE TABLE outcomes (
        file TEXT PRIMARY KEY, status TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
        reason TEXT NOT NULL, result TEXT NOT NULL, facts TEXT NOT NULL, is_current INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE passages (
        number INTEGER PRIMARY KEY, file TEXT NOT NULL, place TEXT NOT NULL, label TEXT NOT NULL,
        text TEXT NOT NULL, is_indicators INTEGER NOT NULL
    );
    CREATE INDEX passages_of ON passages (file);
"""
_NUMBERS: Final = frozenset(name for name, kind in Facts.__annotations__.items() if kind == "Decimal | None")


_SHARED: Final = ("profile", "grade")
"""Texts that many units have in common; memory holds each once."""


class JournalProblem(Exception):
    """The journal cannot be used; the message says why and what to do, in Chinese."""

    def __init__(self, what: str, to_do: str) -> None:
        """Joins what is wrong and what to do."""
        super().__init__(f"{what}。{to_do}")
        self.what = what


class Journal:
    """The outcomes of one batch. Use it as a context manager: what was recorded is kept, whatever happens."""

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
        (stored,) = base.execute("PRAGMA user_version").fetchone()
        if stored != _FORMAT or not resume:
            for name in ("outcomes", "passages"):
                base.execute(f"DROP TABLE IF EXISTS {name}")
            for statement in filter(str.strip, _TABLES.split(";")):
                base.execute(statement)
            base.execute(f"PRAGMA user_version = {_FORMAT}")
            base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.commit()

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

    def record(self, outcome: Outcome) -> None:
        """Keeps an outcome; a second one of the same file takes the place of the first.

        Raises:
            JournalProblem: the disk is full, or the file cannot be written any more.
        """
        facts = outcome.facts
        with self._in_words():
            with self._whole():
                self._base.execute("DELETE FROM passages WHERE file = ?", (outcome.file,))
                self._base.execute(
                    "INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
                    (
                        *(outcome.file, outcome.status, outcome.digest, outcome.state, outcome.reason),
                        *(outcome.result, _packed(facts) if facts else ""),
                    ),
                )
                self._base.executemany(
                    "INSERT INTO passages (file, place, label, text, is_indicators) VALUES (?, ?, ?, ?, ?)",
                    ((outcome.file, *one) for one in (facts.passages if facts else ())),
                )
            self._commit_now_and_then()

    def confirm(self, file: str) -> None:
        """The outcome of the last run still holds for this file.

        Raises:
            JournalProblem: as for `record`.
        """
        with self._in_words():
            self._base.execute("UPDATE outcomes SET is_current = 1 WHERE file = ?", (file,))
            self._commit_now_and_then()

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

    def begin(self, files: Iterable[str]) -> None:
        """Begins a run over these files: others are forgotten, and what is known counts once confirmed.

        Raises:
            JournalProblem: as for `record`.
        """
        present = set(files)
        with self._in_words():
            for (file,) in self._base.execute("SELECT file FROM outcomes").fetchall():
                if file not in present:
                    self._base.execute("DELETE FROM outcomes WHERE file = ?", (file,))
                    self._base.execute("DELETE FROM passages WHERE file = ?", (file,))
            self._base.execute("UPDATE outcomes SET is_current = 0")
            self._base.commit()

    def current(self) -> set[str]:
        """The files whose outcomes count: recorded or confirmed in this run."""
        return {file for (file,) in self._rows("SELECT file FROM outcomes WHERE is_current")}

    def known(self) -> dict[str, Known]:
        """What the last run knew, by file; files to be tried again in any case are left out."""
        rows = self._rows("SELECT file, state, facts FROM outcomes WHERE state != ''")
        return {file: _known(state, facts) for file, state, facts in rows}

    def outcomes(self, *statuses: Status, with_results: bool = True) -> Iterator[Outcome]:
        """The outcomes that count, of these statuses (of all, where none is named), by their files' names.

        Args:
            with_results: Whether the findings are wanted; they are most of an outcome.
        """
        query = (
            "SELECT file, status, digest, state, reason, CASE WHEN ? THEN result ELSE '' END, facts"
            " FROM outcomes WHERE is_current ORDER BY file"
        )
        for file, status, digest, state, reason, result, facts in self._rows(query, with_results):
            if not statuses or status in statuses:
                known = _unpacked(facts) if facts else None
                yield Outcome(file, Status(status), digest, state, reason, result, known)

    def passages(self, *, is_indicators: bool | None = None) -> Iterator[tuple[int, str, Passage]]:
        """Number, file and passage of every unit's texts, in the order of the files' names.

        Args:
            is_indicators: Only those that are indicators, or only those that are not.
        """
        query = (
            "SELECT number, file, place, label, text, is_indicators FROM passages"
            " WHERE file IN (SELECT file FROM outcomes WHERE is_current) AND is_indicators IN (?, ?)"
            " ORDER BY file, number"
        )
        kinds = (False, True) if is_indicators is None else (is_indicators, is_indicators)
        for number, file, place, label, text, kind in self._rows(query, *kinds):
            yield number, file, Passage(place, label, text, bool(kind))

    def passage(self, number: int) -> tuple[str, Passage]:
        """File and passage of that number."""
        query = "SELECT file, place, label, text, is_indicators FROM passages WHERE number = ?"
        ((file, place, label, text, is_indicators),) = self._rows(query, number)
        return file, Passage(place, label, text, bool(is_indicators))

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
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return JournalProblem(f"进度文件 {self.path} 已损坏", "请删除它，再不加 --resume 重新运行。")
        return JournalProblem(
            f"{self.path} 写不进去（{error}）", "请检查文件夹的写权限，或用 -o 换一个位置。"
        )


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(72)
    except OSError:
        return True  # Opening it as a journal will say what is wrong.
    return start.startswith(b"SQLite format 3\0") and start[68:72] == _APPLICATION.to_bytes(4, "big")


def _packed(facts: Facts) -> str:
    plain = {one.name: getattr(facts, one.name) for one in fields(facts) if one.name != "passages"}
    return json.dumps(plain, ensure_ascii=False, default=str)


def _unpacked(text: str) -> Facts:
    plain: dict[str, Any] = json.loads(text)
    for name in _NUMBERS:
        if plain[name] is not None:
            plain[name] = _number(plain[name])
    for name in _SHARED:
        plain[name] = intern(plain[name])
    return Facts(**plain)


@lru_cache(maxsize=4096)
def _number(text: str) -> Decimal:
    """The same object for the same figure: most units have some that others have, too."""
    return Decimal(text)


def _known(state: str, facts: str) -> Known:
    if not facts:
        return Known(state, "")
    plain: dict[str, Any] = json.loads(facts)
    return Known(state, intern(plain["profile"]), plain["unit"], plain["year"])
