"""The pictures of a report: the image, and beside it what the model made of it.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..card import TaskName
from ..pixels.draw import screen
from ..pixels.draw_enhanced import FULL_ADDED, busiest, crops
from ..pixels.draw_labels import fullest, overlay, shown_alike, which
from ..pixels.draw_translated import FULL_CHANGED
from ..pixels.page import Picture, enlarged, heat_overlay
from ..pixels.panels import evenly, mapped, some
from ..pixels.planes import plane
from ..pixels.resample import nearest, resize
from .answer import Answer
from .labels import labels_in
from .sentences import Language, in_language, say

SIDE = 560
"""Pixels of a picture's longer side, at the most."""
LEAST = 360
"""And at the least, where something is drawn over it."""

Panels = dict[str, Picture]
"""By caption."""


def panels(answer: Answer, language: Language) -> Panels:
    """Two or three pictures of one height or less."""
    return BY_TASK[answer.card.task](answer, language)


def of_classes(answer: Answer, language: Language) -> Panels:
    """The image, and the same under the heat of the likeliest class."""
    whole = sized(screen(answer.image))
    found = {say("report.image", language): whole}
    result = answer.result
    if result.heat is None or not result.probabilities or result.out_of_reach:
        return found
    top = max(result.probabilities, key=lambda name: result.probabilities[name])
    title = in_language(answer.card.title(top), language)
    heat = resize(np.atleast_2d(result.heat)[None], whole.shape[:2])[0]
    return {**found, say("report.heat", language, **{"class": title}): heat_overlay(whole, heat)}


def of_labels(answer: Answer, language: Language) -> Panels:
    """The plane that holds most, and the same with its classes."""
    image, labels = shown_alike(answer.image), labels_in(answer)
    number = fullest(labels)
    whole = sized(screen(plane(image, number)[0]))
    own = plane(labels, number)[0]
    drawn = overlay(whole, nearest(own.pixels, whole.shape[:2])[0], answer.card)
    image_words = say("report.image", language)
    caption = image_words if number is None else in_language(which(labels, number), language)
    return {caption: whole, say("report.found", language): drawn}


def of_larger(answer: Answer, language: Language) -> Panels:
    """The place where most was added, by bicubic and by the model; and the map of all."""
    picture, card = answer.result.image, answer.card
    assert picture is not None, "a model that enhances answers with a picture"
    image = evenly(answer.image)
    shown = picture.but(window=image.window, inverted=image.inverted)
    added = answer.result.maps["added"]
    parts = crops(image, shown, busiest(added, image.shape, card.scale), card)
    return {
        say("report.bicubic", language): parts["bicubic"],
        say("report.enlarged", language, n=card.scale): parts[card.name],
        say("report.added", language): sized(mapped(some(added), FULL_ADDED)),
    }


def of_translated(answer: Answer, language: Language) -> Panels:
    """The image, the picture made of it, and what changed."""
    picture = answer.result.image
    assert picture is not None, "a model that translates answers with a picture"
    before, after = (
        screen(one.but(pixels=some(one.pixels))) for one in (evenly(answer.image), evenly(picture))
    )
    changed = mapped(some(answer.result.maps["changed"]), FULL_CHANGED)
    return {
        say("report.image", language): sized(before),
        say("report.translated", language): sized(after),
        say("report.changed", language): sized(changed),
    }


BY_TASK: Mapping[TaskName, Callable[[Answer, Language], Panels]] = {
    "classify": of_classes,
    "segment": of_labels,
    "enhance": of_larger,
    "translate": of_translated,
}


def sized(picture: Picture) -> Picture:
    """Not larger than paper shows, and not so small that an outline hides it."""
    longest = max(picture.shape[:2])
    if LEAST <= longest <= SIDE:
        return picture
    scale = (SIDE if longest > SIDE else LEAST) / longest
    return enlarged(picture, tuple(max(1, round(n * scale)) for n in picture.shape[:2]))
