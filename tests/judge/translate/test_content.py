"""What is kept of a picture: all, nothing, and what lies between."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Image, Pixels, Window
from diaphane.judge.translate.content import content, difference

LIMITS = Window(0, 255)
RANDOM = np.random.default_rng(0)


def blocks(seed: int, side: int = 96) -> Pixels:
    coarse = np.random.default_rng(seed).integers(0, 256, (3, 6, 6), np.uint8)
    return coarse.repeat(side // 6, 1).repeat(side // 6, 2)


def kept(before: Pixels, after: Pixels) -> float:
    return content(Image(before), Image(after), LIMITS)["content"]


def test_all_is_kept_of_the_same_picture_and_nothing_of_another() -> None:
    one = blocks(0)
    assert kept(one, one) == pytest.approx(1)
    assert content(Image(one), Image(one), LIMITS)["ssim"] == pytest.approx(1)
    others = [
        kept(one, RANDOM.permutation(blocks(k).reshape(3, -1), axis=1).reshape(one.shape))
        for k in range(1, 6)
    ]
    assert abs(np.mean(others)) < 0.1


def test_outlines_stay_where_colours_and_fine_strokes_change() -> None:
    one = blocks(0)
    repainted = (255 - one) // 2 + RANDOM.integers(0, 20, one.shape, np.uint8)
    found = content(Image(one), Image(repainted.astype(np.uint8)), LIMITS)
    assert found["content"] > 0.9
    assert found["ssim"] < 0.5


def test_a_picture_without_edges_has_no_content_and_one_may_lose_all() -> None:
    even = np.full((3, 96, 96), 90, np.uint8)
    assert np.isnan(kept(even, blocks(0)))
    assert kept(blocks(0), even) == 0


def test_sixteen_bits_gray_alpha_and_one_row() -> None:
    deep = blocks(0).astype(np.uint16)[:1] * 16
    found = content(Image(deep), Image(deep), Window(0, 4095))
    assert found["content"] == pytest.approx(1)
    clear = np.concatenate([blocks(0), np.zeros((1, 96, 96), np.uint8)])
    assert kept(blocks(0), clear) == pytest.approx(1)
    row = RANDOM.integers(0, 256, (3, 1, 9), np.uint8)
    assert kept(row, row) == pytest.approx(1)
    assert np.isnan(kept(row[..., :1], row[..., :1]))


def test_a_difference_is_a_share_of_the_range() -> None:
    black, white = (Image(np.full((3, 4, 4), k, np.uint8)) for k in (0, 255))
    assert difference(black, white, LIMITS) == 1
    assert difference(black, black, LIMITS) == 0
