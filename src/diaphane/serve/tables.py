"""The tables of the workplace. Times are seconds since 1970 by the database's clock.

Identifiers are random and say nothing: no name, number or UID of a patient is part of one. What may
name a patient (the name of a file, a note) stands in columns that no log and no address shows.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = BigInteger().with_variant(Integer, "sqlite")
"""A number that counts by itself; SQLite does so for INTEGER alone."""

ID = String(32)
"""Letters and digits of `store.new_id`."""

users = Table(
    "users",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),  # argon2id, with its salt and settings
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created", Float, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", ID, primary_key=True),
    Column("user", ID, ForeignKey("users.id"), nullable=False),
    Column("label", String(80), nullable=False, default=""),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("created", Float, nullable=False),
    Column("expires", Float),
    Column("revoked", Float),
)

sessions = Table(
    "sessions",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the cookie
    Column("user", ID, ForeignKey("users.id"), nullable=False),
    Column("created", Float, nullable=False),
    Column("expires", Float, nullable=False),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("created", Float, nullable=False),
    Column("files", JSON, nullable=False),  # [{"file": "0001", "name": ..., "bytes": ...}]
    Column("errors", JSON, nullable=False, default=list),  # sentences about what was no image
)

images = Table(
    "images",
    metadata,
    Column("id", ID, primary_key=True),
    Column("upload", ID, ForeignKey("uploads.id"), nullable=False),
    Column("number", Integer, nullable=False),  # among those of the upload, from 1
    Column("owner", String(80), nullable=False),
    Column("title", Text, nullable=False),  # of the file, for the one who looks
    Column("sha256", String(64), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created", Float, nullable=False),
    Column("removed", Float),  # the pixels are gone since; the record stays
    Index(None, "upload", "number"),
    Index(None, "created"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", ID, nullable=False, unique=True),
    Column("kind", String(24), nullable=False),
    Column("args", JSON, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("key", String(200), unique=True),  # the same key twice is the same job
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("worker", String(80)),
    Column("lease_until", Float),
    Column("stopping", Boolean, nullable=False, default=False),  # asked to be cancelled
    Column("share", Float, nullable=False, default=0.0),  # done of the whole, 0..1
    Column("stage", String(120), nullable=False, default=""),
    Column("error", Text),
    Column("result", JSON),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Index(None, "state", "number"),
)

results = Table(
    "results",
    metadata,
    Column("id", ID, primary_key=True),
    Column("job", ID, nullable=False, unique=True),
    Column("image", ID, ForeignKey("images.id"), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("task", String(16), nullable=False),
    Column("model", String(120), nullable=False),
    Column("model_sha256", String(64), nullable=False),
    Column("label", String(120)),
    Column("answer", JSON, nullable=False),  # as `predict --json` prints it
    Column("layers", JSON, nullable=False),  # {"heat": {"shape": [...], "dtype": "uint8"}, ...}
    Column("created", Float, nullable=False),
    Index(None, "created"),
    Index(None, "image"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", ID, nullable=False, unique=True),
    Column("result", ID, ForeignKey("results.id"), nullable=False),
    Column("previous", ID),  # the decision that this one follows on
    Column("actor", String(80), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("label", String(120)),
    Column("mask", String(64)),  # SHA-256 of the corrected label map, kept as a file
    Column("note", Text, nullable=False, default=""),
    Column("seen", Boolean, nullable=False),  # the model's answer was shown before
    Column("created", Float, nullable=False),
    Column("sha256", String(64), nullable=False),  # of all of the above; the log holds it, too
    Index(None, "result", "number"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),  # 1, 2, 3 without a gap
    Column("time", Float, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", String(80), nullable=False),
    Column("details", Text, nullable=False),  # JSON, as it was hashed
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

trainings = Table(
    "trainings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("recipe", String(80), nullable=False),
    Column("data", Text, nullable=False),  # a folder, by its name on the list
    Column("settings", JSON, nullable=False),
    Column("state", String(12), nullable=False),
    Column("pid", Integer),
    Column("pid_started", Float),  # tells a process from a later one of the same number
    Column("error", Text),
    Column("created", Float, nullable=False),
    Column("ended", Float),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", JSON, nullable=False),
)
