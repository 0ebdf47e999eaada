"""One batch from the folder to the journal: hands out the files, keeps what comes back, stops cleanly."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from perfeval_xl.bureau.files import names_below
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.journal_file import JournalProblem
from perfeval_xl.bureau.letters import (
    Letter,
    Stale,
    Written,
    has_letter,
    letters_of,
    stale_letters,
    write_letter,
)
from perfeval_xl.bureau.outcome import Outcome, Status, Task, check_one
from perfeval_xl.bureau.previous import Earlier, Previous, Wanted, gathered, identify
from perfeval_xl.bureau.previous_journal import PreviousJournal
from perfeval_xl.bureau.processes import Done, Failure, Stopped
from perfeval_xl.bureau.progress import Progress
from perfeval_xl.bureau.standing import Standing

T = TypeVar("T")
R = TypeVar("R")

Run = Callable[[Callable[[T], R], Iterable[T]], Generator[Done[T, R]]]
"""Runs the function over the tasks, somewhere, and yields them as they are done."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How far a batch came."""

    unchecked: tuple[str, ...]
    """Files that were not come to, because the run was interrupted; by their names below the folder."""
    unchanged: int
    """Files whose last outcome still holds."""
    why: str = ""
    """What ended it early, in Chinese."""


def gather_previous(
    files: Sequence[Path], folder: Path, journal: PreviousJournal, run: Run[Wanted, Earlier]
) -> Previous:
    """Reads whose last year's files are, those that have changed since the last run.

    Raises:
        JournalProblem: the journal cannot be written.
        Stopped: the processes or the cluster do no more.
    """
    names = dict(zip(files, names_below(folder, files), strict=True))
    paths = {name: path for path, name in names.items()}
    journal.begin(paths)
    known = journal.known(paths)
    found: dict[str, Earlier] = {}
    with Progress(len(paths), "上年") as progress:
        running = run(identify, (Wanted(path, known.get(name)) for name, path in paths.items()))
        try:
            for done in running:
                name, earlier = names[done.task.path], done.result
                if isinstance(earlier, Failure):
                    earlier = Earlier(done.task.path, "", None, "", problem=earlier.reason)
                found[name] = earlier
                if earlier != known.get(name):
                    journal.record(name, earlier)
                progress.step()
        finally:
            running.close()
    return gathered(found)


def check_all(
    files: Sequence[Path],
    folder: Path,
    profile: str | None,
    journal: Journal,
    run: Run[Task, Outcome],
    previous: Previous | None = None,
) -> Checked:
    """Checks the files and keeps every outcome in the journal as it comes.

    What ends it early, Ctrl-C, a full disk or a broken cluster, costs nothing that was kept by then.

    Raises:
        JournalProblem: the journal cannot be used from the beginning.
    """
    names = names_below(folder, files)
    journal.begin(names)
    known = journal.known()
    tasks = (Task(name, path, profile, known.get(name)) for name, path in zip(names, files, strict=True))
    why = ""
    unchanged: set[str] = set()
    with Progress(len(names)) as progress:
        running = run(check_one if previous is None else partial(check_one, previous=previous), tasks)
        try:
            for done in running:
                outcome = _outcome(done)
                if outcome.status is Status.UNCHANGED:
                    journal.confirm(outcome.file)
                    unchanged.add(outcome.file)
                else:
                    journal.record(outcome)
                progress.add(outcome)
            journal.settle()
        except KeyboardInterrupt:
            why = "按了 Ctrl-C"
        except Stopped as reason:
            why = str(reason)
        except JournalProblem as problem:
            why = problem.what
        finally:
            running.close()
    done = journal.current()
    return Checked(tuple(name for name in names if name not in done), len(unchanged & done), why)


@dataclass(frozen=True, slots=True)
class Letters:
    """What became of the letters."""

    folder: Path
    written: int
    missed: tuple[Written, ...]
    """Those that were not written, by their files' names."""
    stale: tuple[Stale, ...]
    """Letters of an earlier run that were not written again, and why."""
    why: str = ""
    """What ended the writing early, in Chinese."""
    left: int = 0
    """How many were not come to then."""


def write_letters(journal: Journal, standing: Standing, folder: Path, run: Run[Letter, str]) -> Letters:
    """Writes the letters to `folder`.

    Raises:
        OSError: the folder cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names: set[str] = set()
    missed: list[Written] = []
    why = ""
    count = sum(has_letter(one) for one in standing.counted)
    with Progress(count, "修改意见") as progress:
        running = run(_problem_with, letters_of(journal, standing, folder))
        try:
            for done in running:
                result = done.result
                problem = result.reason if isinstance(result, Failure) else result
                names.add(done.task.path.name)
                if problem:
                    missed.append(Written(done.task, problem))
                progress.step()
        except Stopped as reason:
            why = str(reason)
        finally:
            running.close()
    left = count - len(names)
    missed.sort(key=lambda one: one.letter.file)
    # Which letters of an earlier run are out of date is only known once all have been gone through.
    stale = () if left else tuple(stale_letters(folder, names, standing))
    return Letters(folder, len(names) - len(missed), tuple(missed), stale, why, left)


def _problem_with(letter: Letter) -> str:
    """Writes a letter; what has to be said of it. The letter itself, which is long, need not come back."""
    return write_letter(letter).problem


def _outcome(done: Done[Task, Outcome]) -> Outcome:
    if isinstance(done.result, Failure):
        return Outcome(done.task.file, Status.UNREADABLE, reason=done.result.reason)
    return done.result
