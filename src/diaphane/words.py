"""Sentences that must read the same wherever a person meets them."""

from __future__ import annotations

DISCLAIMER = "research use only, not for diagnosis"
"""On every answer, picture and document."""

SYNTHETIC = "synthetic detail, not for diagnosis"
"""On every picture whose detail a network drew."""

REPAINTED = "synthetic picture, not for diagnosis"
"""On every picture that a network drew as a whole."""

DRAWN = {"enhance": SYNTHETIC, "translate": REPAINTED}
"""What is said of a picture, by the task it came of."""

DO_NOT_KNOW = "I do not know"
"""The answer where no class is named."""
