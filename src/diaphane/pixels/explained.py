"""The picture of an explanation: image, heat, how the heat was found, and whether to believe it.

Axes: pictures are uint8 (Y, X, 3) while they are drawn, and (3, Y, X) when they are handed out.
"""

from __future__ import annotations

import numpy as np

from ..card import Card
from ..explanation import Explanation
from ..image import Image
from .curve import deletion_curve
from .draw import bars, foot, head, panels, stacked
from .page import (
    DOUBT,
    FAINT,
    MARGIN,
    MIDDLE,
    PAGE,
    PANEL,
    SMALL,
    TEXT,
    WARNING,
    WIDTH,
    Picture,
    sentences,
)


def explanation_picture(image: Image, explanation: Explanation, card: Card) -> Picture:
    """(3, Y, X): answer, image and heat, how it was found, what the checks say, doubts, and the
    disclaimer. Pass the plane that was explained."""
    result = explanation.result
    caption = f"{explanation.method}, what spoke for: {card.title(explanation.name)}"
    return stacked(
        [
            head(result, card),
            panels(image, explanation.heat, caption),
            _checks(explanation, card),
            bars(result, card),
            sentences([f"! {doubt}" for doubt in result.doubts], DOUBT, MIDDLE),
            sentences(result.notes, FAINT, SMALL),
            foot(card),
        ]
    )


def _checks(explanation: Explanation, card: Card) -> Picture:
    """The deletion curve on the left, all in words on the right; words alone without a curve."""
    if explanation.deletion is None:
        return _words(explanation, card, WIDTH, MARGIN)
    words = _words(explanation, card, WIDTH - PANEL - MARGIN, MARGIN)
    curve = deletion_curve(explanation.deletion)
    page = np.full((max(len(words), len(curve)), WIDTH, 3), PAGE, np.uint8)
    page[: len(curve), MARGIN : MARGIN + PANEL] = curve
    page[: len(words), WIDTH - words.shape[1] :] = words
    return page


def _words(explanation: Explanation, card: Card, width: int, margin: int) -> Picture:
    """What was done and found, each sentence in the colour of what it says."""
    checks = (explanation.sanity, explanation.deletion)
    bad = {check.sentence for check in checks if check and not check.passed}
    lines = [
        sentences([line], WARNING if line in bad else TEXT, SMALL, width=width, margin=margin)
        for line in explanation.sentences(card.title(explanation.name))
    ]
    return np.concatenate(lines, axis=0)
