"""The gallery shows the middle of a picture in four ways, all of one place."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Card, Input, Scaling
from diaphane.data.degrade import smaller
from diaphane.data.pictures import Sharp
from diaphane.image import Image
from diaphane.learn.fidelity import opaque
from diaphane.learn.gallery_pictures import PictureGallery, Still, middle
from diaphane.learn.run import Run
from diaphane.pixels.side_by_side import SIDE

CARD = Card("tiny", "enhance", Input(channels=3, tile=(8, 8), scaling=Scaling("depth")), scale=4)


def sharp(channels: int = 3, dtype: type = np.uint8, inverted: bool = False) -> Sharp:
    rng, most = np.random.default_rng(0), np.iinfo(dtype).max
    coarse = rng.uniform(0.2, 0.8, (channels, 10, 80)).repeat(4, 1).repeat(4, 2)
    image = Image((coarse * most).astype(dtype), inverted=inverted)
    return Sharp("", truth=lambda: image, low=partial(smaller, image, 4))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_all_panels_show_one_place(channels: int, dtype: type) -> None:
    one = sharp(channels, dtype)
    panels = Still(one, CARD).row(opaque(one.truth()))
    assert {panel.shape for panel in panels} == {(40, SIDE, 3)}
    small, bicubic, network, truth = (panel.astype(float) for panel in panels)
    np.testing.assert_array_equal(network, truth)
    for panel in (small, bicubic):
        elsewhere = np.abs(panel[:, ::-1] - truth).mean()
        assert np.abs(panel - truth).mean() < 0.5 * elsewhere


def test_inverted_images_are_shown_as_they_are_seen() -> None:
    plain, other = (Still(sharp(1, inverted=inverted), CARD).sharp for inverted in (False, True))
    assert np.abs(255 - plain.astype(int) - other).max() <= 1


def test_the_middle_begins_where_a_small_pixel_does() -> None:
    rows, columns = middle(Image(np.zeros((1, 40, 330), np.uint8)), 4)
    assert rows.start == 0
    assert columns.start % 4 == 0
    assert columns.stop - columns.start == SIDE


def test_nothing_is_shown_before_validation(tmp_path: Path) -> None:
    gallery = PictureGallery([sharp()] * 9, CARD, Run(tmp_path), epochs=2)
    assert gallery.page("epoch 1 of 2") is None
    gallery.saw([sharp().truth()] * 9)
    assert gallery.page("epoch 1 of 2") is not None
    assert len(gallery.still) == 4
