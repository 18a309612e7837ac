"""How many planted copies `diaphane data check` finds, and how many pairs it names that are none.

    python benchmarks/duplicates.py DATA [--images 5000] [--save FALSE.png]

DATA is a folder with folders of images, as many as there are. Of each kind of change as many
images are planted; half of all images are copies. Originals that are copies of one another as
they come are found first and left out, so that a named pair of originals never counts as false;
how many there were is printed, for they must be looked at. Seconds are those of the whole check
(reading, comparing, labels, giveaways), of all threads together and by the clock.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from diaphane.data.alike import fingerprints
from diaphane.data.check import Check, check
from diaphane.data.copies import copies
from diaphane.data.folders import Sample
from diaphane.errors import UnreadableImage
from diaphane.infer.bench import machine
from diaphane.io import read

SUFFIXES = (".jpg", ".jpeg", ".png", ".tif")
NO_PICTURES = ("masks", "fov", "LRx4")
"""Folders of drawings, which are alike by their nature, and of copies."""

Picture = Image.Image
Change = Callable[[Picture, random.Random], Picture]


def resized(picture: Picture, rng: random.Random) -> Picture:
    """To 0.4 to 2 times the size, its shape a little changed."""
    scale, shape = rng.uniform(0.4, 2.0), rng.uniform(0.87, 1.15)
    size = (max(16, int(picture.width * scale)), max(16, int(picture.height * scale * shape)))
    how = rng.choice(
        (Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
    )
    return picture.resize(size, how)


def brighter(picture: Picture, rng: random.Random) -> Picture:
    """Brightness 0.6 to 1.4 times, contrast 0.6 to 1.5 times, cut off at black and white."""
    lit = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.6, 1.4))
    return ImageEnhance.Contrast(lit).enhance(rng.uniform(0.6, 1.5))


def gamma(picture: Picture, rng: random.Random) -> Picture:
    power = rng.choice((rng.uniform(0.5, 0.8), rng.uniform(1.25, 2.0)))
    curve = [round(255 * (v / 255) ** power) for v in range(256)]
    return picture.point(curve * len(picture.getbands()))


def mirrored(picture: Picture, rng: random.Random) -> Picture:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def upside_down(picture: Picture, rng: random.Random) -> Picture:
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)


def as_it_is(picture: Picture, rng: random.Random) -> Picture:
    return picture


def everything(picture: Picture, rng: random.Random) -> Picture:
    return mirrored(brighter(resized(picture, rng), rng), rng)


KINDS: Mapping[str, tuple[Change, bool]] = {
    "the same file": (as_it_is, False),
    "the same pixels": (as_it_is, False),
    "JPEG, quality 40 to 90": (as_it_is, True),
    "resized": (resized, False),
    "brightness and contrast": (brighter, False),
    "gamma": (gamma, False),
    "mirrored": (mirrored, False),
    "upside down": (upside_down, False),
    "resized, brighter, mirrored, JPEG": (everything, True),
}
"""What is done, and whether it is written as JPEG of random quality; the others are PNG."""


@dataclass(frozen=True)
class Planted:
    kind: str
    original: Path
    copy: Path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--images", type=int, default=5000)
    parser.add_argument("--save", type=Path, help="pairs named that are no copies, as a picture")
    asked = parser.parse_args()
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {where}\n")
    originals, twins = distinct(gathered(asked.data, asked.images // 2), asked.data)
    with tempfile.TemporaryDirectory() as place:
        planted = plant(originals, Path(place), asked.images)
        began, spent = time.perf_counter(), time.process_time()
        found = check(Path(place))
        clock, spent = time.perf_counter() - began, time.process_time() - spent
        report(found, planted, Path(place), asked.save)
    print(f"\n{found.n} images in {clock:.0f} s by the clock, {spent:.0f} s of processor")
    print(f"{twins} originals left out as copies of others")


def gathered(data: Path, most: int) -> list[Path]:
    """Images that can be read, an equal share of each set as far as it goes."""
    rng = random.Random(0)
    sets = [
        [
            path
            for path in sorted(folder.rglob("*"))
            if path.suffix in SUFFIXES and not set(path.parts) & set(NO_PICTURES)
        ]
        for folder in sorted(data.iterdir())
        if folder.is_dir()
    ]
    sets = sorted((files for files in sets if files), key=len)
    chosen: list[Path] = []
    for k, files in enumerate(sets):
        share = (most + most // 4 - len(chosen)) // (len(sets) - k)
        chosen += rng.sample(files, min(len(files), share))
    return [path for path in chosen if readable(path)]


def readable(path: Path) -> bool:
    try:
        return read(path).pixels.dtype == np.uint8
    except UnreadableImage:
        return False


def distinct(files: Sequence[Path], data: Path) -> tuple[list[Path], int]:
    """Files without those that are copies of an earlier one, and how many were left out."""
    prints = fingerprints([Sample(path, path.relative_to(data).parts[0]) for path in files])
    twice = set(copies(prints).j.tolist())
    return [path for i, path in enumerate(files) if i not in twice], len(twice)


def plant(originals: Sequence[Path], place: Path, most: int) -> list[Planted]:
    """Write originals and a copy of each into two class folders."""
    rng, planted = random.Random(1), []
    for name in ("one", "other"):
        (place / name).mkdir()
    for i, source in enumerate(originals[: most // 2]):
        kind = list(KINDS)[i % len(KINDS)]
        change, as_jpeg = KINDS[kind]
        folder = place / ("one", "other")[i // len(KINDS) % 2]
        original = folder / f"{i:05}{source.suffix}"
        original.write_bytes(source.read_bytes())
        with Image.open(source) as opened:
            picture = change(opened if opened.mode in ("L", "RGB") else opened.convert("RGB"), rng)
            copy = folder / f"{i:05}-copy{'.jpg' if as_jpeg else '.png'}"
            if kind == "the same file":
                copy = copy.with_suffix(source.suffix)
                copy.write_bytes(source.read_bytes())
            elif as_jpeg:
                picture.save(copy, quality=rng.randint(40, 90))
            else:
                picture.save(copy, compress_level=1)
        planted.append(Planted(kind, original, copy))
    return planted


def report(found: Check, planted: Sequence[Planted], place: Path, save: Path | None) -> None:
    """A Markdown table of recall by kind, and the pairs that are none."""
    named = {frozenset(s.path for s in pair.samples) for pair in found.audit.duplicates}
    hits = Counter(p.kind for p in planted if frozenset((p.original, p.copy)) in named)
    asked = Counter(p.kind for p in planted)
    print("| planted | copies | found |\n|---|---|---|")
    for kind in KINDS:
        print(f"| {kind} | {asked[kind]} | {hits[kind] / asked[kind]:.2%} |")
    print(f"| all | {asked.total()} | {hits.total() / asked.total():.2%} |")
    true = {frozenset((p.original, p.copy)) for p in planted}
    false = sorted(tuple(sorted(pair)) for pair in named - true)
    others = found.n * (found.n - 1) // 2 - len(true)
    print(f"\n{len(false)} false pairs of {others} ({len(false) / others:.1e})")
    for one, other in false[:10]:
        print(f"  {one.relative_to(place)} {other.relative_to(place)}")
    if save and false:
        side_by_side(false[:40], save)


def side_by_side(pairs: Sequence[tuple[Path, ...]], save: Path) -> None:
    sheet = Image.new("RGB", (4 * 310, 150 * -(-len(pairs) // 4)))
    for k, pair in enumerate(pairs):
        for m, path in enumerate(pair):
            with Image.open(path) as picture:
                small = picture.convert("RGB").resize((150, 150))
            sheet.paste(small, (k % 4 * 310 + m * 150, k // 4 * 150))
    sheet.save(save)


if __name__ == "__main__":
    main()
