"""Measures a batch: ``python -m tests.benchmarks.batch [COUNT] [FOLDER]``; needs the extra dev.

Makes COUNT workbooks (5,000 unless told) in FOLDER, or takes those that are there, and prints a table. What
a user would otherwise script is measured in the same run, on the same files: pandas reading all sheets with
openpyxl, and pandera checking one sum. Time is told twice: by the clock, which others on the machine slow
down, and by the processors, which count what the processes themselves used.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import TypeVar

import pandas as pd
import pandera.pandas as pa

from perfeval_xl import profile as profiles
from perfeval_xl.bureau.across.comparing import Noticed, compare_units
from perfeval_xl.bureau.desk import check_all, write_letters
from perfeval_xl.bureau.files import find_files
from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Task, check_one
from perfeval_xl.bureau.processes import Failure, run_in_processes
from perfeval_xl.bureau.standing import Standing, standing_of
from perfeval_xl.bureau.summary import Batch, write_summary
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.form.guide import WRITTEN_SHEETS
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.template import write_workbook
from tests.benchmarks.generator import write_folder
from tests.benchmarks.run import PEAK

T = TypeVar("T")

COUNT = 5_000
SAMPLE = 100
"""Workbooks that pandas reads: it takes too long for all."""
ROUNDS = 200
ENDLESS = 600.0
"""Seconds: a worker that measures is not hanging."""


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock and of the processors, the children's included."""

    clock: float
    processors: float


def spent(action: Callable[[], object]) -> Spent:
    clock, processors = time.perf_counter(), _processors()
    action()
    return Spent(time.perf_counter() - clock, _processors() - processors)


def _processors() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def check_folder(folder: Path, journal: Path, jobs: int) -> None:
    """The batch without what comes after it."""
    with Journal(journal, resume=False) as kept:
        check_all(find_files(folder).files, folder, None, kept, lambda f, t: run_in_processes(f, t, jobs))


def peak_memory(folder: Path, summary: Path) -> int:
    """KiB of the parent at its highest, over a whole batch with its summary."""
    command = f"main(['batch', {str(folder)!r}, '-o', {str(summary)!r}])"
    code = f"from perfeval_xl.cli import main; {command}; {PEAK}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(run.stdout.rpartition("PEAK ")[2])


def across_seconds(standing: Standing, journal: Journal) -> list[tuple[int, int, Spent]]:
    """Units, comparisons and time for a quarter of the units, for half of them, and for all."""
    measured: list[tuple[int, int, Spent]] = []
    for every in (4, 2, 1):
        some = replace(standing, counted=standing.counted[::every])
        noticed: list[Noticed] = []
        time_ = spent(lambda some=some, noticed=noticed: noticed.extend(compare_units(some, journal)))
        measured.append((len(some.counted), len(noticed), time_))
    return measured


def in_a_worker(function: Callable[[Sequence[Path]], T], paths: Sequence[Path]) -> T:
    """What the function comes to in a process of the batch, which seldom looks for garbage."""
    (done,) = run_in_processes(function, [paths], 1, ENDLESS)
    assert not isinstance(done.result, Failure), done.result.reason
    return done.result


def shares(paths: Sequence[Path]) -> tuple[float, float, float, float]:
    """Processor milliseconds a workbook: reading, finding labels, rules, and making the outcome of it.

    The whole is measured on every other workbook: what has been read once is remembered in part.
    """
    national = profiles.load("national")
    read = [0.0, 0.0, 0.0, 0.0]
    for path, other in zip(paths[::2], paths[1::2], strict=False):
        begin = time.process_time()
        grids = read_workbook(path, WRITTEN_SHEETS)
        read[0] += time.process_time() - begin
        begin = time.process_time()
        evaluation = read_evaluation(grids, national)
        read[1] += time.process_time() - begin
        begin = time.process_time()
        check(evaluation)
        read[2] += time.process_time() - begin
        begin = time.process_time()
        check_one(Task(other.name, other))
        read[3] += time.process_time() - begin
    reading, finding, checking, whole = (seconds * 1000 / (len(paths) // 2) for seconds in read)
    return reading, finding, checking, whole - reading - finding - checking


def milliseconds_each(paths: Sequence[Path]) -> float:
    """Processor milliseconds for a workbook, the median."""
    times: list[float] = []
    for path in paths:
        begin = time.process_time()
        check_one(Task(path.name, path))
        times.append(time.process_time() - begin)
    return median(times) * 1000


def by_pandas(paths: Sequence[Path]) -> None:
    """What would otherwise be scripted: all sheets read, and whether 三公经费 is the sum of its lines."""
    columns = [4, 5, 6]
    schema = pa.DataFrameSchema(
        {column: pa.Column(float, nullable=True) for column in columns},
        checks=pa.Check(lambda table: ((table.iloc[0] - table.iloc[1:].sum()).abs() < 0.005).all()),
    )
    for path in paths:
        sheets = pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
        base = next(sheet for name, sheet in sheets.items() if name.startswith("附件1"))
        labels = base.apply(lambda row: "".join(str(cell) for cell in row if isinstance(cell, str)), axis=1)
        wanted = labels.str.contains("三公经费|公务用车购置和维护|出国经费|公务接待|其他交通费", regex=True)
        lines = base.loc[wanted, columns].apply(pd.to_numeric, errors="coerce").astype(float)
        lines.columns = columns
        try:
            schema.validate(lines)
        except pa.errors.SchemaError:
            continue


def rate(spent_: Spent, count: int) -> str:
    return f"{count / spent_.clock:.0f} /s by the clock, {count / spent_.processors:.0f} a processor second"


def main(count: int, folder: Path) -> None:
    """Prints the table of the README's section on batches."""
    warnings.simplefilter("ignore")
    if not folder.exists():
        write_folder(folder, count)
    paths = find_files(folder).files
    sample = paths[:: max(1, len(paths) // SAMPLE)][:SAMPLE]
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        journal, summary = place / "summary.journal", place / "summary.xlsx"
        one = spent(lambda: check_folder(folder, journal, 1))
        two = spent(lambda: check_folder(folder, journal, 2))
        with Journal(journal, resume=True) as kept:
            standing = standing_of(kept)
            noticed = list(compare_units(standing, kept))
            across = across_seconds(standing, kept)
            batch = Batch(folder, None, {})
            written = spent(lambda: write_summary(summary, kept, standing, noticed, batch))
            size = summary.stat().st_size
            letters = spent(
                lambda: write_letters(
                    kept, standing, place / "letters", lambda f, t: run_in_processes(f, t, 2)
                )
            )
            count_letters = len(list((place / "letters").iterdir()))
        scripted = spent(lambda: by_pandas(sample)).processors / len(sample) * 1000
        ours = in_a_worker(milliseconds_each, sample)
        example = place / "example.xlsx"
        write_workbook(example, example_tables(), profiles.load(EXAMPLE_PROFILE))
        of_example = in_a_worker(milliseconds_each, [example] * ROUNDS)
        peak = peak_memory(folder, place / "whole.xlsx")
        few = place / "few"
        few.mkdir()
        count_few = len(paths) // 10
        for path in paths[:count_few]:
            (few / path.name).write_bytes(path.read_bytes())
        small = peak_memory(few, place / "few.xlsx")
    reading, finding, checking, making = in_a_worker(shares, sample)
    total = len(paths)
    findings = sum(
        facts.errors + facts.warnings + facts.explained + facts.infos
        for facts in (one_.facts for one_ in standing.counted)
    )
    split = f"{reading:.1f} + {finding:.1f} + {checking:.1f} + {making:.1f} ms"
    print(
        table(
            (
                ("the example, one process", f"{1000 / of_example:.0f} a processor second"),
                (f"{total} workbooks, one process", rate(one, total)),
                (f"{total} workbooks, two processes", rate(two, total)),
                ("of one: read + find labels + check + keep", split),
                *(
                    (
                        f"across {units} units: {found} comparisons",
                        f"{time_.clock:.1f} s by the clock, {time_.processors:.1f} s of a processor",
                    )
                    for units, found, time_ in across
                ),
                (f"the summary: {findings} findings, {size / 1e6:.1f} MB", f"{written.clock:.1f} s"),
                (f"{count_letters} letters, two processes", f"{letters.clock:.1f} s"),
                (f"peak memory of the parent, {total} workbooks", f"{peak / 1024:.0f} MiB"),
                (f"peak memory of the parent, {count_few} workbooks", f"{small / 1024:.0f} MiB"),
                ("of it for each workbook", f"{(peak - small) / (total - count_few):.1f} KiB"),
                (
                    '`pandas.read_excel(engine="openpyxl")` of all sheets, one sum by pandera',
                    f"{scripted:.0f} ms a workbook; all rules here {ours:.1f} ms ({scripted / ours:.0f} ×)",
                ),
            )
        )
    )
    print(f"speed-up from one to two processes: {one.clock / two.clock:.2f} by the clock")


def table(rows: Sequence[tuple[str, str]]) -> str:
    return "\n".join(["| what | measured |", "|---|---|", *(f"| {what} | {seen} |" for what, seen in rows)])


if __name__ == "__main__":
    workbooks = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    if len(sys.argv) > 2:
        main(workbooks, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as parent:
            main(workbooks, Path(parent) / "workbooks")
