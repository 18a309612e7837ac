"""The few cases of a report that are shown as pictures: the worst and the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO

from ..errors import DiaphaneError
from ..pixels.page import Picture
from .each import Sample

WORST, BEST = 4, 2
QUALITY = 90
"""Of JPEG."""


def chosen(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The worst and the best of names that are sorted worst first, each once."""
    worst = tuple(names[:WORST])
    return worst, tuple(reversed(names[len(worst) :][-BEST:]))


def jpegs(
    samples: Sequence[Sample], names: Sequence[str], draw: Callable[[Sample], Picture]
) -> dict[str, bytes]:
    """JPEG files by name, of those that can be read and answered; `draw` asks the model again."""
    known = {sample.name: sample for sample in samples}
    made: dict[str, bytes] = {}
    for name in names:
        if name in known:
            try:
                made[name] = jpeg(draw(known[name]))
            except DiaphaneError:
                continue
    return made


def jpeg(picture: Picture) -> bytes:
    from PIL import Image as Pillow

    file = BytesIO()
    Pillow.fromarray(picture).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
