"""What several tests need: a LibreOffice, and the profile of the example."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from perfeval_xl import profile as profiles
from perfeval_xl.profile import Profile
from tests.libreoffice import REQUIRED, LibreOfficeMissing, Office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice; tests that ask for it are skipped where there is none, and fail in CI."""
    try:
        running = Office(tmp_path_factory.mktemp("libreoffice"))
    except LibreOfficeMissing as missing:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, but: {missing}")
        pytest.skip(f"no LibreOffice: {missing}")
    yield running
    running.close()


@pytest.fixture(scope="session")
def profile() -> Profile:
    """The profile of the example."""
    return profiles.load("hunan-2024")
