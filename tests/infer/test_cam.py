"""The map of the file is taken as it is, what speaks against the class included."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from diaphane.image import Image
from diaphane.infer.cam import cam
from diaphane.infer.model import load
from diaphane.pixels.prepare import prepare
from tiny_models import CARD, bright_picture, tiny_classifier


def test_the_map_is_the_output_of_the_class(tmp_path: Path) -> None:
    file = tiny_classifier(tmp_path / "tiny.onnx")
    model, method = load(file), cam(load(file), file.read_bytes())
    prepared = prepare(Image(bright_picture(1)[None]), CARD.input)
    expected = model.network(prepared.pixels[None])["cam"][0]
    for k in range(3):
        np.testing.assert_array_equal(method.find(prepared, k).map, expected[k])
    assert method.shuffled is not None
    again = method.shuffled(0)(prepared, 1).map
    assert again.shape == expected[1].shape
    assert (again != expected[1]).any()
