"""Which columns make subgroups, what is said of each, and columns that give the class away."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.figures import Draws
from diaphane.judge.predictions import Prediction, answers
from diaphane.judge.subgroups import Column, columns, giveaways, kinds

CARD = Card("pets", "classify", Input(), (Class("cat"), Class("dog")))


def prediction(i: int, extra: Mapping[str, str]) -> Prediction:
    """Every second one is a dog; one in five is called wrong."""
    truth = CARD.names[i % 2]
    p = 0.9 if (truth == "cat") != (i % 5 == 0) else 0.1
    return Prediction(f"{i}.png", truth, probabilities={"cat": p, "dog": 1 - p}, extra=extra)


def found(predictions: list[Prediction]) -> tuple[Column, ...]:
    told = answers(predictions, CARD.names)
    return columns(predictions, told, Draws(("",) * len(predictions), 50), CARD)


def test_figures_of_each_value_the_largest_first() -> None:
    made = [prediction(i, {"site": "Ulm" if i < 60 else "Bern"}) for i in range(100)]
    made.append(prediction(100, {"site": "Linz"}))
    (site,) = found(made)
    assert [(s.value, s.n) for s in site.subgroups] == [("Ulm", 60), ("Bern", 40), ("Linz", 1)]
    assert site.subgroups[0].classes == {"cat": 30, "dog": 30}
    assert site.subgroups[0].metrics["accuracy"].value == pytest.approx(0.8)
    assert "auroc" in site.subgroups[1].metrics
    assert site.subgroups[2].metrics == {}
    assert not site.tells


def test_subgroup_of_one_class_has_no_auroc() -> None:
    made = [prediction(i, {"site": "Ulm" if i % 2 else "Bern"}) for i in range(80)]
    (site,) = found(made)
    assert site.tells
    assert (site.told, site.chance) == (1, 0.5)
    assert "auroc" not in site.subgroups[0].metrics
    assert site.subgroups[0].metrics["accuracy"].value == pytest.approx(0.8)
    assert "'site' alone tells the class of 100%" in giveaways(made)[0]


def test_ages_are_put_into_ranges() -> None:
    ages = ("7", "063Y", "45.5", "101", "")
    values = kinds([prediction(i, {"age": ages[i % 5]}) for i in range(100)])["age"]
    assert values[:5] == ["under 18", "60 to 79", "40 to 59", "80 and over", ""]


def test_columns_that_make_no_subgroups() -> None:
    made = [
        prediction(
            i,
            {
                "sha256": "ab"[i % 2],
                "patient": "pq"[i % 2],
                "split": "test",
                "max_train_corr": "0.9",
                "number": str(i),
                "remark": "looks odd, " * 9 + str(i % 2),
                "blank": "",
            },
        )
        for i in range(60)
    ]
    assert kinds(made) == {}
    assert found(made) == ()
