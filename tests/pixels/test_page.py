"""Words are wrapped, heat hides nothing cold, and a stamp is always there."""

from __future__ import annotations

import numpy as np

from diaphane.pixels.page import WARNING, heat_overlay, stamped, wrap


def test_heat_hides_nothing_where_it_is_cold() -> None:
    picture = np.full((4, 4, 3), 77, np.uint8)
    np.testing.assert_array_equal(heat_overlay(picture, np.zeros((4, 4), np.float32)), picture)
    assert (heat_overlay(picture, np.ones((4, 4), np.float32)) != picture).any()


def test_a_stamp_keeps_the_picture_and_adds_words() -> None:
    picture = np.full((20, 200, 3), 77, np.uint8)
    out = stamped(picture)
    np.testing.assert_array_equal(out[:20, :200], picture)
    assert (np.abs(out.astype(int) - np.array(WARNING)).max(axis=-1) < 8).any()
    assert stamped(picture[:, :10]).shape[1] >= 64


def test_words_are_wrapped_and_none_is_lost() -> None:
    text = "unlike the training images: novelty 7.25, limit 3; no class is named"
    lines = wrap(text, 150, 15)
    assert len(lines) > 2
    assert " ".join(lines) == text
    assert "".join(wrap("w" * 100, 50, 15)) == "w" * 100
