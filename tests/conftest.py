"""What several tests need: a LibreOffice, and the profile of the example."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from perfeval_xl import profile as profiles
from perfeval_xl.profile import Profile
from tests.libreoffice import LibreOfficeMissing, Office, skip_or_fail

if TYPE_CHECKING:
    import xlwings


# No test depends on how fast the machine is; CI tries the same examples every time, others try new ones.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running LibreOffice; tests that ask for it are skipped where there is none, and fail in CI."""
    try:
        running = Office(tmp_path_factory.mktemp("libreoffice"))
    except LibreOfficeMissing as missing:
        skip_or_fail(missing)
    yield running
    running.close()


@pytest.fixture
def app(office: Office) -> Iterator[xlwings.App]:
    """That LibreOffice as the app xlwings works with; the workbooks a test leaves open are closed."""
    # Not at the top: most tests need no xlwings, and importing it takes half a second.
    from perfeval_xl.hosts import libreoffice

    connected = libreoffice.activate(office.pipe)
    yield connected
    connected.impl.alerts.answers.clear()
    connected.impl.alerts.given.clear()
    for book in list(connected.books):
        book.close()


@pytest.fixture(scope="session")
def profile() -> Profile:
    """The profile of the example."""
    return profiles.load("hunan-2024")
