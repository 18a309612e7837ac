"""Distances of surfaces against MONAI, scipy and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import directed_hausdorff

from diaphane.judge.segment.surfaces import distances, hd95, surface, surface_dice


def blobs(shape: tuple[int, ...], seed: int) -> np.ndarray:
    from scipy.ndimage import gaussian_filter

    noise = gaussian_filter(np.random.default_rng(seed).normal(size=shape), 2)
    return np.asarray(noise > np.quantile(noise, 0.7))


@pytest.mark.train
@pytest.mark.filterwarnings("ignore")  # MONAI calls its own deprecated names
@pytest.mark.parametrize(
    ("shape", "spacing"),
    [((40, 30), None), ((40, 30), (0.5, 2.0)), ((14, 20, 18), (3.0, 1.0, 0.7))],
)
def test_as_monai_measures(shape: tuple[int, ...], spacing: tuple[float, ...] | None) -> None:
    import torch
    from monai.metrics import compute_hausdorff_distance, compute_surface_dice

    one, other = blobs(shape, 0), blobs(shape, 0) ^ (blobs(shape, 1) & blobs(shape, 2))
    truth, answer = (torch.from_numpy(m[None, None].astype(np.float32)) for m in (one, other))
    found = distances(one, other, spacing)
    theirs = compute_hausdorff_distance(
        answer, truth, include_background=True, percentile=95, spacing=spacing
    )
    assert hd95(found) == pytest.approx(float(theirs), rel=1e-5)
    theirs = compute_surface_dice(
        answer, truth, [1.0], include_background=True, spacing=spacing, use_subvoxels=False
    )
    assert surface_dice(found, tolerance=1.0) == pytest.approx(float(theirs), rel=1e-5)


def test_two_squares_by_hand() -> None:
    truth, answer = np.zeros((20, 20), bool), np.zeros((20, 20), bool)
    truth[5:10, 5:10] = True
    answer[5:10, 8:13] = True
    found = distances(truth, answer, (1.0, 2.0))
    assert found is not None
    far = directed_hausdorff(
        np.argwhere(surface(truth)) * (1, 2), np.argwhere(surface(answer)) * (1, 2)
    )
    assert found.of_truth.max() == far[0] == 6
    assert surface_dice(found, tolerance=6) == 1
    assert hd95(distances(truth, truth, None)) == 0


def test_nothing_on_one_side_is_as_far_as_can_be() -> None:
    none, some = np.zeros((4, 5), bool), np.ones((4, 5), bool)
    for pair in ((none, some), (some, none)):
        found = distances(*pair, (3.0, 3.0))
        assert hd95(found) == 15
        assert surface_dice(found) == 0
    assert np.isnan(hd95(distances(none, none, None)))
    assert np.isnan(surface_dice(distances(none, none, None)))


def test_the_end_of_the_image_is_a_surface() -> None:
    assert surface(np.ones((4, 4), bool)).sum() == 12
