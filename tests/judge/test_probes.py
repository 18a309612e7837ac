"""A class that can be told by its source is found out; one that is told by its middle is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input
from diaphane.data.folders import Sample
from diaphane.data.table import Row
from diaphane.errors import BadSetting
from diaphane.image import Image, Pixels
from diaphane.judge.probes import LIMIT, Probes, probe
from diaphane.result import Result

CARD = Card("stripes", "classify", Input(1), (Class("across"), Class("down")))
Draw = Callable[[np.random.Generator, str], Pixels]
Parts = tuple[list[Sample], list[Sample]]


def middle(rng: np.random.Generator, label: str) -> Pixels:
    """(40, 40) noise; in the middle stripes one pixel wide, across or down: too fine for a
    thumbnail, and of equal grey values."""
    picture = rng.integers(90, 160, (40, 40))
    stripes = np.where((np.arange(16) + rng.integers(2)) % 2, 120, 130)
    picture[12:28, 12:28] = stripes[:, None] if label == "across" else stripes[None]
    return picture.astype(np.uint8)


def marked(rng: np.random.Generator, label: str) -> Pixels:
    """The same with a mark at the corner of one class, as some scanners leave."""
    picture = middle(rng, label)
    if label == "down":
        picture[:4, :4] = 255
    return picture


def parts(folder: Path, draw: Draw, *, n: int = 40) -> Parts:
    """BMP files, all of one size."""
    rng = np.random.default_rng(0)
    made: Parts = ([], [])
    for i in range(2 * n):
        label, part = ("across", "down")[i % 2], i % 4 // 2
        path = folder / f"{i}.bmp"
        Pillow.fromarray(draw(rng, label)).save(path)
        made[part].append(Sample(path, label, name=path.name))
    return made


def corner(image: Image) -> Result:
    """A model that looks at the corner alone."""
    bright = float(image.pixels[0, 0, 0] == 255)
    return Result("classify", "down", {"across": 1 - bright, "down": bright}, ("down",))


def by_name(found: Probes) -> dict[str, float]:
    return {p.name: round(p.gain, 2) for p in found.probes}


def test_mark_at_the_corner_is_a_shortcut(tmp_path: Path) -> None:
    train, test = parts(tmp_path, marked)
    found = probe(train, test, card=CARD, accuracy=0.99, ask=corner, resamples=200)
    gains = by_name(found)
    assert list(gains) == [
        *("centre", "borders", "thumbnail", "file", "model_centre", "model_borders", "shuffled")
    ]
    assert min(gains["centre"], gains["borders"], gains["model_borders"]) >= LIMIT
    assert found.shortcut.startswith("shortcut: 100% of the model's gain over chance is reached")
    assert "with the borders alone" in found.shortcut
    assert "told by something else than what the model is meant to look at" in found.shortcut
    asked = next(p for p in found.probes if p.name == "model_centre")
    assert "asked about 40 test images" in asked.sentence
    assert "0% of them it called unlike" in asked.sentence
    low, high = found.probes[-1].accuracy.low or 0, found.probes[-1].accuracy.high or 0
    assert low <= 0.5 <= high


def test_difference_in_the_middle_is_none(tmp_path: Path) -> None:
    train, test = parts(tmp_path, middle)
    found = probe(train, test, card=CARD, accuracy=0.99, resamples=200)
    assert not found.shortcut
    assert max(by_name(found).values()) < LIMIT
    assert json.loads(json.dumps(found.to_plain()))["probes"][0]["name"] == "centre"


def test_dealt_out_labels_are_told_where_groups_cross(tmp_path: Path) -> None:
    train, test = parts(tmp_path, middle)
    shared = [Sample(s.path, s.label, f"patient {i}") for i, s in enumerate([*train, *test])]
    found = probe(shared, shared, card=CARD, accuracy=0.99, resamples=200)
    assert "labels dealt out by chance are told with a balanced accuracy of 1.00" in found.shortcut
    assert "the training and the test part share images or groups" in found.shortcut


def test_class_that_the_test_part_lacks_is_no_answer(tmp_path: Path) -> None:
    """Of a model of three classes that is tried on two, chance is one in two, and naming the
    third is wrong."""

    def third(image: Image) -> Result:
        return Result("classify", "other", {"across": 0.1, "down": 0.2, "other": 0.7}, ("other",))

    train, test = parts(tmp_path, marked)
    card = CARD.but(classes=(*CARD.classes, Class("other")))
    extra = [Sample(s.path, "other") for s in train[:3]]
    found = probe([*train, *extra], test, card=card, accuracy=0.99, ask=third, resamples=100)
    wrong = next(p for p in found.probes if p.name == "model_borders")
    assert wrong.accuracy.value == 0
    assert by_name(found)["borders"] >= LIMIT


def test_why_there_are_none(tmp_path: Path) -> None:
    train, test = parts(tmp_path, middle, n=24)

    def why(train: list[Sample], test: list[Sample], card: Card = CARD, at: float = 0.9) -> str:
        found = probe(train, test, card=card, accuracy=at)
        assert not found.probes
        assert found.to_plain() == {"skipped": found.skipped}
        return found.skipped

    assert "no training part" in why([], test)
    assert "fewer: across 12, down 12" in why(train, test)
    one_patient = [Sample(s.path, s.label, s.label) for s in train * 4]
    assert "fewer: across 1, down 1" in why(one_patient, test)
    assert "two classes at least" in why(train, test[:0])
    many, few = parts(tmp_path, middle, n=40)
    assert "no better than chance" in why(many, few, at=0.5)
    assert "made to segment" in why(many, few, CARD.but(task="segment"))
    rows = [Sample(tmp_path / "t.csv", "across", row=Row(tmp_path / "t.csv", 1, (1.0,)))]
    assert "a row of numbers" in why(rows, rows)
    for sample in many:
        sample.path.write_text("gone")
    assert why(many, few).startswith("of the images that can be read: ")


def test_model_that_refuses_cut_images_and_progress(tmp_path: Path) -> None:
    def refuses(image: Image) -> Result:
        raise BadSetting("expected another image")

    train, test = parts(tmp_path, marked)
    told: list[tuple[int, int]] = []
    found = probe(
        train,
        test,
        card=CARD,
        accuracy=0.99,
        ask=refuses,
        resamples=50,
        progress=lambda *at: told.append(at),
    )
    assert not any(p.name.startswith("model") for p in found.probes)
    assert told[-1] == (80, 80)
