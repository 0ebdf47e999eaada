"""Reads a file in a process of its own, to see how much memory that takes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PEAK = 200
"""MiB a process may take to refuse a file or to read a workbook with a stray cell."""


def peak_and_outcome(path: Path) -> tuple[float, str]:
    """The process's peak memory in MiB, and the message, or ``ok`` with the sizes of the sheets.

    Only Linux tells the peak; it is 0 elsewhere.
    """
    code = """
import sys
from pathlib import Path
from perfeval_xl.readers.workbook import UnreadableFile, read_workbook
try:
    grids = read_workbook(Path(sys.argv[1]))
    outcome = "ok " + " ".join(f"{len(g.values)}x{max(map(len, g.values), default=0)}" for g in grids)
except UnreadableFile as refusal:
    outcome = str(refusal)
try:  # not ru_maxrss, which begins with the memory of the process that started this one
    status = Path("/proc/self/status").read_text()
    peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
except OSError:
    peak = 0.0
print(peak, outcome)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=120,
    )
    assert not done.stderr
    peak, _, outcome = done.stdout.strip().partition(" ")
    return float(peak), outcome
