"""Heat lies where the answer comes from, and the checks beside it say so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Input, Novelty
from diaphane.errors import BadModel, BadSetting, UnknownName
from diaphane.explanation import Explanation
from diaphane.image import Floats, Image
from diaphane.infer.explain import METHODS, UNLIKE, explain, file_method
from diaphane.infer.model import Model, load
from diaphane.pixels.prepare import prepare
from diaphane.tasks.classify import heat_of
from tiny_models import CARD, bright_picture, tiny_classifier


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_classifier(tmp_path / "tiny.onnx", sharpness=4)


@pytest.fixture
def model(file: Path) -> Model:
    return load(file)


def explained(model: Model, k: int, *, method: str = "cam", name: str | None = None) -> Explanation:
    image = Image(bright_picture(k, size=60)[None])
    return explain(model, image, file_method(method, model), name=name)


@pytest.mark.parametrize("k", range(3))
@pytest.mark.parametrize("method", METHODS)
def test_every_method_is_hot_where_the_class_is(model: Model, method: str, k: int) -> None:
    found = explained(model, k, method=method)
    heat = found.heat
    assert found.name == CARD.names[k]
    assert heat is not None
    assert heat.shape == (60, 60)
    assert heat.min() >= 0
    assert heat.max() == 1
    inside = heat[:, k * 20 : k * 20 + 20].mean()
    assert inside > 2 * np.delete(heat, slice(k * 20, k * 20 + 20), axis=1).mean()


@pytest.mark.parametrize("method", METHODS)
def test_the_checks_pass_where_the_network_is_honest(file: Path, method: str) -> None:
    model = load(file)
    image = Image(bright_picture(0, size=60)[None])
    found = explain(model, image, file_method(method, model, file.read_bytes()))
    assert found.sanity is not None
    assert found.sanity.passed
    assert found.deletion is not None
    assert found.deletion.passed


def test_without_the_file_there_is_no_sanity_check(model: Model) -> None:
    assert explained(model, 0).sanity is None


def test_the_map_of_the_file_is_drawn_as_in_an_answer(model: Model) -> None:
    image = Image(bright_picture(2, size=60)[None])
    prepared = prepare(image, CARD.input)
    outputs = {name: v[0] for name, v in model.network(prepared.pixels[None]).items()}
    found = explain(model, image, file_method("cam", model)).heat
    told = heat_of(outputs, 2, prepared)
    assert found is not None
    assert told is not None
    np.testing.assert_allclose(found, told, atol=1e-6)


def test_one_may_ask_about_another_class(model: Model) -> None:
    found = explained(model, 0, name="right")
    assert found.heat is not None
    assert found.heat[:, :20].max() < found.heat[:, 40:].max() == 1
    assert found.deletion is not None
    assert found.deletion.hottest[0] == pytest.approx(found.result.probabilities["right"])
    with pytest.raises(UnknownName, match="did you mean 'right'"):
        explained(model, 0, name="rigth")


def test_an_unknown_method_is_refused(model: Model) -> None:
    with pytest.raises(UnknownName, match="no method named 'magic'"):
        file_method("magic", model)


def test_a_blank_image_has_no_heat_and_says_so(model: Model) -> None:
    image = Image(np.full((1, 40, 40), 90, np.uint8))
    found = explain(model, image, file_method("cam", model))
    assert found.heat is None
    assert found.sentences("x")[-1].startswith("no heat: the image is blank")


def test_a_map_without_anything_for_the_class_is_not_drawn_as_noise() -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        noise = np.random.default_rng(0).random((len(batch), 3, 4, 4), np.float32)
        return {"logits": np.zeros((len(batch), 3), np.float32), "cam": -5 + 1e-3 * noise}

    model = Model(network, CARD)
    for method in METHODS:
        found = explained(model, 0, method=method)
        assert found.heat is None
        assert found.blank


def test_an_image_unlike_all_is_explained_with_a_warning(model: Model) -> None:
    white = bright_picture(0) // 8 + 220
    image = Image(white[None].astype(np.uint8))
    strict = Model(model.network, CARD.but(novelty=Novelty(0, 0, 1)))
    assert UNLIKE in explain(strict, image, file_method("cam", strict)).notes


def test_without_maps_occlusion_still_works() -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        third = batch.shape[-1] // 3
        parts = [batch[..., k * third : (k + 1) * third].mean((1, 2, 3)) for k in range(3)]
        return {"logits": np.stack(parts, axis=1) * 9}

    bare = Model(network, CARD)
    with pytest.raises(BadModel, match="use the method 'occlusion'"):
        explained(bare, 1)
    heat = explained(bare, 1, method="occlusion").heat
    assert heat is not None
    assert heat.argmax() % 60 // 20 == 1


def test_models_that_name_no_classes_of_images_are_refused(model: Model) -> None:
    image = Image(bright_picture(0)[None])
    for card, why in (
        (CARD.but(task="segment"), "expected a model that classifies"),
        (CARD.but(input=Input(size=(60,))), "reads rows of a table"),
    ):
        other = Model(model.network, card)
        with pytest.raises(BadSetting, match=why):
            explain(other, image, file_method("cam", other))


def test_a_plane_of_a_volume_by_its_number(model: Model) -> None:
    volume = Image(np.stack([bright_picture(k) for k in range(3)])[None], axes="zyx")
    found = explain(model, volume, file_method("cam", model), number=3)
    assert found.name == "right"
    assert found.result.notes[0].startswith("slice 3 of 3")
