"""A server for each module, a page for each test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from run_serve import Server, serving

if TYPE_CHECKING:
    from browsing import Visit, Visitors

SHOTS = Path(__file__).parent / "screenshots"


@pytest.fixture(scope="module")
def options() -> tuple[str, ...]:
    """With which the server starts; a module may say others."""
    return ()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, options: tuple[str, ...]) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("serve") / "workplace", *options) as started:
        yield started


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Ended with the module: as long as it runs, no other test may run a loop of its own."""
    from browsing import browser

    with browser() as started:
        yield started


@pytest.fixture
def visitors(chromium: Any, server: Server, request: pytest.FixtureRequest) -> Visitors:
    """Opens further pages."""
    from browsing import visiting

    def visitor(name: str, **settings: Any) -> AbstractContextManager[Visit]:
        shot = SHOTS / f"{plain(request.node)}-{name}.png"
        return visiting(chromium, server.address, shot, **settings)

    return visitor


@pytest.fixture
def visit(chromium: Any, server: Server, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A wide window, in English, light."""
    from browsing import visiting

    with visiting(chromium, server.address, SHOTS / f"{plain(request.node)}.png") as made:
        yield made


def plain(node: pytest.Item) -> str:
    """The name of a test as the name of a file."""
    module = Path(node.path).stem.removeprefix("test_")
    return re.sub(r"[^\w-]+", "-", f"{module}--{node.name.removeprefix('test_')}").strip("-")
