"""The database of the workplace: SQLite in its folder, or PostgreSQL by a URL, brought up to date
when it is opened."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Engine,
    Float,
    create_engine,
    event,
    extract,
    func,
    literal,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.sql.elements import ColumnElement

from ..errors import BadSetting, DiaphaneError, first_line

FILE = "diaphane.db"

PRAGMAS = {
    "journal_mode": "WAL",
    "synchronous": "FULL",  # a record that was confirmed outlives a loss of power
    "busy_timeout": "10000",
    "foreign_keys": "ON",
}

EPOCH = 2440587.5
"""The Julian day on which 1970 began; SQLite counts in these."""

CONNECTIONS = 48
"""At most, so that each thread that answers somebody has one; PostgreSQL gives 100 to all."""

UPGRADE = 7_160_219
"""Number of the lock that a server holds in PostgreSQL while it brings the tables up to date."""

LIMITS = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",  # a server that froze holds up no other
}
"""The same of a session of PostgreSQL."""

HELD = "another program holds it; try again in a moment"
FULL = "the disk is full; make room and try again: what was saved before is whole"
DAMAGED = "its file is damaged; stop the server and put the last back-up in its place"

FAULTS = {
    "SQLITE_BUSY": HELD,
    "SQLITE_LOCKED": HELD,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": "the disk refused it; make room or mend it: what was saved before is whole",
    "SQLITE_READONLY": "it may only be read; give this user the right to write to the folder",
    "SQLITE_CANTOPEN": "it cannot be opened; give this user the right to the folder",
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "55P03": HELD,  # lock_not_available
    "40P01": HELD,  # deadlock_detected
    "53100": FULL,  # disk_full
    "25006": "it may only be read; connect to the server that takes writes",
}
"""What error codes of SQLite and of PostgreSQL (its appendix A) mean to who runs the server."""


class Unavailable(DiaphaneError):
    """The database did not do it, through no fault of who asked: locked, full, damaged, away."""


LATER = "later"
"""Under this name a connection keeps what is to be called after its transaction."""


class Store:
    """An open database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"

    @classmethod
    def open(cls, folder: Path, url: str | None = None) -> Store:
        """The database in the folder, or the one at `url`, made or brought up to date. Raises
        `BadSetting` where it cannot be reached or was made by a newer version."""
        store = cls(engine_of(folder, url))
        try:
            store.bring_up_to_date()
        except DBAPIError as error:
            store.close()
            raise BadSetting(
                f"expected a database that can be opened, got none at --database or in the folder: "
                f"{reason(error)}"
            ) from error
        except BaseException:
            store.close()
            raise
        return store

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction that may write: committed at the end, undone by an error. Raises
        `Unavailable`."""
        later: list[Callable[[], None]] = []
        with faults_told(), self.engine.begin() as connection:
            connection.info[LATER] = later
            yield connection
        for call in later:
            call()

    @staticmethod
    def afterwards(connection: Connection, call: Callable[[], None]) -> None:
        """Call this once the transaction of `begin` is committed, and never if it is undone."""
        connection.info[LATER].append(call)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that only reads; of SQLite no writer waits for it. Raises `Unavailable`."""
        with faults_told(), self.engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """The same, and all that is read is of one moment, however many questions are asked."""
        with self.read() as connection:
            if not self.sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def clock(self) -> ColumnElement[float]:
        """The database's own time, so that machines whose clocks differ agree."""
        if self.sqlite:
            return (func.julianday("now") - EPOCH) * literal(86400.0)
        return extract("epoch", func.clock_timestamp()).cast(Float)

    def now(self, connection: Connection) -> float:
        """Seconds since 1970 by that clock."""
        return float(connection.execute(select(self.clock())).scalar_one())

    def bring_up_to_date(self) -> None:
        """Run the migrations that are missing; those of a newer version are refused."""
        config = migrations()
        with self.engine.begin() as connection:
            if not self.sqlite:  # two servers may start at once
                connection.execute(select(func.pg_advisory_xact_lock(UPGRADE)))
            found = MigrationContext.configure(connection).get_current_heads()
            script = ScriptDirectory.from_config(config)
            known = {step.revision for step in script.walk_revisions()}
            if foreign := [name for name in found if name not in known]:
                raise BadSetting(
                    f"expected a database of this version or an older one, got {foreign[0]!r}; "
                    "install the newer version, or open another folder"
                )
            if set(found) != set(script.get_heads()):
                config.attributes["connection"] = connection
                command.upgrade(config, "head")

    def close(self) -> None:
        self.engine.dispose()


def new_id() -> str:
    """A random name of 20 hexadecimal digits (80 bits), safe in addresses and file names."""
    return secrets.token_hex(10)


def iso(seconds: float | None) -> str | None:
    """A time as JSON has it: 2026-11-21T17:05:09.250Z; None stays None."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


@contextmanager
def faults_told() -> Iterator[None]:
    """Errors of the database itself become `Unavailable`. Two rows where one may be is none of
    them: that is for the caller to tell."""
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise Unavailable(f"the database did not do it: {reason(error)}") from error
    except NoConnection as error:
        raise Unavailable(
            "the database did not do it: too many wait for it; try again in a moment"
        ) from error


def reason(error: DBAPIError) -> str:
    """What went wrong and what to do; no statement and no value of one stands in it."""
    found = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    for code, sentence in FAULTS.items():
        if (found or "").startswith(code):
            return sentence
    said = first_line(error.orig) if isinstance(error.orig, Exception) else "it went away"
    return f"{said}; see that it runs, and try again"


def engine_of(folder: Path, url: str | None) -> Engine:
    """Connections to the database; raises `BadSetting` for an address of another kind."""
    try:
        address = make_url(url or f"sqlite:///{folder / FILE}")
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise ArgumentError
        engine = create_engine(
            address,
            pool_size=8,
            max_overflow=CONNECTIONS - 8,
            pool_pre_ping=address.get_backend_name() != "sqlite",
            hide_parameters=True,  # a value may name a patient, and errors are logged
        )
    # Of a port that is no number and of a database in memory SQLAlchemy says so by these two.
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError, TypeError) as error:
        raise BadSetting(
            "expected a database like postgresql+psycopg://USER@HOST/NAME or "
            "sqlite:////FOLDER/FILE, got another address; correct --database"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    else:
        event.listen(engine, "connect", _limit)
    return engine


def migrations() -> Config:
    """Where Alembic finds the steps."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _prepare(connection: Any, _record: object) -> None:
    """The driver would begin transactions late and by itself: `_begin` does it."""
    connection.isolation_level = None
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _limit(connection: Any, _record: object) -> None:
    """Nobody waits for ever."""
    with connection.cursor() as cursor:
        for name, value in LIMITS.items():
            cursor.execute(f"SET {name} = '{value}'")
    connection.commit()


def _begin(connection: Connection) -> None:
    """A transaction that writes takes its turn at the start; begun by a read, it could fail in the
    middle where another wrote meanwhile."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
