"""Dark margins are cut away before the network and come back after it."""

from __future__ import annotations

import numpy as np

from diaphane.card import Input
from diaphane.image import Image
from diaphane.pixels.prepare import prepare


def head(*, margin: int) -> Image:
    pixels = np.zeros((1, 40 + 2 * margin, 30 + 2 * margin), np.uint8)
    pixels[:, margin : margin + 40, margin : margin + 30] = np.arange(100, 130, dtype=np.uint8)
    return Image(pixels)


def test_the_margin_makes_no_difference() -> None:
    need = Input(size=(20, 20), crop="content")
    near, far = (prepare(head(margin=m), need).pixels for m in (0, 17))
    np.testing.assert_allclose(near, far, atol=1e-6)


def test_maps_come_back_to_their_place_and_margins_are_nothing() -> None:
    ready = prepare(head(margin=10), Input(size=(20, 20), crop="content"))
    back = ready.undo(np.ones((1, 5, 5), np.float32))
    assert back.shape == (1, 60, 50)
    np.testing.assert_allclose(back[:, 10:50, 10:40], 1, atol=1e-6)
    assert back.sum() == back[:, 10:50, 10:40].sum()


def test_a_dark_image_is_kept_whole() -> None:
    ready = prepare(Image(np.zeros((1, 12, 9), np.uint8)), Input(size=(8, 8), crop="content"))
    assert ready.cut == (slice(0, 12), slice(0, 9))
