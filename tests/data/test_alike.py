"""What is kept of each image, and what is compared with it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.alike import fingerprints, highest, pairs_above
from diaphane.data.folders import Sample
from diaphane.data.table import Row
from diaphane.errors import UnreadableImage
from diaphane.image import Image


def sample(folder: Path, name: str = "0") -> Sample:
    (folder / name).write_text(name)
    return Sample(folder / name, "a")


@pytest.mark.parametrize("shape", [(1, 7, 5), (3, 50, 33), (4, 40, 40), (1, 9, 30, 30), (2, 8, 8)])
def test_any_shape(shape: tuple[int, ...], tmp_path: Path) -> None:
    image = Image(np.random.default_rng(0).normal(size=shape))
    prints = fingerprints([sample(tmp_path)], read=lambda _: image)
    for kept in (prints.thumbnails, prints.sketches):
        assert kept.shape == (1, 1024)
        assert np.linalg.norm(kept) == pytest.approx(1, abs=1e-5)
    assert prints.details.shape == (1, 64, 64)


def test_thumbnail_is_box_averages(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (1, 64, 96), np.uint8)
    small = pixels[0].reshape(32, 2, 32, 3).mean(axis=(1, 3)).ravel()
    expected = (small - small.mean()) / np.linalg.norm(small - small.mean())
    prints = fingerprints([sample(tmp_path)], read=lambda _: Image(pixels))
    np.testing.assert_allclose(prints.thumbnails[0], expected, atol=1e-5)


def test_blank_image_is_like_nothing(tmp_path: Path) -> None:
    for pixels in (np.full((1, 50, 50), 3000, np.uint16), np.full((1, 50, 50), 0.1)):
        prints = fingerprints([sample(tmp_path)], read=lambda _, pixels=pixels: Image(pixels))  # type: ignore[misc]
        assert not prints.thumbnails.any()
        assert not prints.details.any()


def test_rows_of_a_table_are_told_by_their_numbers(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = [
        Row(table, line, values) for line, values in enumerate([(1.0, 2.0), (1.0, 2.0), (3, 4)])
    ]
    prints = fingerprints([Sample(table, "a", row=row) for row in rows])
    assert prints.files[0] == prints.files[1] != prints.files[2]
    assert prints.pixels[0] == prints.pixels[1] != prints.pixels[2]
    assert not prints.thumbnails.any()


def test_blocks_find_the_same_pairs_as_the_whole_product() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.normal(size=(n, 4)).astype(np.float32) for n in (1100, 30))
    found = {(i, j) for a, b in pairs_above(one, other, 2.0) for i, j in zip(a, b, strict=True)}
    assert found == set(zip(*np.nonzero(one @ other.T > 2.0), strict=True))
    np.testing.assert_allclose(highest(one, other), (one @ other.T).max(axis=1), rtol=1e-6)


def test_fingerprints_leave_out_what_cannot_be_read(tmp_path: Path) -> None:
    def read(path: Path) -> Image:
        if path.name == "bad.png":
            raise UnreadableImage("expected an image, got text")
        return Image(np.arange(100).reshape(1, 10, 10))

    samples = [Sample(tmp_path / name, "a") for name in ("good.png", "bad.png", "same.png")]
    for sample in samples:
        sample.path.write_text(sample.path.name)
    told: list[tuple[int, int]] = []
    prints = fingerprints(samples, read=read, progress=lambda *at: told.append(at))
    assert [s.path.name for s in prints.samples] == ["good.png", "same.png"]
    assert prints.unreadable == ((samples[1], "expected an image, got text"),)
    assert prints.pixels[0] == prints.pixels[1]
    assert prints.files[0] != prints.files[1]
    assert told[-1] == (3, 3)


def test_no_samples() -> None:
    assert fingerprints([], read=lambda _: Image(np.zeros((1, 1, 1)))).thumbnails.shape == (0, 1024)
