"""Which questions a card makes, and what answers say to them."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Card, Class, Input
from diaphane.judge.contrasts import contrasts, healthy
from diaphane.judge.metrics import Answers


def card(*names: str) -> Card:
    return Card("m", "classify", Input(), tuple(map(Class, names)))


@pytest.mark.parametrize(
    ("names", "asked"),
    [
        (("cat", "dog"), ["cat against dog"]),
        (("Normal", "covid"), ["covid against Normal"]),
        (("a", "b", "c"), ["a against the rest", "b against the rest", "c against the rest"]),
        (
            ("no-tumor", "glioma", "pituitary"),
            ["ill against no-tumor", "glioma against the rest", "pituitary against the rest"],
        ),
    ],
)
def test_questions_of_a_card(names: tuple[str, ...], asked: list[str]) -> None:
    assert [c.name for c in contrasts(card(*names))] == asked


def test_only_what_is_acted_upon_decides() -> None:
    assert [c.decides for c in contrasts(card("normal", "a", "b"))] == [True, False, False]
    assert [c.decides for c in contrasts(card("a", "b"))] == [True]
    assert not any(c.decides for c in contrasts(card("a", "b", "c")))


def test_two_healthy_classes_are_none() -> None:
    assert healthy(card("normal", "healthy", "ill")) is None
    assert healthy(card("ill", "No finding")) == "No finding"


def test_score_is_the_sum_over_the_positive_classes() -> None:
    p = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])
    told = Answers(p, np.array([2, 0]), np.ones(2, bool))
    ill = contrasts(card("normal", "a", "b"))[0].scored(told, ("normal", "a", "b"))
    np.testing.assert_allclose(ill.scores, [0.8, 0.4])
    assert ill.positive.tolist() == [True, False]
    assert ill.called.tolist() == [True, False]
