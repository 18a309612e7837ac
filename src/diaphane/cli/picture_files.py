"""What the files of pictures that a network drew share: words burnt into a corner and kept in the
text, pixels that a PNG file can hold, and a DICOM image where DICOM came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..errors import BadData
from ..image import Image
from ..io.uids import Maker
from ..pixels.burn import burnt
from ..pixels.window import black_and_white, percentiles, shown
from ..words import DISCLAIMER, DRAWN
from .dicom_files import files_of
from .terminal import say


def signed(picture: Image, entry: dict[str, Any], card: Card) -> Image:
    """The picture with words in its corner; where they do not fit, `entry` is told."""
    words = DRAWN[card.task]
    pixels = burnt(picture, words)
    if pixels is picture.pixels:
        say(entry, f"too small for the words {words!r}, which stand in the file's text alone")
    return picture.but(pixels=pixels)


def texts_of(card: Card) -> dict[str, str]:
    """Words kept in a PNG file, by the keywords of its specification (11.3.4.2)."""
    return {
        "Comment": DISCLAIMER,
        "Warning": DRAWN[card.task],
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
    meaning = black_and_white(window, image.units)
    values = np.rint(shown(image.but(window=window))[0] * np.float32(65535)).astype(np.uint16)
    return values, {"Description": meaning}


def eight_bits(image: Image) -> Image:
    """Colours with the 8 bits that files may have of them; gray as it is."""
    if image.channels == 1 or image.pixels.dtype == np.uint8:
        return image
    return image.but(pixels=np.rint(shown(image) * np.float32(255)).astype(np.uint8))


def write_capture(
    path: Path,
    entry: dict[str, Any],
    image: Image,
    picture: Image,
    card: Card,
    maker: Maker,
    *,
    how: str,
) -> list[Path]:
    """The signed picture as DICOM, where DICOM came in and nothing hinders. `how` says in words
    what was done."""
    files = files_of(image)  # of an archive, those inside
    if not files:
        return []
    from ..io.dicom_sc import write_sc

    if len(files) > 1:
        say(entry, "no DICOM picture was written: it is of one slice of a series; name that file")
        return []
    drawn, words = eight_bits(picture), DRAWN[card.task]
    try:
        return [write_sc(path, drawn, files[0], maker, how=how, words=words)]
    except BadData as error:  # no reason to lose the rest of the answer
        say(entry, f"no DICOM picture was written: {error}")
        return []
