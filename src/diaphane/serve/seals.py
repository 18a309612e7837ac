"""The seals of the record: what of an entry and of a decision is hashed, and how."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

ENTRY = ("number", "time", "actor", "action", "subject", "details", "previous")
"""Columns of an entry that its seal is over, in this order."""

DECISION = (
    "number",
    "id",
    "result",
    "previous",
    "actor",
    "verdict",
    "label",
    "mask",
    "note",
    "seen",
    "created",
)
"""The same of a decision."""

_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def canonical(plain: Any) -> str:
    """The one JSON text of a value: ASCII, without spaces, names in order."""
    return _encode(plain)


def seal_entry(key: bytes, values: tuple[Any, ...]) -> str:
    """HMAC-SHA256 (RFC 2104) of the values of `ENTRY` as a canonical JSON list, 64 digits."""
    return hmac.digest(key, _encode(values).encode(), "sha256").hex()


def is_sealed(key: bytes, values: tuple[Any, ...], seal: str) -> bool:
    """Is it the seal of these values? A value of another kind than we write was never sealed."""
    try:
        return seal_entry(key, values) == seal
    except (TypeError, ValueError):
        return False


def hash_decision(values: tuple[Any, ...]) -> str:
    """SHA-256 of the values of `DECISION` as a canonical JSON list; an entry holds it."""
    return hashlib.sha256(_encode(values).encode()).hexdigest()


def is_hashed(values: tuple[Any, ...], sha256: str) -> bool:
    """The same of a decision and its hash."""
    try:
        return hash_decision(values) == sha256
    except (TypeError, ValueError):
        return False
