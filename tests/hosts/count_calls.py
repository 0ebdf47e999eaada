"""Counts and times what the buttons ask of LibreOffice: ``python -m tests.hosts.count_calls PIPE WORKBOOK``.

A process of its own: objects known over one connection are not asked for over another.
Prints one JSON object: what was done → round trips and milliseconds (through the counting pipe, so slower).
"""

from __future__ import annotations

import json
import sys

from perfeval_xl import addin
from perfeval_xl.hosts import libreoffice, marks
from perfeval_xl.hosts.sheets import write_sheet
from perfeval_xl.readers.live import read_book
from perfeval_xl.writers.live_sheet import Area, Formulas, LiveSheet, Look
from tests.hosts.round_trips import CountingPipe

FINDINGS = 50
COLOR = (255, 199, 206)


def main(pipe_name: str, path: str) -> None:
    pipe = CountingPipe(pipe_name)
    app = libreoffice.activate(pipe.name)
    done: dict[str, tuple[int, float]] = {}

    def count(what: str, call: object) -> None:
        assert callable(call)
        with pipe.counting() as counted:
            call()
        done[what] = counted.round_trips, round(counted.milliseconds, 1)

    book = app.books.open(path)
    sheet = book.sheets[2]
    cells = [(4 + number // 5, number % 5) for number in range(FINDINGS)]
    notes = dict.fromkeys(cells, "BASE-01")
    texts = [("错误", "FUND-07", "附件1", "", *(["文字"] * 6)) for _ in range(FINDINGS)]
    results = LiveSheet(
        name="结果",
        rows=texts,
        formulas=[Formulas(0, 3, tuple(f'=HYPERLINK("#\'附件1\'!C{n}","C{n}")' for n in range(1, 51)))],
        table=Area(0, 0, FINDINGS - 1, 9),
        widths=[10] * 10,
        hidden=(),
        looks=[Look(Area(0, 0, 0, 9), bold=True, fill=COLOR)],
        line=COLOR,
    )

    def mark(number: int) -> None:
        chosen = cells[:number]
        wanted = marks.Change({COLOR: chosen}, add={cell: notes[cell] for cell in chosen})
        marks.change(book, {sheet.name: wanted})

    def clear() -> None:
        marks.change(book, {sheet.name: marks.Change({None: cells}, delete=cells)})

    used = sheet.used_range
    app.impl.inside.call("find", uid="")  # loads it
    count("sheets", lambda: list(book.sheets))
    count("used range", lambda: sheet.used_range)
    count("values", lambda: used.value)
    count("formulas", lambda: used.formula)
    count("cells", lambda: sheet["A1:C9"].value)
    count("read the book", lambda: read_book(book))
    count("look", lambda: marks.look(book, {sheet.name: cells}))
    count("mark 5", lambda: mark(5))
    clear()
    count("mark 50", lambda: mark(FINDINGS))
    count("clear 50", clear)
    count("results", lambda: write_sheet(book, results))
    libreoffice.set_caller(app, book.api.RuntimeUID)
    count("validate", addin.validate)
    count("validate again", addin.validate)
    book.close()
    pipe.close()
    print(json.dumps(done, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
