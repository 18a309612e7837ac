"""The report on translated pictures: files, pictures of what was least and most kept."""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.data.domains import Domains, Member
from diaphane.image import Image
from diaphane.infer.model import Model, load
from diaphane.judge.translate.evaluate import TranslateEvaluation, evaluate_domains
from diaphane.judge.translate.eye import open_eye
from diaphane.judge.translate.pictures import pictures
from diaphane.judge.translate.report import write_report
from tiny_models import tiny_classifier
from tiny_translator import tiny_translator


@pytest.fixture
def model(tmp_path: Path) -> Model:
    return load(tiny_translator(tmp_path / "negative.onnx"))


def picture(seed: int, shape: tuple[int, ...], dtype: type[np.generic]) -> Image:
    values = np.random.default_rng(seed).integers(0, 256, shape)
    return Image(values.astype(dtype))


def domains(
    shape: tuple[int, ...] = (3, 40, 48), dtype: type[np.generic] = np.uint8, n: int = 7
) -> Domains:
    photos, negatives = (
        tuple(
            Member(f"<{k}>.png", Path(f"{k}.png"), partial(picture, first + k, shape, dtype))
            for k in range(n)
        )
        for first in (0, 50)
    )
    return Domains(("photo", "negative"), photos, negatives)


def evaluated(model: Model, of: Domains, tmp_path: Path) -> TranslateEvaluation:
    eye = open_eye(tiny_classifier(tmp_path / "eye.onnx"))
    return evaluate_domains(model, of, eye, back=model, resamples=100)


def test_a_page_and_its_figures(model: Model, tmp_path: Path) -> None:
    of = domains()
    done = evaluated(model, of, tmp_path)
    page, figures = write_report(
        done, tmp_path, card=model.card, model=model, back=model, domains=of
    )
    html = page.read_text()
    assert html.count("data:image/jpeg") == 6
    assert "photo/&lt;1&gt;.png" in html
    assert "<1>" not in html
    assert "src=" not in html.replace('src="data:', "")
    for words in (
        "tiny-negative on 7 of photo towards 7 of negative",
        "How far from negative",
        "What was kept",
        "features: 3 numbers of &#x27;tiny&#x27;",
        "few pictures",
        "cycle error",
    ):
        assert words in html
    kept = json.loads(figures.read_text())
    assert kept["metrics"] == done.to_plain()["metrics"]
    assert kept["features"]["name"] == "tiny"
    assert kept["card"]["name"] == "tiny-negative"
    assert kept["about"]["versions"]
    bare, _ = write_report(done, tmp_path, card=model.card)
    assert "data:image/jpeg" not in bare.read_text()


@pytest.mark.parametrize(
    ("shape", "dtype"), [((4, 300, 200), np.uint8), ((1, 16, 16), np.uint16), ((3, 1, 9), np.uint8)]
)
def test_pictures_of_any_kind(
    model: Model, tmp_path: Path, shape: tuple[int, ...], dtype: type[np.generic]
) -> None:
    of = domains(shape, dtype, n=2)
    done = evaluated(model, of, tmp_path)
    for back in (model, None):
        made = pictures(model, back, of, done.cases, [done.cases[0].name, "unknown"])
        assert list(made) == [done.cases[0].name]
        with Pillow.open(BytesIO(made[done.cases[0].name])) as opened:
            assert opened.width > 4 * 384
