"""Counts and times what the buttons ask of LibreOffice: ``python -m tests.hosts.count_calls PIPE WORKBOOK``.

A process of its own: objects known over one connection are not asked for over another.
Prints one JSON object: what was done → round trips and milliseconds (through the counting pipe, so slower).
"""

from __future__ import annotations

import json
import sys

from perfeval_xl.hosts import libreoffice, marks, protection
from perfeval_xl.readers.live import read_book
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
    rows: list[list[object]] = [
        ["错误", "FUND-07", "附件1", f'=HYPERLINK("#\'附件1 基础数据表\'!C{row}","C{row}")', *(["文字"] * 6)]
        for row in range(1, FINDINGS + 1)
    ]

    def write_results() -> None:
        book.sheets.add("结果", after=book.sheets[-1])["A1"].value = rows

    def mark(number: int) -> None:
        with protection.unprotected(sheet):
            marks.fill(sheet, cells[:number], COLOR)
            marks.add_notes(sheet, dict.fromkeys(cells[:number], "BASE-01"))

    def fill(number: int) -> None:
        with protection.unprotected(sheet):
            marks.fill(sheet, cells[:number], COLOR)

    def clear() -> None:
        with protection.unprotected(sheet):
            marks.fill(sheet, cells, None)
            marks.delete_notes(sheet, cells)

    used = sheet.used_range
    count("sheets", lambda: list(book.sheets))
    count("used range", lambda: sheet.used_range)
    count("values", lambda: used.value)
    count("formulas", lambda: used.formula)
    count("cells", lambda: sheet["A1:C9"].value)
    count("read the book", lambda: read_book(book))
    count("fill 5", lambda: fill(5))
    count("fill 50", lambda: fill(FINDINGS))
    count("mark 50", lambda: mark(FINDINGS))
    count("clear 50", clear)
    count("results", write_results)
    book.close()
    pipe.close()
    print(json.dumps(done, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
