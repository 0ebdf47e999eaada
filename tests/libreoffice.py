"""A LibreOffice of the tests' own: started once, with a throw-away profile, spoken to over a pipe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any, NoReturn

import pytest

DEBIAN_PACKAGES = "/usr/lib/python3/dist-packages"
START_SECONDS = 60
REQUIRED = "PERFEVAL_REQUIRE_LIBREOFFICE"
"""Set where a missing LibreOffice is a failure, not a skip."""


class LibreOfficeMissing(Exception):
    """There is no LibreOffice, or its Python bridge is missing, on this machine."""


def skip_or_fail(missing: LibreOfficeMissing) -> NoReturn:
    """Ends a test for which LibreOffice is missing: skipped, but failed in CI."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but: {missing}")
    pytest.skip(f"no LibreOffice: {missing}")


class Office:
    """A running LibreOffice; others may connect to its `pipe` too."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("soffice")
        if program is None:
            raise LibreOfficeMissing("soffice is not on the PATH")
        if DEBIAN_PACKAGES not in sys.path:
            sys.path.append(DEBIAN_PACKAGES)
        try:
            import uno  # pyright: ignore[reportMissingImports]
        except ImportError as error:
            raise LibreOfficeMissing(f"python3-uno cannot be imported: {error}") from error
        self._uno = uno
        self.pipe = f"perfeval{uuid.uuid4().hex}"
        self._process = subprocess.Popen(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nologo",
                "--nodefault",
                "--nofirststartwizard",
                f"--accept=pipe,name={self.pipe};urp;",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(folder)},
        )
        self._context = self._connect(self.pipe)
        self._desktop = self._context.ServiceManager.createInstanceWithContext(
            "com.sun.star.frame.Desktop", self._context
        )

    def _connect(self, pipe: str) -> Any:
        local = self._uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except self._uno.getClass("com.sun.star.connection.NoConnectException"):
                if time.monotonic() > end or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def open(self, path: Path) -> Any:
        """The document, hidden; close it with ``close(True)``."""
        hidden = self._property("Hidden", True)
        return self._desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (hidden,))

    def _property(self, name: str, value: Any) -> Any:
        made = self._uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made

    def save(self, document: Any, path: Path, file_filter: str) -> None:
        document.storeToURL(path.as_uri(), (self._property("FilterName", file_filter),))

    def recalculated(self, path: Path) -> dict[str, list[list[float | str]]]:
        """Every sheet's used cells after a hard recalculation."""
        document = self.open(path)
        try:
            document.calculateAll()
            return {sheet.Name: self.cells(sheet) for sheet in document.Sheets}
        finally:
            document.close(True)

    def cells(self, sheet: Any) -> list[list[float | str]]:
        """A sheet's used cells, from A1."""
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.RangeAddress
        area = sheet.getCellRangeByPosition(0, 0, address.EndColumn, address.EndRow)
        return [list(row) for row in area.DataArray]

    def close(self) -> None:
        try:
            self._desktop.terminate()
            self._process.wait(20)
        except (self._uno.getClass("com.sun.star.uno.Exception"), subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
