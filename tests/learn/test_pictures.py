"""Sharp pictures are parted without leaks, and what is wrong is told before any training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data import phantom
from diaphane.data.pictures import Sharp
from diaphane.errors import BadData, Several
from diaphane.image import Image
from diaphane.io.write import write_png
from diaphane.learn.pictures import gather_pictures, held_out
from diaphane.recipe import Patch, Recipe, Split
from diaphane.recipes.enhance import sr_x4

SMALL = sr_x4.but(patch=Patch(size=(8, 8)), split=Split(validation=0.25))


def put(path: Path, seed: int, side: int = 40) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    photo = phantom.photo(np.random.default_rng(seed), side)
    write_png(path, np.moveaxis(photo.pixels, 0, -1))


def folder(place: Path, n: int, first: int = 0) -> Path:
    for seed in range(first, first + n):
        put(place / f"{seed}.png", seed)
    return place


def test_a_share_is_held_out(tmp_path: Path) -> None:
    found = gather_pictures(SMALL, folder(tmp_path, 8))
    assert {part: len(pictures) for part, pictures in found.parts.items()} == {
        "train": 6,
        "validation": 2,
    }
    assert found.facts == {"warnings": []}
    again = gather_pictures(SMALL, tmp_path)
    assert again.parts == found.parts
    assert again.sha256 == found.sha256
    put(tmp_path / "0.png", 99)
    assert gather_pictures(SMALL, tmp_path).sha256 != found.sha256


def test_pictures_of_one_name_in_two_folders_both_count_for_the_hash(tmp_path: Path) -> None:
    put(tmp_path / "more" / "0.png", 50)
    asked = SMALL.but(test=str(tmp_path / "more"))
    hashes = [gather_pictures(asked, folder(tmp_path / "data", 8)).sha256]
    for changed in ("data", "more"):
        put(tmp_path / changed / "0.png", 99 if changed == "data" else 51)
        hashes.append(gather_pictures(asked, tmp_path / "data").sha256)
    assert len(set(hashes)) == 3


def test_parts_of_the_data_stay(tmp_path: Path) -> None:
    folder(tmp_path / "train", 4)
    folder(tmp_path / "test" / "Set" / "HR", 1, first=9)
    found = gather_pictures(SMALL.but(split=Split(validation=0)), tmp_path)
    assert {part: len(pictures) for part, pictures in found.parts.items()} == {
        "train": 4,
        "test": 1,
    }


def test_a_picture_in_two_parts_is_a_leak(tmp_path: Path) -> None:
    folder(tmp_path / "train", 3)
    folder(tmp_path / "test", 1)
    with pytest.raises(BadData, match=r"test/0\.png"):
        gather_pictures(SMALL, tmp_path)
    allowed = SMALL.but(split=Split(allow_leaks=True))
    assert gather_pictures(allowed, tmp_path).facts["warnings"]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder(tmp_path, 3)
    put(tmp_path / "small.png", 0, side=20)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "empty.png").write_bytes(b"")
    with pytest.raises(Several) as told:
        gather_pictures(SMALL, tmp_path)
    lines = str(told.value).splitlines()
    assert lines[0] == "2 things are to be mended:"
    assert "nor can 'empty.png' be used" in lines[1]
    assert lines[2] == (
        "- expected training pictures of at least 32 x 32 pixels, to cut crops from, got smaller "
        "ones: 'small.png'; take them away or set patch.size"
    )


def sharp(name: str, kin: str = "") -> Sharp:
    def unread() -> Image:
        raise AssertionError

    return Sharp(name, truth=unread, low=unread, kin=kin)


def test_kin_stay_together() -> None:
    pictures = [sharp(f"{k}{n}", k) for k in "abc" for n in range(4)]
    for seed in range(5):
        held = held_out(pictures, 0.3, seed=seed)
        assert len(held) == 4
        assert len({one.kin for one in held}) == 1


@pytest.mark.parametrize("pictures", [[sharp("a")], [sharp("a", "P"), sharp("b", "P")]])
def test_something_must_be_left(pictures: list[Sharp]) -> None:
    with pytest.raises(BadData, match="expected at least two pictures, one of them to validate"):
        held_out(pictures, 0.1, seed=0)


def test_one_picture_alone_trains_without_validation(tmp_path: Path) -> None:
    alone: Recipe = SMALL.but(split=Split(validation=0))
    assert set(gather_pictures(alone, folder(tmp_path, 1)).parts) == {"train"}
