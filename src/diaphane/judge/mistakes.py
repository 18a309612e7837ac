"""The wrong answers that the model was surest of, and how their images look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np

from ..data.folders import Sample
from ..errors import DiaphaneError
from .predictions import Prediction

SHOWN = 12
"""Mistakes shown as pictures; a page of all would not be looked at."""

SIDE = 224
"""Pixels of a picture's longer side."""


def worst(predictions: Sequence[Prediction]) -> tuple[Prediction, ...]:
    """The wrong answers, the surest first."""
    wrong = [p for p in predictions if not p.error and p.likeliest != p.truth]
    return tuple(sorted(wrong, key=lambda p: (-p.probabilities[p.likeliest], p.name)))


def pictures(wrong: Sequence[Prediction], samples: Sequence[Sample]) -> dict[str, bytes]:
    """JPEG files by the prediction's name, of the first `SHOWN` that can be read; none of a
    row of numbers."""
    paths: Mapping[str, Path] = {s.name or s.path.name: s.path for s in samples if not s.row}
    made = {p.name: _picture(paths[p.name]) for p in wrong[:SHOWN] if p.name in paths}
    return {name: jpeg for name, jpeg in made.items() if jpeg is not None}


def _picture(path: Path) -> bytes | None:
    """A small picture with the disclaimer burnt into it; None where the file is gone or broken."""
    from PIL import Image as Pillow

    from ..io import read
    from ..pixels.draw import screen
    from ..pixels.page import stamped

    try:
        picture = Pillow.fromarray(screen(read(path)))
    except DiaphaneError:
        return None
    picture.thumbnail((SIDE, SIDE), Pillow.Resampling.BOX)
    file = BytesIO()
    Pillow.fromarray(stamped(np.asarray(picture))).save(file, "JPEG", quality=85)
    return file.getvalue()
