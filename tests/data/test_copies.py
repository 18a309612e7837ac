"""Copies are found whatever was done to them; images that are merely alike are not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageEnhance

from diaphane.data.alike import Fingerprints, fingerprints
from diaphane.data.copies import TURNS, copies
from diaphane.data.folders import Sample
from diaphane.data.phantom import KINDS, brain, chest, photo
from diaphane.image import Image


def prints_of(tmp_path: Path, pictures: list[Picture.Image]) -> Fingerprints:
    """Fingerprints of pictures in memory."""
    by_name = {tmp_path / str(i): np.asarray(p.convert("L"))[None] for i, p in enumerate(pictures)}
    for path in by_name:
        path.write_text(path.name)
    return fingerprints([Sample(p, "a") for p in by_name], read=lambda p: Image(by_name[p]))


def picture(image: Image) -> Picture.Image:
    return Picture.fromarray(np.moveaxis(image.pixels, 0, -1).squeeze())


def jpeg(original: Picture.Image) -> Picture.Image:
    buffer = BytesIO()
    original.save(buffer, "JPEG", quality=40)
    return Picture.open(buffer)


CHANGES: dict[str, Callable[[Picture.Image], Picture.Image]] = {
    "resized": lambda p: p.resize((131, 117), Picture.Resampling.LANCZOS),
    "encoded": jpeg,
    "darker": lambda p: ImageEnhance.Contrast(ImageEnhance.Brightness(p).enhance(0.6)).enhance(1.4),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.3),
    "mirrored": lambda p: p.transpose(Picture.Transpose.FLIP_LEFT_RIGHT),
    "all": lambda p: jpeg(
        ImageEnhance.Brightness(p.transpose(Picture.Transpose.FLIP_TOP_BOTTOM))
        .enhance(0.8)
        .resize((150, 150))
    ),
}


@pytest.fixture(scope="module")
def originals() -> list[Picture.Image]:
    rng = np.random.default_rng(0)
    return [picture(draw(rng)) for draw in (brain, chest, photo, brain, photo)]


@pytest.mark.parametrize("change", CHANGES)
def test_copies_are_found(change: str, originals: list[Picture.Image], tmp_path: Path) -> None:
    planted = [CHANGES[change](p) for p in originals]
    found = copies(prints_of(tmp_path, [*originals, *planted]))
    pairs = set(zip(found.i.tolist(), found.j.tolist(), strict=True))
    assert pairs == {(i, i + 5) for i in range(5)}


def test_each_turn_is_named(tmp_path: Path) -> None:
    original = picture(chest(np.random.default_rng(1)))
    turned = [Picture.fromarray(turn(np.asarray(original)).copy()) for turn in TURNS.values()]
    found = copies(prints_of(tmp_path, [original, *turned]))
    of_first = [t for i, t in zip(found.i.tolist(), found.turns, strict=True) if i == 0]
    assert sorted(of_first) == sorted(TURNS)


def test_like_images_are_no_copies(tmp_path: Path) -> None:
    """Heads are drawn to one plan: their thumbnails correlate highly."""
    rng = np.random.default_rng(0)
    prints = prints_of(tmp_path, [picture(brain(rng, kind)) for kind in KINDS for _ in range(4)])
    likeness = prints.thumbnails @ prints.thumbnails.T - 2 * np.eye(16)
    assert likeness.max() > 0.85
    assert len(copies(prints)) == 0


def test_a_common_frame_makes_no_copies(tmp_path: Path) -> None:
    """A bright round edge, as of a retina camera, with unlike content inside."""
    y, x = np.mgrid[-1:1:200j, -1:1:200j]
    inside = np.hypot(x, y) < 0.95
    rng = np.random.default_rng(0)
    rough = [Picture.fromarray(rng.integers(90, 110, (24, 24), np.uint8)) for _ in range(6)]
    fields = [np.asarray(r.resize((200, 200), Picture.Resampling.BICUBIC)) * inside for r in rough]
    prints = prints_of(tmp_path, [Picture.fromarray(f.astype(np.uint8)) for f in fields])
    assert len(copies(prints)) == 0


def test_only_across_parts(tmp_path: Path) -> None:
    original = picture(chest(np.random.default_rng(1)))
    prints = prints_of(tmp_path, [original, jpeg(original), original.resize((99, 99))])
    found = copies(prints, ["train", "train", "test"])
    assert sorted(zip(found.i.tolist(), found.j.tolist(), strict=True)) == [(0, 2), (1, 2)]


def test_blank_images_and_none_at_all(tmp_path: Path) -> None:
    blank = Picture.new("L", (40, 40), 7)
    assert len(copies(prints_of(tmp_path, [blank, blank]))) == 0
    assert len(copies(prints_of(tmp_path, []))) == 0
