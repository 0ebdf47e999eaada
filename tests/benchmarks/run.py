"""Measures speed and memory, as ratios within one run: ``python -m tests.benchmarks.run``.

Not part of the test run: a number that depends on the machine is no test. Needs the extras test and bureau.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import docx
from openpyxl import load_workbook

from perfeval_xl import profile as profiles
from perfeval_xl.checking import check_file, check_grids
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.form.reading import read_evaluation
from perfeval_xl.importing import import_file
from perfeval_xl.readers.workbook import read_workbook
from perfeval_xl.rules.engine import check
from perfeval_xl.writers.report import write_report
from perfeval_xl.writers.template import write_workbook

IN_PROCESS_RUNS = 60
PROCESS_RUNS = 15
WORKBOOKS = 1_000
WINDOW = 100
"""Workbooks at the beginning and at the end of the long run that are compared."""

PEAK = "import re; print('PEAK', re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
"""A process's own peak memory in KiB; what `wait4` reports includes the parent's."""


def in_turn(*actions: Callable[[], object], runs: int) -> list[float]:
    """The median seconds of each action, taken in turn so that a busy machine slows all alike."""
    times: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(runs):
        for number, action in enumerate(actions):
            begin = time.perf_counter()
            action()
            times[number].append(time.perf_counter() - begin)
    return [median(measured) for measured in times]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def run(*arguments: str) -> None:
    """A Python of its own, which may keep the compiled modules as an installed package does."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=environment, check=False)


def peak_memory(path: Path) -> int:
    """KiB at the highest, of a process that validates one workbook."""
    code = f"from perfeval_xl.cli import main; main(['validate', {str(path)!r}]); {PEAK}"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return int(shown.rpartition("PEAK ")[2])


def current_memory() -> int:
    """KiB of this process now."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("this system does not tell a process's memory")


def long_run(path: Path) -> tuple[float, float, int, int]:
    """Seconds a workbook at the beginning and at the end of many, and memory at the same two places."""
    times: list[float] = []
    memory: list[int] = []
    for number in range(1, WORKBOOKS + 1):
        begin = time.perf_counter()
        check_file(path)
        times.append(time.perf_counter() - begin)
        if number in (WINDOW, WORKBOOKS):
            gc.collect()
            memory.append(current_memory())
    return median(times[:WINDOW]), median(times[-WINDOW:]), memory[0], memory[1]


def write_imported(source: Path, path: Path) -> None:
    """What `perfeval-xl import` does."""
    imported = import_file(source)
    write_workbook(path, imported.tables, imported.profile, imported.explanations, imported.remarks)


def table(rows: Sequence[tuple[str, str, str, str]]) -> str:
    lines = ["| what | measured | beside it | ratio |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def main() -> None:
    """Prints the table of the README's performance section."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "example.xlsx"
        write_workbook(path, example_tables(), profiles.load(EXAMPLE_PROFILE))
        profile = profiles.load(EXAMPLE_PROFILE)
        grids = read_workbook(path)
        evaluation = read_evaluation(grids, profile)
        result = check_grids(grids, "example.xlsx")
        ours, theirs, reading, finding, checking = in_turn(
            lambda: check_file(path),
            lambda: load_workbook(path),
            lambda: read_workbook(path),
            lambda: read_evaluation(grids, profile),
            lambda: check(evaluation),
            runs=IN_PROCESS_RUNS,
        )
        process, imports, bare = in_turn(
            lambda: run("-m", "perfeval_xl.cli", "validate", str(path)),
            lambda: run("-c", "import pandas, openpyxl"),
            lambda: run("-c", "pass"),
            runs=PROCESS_RUNS,
        )
        (report,) = in_turn(lambda: write_report(result, Path(folder) / "report.docx"), runs=10)
        document = Path(folder) / "report.docx"
        taking, writing, opening = in_turn(
            lambda: import_file(document),
            lambda: write_imported(document, Path(folder) / "imported.xlsx"),
            lambda: docx.Document(str(document)),
            runs=10,
        )
        peak = peak_memory(path)
        first, last, early, late = long_run(path)
    split = f"{milliseconds(reading)} + {milliseconds(finding)} + {milliseconds(checking)}"
    rows = [
        (
            "read + check the example, in process",
            milliseconds(ours),
            f"`openpyxl.load_workbook`: {milliseconds(theirs)}",
            f"{ours / theirs:.2f}",
        ),
        ("of this: read file + find labels + check rules", split, "", ""),
        (
            "`perfeval-xl validate`, whole process",
            milliseconds(process),
            f'`python -c "import pandas, openpyxl"`: {milliseconds(imports)}',
            f"{process / imports:.2f}",
        ),
        ("of this: a bare `python -c pass`", milliseconds(bare), "", ""),
        ("peak memory of that process", f"{peak / 1024:.1f} MiB", "", ""),
        (
            f"{WORKBOOKS} workbooks in one process: time of one",
            f"{milliseconds(last)} at the end",
            f"{milliseconds(first)} at the beginning",
            f"{last / first:.2f}",
        ),
        (
            "memory of it",
            f"{late / 1024:.1f} MiB after {WORKBOOKS}",
            f"{early / 1024:.1f} MiB after {WINDOW}",
            f"{late / early:.2f}",
        ),
        ("export the Word report, in process", milliseconds(report), "", ""),
        (
            "read the Word report and account for every cell, in process",
            milliseconds(taking),
            f"`docx.Document`, opening alone: {milliseconds(opening)}",
            f"{taking / opening:.2f}",
        ),
        ("import it into a new workbook, in process", milliseconds(writing), "", ""),
    ]
    print(table(rows))


if __name__ == "__main__":
    main()
