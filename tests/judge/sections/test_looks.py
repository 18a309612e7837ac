"""Cases as pictures: in the order asked for, those that there is a picture of."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.judge.html import element
from diaphane.judge.sections.looks import looks


@dataclass(frozen=True)
class Case:
    name: str


def test_in_the_order_asked_for_where_there_is_a_picture() -> None:
    cases = [Case("a"), Case("b"), Case("c")]
    pictures = {"a": b"first", "c": b"second"}
    made = looks(cases, ["c", "b", "a"], pictures, lambda case: element("b", case.name))
    assert ["<b>c</b>" in made[0].text, "<b>a</b>" in made[1].text, len(made)] == [True, True, 2]
    assert "data:image/jpeg;base64," in made[0].text
