"""A clerk with a home of her own, and LibreOffice with the extension in a window of hers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_xl.examples import example_tables
from perfeval_xl.profile import Profile
from perfeval_xl.writers.template import write_workbook
from tests.desktop import Clerk, Window, screen
from tests.libreoffice import REQUIRED, LibreOfficeMissing


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    """An ordinary user whose LibreOffice has nothing installed yet."""
    try:
        somebody = Clerk()
    except LibreOfficeMissing as missing:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, but: {missing}")
        pytest.skip(f"no LibreOffice: {missing}")
    yield somebody
    somebody.leave()


@pytest.fixture
def display() -> Iterator[str]:
    """A screen nobody sees."""
    try:
        with screen() as name:
            yield name
    except LibreOfficeMissing as missing:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, but: {missing}")
        pytest.skip(f"no screen: {missing}")


@pytest.fixture
def example(clerk: Clerk, tmp_path: Path, profile: Profile) -> Path:
    """The example in the clerk's home, under an awkward name."""
    path = tmp_path / "example.xlsx"
    write_workbook(path, example_tables(), profile)
    return clerk.give(path, "自评 a=b #1.xlsx")


@pytest.fixture
def window(clerk: Clerk, display: str, example: Path) -> Iterator[Window]:
    """The example, open in a LibreOffice with the buttons."""
    installed = clerk.perfeval("addin", "install")
    assert installed.returncode == 0, installed.stderr
    opened = Window(clerk, display, example)
    yield opened
    opened.close()
