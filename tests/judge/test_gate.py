"""How many images the gate refuses, of each class, and how good it is on either side."""

from __future__ import annotations

import pytest

from diaphane.card import Card, Class, Input, Novelty
from diaphane.judge.figures import Draws
from diaphane.judge.gate import Gate, gate
from diaphane.judge.predictions import Prediction, answers

CARD = Card("m", "classify", Input(), (Class("a"), Class("b")), novelty=Novelty(1.0, 0.02, 100))
UNLIKE = ("unlike the training images: novelty 2, limit 1; no class is named",)


def found(card: Card, said: list[Prediction]) -> Gate | None:
    return gate(said, answers(said, card.names), Draws(("",) * len(said), 20), card)


def prediction(truth: str, top: str, *, unlike: bool, novelty: float | None = 0.5) -> Prediction:
    p = {"a": 0.9, "b": 0.1} if top == "a" else {"a": 0.1, "b": 0.9}
    return Prediction("x", truth, "", None, p, doubts=UNLIKE if unlike else (), novelty=novelty)


SAID = [
    *[prediction("a", "a", unlike=False)] * 6,
    *[prediction("b", "b", unlike=False)] * 5,
    prediction("b", "a", unlike=False),
    prediction("b", "a", unlike=True, novelty=2.0),
    prediction("b", "b", unlike=True, novelty=3.0),
]


def test_by_hand() -> None:
    known = found(CARD, SAID)
    assert known is not None
    assert (known.n, known.refused.value) == (2, 2 / 14)
    assert {name: f.value for name, f in known.classes.items()} == {"a": 0, "b": 2 / 8}
    assert known.accuracy_accepted is not None
    assert known.accuracy_accepted.value == pytest.approx(11 / 12)
    assert known.accuracy_refused is not None
    assert known.accuracy_refused.value == 0.5
    assert (known.limit, known.promised) == (1, 0.02)
    assert known.scores["1.00"] == 3


def test_model_without_a_gate() -> None:
    assert found(CARD.but(novelty=None), SAID[:12]) is None


def test_blank_images_are_refused_without_a_limit() -> None:
    blank = Prediction(
        "x", "a", "", None, {"a": 0.6, "b": 0.4}, doubts=("the image is blank: no class is named",)
    )
    known = found(CARD.but(novelty=None), [*SAID[:12], blank])
    assert known is not None
    assert (known.n, known.limit) == (1, None)


def test_table_without_novelty_keeps_the_refusals() -> None:
    bare = [prediction("a", "a", unlike=False, novelty=None), SAID[-1]]
    known = found(CARD, [*bare[:1], prediction("b", "b", unlike=True, novelty=None)])
    assert known is not None
    assert (known.n, known.scores) == (1, {})
