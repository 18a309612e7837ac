"""What stands in the place of a patient: made with a secret key, so that it is the same in every
run with that key, and tells nothing without it."""

from __future__ import annotations

import hmac
import os
from base64 import b32encode
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

from ...errors import BadSetting, CannotWrite

KEY_BYTES = 32

NEAREST, FARTHEST = 365, 3650
"""Days that dates are moved into the past: at least a year, so that no date is nearly right."""


@dataclass(frozen=True)
class Pseudonyms:
    """Names, numbers and days by HMAC-SHA256 (RFC 2104) of what they stand for."""

    key: bytes = field(repr=False)

    def patient(self, identity: str) -> str:
        """In the place of a patient's name and ID."""
        return "ANON-" + b32encode(self._digest("patient", identity)[:10]).decode()

    def days(self, identity: str) -> int:
        """How many days the dates of a patient are moved; negative."""
        number = int.from_bytes(self._digest("days", identity)[:8], "big")
        return -(NEAREST + number % (FARTHEST - NEAREST))

    def uid(self, old: str) -> str:
        """In the place of a UID: one derived from a UUID (DICOM PS3.5, B.2)."""
        return f"2.25.{UUID(bytes=self._digest('uid', old)[:16], version=4).int}"

    def word(self, old: str) -> str:
        """In the place of a file's or folder's name."""
        return self._digest("word", old).hex()[:16]

    def _digest(self, purpose: str, text: str) -> bytes:
        said = f"{purpose}\0{text}".encode("utf-8", "surrogateescape")
        return hmac.digest(self.key, said, "sha256")


def for_this_run() -> Pseudonyms:
    """With a key that nobody keeps."""
    return Pseudonyms(token_bytes(KEY_BYTES))


def from_file(path: Path) -> Pseudonyms:
    """With the key in a file, which is made, for its owner only, where there is none.

    Raises `BadSetting` for a file that holds something else, `CannotWrite`.
    """
    try:
        return Pseudonyms(bytes.fromhex(path.read_text("ascii")) if path.exists() else _new(path))
    except (OSError, ValueError) as error:
        raise BadSetting(
            "expected --key to name a file with a key, or a new one, got a file that holds "
            "something else or cannot be read; name another"
        ) from error


def _new(path: Path) -> bytes:
    key = token_bytes(KEY_BYTES)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.hex() + "\n")
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        raise CannotWrite(f"could not write the key: {reason}; name another file") from error
    return key
