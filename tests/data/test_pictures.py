"""Sharp pictures are found however they lie, with small ones given or made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.degrade import smaller
from diaphane.data.pictures import read_sharp
from diaphane.errors import BadData, UnreadableImage
from diaphane.image import Image, Pixels
from diaphane.io.nifti_out import write_nifti
from diaphane.io.write import write_png


def drawn(side: int = 16, seed: int = 0) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (3, side, side), dtype=np.uint8)


def put(path: Path, pixels: Pixels | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.moveaxis(drawn() if pixels is None else pixels, 0, -1)
    write_png(path, picture[..., 0] if picture.shape[-1] == 1 else picture)


def test_small_pictures_are_made_of_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "b.png", drawn(18))
    put(tmp_path / "deep" / "a.png")
    put(tmp_path / ".hidden" / "c.png")
    (tmp_path / "words.txt").write_text("no picture")
    first, second = read_sharp(tmp_path)
    assert [first.name, second.name] == ["b.png", "deep/a.png"]
    assert not first.given
    assert first.truth().shape == (16, 16)  # two rows and columns are no fourth of a pixel
    expected = smaller(Image(drawn(18)[:, :16, :16]), 4).pixels
    np.testing.assert_array_equal(first.low().pixels, expected)


def test_given_small_pictures_are_taken(tmp_path: Path) -> None:
    put(tmp_path / "HR" / "a.png")
    put(tmp_path / "LRx4" / "a.png", np.full((3, 4, 4), 7, np.uint8))
    put(tmp_path / "LRx2" / "a.png", np.full((3, 8, 8), 9, np.uint8))
    assert {read_sharp(tmp_path, scale=s)[0].low().pixels.max() for s in (4, 2)} == {7, 9}
    (one,) = read_sharp(tmp_path)
    assert one.given
    assert one.name == "HR/a.png"


def test_a_part_may_hold_several_sets(tmp_path: Path) -> None:
    put(tmp_path / "train" / "1.png")
    for name in ("Set5", "Set14"):
        put(tmp_path / "test" / name / "HR" / "1.png")
    found = read_sharp(tmp_path, "test")
    assert [(one.group, one.name) for one in found] == [
        ("Set14", "test/Set14/HR/1.png"),
        ("Set5", "test/Set5/HR/1.png"),
    ]
    assert [one.name for one in read_sharp(tmp_path, "train")] == ["train/1.png"]
    assert len(read_sharp(tmp_path)) == 3
    assert [one.group for one in read_sharp(tmp_path / "test")] == ["Set14", "Set5"]


def test_the_manifest_says_what_belongs_together(tmp_path: Path) -> None:
    put(tmp_path / "1.png")
    put(tmp_path / "2.png")
    (tmp_path / "manifest.csv").write_text("path,patient\n1.png,P1\n2.png,P1\n")
    assert [one.kin for one in read_sharp(tmp_path)] == ["P1", "P1"]


def test_what_is_laid_out_otherwise_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"expected a folder of pictures, .* found nothing at"):
        read_sharp(tmp_path / "none")
    with pytest.raises(BadData, match=r"expected pictures in .*, found none; put some into it"):
        read_sharp(tmp_path)
    put(tmp_path / "HR" / "a.png")
    put(tmp_path / "LRx4" / "b.png")
    with pytest.raises(BadData, match=r"of equal names in HR/ and LRx4/ .* two for 'a', 'b'; bri"):
        read_sharp(tmp_path)


def test_a_small_picture_of_another_size_is_told(tmp_path: Path) -> None:
    put(tmp_path / "HR" / "a.png")
    put(tmp_path / "LRx4" / "a.png", drawn(5))
    (one,) = read_sharp(tmp_path)
    sentence = r"a\.png: expected 4 x 4 pixels, a 4th of the sharp picture's, got 5 x 5; take LRx4"
    for read in (one.low, one.truth):
        with pytest.raises(BadData, match=sentence):
            read()
    put(tmp_path / "LRx4" / "a.png", drawn(4)[:1])
    with pytest.raises(BadData, match="expected 3 channels as the sharp picture has, got 1"):
        one.low()


def test_what_is_no_picture_is_told(tmp_path: Path) -> None:
    write_nifti(tmp_path / "volume.nii.gz", Image(np.zeros((1, 4, 8, 8), np.uint8), axes="zyx"))
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    put(tmp_path / "dot.png", drawn(1))
    broken, dot, volume = read_sharp(tmp_path)
    with pytest.raises(UnreadableImage):
        broken.truth()
    with pytest.raises(BadData, match="expected a picture of at least 4 x 4 pixels"):
        dot.truth()
    with pytest.raises(BadData, match="expected a picture, got 4 x 8 x 8 samples along z, y, x"):
        volume.low()
