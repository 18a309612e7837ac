"""Resampling agrees with Pillow and torch's convention, keeps labels and means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from diaphane.pixels.resample import linear_weights, nearest, resize

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("now", "then"), [(224, 160), (160, 224), (5, 64), (97, 13), (16, 16)])
def test_linear_is_pillow_antialiased_bilinear(now: int, then: int) -> None:
    picture = RNG.random((1, now, now + 3), np.float32)
    want = Pillow.fromarray(picture[0]).resize((then + 1, then), Pillow.Resampling.BILINEAR)
    out = resize(picture, (then, then + 1))[0]
    np.testing.assert_allclose(out, np.asarray(want), atol=1e-6)


def test_the_way_for_volumes_agrees_with_the_way_for_planes() -> None:
    picture = RNG.random((2, 31, 17), np.float32)
    volume = resize(picture[:, None], (1, 12, 40))
    np.testing.assert_allclose(volume[:, 0], resize(picture, (12, 40)), atol=1e-6)


def test_same_size_is_the_same_bits() -> None:
    picture = RNG.random((3, 9, 9), np.float32)
    assert resize(picture, (9, 9)) is picture


@given(now=st.integers(1, 50), then=st.integers(1, 50))
def test_weights_add_to_one_and_a_flat_image_stays_flat(now: int, then: int) -> None:
    weights = linear_weights(now, then)
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-6)
    assert (weights >= 0).all()


def test_shrinking_by_a_whole_factor_keeps_the_mean() -> None:
    picture = RNG.random((1, 64, 64), np.float32)
    assert resize(picture, (16, 16)).mean() == pytest.approx(picture.mean(), abs=5e-3)


def test_a_fine_checkerboard_shrinks_to_gray_instead_of_aliasing() -> None:
    board = (np.indices((1, 64, 64)).sum(0) % 2).astype(np.float32)
    inner = resize(board, (16, 16))[:, 1:-1, 1:-1]
    np.testing.assert_allclose(inner, 0.5, atol=1e-6)


@given(sizes=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3))
def test_nearest_makes_no_new_labels(sizes: list[tuple[int, int]]) -> None:
    labels = np.arange(np.prod([a for a, _ in sizes])).reshape(1, *(a for a, _ in sizes))
    out = nearest(labels, tuple(b for _, b in sizes))
    assert out.shape[1:] == tuple(b for _, b in sizes)
    assert set(out.ravel()) <= set(labels.ravel())


def test_nearest_takes_the_closest_centre() -> None:
    assert resize(np.array([[0, 1, 2, 3]], np.float32), (2,), kind="nearest").tolist() == [[1, 3]]
    assert nearest(np.array([[7, 8]]), (4,)).tolist() == [[7, 7, 8, 8]]
