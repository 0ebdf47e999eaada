"""New files appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A temporary name beside `path` to write to; moved over `path` at the end.

    When anything fails, what stood at `path` is left as it was.

    Raises:
        OSError: the folder cannot be written, or `path` is held open by another program.
    """
    handle, name = tempfile.mkstemp(prefix=".perfeval-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    """The permissions new files are not given; it can only be read by setting it."""
    umask = os.umask(0)
    os.umask(umask)
    return umask
