"""The feature maps inside a model's file, layer by layer, without torch.

Axes: `F` maps; `y x` the grid of a layer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..card import Card
from ..errors import BadModel, UnknownName
from ..explanation import Features
from ..image import Floats, Image
from ..pixels.planes import plane
from ..pixels.prepare import prepare
from .method import refuse_rows
from .onnxchange import Node, nodes, with_outputs
from .runtime import start

LAYERS = 5
"""Layers that are shown where none is named: the first, the last, and some between."""
MAPS = 16
"""Maps that are shown of each layer."""
SAME = 1e-6
"""A map whose values lie within this share of the layer's range is even: it saw nothing."""
PASSING = frozenset(
    (
        *("Add", "BatchNormalization", "Clip", "DequantizeLinear", "Elu", "Gelu", "HardSwish"),
        *("LeakyRelu", "PRelu", "QuantizeLinear", "Relu", "Sigmoid", "Tanh"),
    )
)
"""Steps that belong to the convolution before them: what it found is their outcome."""


def features(
    data: bytes, card: Card, image: Image, *, layer: str | None = None, number: int | None = None
) -> tuple[Features, ...]:
    """The maps that a network makes of an image in a few of its layers, or in the one named.

    `data` are the bytes of the model's file. Raises `UnknownName` for a layer that is not there,
    `BadSetting` for a model of rows, `BadModel` where the file has no convolution.
    """
    refuse_rows(card)
    known = layers(data)
    if not known:
        raise BadModel(
            f"expected a network with convolutions, found none in the file of {card.name!r}; use "
            "the method 'occlusion'"
        )
    if layer is not None and layer not in known:
        raise UnknownName("layer", layer, known)
    chosen = [layer] if layer else spread(list(known), LAYERS)
    tensors = [known[name] for name in chosen]
    image, _ = plane(image, number)
    network = start(with_outputs(data, tensors), runtime="onnxruntime", device="cpu")
    outputs = network(prepare(image, card.input).pixels[None])
    return tuple(
        strongest(name, outputs[tensor][0]) for name, tensor in zip(chosen, tensors, strict=True)
    )


def layers(data: bytes) -> Mapping[str, str]:
    """The tensor in which each layer's maps lie, after activation, by the layer's name, from the
    first to the last. Layers whose maps are added up share a tensor; the last names it."""
    named: dict[str, str] = {}
    for name, end in _convolutions(data):
        named.pop(end, None)
        named[end] = name
    return {name: end for end, name in named.items()}


def spread(names: Sequence[str], count: int) -> list[str]:
    """So many of the names, evenly from the first to the last."""
    places = np.linspace(0, len(names) - 1, min(count, len(names)))
    return [names[round(place)] for place in places.tolist()]


def strongest(name: str, maps: Floats) -> Features:
    """The maps of (F, y, x) that vary most over the image, the strongest first."""
    flat = maps.reshape(len(maps), -1)
    order = np.argsort(-flat.std(axis=1), kind="stable")[:MAPS]
    even = np.ptp(flat, axis=1) <= SAME * np.ptp(flat)
    shape = (int(maps.shape[0]), int(maps.shape[1]), int(maps.shape[2]))
    return Features(name, shape, tuple(order.tolist()), maps[order], int(even.sum()))


def _convolutions(data: bytes) -> Iterator[tuple[str, str]]:
    """(layer, tensor) of each convolution, in the order of the file."""
    graph = list(nodes(data))
    users: dict[str, list[Node]] = defaultdict(list)
    for node in graph:
        for name in set(node.inputs):
            users[name].append(node)
    for node in graph:
        if node.kind == "Conv":
            yield layer_name(node.inputs[1].partition(".weight")[0]), _end(node, users)


def _end(node: Node, users: Mapping[str, list[Node]]) -> str:
    """The tensor that a convolution's maps have become before anything new is made of them."""
    while following := _next(users[node.outputs[0]]):
        node = following
    return node.outputs[0]


def _next(users: Sequence[Node]) -> Node | None:
    """The step that belongs to the one before; SiLU is a map times its own sigmoid."""
    if len(users) == 1 and users[0].kind in PASSING:
        return users[0]
    if sorted(user.kind for user in users) == ["Mul", "Sigmoid"]:
        product, gate = sorted(users, key=lambda user: user.kind)
        return product if gate.outputs[0] in product.inputs else None
    return None


def layer_name(place: str) -> str:
    """A layer's name without the parts of ours that it lies in."""
    for wrapper in ("net.", "convolutions.", "net."):
        place = place.removeprefix(wrapper)
    return place
