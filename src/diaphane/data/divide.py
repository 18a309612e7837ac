"""From a folder of labelled images to parts that do not leak, laid out as folders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import BadData, BadSetting
from ..image import Image
from .alike import Fingerprints, fingerprints, highest
from .copies import copies
from .folders import PARTS, Sample, read_classes
from .lay_out import lay_out, refuse_occupied
from .split import clusters, farness, joined, split

SHARES: Mapping[str, float] = {"train": 0.7, "validation": 0.1, "calibration": 0.1, "test": 0.1}

SIMILARITY = 0.94
"""Images whose thumbnails correlate above this stay together, as in a recipe."""


@dataclass(frozen=True)
class Divided:
    """Parts, and how far the held-out ones lie from the training images."""

    parts: Mapping[str, tuple[Sample, ...]]
    farness: Mapping[str, Mapping[str, float]]
    """Of each part but train: quantiles of the highest thumbnail correlation with it."""
    together: int
    """Groups of two images or more that were kept together."""
    unreadable: tuple[tuple[Sample, str], ...]


def divide(
    root: Path,
    out: Path,
    shares: Mapping[str, float] = SHARES,
    *,
    seed: int = 0,
    similarity: float = SIMILARITY,
    link: bool = False,
    read: Callable[[Path], Image] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Divided:
    """Divide the data anew, whatever parts it has, and write them to `out`.

    What belongs together by the data's tables, is a copy, or is like above `similarity`, stays
    together. Raises `BadSetting` for wrong shares or an occupied folder, and `BadData` where a
    class cannot be in every part.
    """
    refuse_shares(shares)
    refuse_occupied(out, root)
    samples = read_classes(root)
    if any(s.row for s in samples):
        raise BadData(f"expected a folder of images, got a table in {str(root)!r}")
    prints = fingerprints(samples, read=read, progress=progress)
    ids = _together(prints, similarity)
    parts = split(prints.samples, shares, groups=[ids], seed=seed)
    rows = {sample: row for row, sample in enumerate(prints.samples)}
    thumbnails = {name: prints.thumbnails[[rows[s] for s in own]] for name, own in parts.items()}
    near = highest(thumbnails["test"], thumbnails["train"])
    lay_out(
        parts,
        out,
        groups=_names(prints.samples, ids),
        nearest=dict(zip(parts["test"], near.tolist(), strict=True)),
        link=link,
    )
    return Divided(
        parts=parts,
        farness={
            name: farness(own, thumbnails["train"])
            for name, own in thumbnails.items()
            if name != "train"
        },
        together=sum(n > 1 for n in Counter(ids).values()),
        unreadable=prints.unreadable,
    )


def refuse_shares(shares: Mapping[str, float]) -> None:
    """Raise `BadSetting` for parts that `train` and `evaluate` would not find."""
    if unknown := [name for name in shares if name not in PARTS]:
        raise BadSetting(f"expected parts among {', '.join(PARTS)}, got {unknown[0]!r}")
    if absent := [name for name in ("train", "test") if name not in shares]:
        raise BadSetting(f"expected a share for {absent[0]!r}, got {', '.join(shares)}; name it")


def _together(prints: Fingerprints, similarity: float) -> list[int]:
    """A number for each image: equal for what must not be parted."""
    own = [s.group or i for i, s in enumerate(prints.samples)]
    alike = clusters(prints.thumbnails, similarity, hashes=prints.pixels, copied=copies(prints))
    return [int(i) for i in joined([own, alike.tolist()], n=len(own))]


def _names(samples: tuple[Sample, ...], ids: list[int]) -> dict[Sample, str]:
    """The group of each image: the data's own where all that stay together share it, else one
    for these."""
    own: dict[int, set[str]] = {}
    for sample, i in zip(samples, ids, strict=True):
        own.setdefault(i, set()).add(sample.group)
    sizes = Counter(ids)
    named = {
        i: min(names) if len(names) == 1 and any(names) else f"alike-{i:05}" * (sizes[i] > 1)
        for i, names in own.items()
    }
    return {sample: named[i] for sample, i in zip(samples, ids, strict=True)}
