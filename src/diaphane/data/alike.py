"""How alike two images are: small fingerprints that survive resizing, JPEG and brightness.

Axes: `N` images, `Y X` space.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import UnreadableImage
from ..image import Floats, Image, Pixels
from .folders import Sample

SIDE = 32
"""Edge of a thumbnail."""

BLOCK = 512
"""Rows compared at a time, so that memory grows with N and not with N squared."""


@dataclass(frozen=True)
class Fingerprints:
    """What is kept of N images to compare them; row i belongs to samples[i]."""

    samples: tuple[Sample, ...]
    """Those that could be read."""
    rows: tuple[int, ...]
    """Where each of them stood among the samples asked for."""
    thumbnails: Floats
    """(N, 1024), each mean-free with length 1: a product of two is their correlation."""
    dhashes: NDArray[np.uint8]
    """(N, 8): the 64 bits of a difference hash."""
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
    if read is None:
        from ..io import read as read_file

        read = read_file
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
    return Fingerprints(
        samples=tuple(samples[i] for i in kept),
        rows=tuple(kept),
        thumbnails=np.array([r[0] for r in kept.values()], np.float32).reshape(-1, SIDE * SIDE),
        dhashes=np.array([r[1] for r in kept.values()], np.uint8).reshape(-1, 8),
        files=tuple(r[2] for r in kept.values()),
        pixels=tuple(r[3] for r in kept.values()),
        unreadable=tuple(bad),
    )


Row = tuple[Floats, NDArray[np.uint8], str, str]
"""Of one image: thumbnail, difference hash, SHA-256 of the file and of the pixels."""


def _row(sample: Sample, *, read: Callable[[Path], Image]) -> Row | UnreadableImage:
    try:
        pixels = read(sample.path).pixels
    except UnreadableImage as error:
        return error
    return thumbnail(pixels), dhash(pixels), _file_hash(sample.path), _hash(pixels)


def thumbnail(pixels: Pixels) -> Floats:
    """(1024,): the image in 32 by 32 box averages, mean-free, length 1; zeros if it is blank."""
    small = _boxes(_gray(pixels), SIDE, SIDE).ravel()
    small = small - small.mean()
    length = float(np.linalg.norm(small))
    scale = float(np.abs(pixels).max(initial=0)) or 1.0
    return np.asarray(small / length if length > 1e-5 * scale else 0 * small, np.float32)


def dhash(pixels: Pixels) -> NDArray[np.uint8]:
    """(8,): 64 bits, each whether one of 8 by 9 box averages is darker than its right neighbour."""
    small = _boxes(_gray(pixels), 8, 9)
    return np.packbits(small[:, 1:] > small[:, :-1])


def hamming(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Bits that differ, over the last axis."""
    return np.asarray(np.unpackbits(one ^ other, axis=-1).sum(axis=-1), np.int64)


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


def _gray(pixels: Pixels) -> Floats:
    """(Y, X): the mean of the colours without alpha; of a volume the plane in the middle."""
    colours = pixels[: {2: 1, 4: 3}.get(len(pixels), len(pixels))]
    while colours.ndim > 3:
        colours = colours[:, colours.shape[1] // 2]
    return np.asarray(np.nan_to_num(colours.mean(axis=0, dtype=np.float32)), np.float32)


def _boxes(gray: Floats, height: int, width: int) -> Floats:
    """(height, width): averages over boxes of equal size, which may cut pixels."""
    return _averaged(_averaged(gray, height).T, width).T


def _averaged(rows: Floats, boxes: int) -> Floats:
    """(boxes, M) from (N, M): differences of the running sum, linear between pixels. A matrix
    product would say the same, but takes far longer where BLAS waits for busy cores."""
    running = np.zeros((len(rows) + 1, rows.shape[1]))
    np.cumsum(rows, axis=0, out=running[1:])
    edges = np.linspace(0, len(rows), boxes + 1)
    below = np.minimum(edges.astype(np.int64), len(rows) - 1)
    share = (edges - below)[:, None]
    sums = running[below] * (1 - share) + running[below + 1] * share
    return np.asarray(np.diff(sums, axis=0) * boxes / len(rows), np.float32)


def _hash(pixels: Pixels) -> str:
    head = f"{pixels.dtype.str}{pixels.shape}".encode()
    return hashlib.sha256(head + np.ascontiguousarray(pixels).tobytes()).hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
