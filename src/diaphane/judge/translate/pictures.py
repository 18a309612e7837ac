"""A picture before and after its translation, for a person, beside the most similar true one.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Sequence

from ...data.domains import Domains
from ...image import Image
from ...pixels.draw import screen
from ...pixels.page import Picture, enlarged, stamped
from ...pixels.panels import SIDE, evenly, mapped, row
from ..shown import jpegs
from .evaluate import Case, Translator, named

FULL = 0.5
"""The share of the range from black to white that is drawn brightest where it was changed."""


def pictures(
    model: Translator,
    back: Translator | None,
    domains: Domains,
    cases: Sequence[Case],
    names: Sequence[str],
) -> dict[str, bytes]:
    """JPEG files by name, of those that can be read and answered; asks the models again."""
    members, aims = named(domains)
    nearest = {case.name: case.nearest for case in cases}
    wanted = {aim.name: aim for aim in aims}
    return jpegs(
        members,
        names,
        lambda one: case_picture(one.read(), wanted[nearest[one.name]].read(), model, back),
    )


def case_picture(
    image: Image, nearest: Image, model: Translator, back: Translator | None
) -> Picture:
    """Four panels with the disclaimer below: the picture, its translation, the picture of the other
    domain that is nearest to it, and the way back or, where there is none, what was changed."""
    result = model.predict(image)
    assert result.image is not None, "a model that translates answers with a picture"
    first, second = model.card.domains or ("before", "after")
    panels = {
        first: as_shown(image),
        f"as {second} (synthetic)": as_shown(result.image),
        f"the nearest of {second}": as_shown(nearest),
    }
    if back is not None:
        again = back.predict(result.image).image
        assert again is not None, "so does the way back"
        panels[f"and as {first} again (synthetic)"] = as_shown(again)
    else:
        panels[f"what was changed (brightest: {FULL:.0%})"] = mapped(result.maps["changed"], FULL)
    return stamped(row(panels))


def as_shown(image: Image) -> Picture:
    """A small picture is enlarged to the panel, so that strokes are seen."""
    picture = screen(evenly(image))
    height, width = picture.shape[:2]
    larger = SIDE / max(height, width)
    if larger <= 1:
        return picture
    return enlarged(picture, tuple(max(1, round(n * larger)) for n in (height, width)))
