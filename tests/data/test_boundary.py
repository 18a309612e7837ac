"""Weights of boundaries are those of equation 2, worked out pixel by pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from diaphane.data.boundary import Labels, Objects, boundary_weights


def by_hand(labels: Labels, w0: float, sigma: float, objects: Objects) -> NDArray[Any]:
    """Distances to each border by comparing all pixels with all."""
    values = (0,) if objects == "background" else tuple(range(1, int(labels.max()) + 1))
    grid = np.argwhere(np.ones(labels.shape))
    distances = [np.full(grid.shape[0], np.inf)]  # where there is a single object
    for value in values:
        numbers, count = ndimage.label(labels == value)
        for number in range(1, count + 1):
            piece = numbers == number
            rim = np.argwhere(piece & ~ndimage.binary_erosion(piece, border_value=1))
            distances.append(np.linalg.norm(grid[:, None] - rim[None], axis=-1).min(1))
    gap = np.sort(distances, axis=0)[:2].sum(0).reshape(labels.shape)
    weights: NDArray[Any] = 1 + w0 * np.exp(-(gap**2) / (2 * sigma**2))
    return weights


@pytest.mark.parametrize("objects", ["classes", "background"])
@pytest.mark.parametrize("shape", [(24, 31), (9, 10, 12)])
def test_weights_are_the_equation_s(shape: tuple[int, ...], objects: Objects) -> None:
    noise = np.random.default_rng(0).normal(size=shape)
    smooth = ndimage.gaussian_filter(noise, 2, mode="wrap")
    labels = np.digitize(smooth, np.quantile(smooth, (0.4, 0.7))).astype(np.uint8)
    said = boundary_weights(labels, w0=7.0, sigma=2.0, objects=objects)
    assert said.dtype == np.float32
    np.testing.assert_allclose(said, by_hand(labels, 7.0, 2.0, objects), atol=7e-5)


def test_a_gap_of_two_pixels_between_two_cells() -> None:
    labels = np.zeros((5, 8), np.uint8)
    labels[:, :3], labels[:, 5:] = 1, 1
    row = boundary_weights(labels)[2]
    gap = 1 + 10 * np.exp(-(3**2) / 50)  # one pixel to the one border, two to the other
    np.testing.assert_allclose(row[3:5], gap, rtol=1e-6)
    np.testing.assert_allclose(row[2], gap, rtol=1e-6)  # on a border, three from the other
    assert row[0] < row[1] < row[2]


@pytest.mark.parametrize("value", [0, 1])
def test_a_single_object_has_no_gap(value: int) -> None:
    np.testing.assert_array_equal(boundary_weights(np.full((6, 7), value, np.uint8)), 1)
