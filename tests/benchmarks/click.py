"""Measures a click on 校验 in a real window: ``python -m tests.benchmarks.click [FOLDER]``.

Needs LibreOffice, Xvfb and xdotool. From the click to the results on the screen, the first time and with the
program behind the buttons running; and where the time goes, measured over a pipe of its own.
With a folder it also takes the picture of the manual.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from perfeval_xl.checking import check_grids
from perfeval_xl.examples import EXAMPLE_PROFILE, example_tables
from perfeval_xl.form.guide import RESULTS
from perfeval_xl.hosts import libreoffice
from perfeval_xl.hosts.buttons import BUTTONS
from perfeval_xl.hosts.marking import mark, unmark
from perfeval_xl.hosts.sheets import write_sheet
from perfeval_xl.profile import load
from perfeval_xl.readers.live import read_book
from perfeval_xl.writers.live_results import results_sheet
from perfeval_xl.writers.template import write_workbook
from tests.desktop import Clerk, Window, screen, wait_for

CLICKS = 10
RUNS = 10
POLL_SECONDS = 0.01
HAND_SECONDS = 0.13
"""What the simulated mouse takes to arrive and to press, before the click is one."""
VALIDATE = BUTTONS[0].label


def clicked(window: Window) -> float:
    """Seconds from a click on 校验 until its results are shown and said."""
    before = window.app.books[0].sheets[0]
    before.activate()
    time.sleep(0.5)
    begin = time.perf_counter() + HAND_SECONDS
    window.click(VALIDATE)
    try:
        wait_for(window.boxes, "results", 5, POLL_SECONDS)
    except AssertionError:
        # LibreOffice loses a simulated click now and then on a busy machine; that is none to measure.
        return clicked(window)
    seconds = time.perf_counter() - begin
    assert window.app.books[0].sheets.active.name == RESULTS
    window.answer()
    return seconds


def measured(action: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return median(times)


def split(window: Window, clerk: Clerk) -> dict[str, float]:
    """Where the time of a click goes."""
    book = window.app.books[0]
    grids = read_book(book)
    result = check_grids([grid for grid in grids if grid.sheet != RESULTS], book.name)

    def write() -> None:
        marks, _ = mark(book, result)
        write_sheet(book, results_sheet(result, marks, {sheet.name for sheet in book.sheets}), RESULTS)
        unmark(book, marks)

    return {
        "a bare interpreter": measured(lambda: clerk.run(clerk.python, "-c", "pass")),
        "interpreter and imports": measured(
            lambda: clerk.run(clerk.python, "-c", "import perfeval_xl.worker, perfeval_xl.addin")
        ),
        "read": measured(lambda: read_book(book)),
        "check": measured(lambda: check_grids(grids, book.name)),
        "mark, write the results, unmark": measured(write),
    }


def take_picture(window: Window, folder: Path) -> None:
    """The picture that README.zh-CN.md shows."""
    folder.mkdir(parents=True, exist_ok=True)
    window.picture(folder / "libreoffice-results.png")
    for picture in folder.glob("libreoffice-*.png"):
        subprocess.run(["mogrify", "-resize", "1100x", "-colors", "96", str(picture)], check=True)


def main(pictures: Path | None) -> None:
    """Prints the table of the README's performance section."""
    clerk = Clerk()
    try:
        clerk.environment.pop("PYTHONDONTWRITEBYTECODE")
        print(clerk.perfeval("addin", "install").stdout)
        with tempfile.TemporaryDirectory() as folder, screen() as display:
            path = Path(folder) / "example.xlsx"
            write_workbook(path, example_tables(), load(EXAMPLE_PROFILE))
            window = Window(clerk, display, clerk.give(path, "自评.xlsx"))
            try:
                time.sleep(2)
                first = clicked(window)
                warm = [clicked(window) for _ in range(CLICKS)]
                if pictures is not None:
                    take_picture(window, pictures)
                libreoffice.set_caller(window.app, window.app.books[0].api.RuntimeUID)
                parts = split(window, clerk)
            finally:
                window.close()
    finally:
        clerk.leave()
    print("| what | measured |\n|---|---|")
    print(f"| first click after the workbook was opened | {first * 1000:.0f} ms |")
    print(f"| further clicks, median of {CLICKS} | {median(warm) * 1000:.0f} ms |")
    print(f"| the fastest and the slowest of them | {min(warm) * 1000:.0f} ms, {max(warm) * 1000:.0f} ms |")
    for what, seconds in parts.items():
        print(f"| {what}, median of {RUNS} | {seconds * 1000:.1f} ms |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
