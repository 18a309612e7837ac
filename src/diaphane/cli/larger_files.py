"""The files of an enhanced picture, each with words in it that say what it is: the picture at its
own depth, the same beside interpolation, what was added, and a DICOM image where DICOM came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..errors import BadData
from ..image import Floats, Image
from ..io.write import write_json, write_png
from ..pixels.burn import burnt
from ..pixels.draw_enhanced import FULL_ADDED, enhanced_picture
from ..pixels.window import percentiles, shown
from ..result import Result
from ..words import DISCLAIMER, SYNTHETIC
from .answer_files import LARGER_ENDINGS, say

BAND = 256
"""Rows that are made gray together."""


def write_larger(
    stem: Path, entry: dict[str, Any], image: Image, result: Result, card: Card
) -> None:
    """Write them all; the record comes last. `entry` is told their names and what to mind."""
    assert result.image is not None, "a model that enhances answers with a picture"
    signed = result.image.but(pixels=burnt(result.image, SYNTHETIC))
    if signed.pixels is result.image.pixels:
        say(entry, f"too small for the words {SYNTHETIC!r}, which stand in the file's text alone")
    texts = texts_of(card)
    paths = {ending: stem.with_name(f"{stem.name}{ending}") for ending in LARGER_ENDINGS}
    values, meaning = as_png(signed)
    beside = enhanced_picture(image, result, card).transpose(1, 2, 0)
    added = f"255 stands for a difference from bicubic of {FULL_ADDED:.0%} of the range or more"
    files = [
        write_png(paths[".png"], values, texts={**texts, **meaning}),
        write_png(paths["-compare.png"], beside, texts=texts),
        write_png(
            paths["-added.png"],
            gray(result.maps["added"], FULL_ADDED),
            texts={**texts, "Description": added},
        ),
        *write_capture(paths[".dcm"], entry, image, signed, card),
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


def texts_of(card: Card) -> dict[str, str]:
    """Words kept in a PNG file, by the keywords of its specification (11.3.4.2)."""
    return {
        "Comment": DISCLAIMER,
        "Warning": SYNTHETIC,
        "Software": f"diaphane, model {card.name}",
    }


def as_png(image: Image) -> tuple[NDArray[np.uint8] | NDArray[np.uint16], dict[str, str]]:
    """(Y, X) or (Y, X, C): the pixels as they are where a PNG file can hold them and shows them
    right, else by their window in 16 bits; and what the values then stand for."""
    if image.channels > 1 and image.pixels.dtype != np.uint8:
        eight = np.moveaxis(eight_bits(image).pixels, 0, -1)
        return eight, {"Description": "16 bits a colour were written as 8"}
    plain = not image.window and not image.inverted
    if plain and image.pixels.dtype in (np.uint8, np.uint16):
        values = np.moveaxis(image.pixels, 0, -1)
        return (values[..., 0] if image.channels == 1 else values), {}
    window = image.window or percentiles(image.pixels)
    units = f" {image.units}" if image.units else ""
    meaning = f"black is {window.low:g} and white {window.high:g}{units}"
    values = np.rint(shown(image.but(window=window))[0] * np.float32(65535)).astype(np.uint16)
    return values, {"Description": meaning}


def eight_bits(image: Image) -> Image:
    """Colours with the 8 bits that files may have of them; gray as it is."""
    if image.channels == 1 or image.pixels.dtype == np.uint8:
        return image
    return image.but(pixels=np.rint(shown(image) * np.float32(255)).astype(np.uint8))


def write_capture(
    path: Path, entry: dict[str, Any], image: Image, signed: Image, card: Card
) -> list[Path]:
    """The picture as DICOM, where DICOM came in and nothing hinders."""
    if image.source.format != "dicom" or image.source.path is None:
        return []
    from ..io.dicom_sc import write_sc

    how = f"enlarged {card.scale} times by {card.name}"
    try:
        return [write_sc(path, eight_bits(signed), image.source.path, how=how, model=card.name)]
    except BadData as error:  # no reason to lose the rest of the answer
        say(entry, f"no DICOM picture was written: {error}")
        return []
