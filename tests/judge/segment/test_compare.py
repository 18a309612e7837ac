"""Two segmenters on the same images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import wilcoxon as signed_rank

from diaphane.card import Figure
from diaphane.errors import BadData, BadSetting
from diaphane.image import Image
from diaphane.judge.segment.cases import Case
from diaphane.judge.segment.compare import better, compare
from diaphane.judge.segment.evaluate import judge_pair, mean_dice
from judge.segment.conftest import DISCS, Stub, discs


def cases(shift: float = 0.0) -> list[Case]:
    """Of the stub, whose probabilities are lowered by `shift`."""

    def lowered(image: Image) -> Image:
        return image.but(pixels=np.clip(image.pixels - shift, 0, 1))

    pairs = [replace(p, image=lambda p=p: lowered(p.image())) for p in discs()]  # type: ignore[misc]
    return [judge_pair(Stub(DISCS), pair, DISCS) for pair in pairs]


GOOD, POOR = cases(), cases(0.45)


def dice(of: Sequence[Case]) -> np.ndarray:
    return np.array([mean_dice(case) for case in of])


def test_differences_are_paired() -> None:
    found = compare({"good": GOOD, "poor": POOR[::-1]}, resamples=500)
    pair = found.pairs[0]
    expected = dice(GOOD) - dice(POOR)
    assert pair.differences["dice"].value == pytest.approx(expected.mean())
    low, high = pair.differences["dice"].low, pair.differences["dice"].high
    assert low is not None
    assert high is not None
    error = expected.std(ddof=1) / len(expected) ** 0.5
    assert high - low == pytest.approx(2 * 2.201 * error, rel=0.1)  # Student's, 11 degrees
    assert pair.wilcoxon.p == pytest.approx(signed_rank(expected).pvalue)
    assert found.words[0].startswith("good has a higher Dice than poor by 0.")
    assert found.to_plain()["cases"]["00.png"]["good"] == mean_dice(GOOD[0])


def test_a_model_beside_itself() -> None:
    found = compare({"one": GOOD, "same": GOOD}, resamples=20)
    assert found.pairs[0].wilcoxon.p == 1
    assert "which may be chance" in found.words[0]


def test_errors_are_better_when_smaller() -> None:
    lower = Figure(-0.1, -0.2, -0.05)
    assert better("dice", lower) == better("auroc_pooled", lower) == -1
    assert better("pixel_error_pooled", lower) == better("hd95", lower) == 1
    assert better("dice", Figure(0.1, -0.1, 0.3)) == 0


def test_cases_that_one_could_not_answer_are_left_out() -> None:
    found = compare({"good": GOOD, "poor": POOR[3:]}, resamples=20)
    assert found.n == 9
    assert found.warnings[0].startswith("3 cases that some model could not answer")


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(BadSetting, match="two models or more"):
        compare({"good": GOOD})
    with pytest.raises(BadData, match="that all models could answer, got none"):
        compare({"good": GOOD[:2], "poor": POOR[3:]})
    other = [replace(case, truth_sha256="0") for case in POOR]
    with pytest.raises(BadData, match=r"judged by another for '00\.png'"):
        compare({"good": GOOD, "poor": other})
