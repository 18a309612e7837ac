"""The files of an enhanced picture, each with words in it that say what it is: the picture at its
own depth, the same beside interpolation, what was added, and a DICOM image where DICOM came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..image import Floats, Image
from ..io.uids import Maker
from ..io.write import write_json, write_png
from ..pixels.draw_enhanced import FULL_ADDED, enhanced_picture
from ..result import Result
from .answer_files import LARGER_ENDINGS
from .picture_files import as_png, signed, texts_of, write_capture

BAND = 256
"""Rows that are made gray together."""


def write_larger(
    stem: Path, entry: dict[str, Any], image: Image, result: Result, card: Card, maker: Maker
) -> None:
    """Write them all; the record comes last. `entry` is told their names and what to mind."""
    assert result.image is not None, "a model that enhances answers with a picture"
    picture, texts = signed(result.image, entry, card), texts_of(card)
    paths = {ending: stem.with_name(f"{stem.name}{ending}") for ending in LARGER_ENDINGS}
    values, meaning = as_png(picture)
    beside = enhanced_picture(image, result, card).transpose(1, 2, 0)
    added = f"255 stands for a difference from bicubic of {FULL_ADDED:.0%} of the range or more"
    how = f"enlarged {card.scale} times by {card.name}"
    files = [
        write_png(paths[".png"], values, texts={**texts, **meaning}),
        write_png(paths["-compare.png"], beside, texts=texts),
        write_png(
            paths["-added.png"],
            gray(result.maps["added"], FULL_ADDED),
            texts={**texts, "Description": added},
        ),
        *write_capture(paths[".dcm"], entry, image, picture, card, maker, how=how),
    ]
    entry["files"] = [str(file) for file in (*files, paths[".json"])]
    write_json(paths[".json"], entry)


def gray(values: Floats, full: float) -> NDArray[np.uint8]:
    """(Y, X): 255 for what is `full` or more. A few rows at a time, for the map may be large."""
    out = np.empty(values.shape, np.uint8)
    for start in range(0, len(values), BAND):
        rows = slice(start, start + BAND)
        out[rows] = np.rint(np.clip(values[rows] / full, 0, 1) * 255)
    return out
