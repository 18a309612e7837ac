"""Figures of larger pictures: means, gains, intervals, sets, and what is said of them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from diaphane.card import Card, Input
from diaphane.data.pictures import Sharp
from diaphane.errors import BadData, BadSetting, UnreadableImage
from diaphane.image import Image
from diaphane.infer.model import Model, load
from diaphane.judge.enhance.evaluate import (
    METHODS,
    Case,
    EnhanceEvaluation,
    evaluate_pictures,
    judge,
)
from diaphane.judge.enhance.fidelity import fidelity
from diaphane.pixels.interpolate import enlarge, shrink

BICUBIC = load("bicubic-x4")
RANDOM = np.random.default_rng(0)


def smooth(seed: int, side: int = 64) -> Image:
    coarse = np.random.default_rng(seed).uniform(40, 220, (3, side // 8, side // 8))
    return Image(
        np.rint(np.clip(enlarge(coarse.astype(np.float32), 8, "bicubic"), 0, 255)).astype(np.uint8)
    )


def small(truth: Image) -> Image:
    values = shrink(truth.pixels.astype(np.float32), 4)
    return Image(np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def sharp(k: int, *, group: str = "", given: bool = False) -> Sharp:
    truth = smooth(k)
    name = f"{group}/HR/{k}.png" if group else f"{k}.png"
    return Sharp(name, lambda: truth, partial(small, truth), given=given, group=group)


def evaluated(model: Model, *sharps: Sharp) -> EnhanceEvaluation:
    return evaluate_pictures(model, sharps, model.card, resamples=200)


def test_figures_are_means_beside_every_interpolation() -> None:
    every = [sharp(k) for k in range(3)]
    done = evaluated(BICUBIC, *every)
    by_hand = []
    for one in every:
        picture = BICUBIC.predict(one.low()).image
        assert picture is not None
        by_hand.append(fidelity(one.truth(), picture, border=4))
    for name in ("psnr_y", "ssim_y", "psnr_rgb"):
        value = np.mean([found[name] for found in by_hand])
        assert done.metrics[name].value == pytest.approx(value)
        assert {f"{name}_{kind}" for kind in METHODS} <= done.metrics.keys()
        assert done.metrics[f"{name}_bicubic"] == done.metrics[name]
    assert done.metrics["psnr_y_gain"].value == 0
    assert done.metrics["psnr_y_nearest"].value < done.metrics["psnr_y_bicubic"].value
    low, high = done.metrics["psnr_y"].low, done.metrics["psnr_y"].high
    assert low is not None
    assert high is not None
    assert low < done.metrics["psnr_y"].value < high


def test_a_gain_is_surer_than_the_figure_itself() -> None:
    done = evaluated(load("nearest-x4"), *[sharp(k) for k in range(6)])
    gain, value = done.metrics["psnr_y_gain"], done.metrics["psnr_y"]
    assert gain.value < 0
    assert gain.high is not None
    assert gain.low is not None
    assert value.high is not None
    assert value.low is not None
    assert gain.high - gain.low < value.high - value.low
    gains = [case.figures["psnr_y_gain"] for case in done.cases]
    assert gains == sorted(gains)


def test_sets_are_told_apart_and_together() -> None:
    every = [sharp(k, group="Set14", given=True) for k in range(3)]
    every += [sharp(k, group="Set5") for k in (3, 4)]
    done = evaluated(BICUBIC, *every)
    assert [(one.name, one.n) for one in done.sets] == [("Set5", 2), ("Set14", 3)]
    together = np.average([one.metrics["psnr_y"].value for one in done.sets], weights=[2, 3])
    assert done.metrics["psnr_y"].value == pytest.approx(together)
    assert done.notes[2:4] == (
        "kernel: 3 of 5 small pictures were given",
        "kernel: 2 small pictures were made here, by bicubic with antialiasing (Keys, a = -0.5)",
    )
    assert done.notes[1] == "border: 4 samples at each end do not count"
    assert done.notes[0].startswith("channel: psnr_y and ssim_y are of Y (ITU-R BT.601")


def case(k: int, group: str) -> Case:
    figures = {f"psnr_y{end}": float(k) for end in ("", "_bicubic", "_gain")}
    return Case(f"{k}.png", {**figures, "ssim_y": 0.9}, group=group)


def test_pictures_of_one_patient_are_drawn_together() -> None:
    card = BICUBIC.card
    alone = judge([case(k, "") for k in range(8)], card=card).metrics["psnr_y"]
    pairs = judge([case(k, f"p{k // 4}") for k in range(8)], card=card).metrics["psnr_y"]
    assert alone.low is not None
    assert pairs.low is not None
    assert pairs.low < alone.low
    assert judge([case(1, "")], card=card).metrics["psnr_y"].low is None


def test_json_has_the_names_and_no_infinite_number() -> None:
    tiny = Image(RANDOM.integers(0, 256, (1, 12, 12), np.uint8))
    lone = Sharp("tiny.png", lambda: tiny, partial(small, tiny))
    plain = evaluated(BICUBIC, lone).to_plain()
    assert plain["cases"][0]["ssim_y"] is None
    assert "ssim_y" not in plain["metrics"]
    assert plain["warnings"] == [
        "a single picture: there are no intervals, and the figures say little of others",
        "some pictures are too small for SSIM and do not count for it",
    ]
    assert plain["task"] == "enhance"


def test_what_cannot_be_read_is_named_and_the_others_are_judged() -> None:
    def broken() -> Image:
        raise UnreadableImage("bad.png: cut short")

    bad = Sharp("bad.png", broken, broken)
    done = evaluated(BICUBIC, sharp(1), bad)
    assert done.n == 1
    assert done.unreadable == {"bad.png": "bad.png: cut short"}
    with pytest.raises(BadData, match=r"none of 1 could be judged: bad\.png: cut short"):
        evaluated(BICUBIC, bad)


def test_another_task_is_refused() -> None:
    card = Card("other", "classify", Input())
    with pytest.raises(BadSetting, match="expected a model that enhances, got 'other'"):
        evaluate_pictures(BICUBIC, [sharp(1)], card)
