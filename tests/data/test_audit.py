"""Planted copies are found, honest parts pass, and the refusal says what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from diaphane.data.audit import audit, refuse_leaks
from diaphane.data.folders import Sample
from diaphane.errors import BadData
from diaphane.image import Image


def read(path: Path) -> Image:
    """A gray picture file."""
    with Picture.open(path) as picture:
        return Image(np.asarray(picture.convert("L"))[None])


def picture(rng: np.random.Generator, side: int = 128) -> Picture.Image:
    """Soft blobs: as unlike one another as photographs are."""
    rough = Picture.fromarray(rng.integers(0, 255, (9, 9), np.uint8))
    return rough.resize((side, side), Picture.Resampling.BICUBIC)


def saved(folder: Path, name: str, what: Picture.Image, group: str = "") -> Sample:
    folder.mkdir(exist_ok=True)
    what.save(folder / name, quality=80)
    return Sample(folder / name, "a", group, name=f"{folder.name}/{name}")


def train_part(tmp_path: Path, n: int = 40) -> list[Sample]:
    rng = np.random.default_rng(0)
    return [saved(tmp_path / "train", f"{i}.png", picture(rng)) for i in range(n)]


def test_planted_copies_are_found(tmp_path: Path) -> None:
    train = train_part(tmp_path)
    planted = []
    for i, sample in enumerate(train):
        with Picture.open(sample.path) as opened:
            original = opened.copy()
        change = i % 4
        if change == 0:
            planted.append(saved(tmp_path / "test", f"{i}.png", original.resize((97, 111))))
        elif change == 1:
            planted.append(saved(tmp_path / "test", f"{i}.jpg", original))
        elif change == 2:
            brighter = original.point([min(255, 20 + int(0.85 * v)) for v in range(256)])
            planted.append(saved(tmp_path / "test", f"{i}.png", brighter))
        else:
            planted.append(saved(tmp_path / "test", f"{i}.bmp", original))
    found = audit({"train": train, "test": planted}, read=read)
    pairs = {(a.path.stem, b.path.stem) for a, b in (leak.samples for leak in found.leaks)}
    assert pairs == {(str(i), str(i)) for i in range(40)}
    assert len(found.of("same pixels")) == 10


def test_honest_parts_pass(tmp_path: Path) -> None:
    samples = train_part(tmp_path)
    found = audit({"train": samples[:20], "test": samples[20:]}, read=read)
    assert found.leaks == ()
    assert found.counts == {"train": 20, "test": 20}
    assert refuse_leaks(found) == ()


def test_same_file_and_same_group(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    one, other, third = (picture(rng) for _ in range(3))
    train = [
        saved(tmp_path / "train", "1.png", one),
        saved(tmp_path / "train", "2.png", other, "p"),
    ]
    test = [saved(tmp_path / "test", "1.png", one), saved(tmp_path / "test", "3.png", third, "p")]
    found = audit({"train": train, "test": test}, read=read)
    assert [leak.kind for leak in found.leaks] == ["same file", "same group"]
    with pytest.raises(
        BadData, match=r"2 pairs cross: train train/1.png and test test/1.png: same file; .* remove"
    ):
        refuse_leaks(found)
    assert "2 pairs cross" in refuse_leaks(found, allow_leaks=True)[0]


def test_refusal_names_at_most_five(tmp_path: Path) -> None:
    train = train_part(tmp_path, 7)
    test = [saved(tmp_path / "test", s.path.name, Picture.open(s.path)) for s in train]
    with pytest.raises(BadData, match=r"7 pairs cross.*; and 2 more;"):
        refuse_leaks(audit({"train": train, "test": test}, read=read))


def test_duplicates_and_contradictions_inside_a_part(tmp_path: Path) -> None:
    same = picture(np.random.default_rng(0))
    one, other = (saved(tmp_path / "train", f"{i}.png", same) for i in range(2))
    other = Sample(other.path, "b", name=other.name)
    found = audit({"train": [one, other]}, read=read)
    assert found.leaks == ()
    assert found.duplicates == found.contradictions == ((one, other),)
    assert found.to_plain()["duplicates"] == [["train/0.png", "train/1.png"]]


def test_thousand_blank_images_do_not_explode(tmp_path: Path) -> None:
    blank = saved(tmp_path / "train", "blank.png", Picture.new("L", (8, 8)))
    many = [Sample(blank.path, "a", name=str(i)) for i in range(300)]
    found = audit({"train": many[:150], "test": many[150:]}, read=read)
    assert 150 <= len(found.leaks) <= 300
