"""Heat lies where the answer comes from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import BadModel, UnknownName
from diaphane.image import Floats, Image
from diaphane.infer.explain import METHODS, explain, heat_map
from diaphane.infer.model import Model, load
from tiny_models import CARD, bright_picture, tiny_classifier


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return load(tiny_classifier(tmp_path / "tiny.onnx", sharpness=4))


@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_hot_where_the_class_is(model: Model, method: str, k: int) -> None:
    result = explain(model, Image(bright_picture(k, size=60)[None]), method=method)
    heat = result.heat
    assert result.label == CARD.names[k]
    assert heat is not None
    assert heat.shape == (60, 60)
    assert heat.min() >= 0
    assert heat.max() == 1
    inside = heat[:, k * 20 : k * 20 + 20].mean()
    assert inside > 2 * np.delete(heat, slice(k * 20, k * 20 + 20), axis=1).mean()


def test_one_may_ask_about_another_class(model: Model) -> None:
    heat = heat_map(model, Image(bright_picture(0)[None]), "right")
    assert heat[:, :20].max() < heat[:, 44:].max() == 1
    with pytest.raises(UnknownName, match="did you mean 'right'"):
        heat_map(model, Image(bright_picture(0)[None]), "rigth")


def test_an_unknown_method_is_refused(model: Model) -> None:
    with pytest.raises(UnknownName, match="no method named 'magic'"):
        explain(model, Image(bright_picture(0)[None]), method="magic")


def test_without_maps_occlusion_still_works() -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        third = batch.shape[-1] // 3
        parts = [batch[..., k * third : (k + 1) * third].mean((1, 2, 3)) for k in range(3)]
        return {"logits": np.stack(parts, axis=1) * 9}

    bare, image = Model(network, CARD), Image(bright_picture(1)[None])
    with pytest.raises(BadModel, match="use the method 'occlusion'"):
        explain(bare, image)
    heat = explain(bare, image, method="occlusion").heat
    assert heat is not None
    assert heat.argmax() % 64 // (64 / 3) == 1
