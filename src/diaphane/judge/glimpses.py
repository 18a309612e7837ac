"""Glimpses: what a shortcut probe sees of an image, each far too little to make a finding.

Axes: `C` channels, `Y X` space, `N` images, `F` features.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..card import Input
from ..data.folders import Sample
from ..errors import DiaphaneError
from ..image import Floats, Image, Pixels
from ..io.sniff import Format
from ..pixels.planes import plane
from ..pixels.prepare import prepare
from ..pixels.resample import resize

CENTRE = 0.7
"""Share of height and of width that is blacked out in the middle: half of the picture's area."""

BORDER = 0.1
"""Share of height and of width that is left at each side where only the borders are seen."""

SIDE = 20
"""Edge of what is left, in pixels."""

THUMBNAIL = 8
"""Edge of the thumbnail, in pixels."""

FORMATS: tuple[Format, ...] = ("png", "jpeg", "tiff", "bmp", "webp", "dicom", "nifti")

GREYS = 33
"""Quantiles of the stored values, and borders of the histogram's bars, that are looked at."""

LOOKED_AT = 2**14
"""Pixels from which they are taken, spread evenly over the image."""

Glimpses = Mapping[str, Floats]
"""(F,) of one image or (N, F) of many, by name of the probe: centre, borders, thumbnail, file."""

Read = Callable[[Path], Image]


@dataclass(frozen=True)
class Seen:
    """The glimpses of those samples that could be read."""

    samples: tuple[Sample, ...]
    glimpses: Glimpses


def glimpsed(
    samples: Sequence[Sample],
    need: Input,
    *,
    read: Read,
    progress: Callable[[int], None] | None = None,
) -> Seen:
    """Read each sample once, as many at a time as there are cores; what cannot be read is left
    out. `progress(done)`."""

    def seen(sample: Sample) -> Glimpses | None:
        try:
            image = read(sample.path)
            return glimpses(image, need, size=sample.path.stat().st_size)
        except (DiaphaneError, OSError):
            return None

    kept: list[tuple[Sample, Glimpses]] = []
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for done, (sample, one) in enumerate(zip(samples, pool.map(seen, samples), strict=True)):
            if one is not None:
                kept.append((sample, one))
            if progress is not None:
                progress(done + 1)
    finally:
        pool.shutdown(cancel_futures=True)
    names = kept[0][1] if kept else ()
    table = {name: np.stack([one[name] for _, one in kept]) for name in names}
    return Seen(tuple(sample for sample, _ in kept), table)


def glimpses(image: Image, need: Input, *, size: int) -> Glimpses:
    """All glimpses of an image whose file has `size` bytes, scaled as the model scales it."""
    chosen, _ = plane(image)
    whole = prepare(chosen, _unframed(need)).pixels
    return {
        "centre": _rim(whole, CENTRE),
        "borders": _rim(whole, 1 - 2 * BORDER),
        "thumbnail": resize(whole, (THUMBNAIL, THUMBNAIL)).ravel(),
        "file": facts(image, size=size),
    }


def without_centre(image: Image, need: Input, *, hidden: float) -> Image:
    """The plane a model looks at, with the middle `hidden` of height and width black, so that the
    model itself can be asked about it."""
    chosen, _ = plane(image)
    limits = prepare(chosen, _unframed(need)).limits
    pixels = chosen.pixels.copy()
    black = limits.high if image.inverted else limits.low
    if pixels.dtype.kind in "iu":
        kind = np.iinfo(pixels.dtype)
        black = float(np.clip(round(black), kind.min, kind.max))
    pixels[_middle(pixels.shape[1:], hidden)] = black
    return chosen.but(pixels=pixels)


def facts(image: Image, *, size: int) -> Floats:
    """(F,): what needs no look at the picture: size, depth, type, spacing, bytes a pixel, and how
    often which value is stored."""
    kind = image.pixels.dtype
    values = np.sort(_some(image.pixels))
    spread = values[np.linspace(0, len(values) - 1, GREYS).astype(np.intp)]
    highest = float(np.iinfo(kind).max) if kind.kind in "iu" else float(values[-1])
    bars = np.diff(np.searchsorted(values, np.linspace(0, highest, GREYS))) / len(values)
    form = (*image.shape, 0, 0)[:3]
    spacing = (*(image.spacing or ()), 0.0, 0.0, 0.0)[:3]
    head = (*form, image.channels, kind.itemsize, size, 8 * size / max(1, image.pixels.size))
    types = [image.source.format == name for name in FORMATS]
    return np.array([*head, *spacing, image.inverted, *types, *spread, *bars], np.float32)


def _unframed(need: Input) -> Input:
    """The same colours and grey values, but all of the image, and in 0..1."""
    ones = (1.0,) * need.channels
    return replace(need, size=None, crop="none", multiple=1, mean=(0.0,) * need.channels, std=ones)


def _rim(whole: Floats, hidden: float) -> Floats:
    """(F,): what is left around the middle, small. It is blacked out before it is made small, so
    that nothing of it shines through at the edge."""
    left = whole.copy()
    left[_middle(whole.shape[1:], hidden)] = 0
    small = resize(left, (SIDE, SIDE))
    outside = np.ones((SIDE, SIDE), np.bool_)
    outside[_middle((SIDE, SIDE), hidden)[1:]] = False
    return np.asarray(small[:, outside].ravel(), np.float32)


def _middle(shape: Sequence[int], share: float) -> tuple[slice, ...]:
    """All channels, and the middle `share` of each axis."""
    edges = [round(n * (1 - share) / 2) for n in shape]
    return (slice(None), *(slice(a, n - a) for a, n in zip(edges, shape, strict=True)))


def _some(pixels: Pixels) -> Pixels:
    """(n,): values spread evenly over the image; those that are no numbers are left out."""
    values = pixels.reshape(-1)[:: max(1, pixels.size // LOOKED_AT)]
    known = values[np.isfinite(values)]
    return known if known.size else np.zeros(1, pixels.dtype)
