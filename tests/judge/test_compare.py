"""Two models on the same images: differences, tests, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from diaphane.errors import BadData, BadSetting
from diaphane.judge.compare import better, compare, probability
from diaphane.judge.metrics import accuracy, auroc
from diaphane.judge.predictions import Prediction, answers

CLASSES = ("cat", "dog", "newt")


def said(skill: float, *, seed: int, n: int = 150, groups: int = 0) -> tuple[Prediction, ...]:
    """Predictions of images that are as hard for all models; more skill is more often right."""
    shared, own = np.random.default_rng(seed // 2), np.random.default_rng((seed, 1))
    made = []
    for i in range(n):
        truth = i % 3
        z = skill * np.eye(3)[truth] + shared.normal(size=3) + 0.5 * own.normal(size=3)
        p = np.exp(z) / np.exp(z).sum()
        told = dict(zip(CLASSES, p.tolist(), strict=True))
        group = f"patient {i % groups}" if groups else ""
        label = CLASSES[int(p.argmax())]
        made.append(Prediction(f"{i}.png", CLASSES[truth], group, label, told, sha256=str(i)))
    return tuple(made)


def test_differences_are_those_of_the_figures() -> None:
    first, second = said(2.5, seed=0), said(1.0, seed=1)
    found = compare({"good": first, "poor": second[::-1]}, CLASSES, resamples=300)
    told = [answers(rows, CLASSES) for rows in (first, second)]
    once = told[0].once()
    pair = found.pairs[0]
    for name, measure in (("accuracy", accuracy), ("auroc", auroc)):
        apart = float((measure(told[0], once) - measure(told[1], once))[0])
        assert pair.differences[name].value == pytest.approx(apart)
        assert better(name, pair.differences[name]) == 1
    assert better("brier", pair.differences["brier"]) == 1  # lower is better
    assert better("coverage", replace(pair.differences["accuracy"], low=0.1)) == 0  # no better side
    assert better("accuracy", replace(pair.differences["accuracy"], low=-0.1)) == 0
    right = [t.right > 0 for t in told]
    only = int((right[0] & ~right[1]).sum()), int((right[1] & ~right[0]).sum())
    assert (pair.right.first_only, pair.right.second_only) == only
    assert [a.name for a in pair.areas] == list(CLASSES)
    assert len(found.disagreements) >= sum(only)
    one = found.disagreements[0]
    assert one.said["good"] != one.said["poor"]


def test_pairing_narrows_the_interval() -> None:
    """Images hard for one are hard for the other: the difference is surer than the figures."""
    found = compare({"a": said(1.5, seed=0), "b": said(1.5, seed=1)}, CLASSES, resamples=500)

    def width(low: float | None, high: float | None) -> float:
        return (high or 0) - (low or 0)

    one = found.figures["a"]["accuracy"]
    apart = found.pairs[0].differences["accuracy"]
    assert width(apart.low, apart.high) < 1.2 * width(one.low, one.high)
    assert better("accuracy", apart) == 0


def test_false_alarms_are_as_rare_as_promised() -> None:
    """100 pairs of equally good models: no test alarms in more than the promised 5 %, give or take
    three binomial errors."""
    alarms = dict.fromkeys(("accuracy", "brier", "mcnemar"), 0)
    for seed in range(100):
        rows = {str(k): said(1.2, seed=2 * seed + k, n=90) for k in range(2)}
        pair = compare(rows, CLASSES, resamples=200, seed=seed).pairs[0]
        for name in ("accuracy", "brier"):
            alarms[name] += better(name, pair.differences[name]) != 0
        alarms["mcnemar"] += pair.right.p < 0.05
    assert max(alarms.values()) / 100 < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 100)


def test_model_against_itself() -> None:
    rows = said(2.0, seed=0)
    found = compare({"a": rows, "b": rows}, CLASSES, resamples=100)
    pair = found.pairs[0]
    assert pair.differences["accuracy"].value == 0
    assert pair.differences["accuracy"].high == pytest.approx(0.025, abs=0.002)  # Wilson, 0 of 150
    assert (pair.right.p, pair.areas[0].difference.p) == (1.0, 1.0)
    assert not found.disagreements
    assert "no figure shows a difference" in found.words[0]


def test_words_and_plain_form() -> None:
    found = compare({"good": said(3, seed=0), "poor": said(0.5, seed=1)}, CLASSES, resamples=100)
    assert found.words[0].startswith(
        "'good' against 'poor': 'good' is better in accuracy, balanced"
    )
    assert "(McNemar p < 0.001); AUROC of cat differs by +0." in found.words[0]
    plain = json.loads(json.dumps(found.to_plain()))
    assert list(plain["models"]) == ["good", "poor"]
    assert set(plain["pairs"][0]["differences"]["accuracy"]) == {"value", "low", "high"}
    assert set(plain["pairs"][0]["delong"]) == set(CLASSES)
    assert (plain["n"], plain["groups"]) == (150, 150)
    assert probability(0.0312) == "p = 0.031"


def test_what_a_careful_reader_minds() -> None:
    three = {str(k): said(2.0, seed=k) for k in range(3)}
    warned = " ".join(compare(three, CLASSES, resamples=20).warnings)
    assert "name no patients" in warned
    assert "3 pairs were tested: only a p-value below 0.017" in warned
    grouped = {str(k): said(2.0, seed=k, groups=30) for k in range(2)}
    found = compare(grouped, CLASSES, resamples=20)
    assert "McNemar's and DeLong's tests do not" in found.warnings[0]
    assert found.groups == 30


def test_unreadable_images_are_left_out_for_all() -> None:
    first, second = list(said(2.0, seed=0)), list(said(2.0, seed=1))
    first[3] = Prediction("3.png", first[3].truth, error="expected an image")
    second[5] = Prediction("5.png", second[5].truth, error="expected an image")
    found = compare({"a": first, "b": second}, CLASSES, resamples=20)
    assert found.n == 148
    assert "2 images that some model could not read" in found.warnings[0]
    gone = [Prediction(p.name, p.truth, error="gone") for p in first]
    with pytest.raises(BadData, match="images that all models could read, got none"):
        compare({"a": gone, "b": second}, CLASSES)


def test_other_images_are_refused() -> None:
    rows = said(2.0, seed=0)
    with pytest.raises(BadData, match=r"'b' says nothing of '0\.png', .* and 145 more"):
        compare({"a": rows, "b": ()}, CLASSES)
    with pytest.raises(BadData, match=r"'a' says nothing of '149\.png'; predict with both"):
        compare({"a": rows[:-1], "b": rows}, CLASSES)
    for other in (replace(rows[4], truth="newt"), replace(rows[4], sha256="another")):
        changed = (*rows[:4], other, *rows[5:])
        with pytest.raises(BadData, match=r"others under the name '4\.png'"):
            compare({"a": rows, "b": changed}, CLASSES)
    with pytest.raises(BadData, match="but 'a' knows cat, dog, newt"):
        compare({"a": rows, "b": rows}, ("cat", "dog"))
    with pytest.raises(BadSetting, match="two models or more to compare, got 1"):
        compare({"a": rows}, CLASSES)


def test_two_classes_have_one_area() -> None:
    rows = []
    for p in said(2.0, seed=0):
        dog = p.probabilities["dog"]
        truth = "dog" if p.truth == "dog" else "cat"
        rows.append(replace(p, truth=truth, probabilities={"cat": 1 - dog, "dog": dog}))
    found = compare({"a": rows, "b": rows}, ("cat", "dog"), resamples=20)
    assert [area.name for area in found.pairs[0].areas] == ["dog"]
