"""A new .xlsx by XlsxWriter: it appears whole or not at all, and no text in it becomes a formula."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.workbook import Workbook

from perfeval_xl.writers.saving import replacing
from perfeval_xl.writers.sheet_styles import WRITTEN_AT


@contextmanager
def new_book(path: Path, title: str, *, streamed: bool = False) -> Generator[Workbook]:
    """A workbook to fill in; it stands at `path` once the block has ended well.

    Args:
        path: The new .xlsx.
        title: For the file's properties.
        streamed: Rows go to disk as they are written, from the first down, so that memory stays flat.

    Raises:
        OSError: the file cannot be written; what stood at `path` is left as it was.
    """
    # The rows wait beside the new file: where that has room, they have.
    rows = Path(tempfile.mkdtemp(prefix=".perfeval-", dir=path.parent))
    try:
        with replacing(path) as temporary:
            book = Workbook(
                str(temporary),
                {
                    "strings_to_formulas": False,
                    "strings_to_urls": False,
                    "constant_memory": streamed,
                    "tmpdir": str(rows),
                },
            )
            book.set_properties({"title": title, "created": WRITTEN_AT})
            yield book
            try:
                book.close()
            except FileCreateError as error:
                raise _cause(error) from error
    finally:
        shutil.rmtree(rows, ignore_errors=True)


def _cause(error: FileCreateError) -> OSError:
    """What XlsxWriter met when it wrote the file."""
    cause = error.args[0] if error.args else None
    return cause if isinstance(cause, OSError) else OSError(str(error))
