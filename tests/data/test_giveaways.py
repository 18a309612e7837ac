"""What tells the classes without a look at the picture is measured, and chance is not a finding."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.data.facts import Facts
from diaphane.data.folders import Sample
from diaphane.data.giveaways import Giveaway, giveaways, pattern

pytest.importorskip("sklearn")

N = 60


def known(sizes: list[int], encoders: list[str]) -> list[Facts]:
    rng = np.random.default_rng(0)
    return [
        Facts(
            (64, size), "jpeg", encoder, 1.0, tuple(rng.normal(size=4)), tuple(rng.normal(size=8))
        )
        for size, encoder in zip(sizes, encoders, strict=True)
    ]


def samples(labels: list[str], **columns: list[str]) -> list[Sample]:
    return [
        Sample(Path(f"{i}.jpg"), label, extra={k: v[i] for k, v in columns.items()})
        for i, label in enumerate(labels)
    ]


def measured(labels: list[str], facts: list[Facts], **columns: list[str]) -> dict[str, Giveaway]:
    found = giveaways(samples(labels, **columns), facts, np.arange(len(labels)))
    return {giveaway.name: giveaway for giveaway in found}


LABELS = ["a", "b", "c"] * (N // 3)


def test_noise_gives_nothing_away() -> None:
    found = measured(LABELS, known([64] * N, [""] * N))
    assert set(found) == {
        "brightness",
        "border",
        "size, file type, encoder, brightness and border together",
    }
    assert not any(g.grave for g in found.values())


def test_a_size_that_is_the_class() -> None:
    found = measured(LABELS, known([60, 64, 70] * (N // 3), [""] * N))
    assert found["size"].gain == 1
    assert found["size"].given == ("a", "b", "c")
    assert found["size"].sentence == (
        "enough to tell a, b, c from the rest: size (balanced accuracy 1.00)"
    )


def test_one_class_with_an_encoder_of_its_own() -> None:
    found = measured(LABELS, known([64] * N, ["x", "x", "y"] * (N // 3)))
    assert found["encoder"].accuracy == pytest.approx(2 / 3, abs=1e-3)
    assert found["encoder"].given == ("c",)
    assert found["encoder"].grave


def test_columns_of_words_and_of_numbers() -> None:
    age = [str(30 + 20 * (i % 3) + i % 7 / 10) for i in range(N)]
    site = ["north", "south", "north"] * (N // 3)
    found = measured(LABELS, known([64] * N, [""] * N), age=age, site=site)
    assert found["column age"].gain > 0.8
    assert found["column site"].given == ("b",)
    assert "come from different places" in found["column site"].sentence


def test_copies_are_never_on_both_sides() -> None:
    """Thirty images twice: without groups the copy would tell the class."""
    labels = [*LABELS[:30], *LABELS[:30]]
    once = known([64] * 30, [""] * 30)
    groups = np.tile(np.arange(30), 2)
    found = giveaways(samples(labels), [*once, *once], groups)
    assert max(g.gain for g in found) < 0.5


def test_few_images_are_not_measured() -> None:
    assert giveaways(samples(LABELS[:12]), known([64] * 12, [""] * 12), np.arange(12)) == ()


def test_pattern() -> None:
    assert pattern("COVID-1011.png", "covid") == "-#.png"
    assert pattern("person12_virus_7.jpg", "viral") == "person#_virus_#.jpg"
