"""A segmentation judged: figures, intervals, warnings, JSON."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from diaphane.card import Card, Class, Input
from diaphane.errors import BadData, BadSetting, UnreadableImage
from diaphane.image import Image
from diaphane.judge.segment.evaluate import evaluate_pairs
from judge.segment.conftest import DISCS, TWO, Stub, disc, discs, pair


def test_plain_figures_are_means_over_cases_and_pooled_ones_of_all_pixels(stub: Stub) -> None:
    pairs = discs()
    done = evaluate_pairs(stub, pairs, DISCS, resamples=200)
    truths = [p.labels(DISCS).ravel() for p in pairs]
    given = [p.image().pixels[0].ravel() for p in pairs]
    dice = [f1_score(t, g > 0.5) for t, g in zip(truths, given, strict=True)]
    assert done.metrics["dice"].value == pytest.approx(np.mean(dice))
    every, said = np.concatenate(truths), np.concatenate(given)
    assert done.metrics["dice_pooled"].value == pytest.approx(f1_score(every, said > 0.5))
    assert done.metrics["auroc_pooled"].value == pytest.approx(roc_auc_score(every, said), abs=1e-3)
    assert done.metrics["average_precision_pooled"].value == pytest.approx(
        average_precision_score(every, said), abs=2e-3
    )
    assert done.metrics["pixel_error"].value == pytest.approx(np.mean(every != (said > 0.5)))
    for figure in done.metrics.values():
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high


def test_only_the_field_of_view_counts(stub: Stub) -> None:
    pairs = discs(fov=True)
    done = evaluate_pairs(stub, pairs, DISCS, resamples=50)
    inside = disc(32, (16, 16), 14) > 0
    truth = np.concatenate([p.labels(DISCS)[inside] for p in pairs])
    said = np.concatenate([p.image().pixels[0][inside] for p in pairs])
    assert done.cases[0].pixels == inside.sum()
    assert done.metrics["dice_pooled"].value == pytest.approx(f1_score(truth, said > 0.5))
    assert done.notes[0] == "only pixels inside the field of view count (all cases bring one)"


def test_two_classes_in_volumes() -> None:
    truth = np.zeros((8, 8, 8), np.uint8)
    truth[1:4, 2:6, 2:6], truth[4:7, 2:6, 2:6] = 1, 2
    said = np.roll(truth, 1, axis=2)
    maps = np.stack([said == 1, said == 2]).astype(np.float32)
    pairs = [pair(f"{i}.nii", maps, truth, spacing=(1.0, 1.0, 2.0)) for i in range(3)]
    done = evaluate_pairs(Stub(TWO), pairs, TWO, resamples=50)
    assert [c.name for c in done.classes] == ["front", "back"]
    assert done.classes[0].metrics["dice"].value == 0.75
    assert done.metrics["dice"].value == 0.75
    assert done.metrics["hd95"].value == 2
    assert done.units == "mm"
    plain = done.to_plain()
    assert plain["cases"][0]["classes"]["back"]["hd95"] == 2
    assert plain["cases"][0]["dice"] == 0.75


def test_json_is_as_promised(stub: Stub) -> None:
    plain = json.loads(json.dumps(evaluate_pairs(stub, discs(4), DISCS).to_plain()))
    assert (plain["model"], plain["task"], plain["n"]) == ("discs", "segment", 4)
    assert set(plain["metrics"]) >= {"dice", "iou", "auroc", "pixel_error", "hd95", "dice_pooled"}
    assert set(plain["metrics"]["dice"]) == {"value", "low", "high"}
    assert [case["name"] for case in plain["cases"]] == ["03.png", "02.png", "01.png", "00.png"]
    assert plain["classes"][0]["name"] == "disc"


def test_groups_are_drawn_whole(stub: Stub) -> None:
    alone = evaluate_pairs(stub, discs(12), DISCS)
    grouped = evaluate_pairs(stub, discs(12, groups=3), DISCS)
    assert (alone.groups, grouped.groups) == (12, 3)
    assert "no patients or other groups" in alone.warnings[0]
    assert not any("groups" in warning for warning in grouped.warnings)


def test_one_stack_is_said_to_be_one(stub: Stub) -> None:
    done = evaluate_pairs(stub, discs(5, groups=1), DISCS)
    assert done.warnings[0].startswith("all 5 cases are of one group (p0)")
    assert done.groups == 1
    assert done.metrics["dice"].low is not None


def test_a_single_case_has_no_interval(stub: Stub) -> None:
    done = evaluate_pairs(stub, discs(1), DISCS)
    assert done.metrics["dice"].low is None
    assert done.warnings[0].startswith("a single case")


def test_nothing_to_find(stub: Stub) -> None:
    none = np.zeros((16, 16), np.uint8)
    quiet = pair("quiet.png", none[None].astype(np.float32), none)
    loud = pair("loud.png", np.ones((1, 16, 16), np.float32), none)
    done = evaluate_pairs(stub, [quiet, loud, *discs(3)], DISCS, resamples=50)
    found = {case.name: case.figures["dice"][0] for case in done.cases}
    assert np.isnan(found["quiet.png"])
    assert found["loud.png"] == 0
    assert done.cases[0].name == "loud.png"
    assert done.cases[-1].name == "quiet.png"
    assert "2 of 5 cases have nothing of disc" in done.warnings
    assert done.classes[0].n == 3
    known = [value for value in found.values() if not np.isnan(value)]
    assert done.metrics["dice"].value == pytest.approx(np.mean(known))


def test_what_cannot_be_read_is_named(stub: Stub) -> None:
    def gone() -> Image:
        raise UnreadableImage("expected an image, got nothing")

    bad = discs(1)[0]
    bad = type(bad)("bad.png", gone, bad.mask)
    done = evaluate_pairs(stub, [bad, *discs(2)], DISCS, resamples=20)
    assert done.unreadable == {"bad.png": "expected an image, got nothing"}
    assert done.n == 2
    with pytest.raises(BadData, match=r"none of 1 could be judged: expected an image"):
        evaluate_pairs(stub, [bad], DISCS)


def test_a_mask_of_another_size_is_named(stub: Stub) -> None:
    odd = pair("odd.png", np.zeros((1, 4, 6), np.float32), np.zeros((6, 4), np.uint8))
    done = evaluate_pairs(stub, [odd, *discs(2)], DISCS, resamples=20)
    assert "expected a mask of the image's size" in done.unreadable["odd.png"]
    assert "4 x 6, got 6 x 4" in done.unreadable["odd.png"]


def test_other_tasks_are_refused(stub: Stub) -> None:
    card = Card("other", "classify", Input(size=(4, 4)), (Class("a"),))
    with pytest.raises(BadSetting, match="expected a model that segments, got 'other'"):
        evaluate_pairs(stub, discs(1), card)


def test_membranes_are_judged_by_their_regions() -> None:
    card = Card("em", "segment", Input(tile=(32, 32)), (Class("membrane"),))
    wall = np.zeros((24, 24), np.uint8)
    wall[:, 11:13] = 1
    done = evaluate_pairs(
        Stub(card),
        [pair(f"{i}.png", 0.7 * wall[None].astype(np.float32), wall) for i in range(3)],
        card,
        resamples=20,
    )
    assert done.metrics["rand_error"].value == 0
    assert done.metrics["warping_error"].value == 0
    assert done.metrics["rand_error_best"].value == 0
    assert any(note.startswith("rand_error_best is at the threshold") for note in done.notes)
