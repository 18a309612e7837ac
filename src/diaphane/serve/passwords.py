"""Passwords, kept so that whoever reads the database has none of them.

Argon2id with the settings that RFC 9106 (section 4) recommends where memory is scarce: 64 MiB,
three passes. One is computed at a time: many who try at once wait, and do not fill the memory.
"""

from __future__ import annotations

import threading
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from ..errors import BadSetting

SHORTEST = 10
LONGEST = 1000
"""Letters; a longer one would only cost time."""


class Passwords:
    """Makes and compares what is kept of them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self.hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self.turn = threading.Lock()
        self.nobodys = self.keep("a password of nobody")

    def keep(self, password: str) -> str:
        """What is stored of a password, its salt and settings with it. Raises `BadSetting` for one
        that is too short."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadSetting(
                f"expected a password of {SHORTEST} to {LONGEST} letters, got {len(password)}; "
                "choose a longer one: a few words are easy to remember"
            )
        with self.turn:
            return self.hasher.hash(alike(password))

    def fit(self, kept: str | None, password: str) -> bool:
        """Is it the password? Without one that is kept it takes as long to say no."""
        with self.turn:
            try:
                right = self.hasher.verify(kept or self.nobodys, alike(password[:LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return right and kept is not None


def alike(password: str) -> bytes:
    """The same letters, however a keyboard composed them."""
    return normalize("NFKC", password).encode("utf-8", "surrogatepass")
