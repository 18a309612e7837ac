"""Planted copies are found, honest parts pass, and the refusal says what to do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture

from diaphane.data.alike import fingerprints
from diaphane.data.audit import (
    AUDITED,
    DROPPED,
    NEAREST,
    audit,
    compare,
    leave_out,
    refuse_leaks,
    settle,
)
from diaphane.data.copies import copies
from diaphane.data.folders import Sample
from diaphane.errors import BadData
from diaphane.image import Image


def read(path: Path) -> Image:
    """A gray picture file."""
    with Picture.open(path) as picture:
        return Image(np.asarray(picture.convert("L"))[None])


def picture(rng: np.random.Generator, side: int = 128) -> Picture.Image:
    """Blobs: as unlike one another as photographs are."""
    rough = Picture.fromarray(rng.integers(0, 255, (24, 24), np.uint8))
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
        BadData, match=r"2 pairs cross: train/1.png and test/1.png: same file; .* remove"
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
    assert found.duplicates == found.contradictions
    assert found.to_plain()["contradictions"] == [
        {
            "kind": "same file",
            "parts": ["train", "train"],
            "files": ["train/0.png", "train/1.png"],
            "labels": ["a", "b"],
        }
    ]


def test_mirrored_copies_are_leaks(tmp_path: Path) -> None:
    train = train_part(tmp_path, 3)
    with Picture.open(train[1].path) as opened:
        mirrored = opened.transpose(Picture.Transpose.FLIP_LEFT_RIGHT)
    test = [saved(tmp_path / "test", "m.jpg", mirrored)]
    (leak,) = audit({"train": train, "test": test}, read=read).leaks
    assert leak.sentence.startswith(
        "train/1.png and test/m.jpg: near copy, mirrored left to right (0.9"
    )


def test_near_copies_inside_a_part_are_found_where_asked_for(tmp_path: Path) -> None:
    train = train_part(tmp_path, 3)
    with Picture.open(train[0].path) as opened:
        train.append(saved(tmp_path / "train", "near.jpg", opened))
    prints = fingerprints(train, read=read)
    assert compare(prints, ["train"] * 4).duplicates == ()
    (pair,) = compare(prints, ["train"] * 4, copied=copies(prints)).duplicates
    assert [s.path.name for s in pair.samples] == ["0.png", "near.jpg"]


def test_the_same_files_have_the_same_hash_whatever_their_parts(tmp_path: Path) -> None:
    samples = train_part(tmp_path, 4)
    one = audit({"train": samples[:3], "test": samples[3:]}, read=read)
    other = audit({"test": samples[1:], "train": samples[:1]}, read=read)
    assert one.sha256 == other.sha256 != audit({"train": samples[1:]}, read=read).sha256


def test_thousand_blank_images_do_not_explode(tmp_path: Path) -> None:
    blank = saved(tmp_path / "train", "blank.png", Picture.new("L", (8, 8)))
    many = [Sample(blank.path, "a", name=str(i)) for i in range(300)]
    found = audit({"train": many[:150], "test": many[150:]}, read=read)
    assert 150 <= len(found.leaks) <= 300


def leaking(tmp_path: Path) -> tuple[list[Sample], list[Sample]]:
    """Train and test part: a copy, a patient of several images in both, and the rest."""
    rng = np.random.default_rng(2)
    train = [*train_part(tmp_path, 3)]
    train += [saved(tmp_path / "train", f"p{i}.png", picture(rng), "p") for i in range(3)]
    with Picture.open(train[0].path) as opened:
        test = [saved(tmp_path / "test", "copy.jpg", opened)]
    test += [saved(tmp_path / "test", f"{i}.png", picture(rng), "p" * i) for i in range(2)]
    return train, test


def test_leaks_are_left_out_of_training(tmp_path: Path) -> None:
    train, test = leaking(tmp_path)
    parts = {"train": tuple(train[1:]), "validation": (train[0],), "test": tuple(test)}
    kept, left = leave_out(parts, audit(parts, read=read))
    assert {name: len(samples) for name, samples in kept.items()} == {
        "train": 2,
        "validation": 0,
        "test": 3,
    }
    assert left.leaks == ()


def test_a_card_that_knows_its_leaks_is_heard(tmp_path: Path) -> None:
    train, test = leaking(tmp_path)
    found = audit({"training": train, "evaluation": test}, read=read)
    with pytest.raises(BadData, match="2 pairs cross"):
        settle(test, found, {})
    known = {AUDITED: found.sha256}
    marked, (warning,) = settle(test, found, known)
    assert warning.startswith("2 pairs cross between parts (images: 2 of evaluation and 2 of")
    assert [s.extra.get(NEAREST) for s in marked] == ["1", None, "1"]
    same, said = settle(test, found, {**known, DROPPED: "4 images were left out"})
    assert (same, said) == (tuple(test), ("4 images were left out",))
    with pytest.raises(BadData, match="2 pairs cross"):
        settle(test, found, {AUDITED: "other data", DROPPED: "4 images were left out"})
