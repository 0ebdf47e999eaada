"""Measures a summary of very many findings: ``python -m tests.benchmarks.many_findings [COUNT...]``.

Prints, for each COUNT of findings (20,000 and 200,000 unless told), how long writing took, and how much
higher than before the memory of the process then was at its highest. Each has a process of its own.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

from perfeval_xl.bureau.journal import Journal
from perfeval_xl.bureau.outcome import Outcome, Status
from perfeval_xl.bureau.standing import standing_of
from perfeval_xl.bureau.summary import Batch, write_summary
from tests.bureau.folders import facts
from tests.bureau.test_summary import finding

COUNTS = (20_000, 200_000)
EACH = 200
"""Findings of one unit."""
WARMED_UP = 1_000
"""Findings written first, so that what is loaded once does not count."""


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _write(folder, WARMED_UP)
        before, begin = _peak(), time.perf_counter()
        size = _write(folder, count)
        took, more = time.perf_counter() - begin, _peak() - before
    print(f"| {count:,} findings, {size / 1e6:.1f} MB | {took:.1f} s | {more / 1024:.1f} MiB |", flush=True)


def _write(folder: Path, count: int) -> int:
    """The size of the summary."""
    summary = folder / f"{count}.xlsx"
    message = "三公经费合计与各行之和不符，请核对各行金额，或更正合计。"
    result = json.dumps({"findings": [finding("BASE-03", message=message)] * EACH})
    with Journal(summary.with_suffix(".journal"), resume=False) as journal:
        for number in range(count // EACH):
            known = facts(f"第{number}局", errors=EACH)
            file = f"{number}.xlsx"
            journal.record(Outcome(file, Status.CHECKED, file, "s", "", result, known))
        write_summary(summary, journal, standing_of(journal), [], Batch(folder, None, {}))
    return summary.stat().st_size


def _peak() -> int:
    """KiB of this process at its highest."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    print("| summary of | time, journal included | memory above that of 1,000 findings |")
    print("|---|---|---|", flush=True)
    for counted in map(int, sys.argv[1:]) if sys.argv[1:] else COUNTS:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(counted,))
        process.start()
        process.join()
