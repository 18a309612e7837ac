"""As many calls as are told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from diaphane.image import Floats, Image
from diaphane.infer.calls import calls, counting
from diaphane.infer.every import Ways
from diaphane.infer.model import Model
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier
from tiny_segmenter import VOLUMES, tiny_segmenter
from tiny_translator import tiny_translator

RNG = np.random.default_rng(0)
PICTURE = Image(RNG.integers(0, 255, (3, 150, 90), np.uint8))
GRAY = Image(RNG.integers(0, 255, (2, 50, 90), np.uint8))
VOLUME = Image(
    RNG.integers(0, 255, (1, 12, 40, 50), np.uint8),
    axes="zyx",
    spacing=(2.0, 1.0, 1.0),
    direction=np.eye(3),
    origin=(0.0, 0.0, 0.0),
)


@pytest.mark.parametrize(
    ("model", "image", "ways"),
    [
        ("classify", PICTURE, Ways()),
        ("segment", PICTURE, Ways()),
        ("segment", PICTURE, Ways(flips=True, maps=True)),
        ("segment", VOLUME, Ways()),
        ("volumes", VOLUME, Ways()),
        ("volumes", VOLUME, Ways(flips=True)),
        ("enhance", PICTURE, Ways()),
        ("enhance", GRAY, Ways()),
        ("translate", PICTURE, Ways()),
        ("translate", PICTURE, Ways(tiles=True)),
        ("translate", GRAY, Ways(tiles=True)),
    ],
)
def test_as_many_as_are_told(model: str, image: Image, ways: Ways, tmp_path: Path) -> None:
    file = {
        "classify": tiny_classifier,
        "segment": tiny_segmenter,
        "volumes": lambda path: tiny_segmenter(path, VOLUMES),
        "enhance": tiny_enhancer,
        "translate": tiny_translator,
    }[model](tmp_path / "model.onnx")
    loaded, told = Model.load(file), list[int]()
    network = counting(loaded.network, told.append)
    watched = Model(network, loaded.card)
    watched.predict(image, flips=ways.flips, maps=ways.maps, tiles=ways.tiles)
    assert told == [*range(calls(image, loaded.card, ways))]


def test_what_is_told_may_end_it() -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    def network(batch: Floats) -> Mapping[str, Floats]:
        raise AssertionError("it is never asked")

    with pytest.raises(KeyboardInterrupt):
        counting(network, stop)(np.zeros((1, 1, 2, 2), np.float32))
