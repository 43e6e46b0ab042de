"""What journeys ask for: a site that runs, a browser, and people who walk through it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mag.core.transaction import Store
from tests.journeys.site import Site, furnish, running, running_demonstration
from tests.journeys.walker import Walker

Walk = Callable[..., Walker]
SIZES = {"phone": (360, 640), "desktop": (1280, 800)}


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Site]:
    """The program at work on the engine under test, on the real agenda, at noon on 1 March 2022."""
    furnish(store)
    with running(store, tmp_path) as at_work:
        yield at_work


@pytest.fixture
def demo_site(demo_template: Path, tmp_path: Path) -> Iterator[Site]:
    """The demonstration at work, at ten in the morning of its opening day."""
    with running_demonstration(demo_template, tmp_path) as at_work:
        yield at_work


@pytest.fixture
def walk(chromium: Any, site: Site) -> Iterator[Walk]:
    """``walk("phone")`` is somebody with a browser of that size; with ``script=False`` the browser runs no JavaScript."""
    yield from _walkers(chromium, site)


@pytest.fixture
def stroll(chromium: Any, demo_site: Site) -> Iterator[Walk]:
    """The same through the demonstration."""
    yield from _walkers(chromium, demo_site)


def _walkers(chromium: Any, site: Site) -> Iterator[Walk]:
    made: list[Walker] = []

    def start(size: str = "phone", *, script: bool = True, name: str = "") -> Walker:
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=script, locale="nl-NL")
        made.append(Walker(context, site.address, name))
        return made[-1]

    yield start
    for walker in made:
        walker.leave()
