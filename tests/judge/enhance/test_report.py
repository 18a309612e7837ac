"""The report on larger pictures: files, pictures of the worst and best, nothing loaded."""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.data.pictures import Sharp
from diaphane.image import Image
from diaphane.infer.model import load
from diaphane.judge.enhance.evaluate import evaluate_pictures
from diaphane.judge.enhance.pictures import CROP, case_picture, pictures
from diaphane.judge.enhance.report import write_report
from diaphane.pixels.interpolate import shrink

MODEL = load("nearest-x4")


def sharp(k: int, shape: tuple[int, ...] = (1, 80, 96)) -> Sharp:
    truth = Image(np.random.default_rng(k).integers(0, 256, shape, np.uint8))
    values = np.rint(shrink(truth.pixels.astype(np.float32), 4)).clip(0, 255).astype(np.uint8)
    return Sharp(f"<{k}>.png", lambda: truth, partial(Image, values))


def test_a_page_and_its_figures(tmp_path: Path) -> None:
    every = [sharp(k) for k in range(7)]
    done = evaluate_pictures(MODEL, every, MODEL.card, resamples=100)
    page, figures = write_report(done, tmp_path, card=MODEL.card, model=MODEL, sharps=every)
    html = page.read_text()
    assert html.count("data:image/jpeg") == 6
    assert "&lt;1&gt;.png" in html
    assert "<1>" not in html
    assert "src=" not in html.replace('src="data:', "")
    for words in ("PSNR on Y, dB", "SSIM on Y", "border: 4 samples", "LPIPS was not measured"):
        assert words in html
    kept = json.loads(figures.read_text())
    assert kept["metrics"]["psnr_y"] == done.to_plain()["metrics"]["psnr_y"]
    assert kept["card"]["name"] == "nearest-x4"
    bare, _ = write_report(done, tmp_path, card=MODEL.card)
    assert "data:image/jpeg" not in bare.read_text()


@pytest.mark.parametrize("shape", [(3, 300, 260), (4, 8, 12), (1, 4, 4)])
def test_the_truth_is_the_last_panel(shape: tuple[int, ...]) -> None:
    one = sharp(3, shape)
    made = pictures(MODEL, [one], [one.name], MODEL.card)[one.name]
    with Pillow.open(BytesIO(made)) as picture:
        assert picture.width > 4 * CROP
    answer = MODEL.predict(one.low()).image
    assert answer is not None
    drawn = case_picture(one.low(), one.truth(), answer, MODEL.card)
    assert drawn.shape[1] == picture.width
