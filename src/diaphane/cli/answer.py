"""How an answer reads in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..words import DO_NOT_KNOW, DRAWN
from .terminal import bar

if TYPE_CHECKING:
    from ..card import Card
    from ..result import Result


def in_full(name: str, result: Result, card: Card) -> str:
    """All that a person needs, doubts before any class is named."""
    lines = [name]
    lines += [f"  ! {doubt}" for doubt in result.doubts]
    if not result.out_of_reach:
        lines += _bars(result, card)
    if result.probabilities:
        lines.append(f"  answer: {answer(result, card)}")
    if result.possible:
        lines.append(f"  {could_be(result, card)}")
    lines += [f"  {size(result)}"] if result.task in DRAWN else []
    lines += [f"  {measure}: {value:g}" for measure, value in result.measures.items()]
    lines += [f"  note: {note}" for note in result.notes]
    return "\n".join(lines)


def in_a_line(name: str, result: Result, card: Card) -> str:
    """The same for one of many."""
    parts = [name]
    if result.label is not None:
        parts.append(f"{card.title(result.label)} {result.probabilities[result.label]:.1%}")
    elif result.probabilities:
        parts.append(DO_NOT_KNOW)
    if result.possible:
        parts.append(could_be(result, card))
    if result.task == "segment":
        parts += amounts(result, card)
    if result.task in DRAWN:
        parts += [size(result), DRAWN[result.task]]
    parts += [f"! {doubt}" for doubt in result.doubts]
    return "  ".join(parts)


def size(result: Result) -> str:
    """How large a picture is."""
    assert result.image is not None, "a model that draws answers with a picture"
    height, width = result.image.shape
    return f"picture: {width} x {height}"


def amounts(result: Result, card: Card) -> list[str]:
    """The first measure of each class: its volume, its area or its share."""
    first = ("volume_ml", "voxels", "area_px", "share")
    keys = [[f"{name}_{key}" for key in first] for name in card.names]
    found = [next(key for key in own if key in result.measures) for own in keys]
    return [f"{key}: {result.measures[key]:g}" for key in found]


def answer(result: Result, card: Card) -> str:
    """The class named, or that none is."""
    return DO_NOT_KNOW if result.label is None else card.title(result.label)


def could_be(result: Result, card: Card) -> str:
    """The conformal set in words."""
    return f"could be: {', '.join(map(card.title, result.possible))}"


def _bars(result: Result, card: Card) -> list[str]:
    """A line for each class, the likeliest first."""
    titles = {name: card.title(name) for name in result.probabilities}
    room = max(map(len, titles.values()), default=0)
    ordered = sorted(result.probabilities.items(), key=lambda item: -item[1])
    return [f"  {titles[name]:<{room}}  {bar(p)} {p:6.1%}" for name, p in ordered]
