"""Features of pictures: by which file, how prepared, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper

from diaphane.errors import BadModel, BadSetting, UnknownName
from diaphane.image import Image, Window
from diaphane.judge.translate.eye import Eye, open_eye, told
from tiny_models import CARD, tiny_classifier, tiny_network
from tiny_translator import tiny_translator

LIMITS = Window(0, 255)


def bare(path: Path) -> Path:
    """A file that gives features and nothing else."""
    graph = tiny_network()
    outputs = [one for one in graph.graph.output if one.name == "features"]
    del graph.graph.output[:]
    graph.graph.output.extend(outputs)
    helper.set_model_props(graph, {"diaphane.card": CARD.but(classes=()).to_json()})
    onnx.save(graph, path)
    return path


@pytest.fixture
def eye(tmp_path: Path) -> Eye:
    return open_eye(bare(tmp_path / "bare.onnx"))


def left(values: np.ndarray) -> Image:
    return Image(np.where(np.arange(60) < 20, values, 0).astype(values.dtype)[None])


def test_features_are_those_of_the_prepared_picture(eye: Eye) -> None:
    bright = left(np.full((40, 60), 255, np.uint8))
    np.testing.assert_allclose(eye.seen(bright, LIMITS), [0.9, 0, 0], atol=0.05)
    assert len(eye.sha256) == 64


def test_deep_pictures_are_seen_as_eight_bits(eye: Eye) -> None:
    shallow, deep = left(np.full((40, 60), 255, np.uint8)), left(np.full((40, 60), 4095, np.uint16))
    seen = eye.seen(deep, Window(0, 4095))
    np.testing.assert_allclose(seen, eye.seen(shallow, LIMITS), atol=1e-6)
    real = left(np.full((40, 60), 1.0, np.float32))
    np.testing.assert_allclose(eye.seen(real, Window(0, 1)), seen, atol=1e-6)


def test_features_of_a_classifier_are_of_one_length(eye: Eye, tmp_path: Path) -> None:
    other = open_eye(tiny_classifier(tmp_path / "tiny.onnx"))
    dark, bright = (left(np.full((40, 60), k, np.uint8)) for k in (60, 240))
    for image in (dark, bright):
        assert np.square(other.seen(image, LIMITS)).mean() == pytest.approx(1)
    assert np.square(eye.seen(dark, LIMITS)).mean() < 0.1
    black = Image(np.zeros((1, 8, 8), np.uint8))
    assert not other.seen(black, LIMITS).any()
    assert other.of_one_length
    assert not eye.of_one_length


def test_which_features_is_told(tmp_path: Path) -> None:
    eye = open_eye(tiny_classifier(tmp_path / "tiny.onnx"))
    first, second = told(eye, 3)
    assert first.startswith(f"features: 3 numbers of 'tiny' (SHA-256 {eye.sha256[:12]}), scaled ")
    assert second == "'tiny' was made for: which side of a picture is bright"


def test_what_has_no_features_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="cats-dogs"):
        open_eye("cats-dgs")
    with pytest.raises(BadSetting, match="of one size for --features, got 'tiny-negative'"):
        open_eye(tiny_translator(tmp_path / "t.onnx"))
    with pytest.raises(BadSetting, match="got 'sonar'"):
        open_eye("sonar")
    graph = onnx.load(tiny_classifier(tmp_path / "tiny.onnx"))
    kept = [one for one in graph.graph.output if one.name == "logits"]
    del graph.graph.output[:]
    graph.graph.output.extend(kept)
    onnx.save(graph, tmp_path / "logits.onnx")
    with pytest.raises(BadModel, match=r"'features' in 'logits\.onnx', got logits"):
        open_eye(tmp_path / "logits.onnx")
    wrong = CARD.but(input=replace(CARD.input, channels=3))
    with pytest.raises(BadModel, match="the network says"):
        open_eye(tiny_classifier(tmp_path / "wrong.onnx", wrong))
