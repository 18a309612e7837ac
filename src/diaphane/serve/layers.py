"""The layers of an answer: what is laid over its image, or stands beside it, kept as arrays.

Maps of 0..1 are kept in 8 bits, and a number says what 255 stands for. Those of a volume lie on the
grid that the image is kept on, those of one slice on that of its plane.
Axes: `Y X` or `Z Y X`; pictures `C Y X`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..image import Image, Pixels
from ..pixels.draw_enhanced import MAPS
from ..pixels.draw_translated import FULL_CHANGED
from ..pixels.gray import gray
from ..pixels.orient import Turn, as_it_is
from ..pixels.planes import shown_turn, slice_axis
from ..result import Result
from .facts import Facts, kept_turn, sent_as
from .images import Plane, plane_of
from .keep import Places, keep_array, load
from .missing import Missing

FULL = {**MAPS, "changed": FULL_CHANGED}
"""What 255 stands for, where it is not 1: as pictures of these maps show it."""

ON_PICTURE = ("picture", "added")
"""Layers on the grid of the picture that a network drew; all others lie on the image."""

Layers = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Layer:
    """A layer that is to be kept."""

    name: str
    pixels: Pixels
    """(C, *space) of a picture, (*space) of all else."""
    full: float = 1.0


def layers_of(result: Result) -> Iterator[Layer]:
    """All that an answer has."""
    if result.heat is not None:
        yield Layer("heat", gray(result.heat, 1.0))
    if result.image is not None:
        whole = result.image.pixels
        yield Layer("labels", whole[0]) if result.task == "segment" else Layer("picture", whole)
    for name, values in result.maps.items():
        full = FULL.get(name, 1.0)
        yield Layer(name, gray(values, full), full)


def keep_layers(
    places: Places, name: str, result: Result, image: Image, facts: Facts, number: int | None
) -> Layers:
    """Write the layers of the result of this name; what to note of them.

    Args:
        image: As it is kept. Where one slice of it was asked about, `number` is its, from 1; else
            the result is of the whole, in the order of its files.
    """
    noted: Layers = {}
    for place, layer in enumerate(layers_of(result), 1):
        pixels = layer.pixels
        if layer.name not in ON_PICTURE:
            whole = number is None
            pixels = kept_turn(facts).apply(pixels) if whole else as_kept(pixels, image)
        keep_array(places.layer(name, str(place)), pixels)
        picture = layer.name == "picture"
        noted[layer.name] = {
            "file": str(place),
            "shape": list(pixels.shape[1:] if picture else pixels.shape),
            "dtype": sent_as(pixels),
            "channels": len(pixels) if picture else 1,
            "on": "picture" if layer.name in ON_PICTURE else "image",
            "slice": number,
            "full": layer.full,
        }
    return noted


def as_kept(pixels: Pixels, image: Image) -> Pixels:
    """(Y, X) on a plane as it is shown, turned to how the plane lies in the kept volume."""
    return turn_of_planes(image).undo(pixels)


def as_shown(pixels: Pixels, image: Image) -> Pixels:
    """The way back."""
    return turn_of_planes(image).apply(pixels)


def turn_of_planes(image: Image) -> Turn:
    """How models see a slice of a volume; mostly as it lies, for volumes are kept so."""
    if image.axes != "zyx" or image.direction is None:
        return as_it_is(2)
    cut = slice_axis(image)
    return shown_turn(image.direction[:, [axis for axis in range(3) if axis != cut]])


def values_of(places: Places, name: str, layer: Mapping[str, Any]) -> Pixels:
    """A layer as it was kept; raises `Missing` once it was removed."""
    try:
        return load(places.layer(name, layer["file"]))
    except FileNotFoundError as error:
        raise Missing("layer") from error


def plane_in(places: Places, name: str, layer: Mapping[str, Any], axis: int, number: int) -> Plane:
    """A plane of a layer, from 0. Of a layer of one slice, that slice. Raises `Missing`."""
    return plane_of_layer(values_of(places, name, layer), layer, axis, number)


def plane_of_layer(pixels: Pixels, layer: Mapping[str, Any], axis: int, number: int) -> Plane:
    """The same of pixels that lie as that layer does."""
    pixels = pixels if len(pixels.shape) > len(layer["shape"]) else pixels[None]
    if len(layer["shape"]) == 2:
        if number != (layer["slice"] or 1) - 1 and layer["on"] == "image":
            raise Missing("plane")
        axis = number = 0
    return plane_of(pixels, axis, number, type=layer["dtype"])
