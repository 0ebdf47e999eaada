"""What was read of last year's folder, so that the next run reads again only what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from perfeval_xl.bureau.journal_file import JournalFile
from perfeval_xl.bureau.previous import Earlier


class PreviousJournal(JournalFile):
    """Whose last year's files are, by their names below the folder."""

    form = 102
    tables = (
        """CREATE TABLE files (
            file TEXT PRIMARY KEY, unit TEXT NOT NULL, year INTEGER, digest TEXT NOT NULL,
            profile TEXT NOT NULL, state TEXT NOT NULL, problem TEXT NOT NULL
        ) WITHOUT ROWID""",
    )

    def begin(self, files: Iterable[str]) -> None:
        """Forgets all other files.

        Raises:
            JournalProblem: the disk is full, or the journal cannot be written.
        """
        present = set(files)
        gone = [(file,) for (file,) in self._rows("SELECT file FROM files") if file not in present]
        with self._in_words():
            self._base.executemany("DELETE FROM files WHERE file = ?", gone)
            self._base.commit()

    def known(self, paths: Mapping[str, Path]) -> dict[str, Earlier]:
        """What the last run read, by file; files to be tried again in any case are left out."""
        rows = self._rows(
            "SELECT file, unit, year, digest, profile, state, problem FROM files WHERE state != ''"
        )
        return {file: Earlier(paths[file], *rest) for file, *rest in rows}

    def record(self, file: str, earlier: Earlier) -> None:
        """Keeps whose a file is.

        Raises:
            JournalProblem: as for `begin`.
        """
        whose = (earlier.unit, earlier.year, earlier.digest)
        how = (earlier.profile, earlier.state, earlier.problem)
        with self._in_words():
            self._base.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", (file, *whose, *how)
            )
            self._commit_now_and_then()
