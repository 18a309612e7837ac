"""UIDs that are worked out, not drawn: the same answer is the same DICOM object, however often it
is made and sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from uuid import UUID

CUSTOM = 8
"""The version of a UUID whose bits are worked out by a rule of one's own (RFC 9562, 5.8)."""
SHORT = 12
"""Digits of a hash that a person can compare."""


@dataclass(frozen=True)
class Maker:
    """Who made a result, and how: all but the images that decides what it looks like."""

    model: str
    """The name on the card."""
    sha256: str = ""
    """Of the model's file; empty for a method without training."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """By name: runtime, precision, slice, and the like."""

    @property
    def version(self) -> str:
        """Of the model, for a person: the start of its hash, or the program's version."""
        return self.sha256[:SHORT] or version("diaphane")

    @property
    def device(self) -> str:
        """UID of the model, whatever it is asked about and how."""
        return uid_of("device", self.model, self.version, self.sha256)

    def uid(self, kind: str, *sources: str) -> str:
        """UID of what of that kind was made of images with these UIDs, in their order."""
        settings = json.dumps(dict(self.settings), sort_keys=True)
        made = (self.model, self.sha256, version("diaphane"), settings)
        return uid_of(kind, *made, *sources)


def uid_of(*words: str) -> str:
    """A UID made of a UUID (DICOM PS3.5, B.2), whose bits are a SHA-256 of the words."""
    digest = bytearray(sha256(json.dumps(words).encode()).digest()[:16])
    digest[6] = CUSTOM << 4 | digest[6] & 0x0F
    digest[8] = 0x80 | digest[8] & 0x3F  # the variant of RFC 9562, 4.1
    return f"2.25.{UUID(bytes=bytes(digest)).int}"
