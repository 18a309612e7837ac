"""The surest mistakes, and small pictures of them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image as Pillow

from diaphane.data.folders import Sample
from diaphane.judge.mistakes import SHOWN, SIDE, pictures, worst
from diaphane.judge.predictions import Prediction
from tiny_models import bright_file


def said(name: str, truth: str, p: float, error: str = "") -> Prediction:
    return Prediction(name, truth, probabilities={"a": p, "b": 1 - p}, error=error)


def test_the_surest_first() -> None:
    every = [said("1", "b", 0.6), said("2", "b", 0.9), said("3", "a", 0.9), said("4", "b", 1, "x")]
    assert [p.name for p in worst(every)] == ["2", "1"]


def test_pictures_are_small_and_stamped(tmp_path: Path) -> None:
    bright_file(tmp_path / "1.png", 0, size=600)
    (tmp_path / "2.png").write_bytes(b"no image")
    samples = [Sample(tmp_path / f"{i}.png", "a", name=f"a/{i}.png") for i in (1, 2)]
    wrong = [said(name, "b", 0.9) for name in ("a/1.png", "a/2.png", "a/3.png")]
    made = pictures(wrong, samples)
    assert list(made) == ["a/1.png"]
    with Pillow.open(BytesIO(made["a/1.png"])) as picture:
        assert picture.format == "JPEG"
        assert picture.width == SIDE
        assert picture.height > SIDE  # the strip below it


def test_no_more_than_can_be_looked_at(tmp_path: Path) -> None:
    bright_file(tmp_path / "1.png", 0)
    samples = [Sample(tmp_path / "1.png", "a", name=str(i)) for i in range(20)]
    assert len(pictures([said(str(i), "b", 0.9) for i in range(20)], samples)) == SHOWN
