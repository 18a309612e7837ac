"""Sentences that must read the same wherever a person meets them."""

from __future__ import annotations

DISCLAIMER = "research use only, not for diagnosis"
"""On every answer, picture and document."""

SYNTHETIC = "synthetic detail, not for diagnosis"
"""On every picture whose detail a network drew."""

DO_NOT_KNOW = "I do not know"
"""The answer where no class is named."""
