"""Pictures that a network drew, as files: words burnt into a corner and kept in the text, pixels
that a PNG file can hold, the picture beside its image, what was added, and a DICOM image.

Axes: pixels are (C, Y, X) in an image and (Y, X) or (Y, X, C) in a PNG file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..errors import BadData
from ..image import Image
from ..io.write import write_png
from ..pixels.burn import burnt
from ..pixels.draw_enhanced import FULL_ADDED, enhanced_picture
from ..pixels.draw_translated import translated_picture
from ..pixels.gray import gray
from ..pixels.window import black_and_white, percentiles, shown
from ..tasks.translate import way
from ..words import DISCLAIMER, DRAWN
from .answer import Answer


def write_picture(path: Path, answer: Answer) -> tuple[str, ...]:
    """The picture itself at its own depth; a note where the words do not fit into it."""
    picture, notes = signed(picture_in(answer), answer.card)
    values, meaning = as_png(picture)
    write_png(path, values, texts={**texts_of(answer.card), **meaning})
    return notes


def write_compare(path: Path, answer: Answer) -> tuple[str, ...]:
    """The picture beside interpolation, or beside the image."""
    draw = {"enhance": enhanced_picture, "translate": translated_picture}[answer.card.task]
    beside = draw(answer.image, answer.result, answer.card).transpose(1, 2, 0)
    write_png(path, beside, texts=texts_of(answer.card))
    return ()


def write_added(path: Path, answer: Answer) -> tuple[str, ...]:
    """What was added to bicubic, as gray."""
    added = f"255 stands for a difference from bicubic of {FULL_ADDED:.0%} of the range or more"
    values = gray(answer.result.maps["added"], FULL_ADDED)
    write_png(path, values, texts={**texts_of(answer.card), "Description": added})
    return ()


def write_capture(path: Path, answer: Answer) -> tuple[str, ...]:
    """The signed picture as a DICOM Secondary Capture. Raises `BadData` where the source lacks what
    it must tell."""
    from ..io.dicom_sc import write_sc

    if len(answer.sources) > 1:
        raise BadData("it is of one slice of a series; name that file")
    picture, _ = signed(picture_in(answer), answer.card)
    write_sc(
        path,
        eight_bits(picture),
        answer.sources[0],
        answer.maker,
        how=how(answer.card),
        words=DRAWN[answer.card.task],
    )
    return ()


def picture_in(answer: Answer) -> Image:
    assert answer.result.image is not None, "a model that draws answers with a picture"
    return answer.result.image


def how(card: Card) -> str:
    """What was done, in words."""
    done = {"enhance": f"enlarged {card.scale} times", "translate": f"translated {way(card)}"}
    return f"{done[card.task]} by {card.name}"


def signed(picture: Image, card: Card) -> tuple[Image, tuple[str, ...]]:
    """The picture with words in its corner; where they do not fit, a note that says so."""
    words = DRAWN[card.task]
    pixels = burnt(picture, words)
    if pixels is picture.pixels:
        note = f"too small for the words {words!r}, which stand in the file's text alone"
        return picture, (note,)
    return picture.but(pixels=pixels), ()


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
