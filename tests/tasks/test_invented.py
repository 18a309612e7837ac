"""What was invented is measured where it is: against interpolation, and by shrinking again."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Card, Input, Scaling
from diaphane.image import Image
from diaphane.pixels.interpolate import enlarge
from diaphane.pixels.orient import as_it_is
from diaphane.pixels.view import view
from diaphane.result import Result
from diaphane.tasks import TASKS

NEED = Input(tile=(64, 64), scaling=Scaling("depth"))
CARD = Card("larger", "enhance", NEED, scale=4)
RANDOM = np.random.default_rng(0)


def decoded(image: Image, picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Result:
    seen = view(image, NEED, as_it_is(2))
    return TASKS["enhance"].decode({"picture": picture}, image, seen, CARD)


def test_nothing_is_invented_by_interpolation() -> None:
    image = Image(RANDOM.integers(60, 190, (3, 20, 20), np.uint8))
    large = enlarge(image.pixels.astype(np.float32), 4, "bicubic")
    result = decoded(image, np.rint(large).astype(np.uint8))
    assert result.measures["added_max_percent"] < 100 * 0.501 / 255  # rounding


def test_what_was_added_is_measured_where_it_is() -> None:
    """64 rows go together: the places tried lie on either side of their border."""
    image = Image(np.full((1, 130, 20), 100, np.uint8))
    picture = np.full((1, 520, 80), 100, np.uint8)
    picture[0, 252:260, 40:48] = 202  # two samples of the image, 0.4 of the range above
    result = decoded(image, picture)
    np.testing.assert_allclose(result.maps["added"][252:260, 40:48], 0.4, atol=1e-5)
    assert result.maps["added"].sum() == pytest.approx(0.4 * 64, rel=1e-4)
    there = result.maps["residual"][63:65, 10:12]
    assert (there > 0.25).all()
    assert there.max() == result.maps["residual"].max()
    mean = 100 * result.maps["residual"].mean()
    assert result.measures["residual_mean_percent"] == pytest.approx(mean, rel=1e-4)


def test_a_picture_that_shrinks_back_leaves_no_residual() -> None:
    image = Image(np.full((3, 9, 9), 50, np.uint8))
    assert decoded(image, np.full((3, 36, 36), 50, np.uint8)).measures == {
        "residual_mean_percent": pytest.approx(0, abs=1e-4),
        "residual_max_percent": pytest.approx(0, abs=1e-4),
        "added_mean_percent": pytest.approx(0, abs=1e-4),
        "added_max_percent": pytest.approx(0, abs=1e-4),
    }
