"""An answer that a person decided on: the same answer with the decision, and with the label map as
the person left it. The model's own stays beside it, and its files stay as they were."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..card import Card
from ..decision import EDITED, Decision
from ..errors import BadSetting
from ..image import Image
from ..tasks.segment import measures
from .answer import Answer
from .labels import labels_in


def decided(answer: Answer, decision: Decision, labels: NDArray[np.uint8] | None = None) -> Answer:
    """The answer with what a person decided.

    Args:
        labels: (*space), the label map that the person left: 0 is background, k the card's class
            number k. None where the model's own stands, and for the other tasks.

    Raises `BadSetting` for labels of another shape or class, and for a class the card has not.
    """
    if decision.label is not None and decision.label not in answer.card.names:
        raise BadSetting(
            f"expected a class of {answer.card.name}, got {decision.label!r}; name one of "
            f"{', '.join(answer.card.names)}"
        )
    if labels is None or np.array_equal(labels, labels_in(answer).pixels[0]):
        return replace(answer, decision=decision)
    own = labels_in(answer)
    refuse_unfit(labels, own, answer.card)
    result = answer.result.but(
        image=own.but(pixels=labels.astype(np.uint8)[None]),
        measures=measures(labels.astype(np.uint8), answer.image, answer.card),
        notes=(*answer.result.notes, EDITED),
        maps={},
    )
    return replace(answer, result=result, decision=decision, before=own)


def refuse_unfit(labels: NDArray[np.uint8], own: Image, card: Card) -> None:
    """Raise `BadSetting` for labels that cannot stand in the place of the model's."""
    if labels.shape != own.shape:
        raise BadSetting(
            f"expected labels of the shape {own.shape}, got {labels.shape}; draw them on the grid "
            "of the model's label map"
        )
    if labels.size and (labels.min() < 0 or labels.max() > len(card.classes)):
        raise BadSetting(
            f"expected labels from 0 to {len(card.classes)}, got {labels.min()} to {labels.max()}; "
            "0 is background, the first class is 1"
        )
