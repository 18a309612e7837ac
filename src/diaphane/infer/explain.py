"""Why a model said what it said: a heat map, and whether it can be believed, without torch.

Axes: `Y X` the image's grid; `y x` the grid of a method's map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..card import Card
from ..errors import BadSetting, UnknownName
from ..explanation import Explanation, Sanity
from ..image import Floats, Image
from ..pixels.planes import plane
from ..pixels.prepare import Prepared, prepare
from ..pixels.resample import resize
from ..tasks.base import blank
from .cam import cam
from .deletion import deletion
from .method import Method, chance_of, refuse_rows
from .model import Model
from .occlusion import occlusion
from .sanity import sanity

FAINT = 0.01
"""What speaks for a class counts as heat from this share of what speaks most, for or against."""
UNLIKE = "the map shows what the network did, not what is there: the image is none it could know"


def explain(
    model: Model,
    image: Image,
    method: Method,
    *,
    name: str | None = None,
    number: int | None = None,
) -> Explanation:
    """Where a model found the class `name`, the likeliest if None, and how good that map is.

    Of a volume, plane `number` is explained, counted from 1, or the middle one. Raises
    `UnknownName` for a class that is not there, `BadSetting` for a model that does not classify
    images, `BadModel` where the file has not what the method needs.
    """
    card = model.card
    refuse_others(card)
    image, note = plane(image, number)
    result = model.predict(image)
    result = result.but(notes=((note,) if note else ()) + result.notes)
    name = name or max(result.probabilities, key=lambda one: result.probabilities[one])
    if name not in card.names:
        raise UnknownName("class", name, card.names)
    prepared, k = prepare(image, card.input), card.names.index(name)
    about = Explanation(result, name, method.name, method.how, method.layer)
    if blank(prepared):
        return about.but(blank="the image is blank: the network is shown one even gray")
    found = method.find(prepared, k)
    about = about.but(measures=found.measures, notes=found.notes)
    hot = inside(found.map, prepared)
    if hot.max() <= max(method.least, FAINT * float(np.abs(hot).max())):
        return about.but(blank=method.nothing)
    heat = prepared.undo(np.maximum(found.map[None], 0))[0]
    return about.but(
        heat=np.asarray(heat / heat.max(), np.float32),
        sanity=checked(method, prepared, k, hot),
        deletion=deletion(chance_of(model.network, card, k), prepared, hot),
        notes=(*found.notes, *((UNLIKE,) if result.out_of_reach else ())),
    )


def refuse_others(card: Card) -> None:
    """Raise `BadSetting` for a model that does not name classes of images."""
    if card.task != "classify":
        raise BadSetting(
            f"expected a model that classifies, got {card.name!r} for {card.task}; what it found "
            "is in its answer already: diaphane predict"
        )
    refuse_rows(card)


def checked(method: Method, prepared: Prepared, k: int, hot: Floats) -> Sanity | None:
    """The sanity check of a map; None where the weights are not at hand."""
    if method.shuffled is None:
        return None
    others = (method.shuffled(seed)(prepared, k).map for seed in range(method.shuffles))
    return sanity(hot, [inside(other, prepared) for other in others])


def inside(found: Floats, prepared: Prepared) -> Floats:
    """A map (y, x) on the part of the frame that the image fills."""
    framed: Floats = resize(found[None], prepared.pixels.shape[1:])[0]
    return framed[prepared.box]


METHODS: Mapping[str, Callable[[Model, bytes | None], Method]] = {
    "cam": cam,
    "occlusion": occlusion,
}
"""What a model's file is enough for. `data` are its bytes; None: there is no sanity check."""


def file_method(name: str, model: Model, data: bytes | None = None) -> Method:
    """A method for a model, by name; raises `UnknownName`."""
    if name not in METHODS:
        raise UnknownName("method", name, METHODS)
    return METHODS[name](model, data)
