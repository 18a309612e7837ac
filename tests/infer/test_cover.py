"""Places are covered in a colour that leaves least of the class, and only where the image is."""

from __future__ import annotations

import numpy as np

from diaphane.card import Input
from diaphane.image import Floats, Image
from diaphane.infer.cover import BATCH, cover, scored
from diaphane.pixels.prepare import prepare

PIXELS = np.array([[[0, 200], [100, 100]]], np.uint8)
PREPARED = prepare(Image(PIXELS), Input(size=(2, 2)))


def test_the_colour_that_leaves_less_is_taken() -> None:
    dark = cover(lambda batch: batch.mean(axis=(1, 2, 3)), PREPARED)
    assert (dark.name, dark.colour.item()) == ("the image's darkest colour", 0)
    mean = cover(lambda batch: -batch.mean(axis=(1, 2, 3)), PREPARED)
    assert mean.name == "the image's mean colour"
    assert np.isclose(mean.colour.item(), 100 / 255)


def test_padding_is_left_alone() -> None:
    wide = prepare(Image(np.full((1, 4, 8), 200, np.uint8)), Input(size=(8, 8), fit="pad"))
    chosen = cover(lambda batch: -batch.mean(axis=(1, 2, 3)), wide)
    covered = chosen.over(wide, np.ones((4, 8), bool))
    np.testing.assert_array_equal(covered[:, :2], wide.pixels[:, :2])


def test_images_are_scored_in_order_and_in_batches() -> None:
    sizes: list[int] = []

    def score(batch: Floats) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        sizes.append(len(batch))
        return batch[:, 0, 0, 0].astype(np.float64)

    images = (np.full((1, 2, 2), k, np.float32) for k in range(BATCH + 3))
    assert scored(score, images).tolist() == list(range(BATCH + 3))
    assert sizes == [BATCH, 3]
