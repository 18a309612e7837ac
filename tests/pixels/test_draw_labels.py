"""Pictures of label maps hold the classes' colours, where they are and in the legend."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.image import Floats, Image, Pixels
from diaphane.infer.model import Model
from diaphane.pixels.draw_labels import amounts, headline, labels_picture, overlay
from diaphane.result import Result
from tiny_segmenter import TWO


def three(batch: Floats) -> dict[str, Floats]:
    return {"logits": np.concatenate([0 * batch, 60 * batch - 20, 120 * batch - 60], axis=1)}


def ramp(*space: int) -> Pixels:
    """(1, *space): brighter from left to right."""
    return np.broadcast_to(np.arange(space[-1], dtype=np.uint8) * 4, (1, *space))


def asked(image: Image) -> Result:
    return Model(three, TWO).predict(image)


def test_colours_are_faint_inside_and_full_at_the_rim() -> None:
    labels = np.zeros((9, 9), np.uint8)
    labels[2:7, 2:7] = 2
    drawn = overlay(np.zeros((9, 9, 3), np.uint8), labels, TWO)
    colour = TWO.classes[1].colour
    assert tuple(drawn[2, 2]) == colour
    assert tuple(drawn[4, 4]) == tuple(np.rint(np.array(colour) * np.float32(0.35)))
    assert not drawn[0].any()


@pytest.mark.parametrize(
    "image",
    [
        Image(ramp(40, 60)),
        Image(ramp(40, 60), spacing=(2.0, 0.5)),
        Image(ramp(3, 40, 60), "zyx", spacing=(3.0, 1.0, 1.0)),
        Image(ramp(30, 40, 60).astype(np.float32), "zyx"),
        Image(ramp(2, 40, 60), "tyx"),
        Image(np.zeros((1, 30, 40, 60), np.uint8), "zyx"),
        Image(np.zeros((1, 1, 1, 1), np.uint8), "zyx"),
    ],
)
def test_every_kind_of_image_is_drawn(image: Image) -> None:
    result = asked(image)
    picture = labels_picture(image, result, TWO)
    assert picture.dtype == np.uint8
    assert picture.shape[0] == 3
    for one in TWO.classes:  # in the legend, found or not
        same = (picture == np.array(one.colour)[:, None, None]).all(axis=0)
        assert same.sum() >= 16 * 16


def test_words_for_what_was_found() -> None:
    image = Image(ramp(10, 40, 60), "zyx", spacing=(3.0, 1.0, 1.0))
    result = asked(image)
    assert headline(result, TWO) == "found: middle, what is bright"
    assert headline(asked(Image(np.zeros((1, 9, 9), np.uint8))), TWO) == "nothing was found"
    volume, surface, share, parts = amounts(result, "bright")
    assert volume == f"volume {result.measures['bright_volume_ml']:.1f} ml"
    assert surface == f"surface {result.measures['bright_surface_mm2']:,.0f} mm2"
    assert share.endswith("% of the image")
    assert parts == "1 component"
