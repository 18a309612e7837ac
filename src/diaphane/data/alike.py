"""How alike images are: what is kept of each to compare it with all others, read once.

Axes: `N` images, `Y X` space.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import UnreadableImage
from ..image import Floats, Image, Pixels
from . import detail
from .folders import Sample, read_sample

SIDE = detail.SIDE // 2
"""Edge of a thumbnail and of a sketch."""

BLOCK = 512
"""Rows compared at a time, so that memory grows with N and not with N squared."""

STEPS = 16
"""A detail of 1, the usual contrast, is kept as this number: eight bits reach to 8."""


@dataclass(frozen=True)
class Fingerprints:
    """What is kept of N images to compare them; row i belongs to samples[i]."""

    samples: tuple[Sample, ...]
    """Those that could be read."""
    rows: tuple[int, ...]
    """Where each of them stood among the samples asked for."""
    thumbnails: Floats
    """(N, 1024), each mean-free with length 1: a product of two is their correlation. Zeros for
    what shows nothing: a blank image, a row of a table."""
    sketches: Floats
    """(N, 1024): the same of the fine structure at 32 px."""
    details: NDArray[np.int8]
    """(N, 64, 64): the fine structure, in sixteenths of the usual contrast."""
    files: tuple[str, ...]
    """SHA-256 of the file's bytes."""
    pixels: tuple[str, ...]
    """SHA-256 of shape, type and values of the pixels."""
    unreadable: tuple[tuple[Sample, str], ...] = ()
    """Samples left out, and why."""


def fingerprints(
    samples: Sequence[Sample],
    *,
    read: Callable[[Path], Image] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Fingerprints:
    """Read each sample once, as many at a time as there are cores. `progress(done, of)`."""
    kept: dict[int, Row] = {}
    bad: list[tuple[Sample, str]] = []
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for i, row in enumerate(pool.map(partial(_row, read=read), samples)):
            if isinstance(row, UnreadableImage):
                bad.append((samples[i], str(row)))
            else:
                kept[i] = row
            if progress is not None:
                progress(i + 1, len(samples))
    finally:
        pool.shutdown(cancel_futures=True)
    return gathered(samples, kept, tuple(bad))


def gathered(
    samples: Sequence[Sample],
    kept: Mapping[int, Row],
    unreadable: tuple[tuple[Sample, str], ...] = (),
) -> Fingerprints:
    """The fingerprints of the samples that could be read; `kept` has theirs by their place."""
    rows = kept.values()
    return Fingerprints(
        samples=tuple(samples[i] for i in kept),
        rows=tuple(kept),
        thumbnails=np.array([r.thumbnail for r in rows], np.float32).reshape(-1, SIDE**2),
        sketches=np.array([r.sketch for r in rows], np.float32).reshape(-1, SIDE**2),
        details=np.array([r.details for r in rows], np.int8).reshape(-1, 2 * SIDE, 2 * SIDE),
        files=tuple(r.file for r in rows),
        pixels=tuple(r.pixels for r in rows),
        unreadable=unreadable,
    )


@dataclass(frozen=True)
class Row:
    """Of one image."""

    thumbnail: Floats
    sketch: Floats
    details: NDArray[np.int8]
    file: str
    pixels: str


def _row(sample: Sample, *, read: Callable[[Path], Image] | None) -> Row | UnreadableImage:
    try:
        image = read_sample(sample, read=read)
    except UnreadableImage as error:
        return error
    return row_of(image, image.source.sha256 if sample.row else _file_hash(sample.path))


def row_of(image: Image, file: str) -> Row:
    """What is kept of an image; `file` is the hash of its file."""
    plane = np.zeros((detail.SIDE, detail.SIDE), np.float32)
    if image.axes != "x":
        plane = detail.boxes(detail.plane_of(image), detail.SIDE)
    small = detail.halved(plane)
    return Row(
        thumbnail=detail.direction(small),
        sketch=detail.direction(detail.fine(small)),
        details=np.clip(np.rint(STEPS * detail.fine(plane)), -127, 127).astype(np.int8),
        file=file,
        pixels=_hash(image.pixels),
    )


def pairs_above(
    one: Floats, other: Floats, similarity: float
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Rows of `one` and of `other` whose correlation is above `similarity`, block by block."""
    for start in range(0, len(one), BLOCK):
        i, j = np.nonzero(one[start : start + BLOCK] @ other.T > similarity)
        yield i + start, j


def highest(one: Floats, other: Floats) -> Floats:
    """(N,): for each row of `one` its highest correlation with any row of `other`."""
    if not len(other):
        return np.zeros(len(one), np.float32)
    blocks = [one[s : s + BLOCK] @ other.T for s in range(0, len(one), BLOCK)]
    return np.concatenate([b.max(axis=1) for b in blocks] or [np.zeros(0, np.float32)])


def _hash(pixels: Pixels) -> str:
    head = f"{pixels.dtype.str}{pixels.shape}".encode()
    return hashlib.sha256(head + np.ascontiguousarray(pixels).tobytes()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
