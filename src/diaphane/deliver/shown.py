"""An answer drawn beside its image, as a PNG file for people."""

from __future__ import annotations

from pathlib import Path

from ..image import Pixels
from ..io.write import write_png
from ..pixels.draw import answer_picture
from ..pixels.draw_labels import labels_picture
from ..words import DISCLAIMER
from .answer import Answer


def write_shown(path: Path, answer: Answer) -> tuple[str, ...]:
    write_png(path, picture_of(answer), texts={"Comment": DISCLAIMER})
    return ()


def picture_of(answer: Answer) -> Pixels:
    """(Y, X, 3): the answer of a model that names classes, or of one that segments."""
    draw = labels_picture if answer.card.task == "segment" else answer_picture
    return draw(answer.image, answer.result, answer.card).transpose(1, 2, 0)
