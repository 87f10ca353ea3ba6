"""A classroom, built once, and opened in Chromium with the network cut."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from deterrence.classroom.course import classroom
from deterrence.classroom.parts import PartMissingError
from tests import browser as driver
from tests.browser import Browser

READY = "typeof STUDIO !== 'undefined' && !!STUDIO.page && document.body.dataset.state === 'ready'"


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("classroom") / "course.html"
    try:
        classroom(path)
    except PartMissingError as reason:
        pytest.skip(str(reason))
    return path


@pytest.fixture(scope="session")
def opened(course: Path) -> Iterator[Browser]:
    browser = Browser()
    driver.SECONDS, before = 600.0, driver.SECONDS
    browser.size(1400)
    browser.offline()
    browser.open(course)
    browser.until(READY)
    yield browser
    browser.close()
    driver.SECONDS = before


@pytest.fixture
def studio(opened: Browser) -> Iterator[Browser]:
    """The classroom, which complains of nothing and asks for nothing."""
    yield opened
    assert opened.complaints() == []
    opened.events.clear()
