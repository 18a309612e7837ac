"""From a file to an answer, one and many."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import BadModel, BadSetting, UnreadableImage
from diaphane.image import Floats, Image
from diaphane.infer.model import Model, load
from diaphane.result import Result
from tiny_models import CARD, bright_file, bright_picture, tiny_classifier


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_classifier(tmp_path / "tiny.onnx")


@pytest.mark.parametrize("k", range(3))
def test_a_picture_is_named_and_explained(file: Path, k: int) -> None:
    result = load(file).predict(Image(bright_picture(k)[None]))
    assert result.label == CARD.names[k]
    assert result.possible == (CARD.names[k],)
    assert result.heat is not None
    assert result.heat.shape == (64, 64)
    assert result.heat.argmax() % 64 // (64 / 3) == k
    assert result.doubts == ()


def test_provenance_names_model_input_and_runtime(file: Path, tmp_path: Path) -> None:
    picture = bright_file(tmp_path / "a.png", 0)
    facts = load(file).predict(picture).provenance
    assert facts["model_sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert facts["input_sha256"] == hashlib.sha256(picture.read_bytes()).hexdigest()
    assert facts["runtime"] == "onnxruntime cpu"
    assert "onnxruntime" in facts["versions"]


def test_any_callable_is_a_network() -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        return {"logits": np.tile(np.array([0, 9, 0], np.float32), (len(batch), 1))}

    assert Model(network, CARD).predict(Image(bright_picture(0)[None])).label == "middle"


def test_many_keep_their_order_and_errors_stay_with_their_file(file: Path, tmp_path: Path) -> None:
    paths = [bright_file(tmp_path / f"{n}.png", n % 3, seed=n) for n in range(40)]
    paths[7].write_bytes(b"")
    paths.insert(20, tmp_path / "missing.png")
    answers = list(load(file).predict_many(paths, batch=8))
    assert [path for path, _ in answers] == paths
    for path, answer in answers:
        if path in (paths[7], paths[20]):
            assert isinstance(answer, UnreadableImage)
        else:
            assert isinstance(answer, Result)
            assert answer.label == CARD.names[int(path.stem) % 3]


def test_many_say_the_same_as_one(file: Path, tmp_path: Path) -> None:
    paths = [bright_file(tmp_path / f"{n}.png", n % 3, seed=n) for n in range(5)]
    model = load(file)
    for path, answer in model.predict_many(paths):
        alone = model.predict(path)
        assert isinstance(answer, Result)
        assert answer.probabilities == pytest.approx(alone.probabilities, abs=1e-5)
        assert answer.heat is not None
        assert alone.heat is not None
        np.testing.assert_allclose(answer.heat, alone.heat, atol=1e-5)


def test_a_network_that_fails_on_one_image_of_a_batch_answers_the_others(tmp_path: Path) -> None:
    def network(batch: Floats) -> Mapping[str, Floats]:
        logits = np.zeros((len(batch), 3), np.float32)
        logits[:, 0] = 5
        logits[1] = np.nan
        return {"logits": logits}

    paths = [bright_file(tmp_path / f"{n}.png", 0, seed=n) for n in range(3)]
    answers = [answer for _, answer in Model(network, CARD).predict_many(paths)]
    assert [type(answer) for answer in answers] == [Result, BadModel, Result]


def test_one_may_stop_asking(file: Path, tmp_path: Path) -> None:
    paths = [bright_file(tmp_path / f"{n}.png", 0, seed=n) for n in range(30)]
    for path, _ in load(file).predict_many(paths, batch=2):
        assert path == paths[0]
        break


def test_no_files_no_answers(file: Path) -> None:
    assert list(load(file).predict_many([])) == []


def test_of_a_volume_a_plane_is_shown_and_a_note_says_which(file: Path) -> None:
    volume = np.stack([bright_picture(k) for k in (2, 0, 1, 1, 1)])[None]
    image = Image(volume, axes="zyx")
    middle = load(file).predict(image)
    assert middle.label == "middle"
    assert middle.notes
    assert load(file).predict(image, slice=1).label == "right"


def test_a_slice_of_a_plane_is_refused(file: Path) -> None:
    with pytest.raises(BadSetting, match="got 3"):
        load(file).predict(Image(bright_picture(0)[None]), slice=3)


def test_a_network_that_is_not_as_its_card_says_is_refused(tmp_path: Path) -> None:
    card = CARD.but(task="translate")
    with pytest.raises(BadModel, match="expected an output named 'picture'"):
        load(tiny_classifier(tmp_path / "m.onnx", card))
