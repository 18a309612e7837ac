"""Two models that enhance the same pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import wilcoxon as signed_rank

from diaphane.errors import BadData
from diaphane.judge.enhance.compare import compare
from diaphane.judge.enhance.evaluate import Case


def cases(gain: float, *, n: int = 12, group: str = "", seed: int = 0) -> list[Case]:
    """Pictures of which a model has so many decibels more than another, give or take."""
    base = np.random.default_rng(7).uniform(20, 40, n)
    own = np.random.default_rng(seed).normal(gain, 0.3, n)
    return [
        Case(
            f"{group}/HR/{k}.png" if group else f"{k}.png",
            {"psnr_y": base[k] + own[k], "ssim_y": 0.8, "psnr_rgb": base[k], "psnr_y_gain": 1.0},
            group,
            truth_sha256=str(k),
        )
        for k in range(n)
    ]


def psnr(of: list[Case]) -> np.ndarray:
    return np.array([case.figures["psnr_y"] for case in of])


GOOD, POOR = cases(0.5), cases(0.0, seed=1)


def test_differences_are_taken_picture_by_picture() -> None:
    found = compare({"good": GOOD, "poor": POOR[::-1]}, resamples=500)
    expected = psnr(GOOD) - psnr(POOR)
    pair = found.pairs[0]
    own = pair.differences["psnr_y"]
    assert own.value == pytest.approx(expected.mean())
    assert own.low is not None
    assert own.high is not None
    error = expected.std(ddof=1) / len(expected) ** 0.5
    assert own.high - own.low == pytest.approx(2 * 2.201 * error, rel=0.1)  # Student's, 11 degrees
    assert pair.wilcoxon.p == pytest.approx(signed_rank(expected).pvalue)
    assert list(pair.differences) == ["psnr_y", "ssim_y", "psnr_rgb"]
    assert pair.differences["psnr_rgb"].value == 0
    assert found.words[0].startswith("good has a higher PSNR on Y than poor by 0.")
    assert " dB (" in found.words[0]
    assert found.to_plain()["cases"]["0.png"]["good"] == psnr(GOOD)[0]


def test_test_sets_are_told_apart() -> None:
    many = {
        name: cases(gain, n=5, group="Set5") + cases(gain, n=14, group="Set14")
        for name, gain in (("good", 0.5), ("poor", 0.0))
    }
    found = compare(many, resamples=50)
    assert {name: one.n for name, one in found.sets.items()} == {"Set5": 5, "Set14": 14}
    told = found.to_plain()["sets"]["Set5"]
    expected = psnr(many["good"][:5]) - psnr(many["poor"][:5])
    assert told["pairs"][0]["differences"]["psnr_y"]["value"] == pytest.approx(expected.mean())
    assert not found.warnings


def test_what_must_be_minded_is_said() -> None:
    found = compare({"good": GOOD, "poor": POOR[3:], "same": GOOD}, resamples=20)
    assert found.n == 9
    assert [warning.split(":")[0].split(",")[0] for warning in found.warnings] == [
        "3 cases that some model could not answer were left out for all",
        "few pictures (9)",
        "3 pairs were tested",
    ]
    assert "which may be chance; better in 0 cases" in found.words[1]


def test_pictures_of_another_scale_are_refused() -> None:
    other = [replace(case, truth_sha256="other") for case in POOR]
    with pytest.raises(BadData, match=r"same sharp pictures .* 'poor' .* for '0\.png'"):
        compare({"good": GOOD, "poor": other})


def test_pictures_that_are_all_border_have_no_words() -> None:
    nothing = [replace(GOOD[0], figures={"psnr_y": float("nan")})]
    assert compare({"one": nothing, "other": nothing}).words == ()
