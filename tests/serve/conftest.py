"""Fixtures of the workplace: an empty database of each kind."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from at_work import AtWork, at_work
from diaphane.serve.store import Store
from run_postgresql import postgresql, programs


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL that was started for these tests."""
    if programs() is None:
        pytest.skip("needs PostgreSQL: apt-get install postgresql")
    with postgresql() as url:
        yield url


@pytest.fixture
def postgresql_url(server: str) -> str:
    """The address of a schema of its own in it."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server}?options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str | None:
    """What `--database` says, once for each kind; None is SQLite in the folder."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgresql_url")
    return url


@pytest.fixture
def store(database: str | None, tmp_path: Path) -> Iterator[Store]:
    """An empty database, opened; SQLite's lies in `tmp_path`."""
    opened = Store.open(tmp_path, database)
    yield opened
    opened.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[AtWork]:
    """A workplace with tiny models, on SQLite."""
    opened = Store.open(tmp_path)
    yield at_work(opened, tmp_path, tmp_path / "shelf")
    opened.close()
