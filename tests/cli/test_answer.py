"""An answer in words."""

from __future__ import annotations

from diaphane.card import Card, Class, Input
from diaphane.cli.answer import in_a_line, in_full
from diaphane.result import Result

CARD = Card("pets", "classify", Input(), classes=(Class("cat"), Class("dog", "a dog")))
SURE = Result(
    "classify",
    label="dog",
    probabilities={"cat": 0.25, "dog": 0.75},
    possible=("dog", "cat"),
    notes=("plane 3 of 5",),
)
UNSURE = SURE.but(label=None, doubts=("unlike the training images: novelty 9, limit 3",))


def test_in_full_the_likeliest_class_comes_first() -> None:
    assert in_full("x.png", SURE, CARD).splitlines() == [
        "x.png",
        "  a dog  ██████████████████        75.0%",
        "  cat    ██████                    25.0%",
        "  answer: a dog",
        "  could be: a dog, cat",
        "  note: plane 3 of 5",
    ]


def test_doubts_come_before_any_class() -> None:
    lines = in_full("x.png", UNSURE, CARD).splitlines()
    assert lines[1] == "  ! unlike the training images: novelty 9, limit 3"
    assert "  answer: I do not know" in lines


def test_in_a_line() -> None:
    assert in_a_line("x.png", SURE, CARD) == "x.png  a dog 75.0%  could be: a dog, cat"
    assert in_a_line("x.png", UNSURE, CARD).startswith("x.png  I do not know  could be")
    assert in_a_line("x.png", UNSURE, CARD).endswith(
        "! unlike the training images: novelty 9, limit 3"
    )
