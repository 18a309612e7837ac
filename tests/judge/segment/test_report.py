"""A segmentation's report: the page and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from diaphane.infer.provenance import Origin
from diaphane.judge.segment.evaluate import evaluate_pairs
from diaphane.judge.segment.page import MEANING
from diaphane.judge.segment.published import PUBLISHED
from diaphane.judge.segment.report import write_report
from judge.segment.conftest import DISCS, TWO, Stub, discs, pair


def test_the_page_says_what_was_measured(tmp_path: Path, stub: Stub) -> None:
    pairs = discs(8, fov=True)
    done = evaluate_pairs(stub, pairs, DISCS, resamples=50, warnings=("<b>mind</b>",))
    html, kept = write_report(
        done, tmp_path, card=DISCS, origin=Origin("f" * 64), model=stub, pairs=pairs
    )
    page = html.read_text()
    assert "discs on 8 cases" in page
    assert "&lt;b&gt;mind&lt;/b&gt;" in page
    assert "only pixels inside the field of view count" in page
    assert page.count("data:image/jpeg") == 6
    assert page.count("data:image/svg+xml") == 1
    assert page.index("07.png") < page.index("06.png") < page.index("05.png")
    assert "http" not in page.replace("http://www.w3.org", "")
    plain = json.loads(kept.read_text())
    assert plain["about"]["model_sha256"] == "f" * 64
    assert plain["metrics"]["dice"]["value"] == done.metrics["dice"].value


def test_classes_of_volumes(tmp_path: Path) -> None:
    truth = np.zeros((6, 8, 8), np.uint8)
    truth[1:3, 2:6, 2:6], truth[3:5, 2:6, 2:6] = 1, 2
    maps = np.stack([truth == 1, np.roll(truth == 2, 1, 0)]).astype(np.float32)
    pairs = [pair(f"{i}.nii", maps, truth, spacing=(1.0,) * 3) for i in range(2)]
    card = TWO.but(name="hippocampus")
    done = evaluate_pairs(Stub(card), pairs, card, resamples=20)
    page = write_report(done, tmp_path, card=card, model=Stub(card), pairs=pairs)[0].read_text()
    assert "Dice, front" in page
    assert "HD95, mm, back" in page
    assert "nnU-Net" in page


def test_every_figure_is_explained(stub: Stub) -> None:
    done = evaluate_pairs(stub, discs(3), DISCS, resamples=20)
    walls = {"rand_error", "rand_error_best", "warping_error"}
    plain = {name.removesuffix("_pooled") for name in done.metrics}
    assert plain | walls == set(MEANING)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_figures_are_under_our_names(name: str) -> None:
    for row in PUBLISHED[name].rows:
        for figure, value in row.figures.items():
            assert figure.partition(" ")[0].removesuffix("_pooled") in MEANING
            assert 0 <= value <= 1
