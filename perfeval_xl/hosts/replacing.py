"""Puts the sheets of another workbook in the place of an open one's, through xlwings."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import xlwings

from perfeval_xl.hosts.opening import opened_unseen
from perfeval_xl.hosts.protection import unprotected

_BEFORE_RENAMED: Final = "导入中"


def replace_sheets(
    book: xlwings.Book, source: Path, replaced: Collection[str], kept: Collection[str], linking: str
) -> None:
    """Copies all sheets of the file `source` but those in `kept` behind the others, and deletes `replaced`.

    Until every sheet is there nothing is deleted; when copying fails, what was copied is taken away again.

    Args:
        book: The open workbook. It keeps its other sheets.
        source: An .xlsx file; it is opened and closed again.
        replaced: Names of sheets of `book` that go.
        kept: Names of sheets of `source` that are not copied.
        linking: The sheet whose formulas look at other sheets; a copy looks at the file it came from.

    Raises XlwingsError when the workbook's structure is protected.
    """
    copied: dict[str, str] = {}
    try:
        with opened_unseen(book.app, source) as opened:
            # LibreOffice 7.4 crashes where one is put before sheets that a program added.
            behind = book.sheets[-1]
            formulas: Any = opened.sheets[linking].used_range.formula
            for sheet in opened.sheets:
                if sheet.name in kept:
                    continue
                temporary = f"{_BEFORE_RENAMED}{len(copied) + 1}"
                sheet.copy(after=behind, name=temporary)
                copied[temporary] = sheet.name
                behind = book.sheets[temporary]
    except xlwings.XlwingsError:
        for temporary in copied:
            book.sheets[temporary].delete()
        raise
    book.sheets[next(iter(copied))].activate()
    for name in [sheet.name for sheet in book.sheets if sheet.name in replaced]:
        book.sheets[name].delete()
    for temporary, name in copied.items():
        book.sheets[temporary].name = name
    links = book.sheets[linking]
    with unprotected(links):
        links.used_range.formula = formulas
    book.sheets[next(iter(copied.values()))].activate()
