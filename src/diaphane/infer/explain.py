"""Why a model said what it said: a heat map on the image's grid, without torch.

Axes: `Y X` the image's grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product

import numpy as np

from ..errors import BadModel, BadSetting, UnknownName
from ..image import Floats, Image
from ..pixels.planes import plane
from ..pixels.prepare import Prepared, prepare
from ..pixels.resample import resize
from ..result import Result
from ..tasks.base import finite
from ..tasks.classify import heat_of, softmax
from .model import BATCH, Model

Method = Callable[[Model, Prepared, int], Floats]


def explain(model: Model, image: Image, *, method: str = "cam") -> Result:
    """The model's answer with the heat map of a method in it, for the likeliest class.

    Of a volume the plane is explained that `Model.predict` looks at. Raises `UnknownName` for a
    method that is not there, `BadModel` where the file has no maps, `BadSetting` for a model that
    does not classify.
    """
    if method not in METHODS:
        raise UnknownName("method", method, METHODS)
    image, _ = plane(image)
    result = model.predict(image)
    top = max(result.probabilities, key=lambda name: result.probabilities[name], default="")
    return result.but(heat=heat_map(model, image, top, method=method))


def heat_map(model: Model, image: Image, name: str, *, method: str = "cam") -> Floats:
    """(Y, X) in 0..1: what in a plane speaks for the class `name`, likely or not."""
    card = model.card
    if card.task != "classify":
        raise BadSetting(f"expected a model that classifies, got one for {card.task}")
    if name not in card.names:
        raise UnknownName("class", name, card.names)
    return METHODS[method](model, prepare(image, card.input), card.names.index(name))


def cam(model: Model, prepared: Prepared, k: int) -> Floats:
    """Class activation map (Zhou et al. 2016), from the output `cam` of the file."""
    outputs = {name: v[0] for name, v in model.network(prepared.pixels[None]).items()}
    heat = heat_of(outputs, k, prepared)
    if heat is None:
        raise BadModel(
            "expected an output named 'cam', got "
            f"{', '.join(sorted(outputs))}; use the method 'occlusion', which needs none"
        )
    return heat


def occlusion(
    model: Model, prepared: Prepared, k: int, *, parts: int = 12, reach: float = 0.2
) -> Floats:
    """How much the class loses when a place is hidden (Zeiler and Fergus 2014, section 4.2).

    A square patch with the mean colour of the image is moved over it in `parts` steps along each
    axis; its side is the share `reach` of the axis. Works with any network.
    """
    pixels = prepared.pixels
    temperature = model.card.calibration.temperature if model.card.calibration else 1.0

    def chances(batch: Floats) -> Floats:
        logits = finite(model.network(batch), "logits")
        return np.asarray(softmax(logits, temperature=temperature)[:, k], np.float32)

    whole = chances(pixels[None])[0]
    hidden = _hidden(pixels, parts, reach)
    lost: list[float] = []
    while batch := list(islice(hidden, BATCH)):
        lost.extend((whole - chances(np.stack(batch))).tolist())
    grid = np.maximum(np.array(lost, np.float32).reshape(1, parts, parts), 0)
    heat = prepared.undo(resize(grid, pixels.shape[1:]))[0]
    return np.asarray(heat / max(heat.max(), np.finfo(np.float32).tiny), np.float32)


def _hidden(pixels: Floats, parts: int, reach: float) -> Iterator[Floats]:
    """Copies of (C, Y, X), each with another place hidden, row by row."""
    mean = pixels.mean(axis=(1, 2), keepdims=True)
    spans = [_spans(n, parts, reach) for n in pixels.shape[1:]]
    for y, x in product(*spans):
        copy = pixels.copy()
        copy[:, y, x] = mean
        yield copy


def _spans(length: int, parts: int, reach: float) -> list[slice]:
    """`parts` spans of an axis, evenly spread, each `reach` of it long, cut at its ends."""
    half = max(1, round(length * reach / 2))
    middles = ((np.arange(parts) + 0.5) * length / parts).astype(int)
    return [slice(max(0, int(m) - half), int(m) + half) for m in middles]


METHODS: Mapping[str, Method] = {"cam": cam, "occlusion": occlusion}
