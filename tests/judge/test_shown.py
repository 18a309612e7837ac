"""Which cases are shown as pictures, and that one that cannot be drawn is left out."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image as Pillow

from diaphane.errors import UnreadableImage
from diaphane.judge.shown import chosen, jpegs
from diaphane.pixels.page import Picture


@dataclass(frozen=True)
class Named:
    name: str


def drawn(sample: Named) -> Picture:
    if sample.name == "torn":
        raise UnreadableImage("torn")
    return np.full((8, 12, 3), 200, np.uint8)


def test_the_worst_and_the_best_once_each() -> None:
    assert chosen("abcdefgh") == (tuple("abcd"), tuple("hg"))
    assert chosen("abcde") == (tuple("abcd"), ("e",))
    assert chosen("ab") == (tuple("ab"), ())


def test_what_is_not_there_or_cannot_be_read_has_no_picture() -> None:
    made = jpegs([Named("a"), Named("torn"), Named("b")], ("b", "torn", "gone"), drawn)
    assert list(made) == ["b"]
    with Pillow.open(BytesIO(made["b"])) as picture:
        assert (picture.format, picture.size) == ("JPEG", (12, 8))
