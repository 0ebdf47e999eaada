"""The journal of a batch: every outcome on disk as soon as it is known, so that nothing done is lost.

One SQLite file beside the summary. It survives a killed process, it is what `--resume` goes on from, and
everything written at the end is read from it in the order of the files' names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from sys import intern
from typing import Any, Final

from perfeval_xl.bureau.facts import Facts, Passage
from perfeval_xl.bureau.journal_file import JournalFile
from perfeval_xl.bureau.outcome import Known, Outcome, Status

_NUMBERS: Final = frozenset(name for name, kind in Facts.__annotations__.items() if kind == "Decimal | None")
_SHARED: Final = ("profile", "grade")
"""Texts that many units have in common; memory holds each once."""


class Journal(JournalFile):
    """The outcomes of one batch."""

    form = 4
    tables = (
        """CREATE TABLE outcomes (
            file TEXT PRIMARY KEY, status TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
            reason TEXT NOT NULL, result TEXT NOT NULL, facts TEXT NOT NULL, is_current INTEGER NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE passages (
            number INTEGER PRIMARY KEY, file TEXT NOT NULL, place TEXT NOT NULL, label TEXT NOT NULL,
            text TEXT NOT NULL, is_indicators INTEGER NOT NULL
        )""",
        "CREATE INDEX passages_of ON passages (file)",
    )

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
