"""Asks the user for a file, with the program's own dialogs: xlwings has none."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import xlwings


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where the user wants a file."""

    path: Path
    may_replace: bool
    """Whether the dialog has asked what is to become of the file that bears that name."""


def ask_where_to_save(book: xlwings.Book, suggested: Path, title: str, kind: str) -> Chosen | None:
    """Lets the user choose a file.

    Args:
        book: The workbook in whose program the dialog opens.
        suggested: Where the dialog begins, with the file's name; its ending is the file's kind.
        title: Of the dialog.
        kind: What files of that ending are called.

    Returns None when she thought better of it.
    """
    native = cast(Any, book.app.impl)
    asks_itself = hasattr(native, "ask_where_to_save")
    if asks_itself:
        chosen = native.ask_where_to_save(title, str(suggested), kind, suggested.suffix)
    elif sys.platform == "darwin":
        chosen = book.app.api.get_save_as_filename(initial_filename=str(suggested))
    else:
        files = f"{kind} (*{suggested.suffix}), *{suggested.suffix}"
        chosen = book.app.api.GetSaveAsFilename(str(suggested), files, 1, title)
    # Excel answers False, and on macOS a constant of AppleScript's, to whoever thinks better of it.
    if not isinstance(chosen, str) or not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() == suggested.suffix:
        return Chosen(path, asks_itself)
    return Chosen(path.with_name(path.name + suggested.suffix), False)


def ask_which_to_open(book: xlwings.Book, title: str, kind: str, endings: Sequence[str]) -> Path | None:
    """Lets the user choose a file that is there.

    Args:
        book: The workbook in whose program the dialog opens.
        title: Of the dialog.
        kind: What files of these endings are called.
        endings: ``.docx`` and so on.

    Returns None when she thought better of it.
    """
    native = cast(Any, book.app.impl)
    if hasattr(native, "ask_which_to_open"):
        chosen = native.ask_which_to_open(title, kind, endings)
    elif sys.platform == "darwin":
        chosen = book.app.api.get_open_filename(prompt=title)
    else:
        patterns = ";".join(f"*{ending}" for ending in endings)
        chosen = book.app.api.GetOpenFilename(f"{kind} ({patterns}), {patterns}", 1, title)
    return Path(chosen) if isinstance(chosen, str) and chosen else None
