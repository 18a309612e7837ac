"""Pictures of translated images for people: the image, the picture made of it, and what changed
where.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

from ..card import Card
from ..image import Image
from ..result import Result
from ..words import DISCLAIMER, REPAINTED
from .draw import screen, stacked
from .page import DOUBT, FAINT, LARGE, MIDDLE, SMALL, TEXT, WARNING, Picture, sentences
from .panels import SIDE, evenly, fit, mapped, row, some, words

FULL_CHANGED = 0.5
"""Share of the range from black to white that is drawn brightest, so that pictures compare."""


def translated_picture(image: Image, result: Result, card: Card) -> Picture:
    """(3, Y, X): image, answer and map of what changed side by side, and what is to be known."""
    assert result.image is not None, "a model that translates answers with a picture"
    panels = {
        "image": whole(evenly(image)),
        "translated": whole(evenly(result.image)),
        f"what changed (brightest: {FULL_CHANGED:.0%} of the range)": fit(
            mapped(some(result.maps["changed"]), FULL_CHANGED)
        ),
        "how much that is": amounts(result),
    }
    title = " to ".join(card.domains) or "translated"
    blocks = [
        words([title], TEXT, LARGE),
        row(panels),
        words([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
        words([note for note in result.notes if note != REPAINTED], FAINT),
        words([REPAINTED, DISCLAIMER], WARNING, MIDDLE),
        words([f"diaphane, model {card.name}"], FAINT),
    ]
    return stacked(blocks)


def whole(image: Image) -> Picture:
    """The whole image as large as a panel."""
    return fit(screen(image.but(pixels=some(image.pixels))))


def amounts(result: Result) -> Picture:
    """The measure in words, as wide as a panel."""
    told = [
        f"{result.measures['changed_mean_percent']:.2g} % of the range from black to white, on "
        "average over all samples",
        "what changed little may be right or wrong: the network was taught how pictures of the "
        "other domain look, and nobody told it what is in this one",
    ]
    return sentences(told, TEXT, SMALL, width=SIDE, margin=0)
