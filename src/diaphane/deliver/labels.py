"""A label map and the maps of its probabilities as files: PNG for planes, NIfTI for volumes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ..decision import EDITED
from ..image import Image
from ..io.write import write_png
from .answer import Answer


def labels_in(answer: Answer) -> Image:
    assert answer.result.image is not None, "a model that segments answers with a label map"
    return answer.result.image


def write_labels(path: Path, answer: Answer) -> tuple[str, ...]:
    """The label map; where a person edited it, with words in the file that say so."""
    return write_map(path, labels_in(answer), words=EDITED if answer.before else "")


def map_writer(name: str) -> Callable[[Path, Answer], tuple[str, ...]]:
    """What writes the map of that name."""

    def write(path: Path, answer: Answer) -> tuple[str, ...]:
        values = answer.result.maps[name]
        return write_map(path, labels_in(answer).but(pixels=values[None]))

    return write


def write_map(path: Path, image: Image, *, words: str = "") -> tuple[str, ...]:
    """Labels, or values of 0..1, as a gray PNG (255 is 1) or, where the path asks for it, as a
    NIfTI volume. `words` are kept in the file, unless they are empty."""
    if path.suffix != ".png":
        from ..io.nifti_out import write_nifti

        write_nifti(path, image, words=words)
        return ()
    values = image.pixels[0]
    if values.dtype != np.uint8:
        values = np.rint(values * 255).astype(np.uint8)
    write_png(path, values, texts={"Comment": words} if words else None)
    return ()
