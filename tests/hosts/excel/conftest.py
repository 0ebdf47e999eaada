"""What the tests of the Excel add-in share."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_xl.hosts.excel.build import RIBBON_MODULE, build_xlam, modules


@pytest.fixture(scope="session")
def module() -> str:
    """The ribbon's module, as it is built."""
    return modules()[RIBBON_MODULE]


@pytest.fixture(scope="session")
def xlam(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in."""
    path = tmp_path_factory.mktemp("excel") / "perfeval.xlam"
    build_xlam(path)
    return path
