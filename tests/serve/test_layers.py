"""Layers are small, lie on the image, and lead back to what they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.image import Image
from diaphane.pixels.gray import gray
from diaphane.pixels.orient import Turn, turned
from diaphane.pixels.planes import plane
from diaphane.result import Result
from diaphane.serve.facts import facts_of
from diaphane.serve.keep import Places
from diaphane.serve.layers import (
    as_kept,
    as_shown,
    keep_layers,
    layers_of,
    plane_in,
    values_of,
)
from diaphane.serve.missing import Missing
from diaphane.serve.store import new_id

RNG = np.random.default_rng(0)
VOLUME = Image(
    RNG.integers(0, 99, (1, 4, 6, 8), np.int16),
    axes="zyx",
    spacing=(4.0, 1.0, 1.0),
    direction=np.eye(3)[:, ::-1],
    origin=(0.0, 0.0, 0.0),
)


def test_maps_are_kept_in_a_byte() -> None:
    values = RNG.random((200, 3), np.float32)
    assert np.abs(gray(values, 1.0) / 255 - values).max() <= 0.5 / 255 + 1e-6
    assert gray(values, 0.05)[values >= 0.05].min() == 255


def test_all_that_an_answer_has() -> None:
    picture = Image(np.zeros((3, 8, 8), np.uint8))
    maps = {"added": np.full((8, 8), 0.1, np.float32), "residual": np.zeros((2, 2), np.float32)}
    found = {one.name: one for one in layers_of(Result("enhance", image=picture, maps=maps))}
    assert [*found] == ["picture", "added", "residual"]
    assert found["added"].pixels.max() == round(255 * 0.1 / 0.2)
    assert [*layers_of(Result("classify"))] == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_labels_of_a_volume_are_kept_as_the_volume(
    order: tuple[int, int, int], tmp_path: Path
) -> None:
    came = turned(VOLUME, Turn(order, (True, False, True)))
    facts, pixels = facts_of(came, title="", files={})
    labels = came.but(pixels=(came.pixels > 50).astype(np.uint8))
    places, name = Places(tmp_path), new_id()
    kept = keep_layers(places, name, Result("segment", image=labels), came, facts, None)
    assert kept["labels"]["shape"] == facts["shape"]
    np.testing.assert_array_equal(values_of(places, name, kept["labels"]), pixels[0] > 50)
    for axis in range(3):
        shown = plane_in(places, name, kept["labels"], axis, 1)
        expected = np.take(pixels[0] > 50, 1, axis=axis)
        np.testing.assert_array_equal(
            np.frombuffer(shown.data, np.uint8).reshape(shown.rows, shown.columns), expected
        )


def test_the_heat_of_a_slice_lies_on_that_slice(tmp_path: Path) -> None:
    heat = RNG.random((6, 8), np.float32)
    facts, _ = facts_of(VOLUME, title="", files={})
    places, name = Places(tmp_path), new_id()
    kept = keep_layers(places, name, Result("classify", heat=heat), VOLUME, facts, 3)
    assert kept["heat"]["slice"] == 3
    assert plane_in(places, name, kept["heat"], 0, 2).rows == 6
    with pytest.raises(Missing):
        plane_in(places, name, kept["heat"], 0, 1)


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 1, 0)])
@pytest.mark.parametrize("flip", [True, False])
def test_a_slice_as_it_is_kept_and_as_it_is_shown(order: tuple[int, int, int], flip: bool) -> None:
    lying = turned(VOLUME, Turn(order, (False, flip, not flip)))
    shown = plane(lying, 1)[0].pixels[0]
    kept = as_kept(shown, lying)
    cut = next(axis for axis in range(3) if lying.shape[axis] == 4)
    np.testing.assert_array_equal(kept, np.take(lying.pixels[0], 0, axis=cut))
    np.testing.assert_array_equal(as_shown(kept, lying), shown)


def test_a_layer_that_was_removed_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        values_of(Places(tmp_path), new_id(), {"file": "1"})
