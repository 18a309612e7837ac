"""Images and masks as records of TFRecord files.

What `diaphane convert` writes, and what is read of others' files:

    image_raw     PNG, JPEG or any image file; or its samples as they lie in memory, (Y, X, C) or
                  (Z, Y, X, C), little endian
    image_label   the same of the mask, without channels
    image_fov     the same of the field of view (optional)
    height, width, depth   Y, X and C of raw samples
    slices        Z of raw samples of a volume (not in others' files)
    dtype, label_dtype, fov_dtype   `uint8` where they are not told
    name, group   how reports call the pair; what it may not be parted from (optional)
    geometry      spacing, direction, origin, window and the like as JSON (optional)

An image may also be a list of floats; where height and width are not told it is a square.
Axes: as in `diaphane.image`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from .. import io
from ..errors import BadData, DiaphaneError, UnreadableImage, attempt, refuse
from ..image import Image, Pixels, Source, Window
from ..io.sniff import HEAD, sniff
from ..io.tfrecord import Features, Record, Values, records_in
from .masks import gray
from .pairs import Pair
from .table import listed

USUAL = {
    "image": ("image_raw", "image/encoded", "image_floats"),
    "label": ("image_label", "image/segmentation/class/encoded"),
    "fov": ("image_fov",),
}
"""How features that hold images are called; the second name of a mask is that of DeepLab."""

TYPES = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64", "bool")


@dataclass(frozen=True)
class Names:
    """How the features of a record are called."""

    image: str
    label: str
    fov: str | None


def read_record_pairs(
    files: Sequence[Path], named: Mapping[str, str] | None = None
) -> tuple[Pair, ...]:
    """The pairs in TFRecord files. Every record is read once, so that a damaged one is found now.

    `named` gives the names of features that are not the usual ones: image, label, fov.
    Raises `UnreadableImage`, `BadData`, and `Several`.
    """
    wrong: list[DiaphaneError] = []
    pairs: list[Pair] = []
    for path in files:
        records = attempt(partial(records_in, path), wrong) or ()
        found = [attempt(partial(_pair, record, named or {}), wrong) for record in records]
        pairs += [pair for pair in found if pair]
    refuse(_folded(wrong))
    names = [pair.name for pair in pairs]
    if again := sorted({name for name in names if names.count(name) > 1}):
        raise BadData(
            f"expected a name of its own in each record of {listed(map(str, files))}, got "
            f"{listed(again)} more than once; leave one of them or name them apart"
        )
    return tuple(sorted(pairs, key=lambda pair: pair.name))


def _folded(wrong: Sequence[DiaphaneError]) -> list[DiaphaneError]:
    """Of many records that are wrong alike the first is told, and how many there are."""
    alike: dict[tuple[type[DiaphaneError], str], list[DiaphaneError]] = {}
    for error in wrong:
        alike.setdefault((type(error), str(error).partition(": ")[2]), []).append(error)
    return [
        kind(f"{found[0]}" + (f"; so it is in {len(found) - 1} more" if len(found) > 1 else ""))
        for (kind, _), found in alike.items()
    ]


def _pair(record: Record, named: Mapping[str, str]) -> Pair:
    features = record.read()
    names = names_in(features, named, record.name)
    return Pair(
        name=_text(features, "name") or f"{record.path.name}:{record.number}",
        image=partial(_image, record, names),
        mask=partial(_mask, record, names.label, "label_dtype"),
        fov=partial(_mask, record, names.fov, "fov_dtype") if names.fov else None,
        group=_text(features, "group"),
    )


def names_in(features: Features, named: Mapping[str, str], record: str) -> Names:
    """The names of the features that hold image, mask and field of view. Raises `BadData`."""
    found = {
        role: next((n for n in ([named[role]] if role in named else usual) if n in features), None)
        for role, usual in USUAL.items()
    }
    absent = [role for role in ("image", "label", *named) if found[role] is None]
    if absent:
        wanted = " and ".join(
            repr(named[role]) if role in named else " or ".join(map(repr, USUAL[role]))
            for role in dict.fromkeys(absent)
        )
        raise BadData(
            f"{record}: expected a feature {wanted}, got {_all(features)}; say which hold image "
            "and mask, as in data.tfrecord?image=NAME&label=NAME"
        )
    assert found["image"]
    assert found["label"]
    return Names(found["image"], found["label"], found["fov"])


def _all(features: Features) -> str:
    return ", ".join(map(repr, features)) or "none"


def _image(record: Record, names: Names) -> Image:
    features = record.read()
    image = decoded(features, names.image, "dtype", record.name)
    return _placed(image, _text(features, "geometry"), record.name)


def _mask(record: Record, name: str, kind: str) -> Image:
    features = record.read()
    mask = decoded(features, name, kind, record.name, depth=1)
    facts = _text(features, "geometry")
    # A mask lies where its image does; window and units are the image's alone.
    return _placed(mask, facts, record.name).but(window=None, units="", inverted=False)


def decoded(
    features: Features, name: str, kind: str, record: str, depth: int | None = None
) -> Image:
    """The image in a feature: a file's bytes, raw samples, or numbers. Raises `UnreadableImage`.

    Args:
        kind: The feature that tells the type of raw samples.
        depth: Channels of raw samples; None: what the record tells.
    """
    values = features[name]
    if isinstance(values, tuple):
        if len(values) != 1:
            raise UnreadableImage(
                f"{record}: expected one image in the feature {name!r}, got {len(values)}"
            )
        data = values[0]
        if sniff(data[:HEAD]):
            try:
                return io.decode(data)
            except UnreadableImage as error:
                raise UnreadableImage(f"{record}, {name}: {error}") from error.__cause__
        samples: Pixels = np.frombuffer(data, _type(features, kind, len(data), name, record))
    else:
        samples = values
        data = values.tobytes()
    pixels, notes = _shaped(samples, features, depth, f"{record}, {name}")
    source = Source(format="tfrecord", sha256=sha256(data).hexdigest())
    return Image(pixels, "zyx" if pixels.ndim == 4 else "yx", source=source, warnings=notes)


def _type(features: Features, kind: str, length: int, name: str, record: str) -> np.dtype[Any]:
    told = _text(features, kind) or "uint8"
    if told not in TYPES:
        raise UnreadableImage(f"{record}: expected {kind} among {', '.join(TYPES)}, got {told!r}")
    dtype = np.dtype(told).newbyteorder("<")
    if length % dtype.itemsize:
        raise UnreadableImage(
            f"{record}: expected samples of {told} in {name!r}, got {length} bytes, which are no "
            f"whole number of them; correct {kind}"
        )
    return dtype


def _shaped(
    samples: Pixels, features: Features, depth: int | None, name: str
) -> tuple[Pixels, tuple[str, ...]]:
    """Samples in a row as (C, *space)."""
    height, width = _number(features, "height"), _number(features, "width")
    notes: tuple[str, ...] = ()
    if height is None or width is None:
        height = width = math.isqrt(len(samples))
        if height * width != len(samples) or not height:
            raise UnreadableImage(
                f"{name}: expected features height and width beside raw samples, got "
                f"{_all(features)}; write them"
            )
        notes = ("height and width are not told; the samples were taken as a square",)
    slices = _number(features, "slices")
    space = (height, width) if slices is None else (slices, height, width)
    channels = depth or _number(features, "depth") or max(1, len(samples) // math.prod(space))
    if math.prod(space) * channels != len(samples):
        raise UnreadableImage(
            f"{name}: expected {_size((*space, channels))} samples as height, width "
            f"and depth tell, got {len(samples)}; correct them, or say their type with dtype"
        )
    if channels > 4:
        raise UnreadableImage(f"{name}: expected 1 to 4 channels, got {channels}")
    stored = samples.astype(samples.dtype.newbyteorder("="), copy=False)
    return np.ascontiguousarray(np.moveaxis(stored.reshape(*space, channels), -1, 0)), notes


def _placed(image: Image, facts: str, record: str) -> Image:
    """The image with what `geometry` says of it."""
    if not facts:
        return image
    try:
        told = json.loads(facts)
        direction, window, origin = (told.get(k) for k in ("direction", "window", "origin"))
        return image.but(
            axes=told["axes"],
            spacing=told["spacing"] and tuple(told["spacing"]),
            direction=None if direction is None else np.array(direction, np.float64),
            origin=origin and (origin[0], origin[1], origin[2]),
            units=str(told["units"]),
            window=Window(*window) if window else None,
            inverted=bool(told["inverted"]),
            source=replace(image.source, modality=str(told["modality"])),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise UnreadableImage(
            f"{record}: expected axes, spacing and the like as JSON in 'geometry', got something "
            "else; write the file again"
        ) from error


def _number(features: Features, name: str) -> int | None:
    """A positive whole number; None where it is not told."""
    values = features.get(name, features.get(f"image/{name}", ()))
    if isinstance(values, tuple) or values.dtype.kind != "i" or len(values) != 1:
        return None
    return int(values[0]) if values[0] > 0 else None


def _text(features: Features, name: str) -> str:
    values = features.get(name, ())
    return values[0].decode("utf-8", "replace") if isinstance(values, tuple) and values else ""


def features_of(pair: Pair) -> dict[str, Values]:
    """The record that keeps a pair as it is. Raises `UnreadableImage`, `BadData`."""
    image = pair.image()
    features: dict[str, Values] = {
        "name": (pair.name.encode(),),
        "group": (pair.group.encode(),),
        "image_raw": (_raw(np.moveaxis(image.pixels, 0, -1)),),
        "dtype": (image.pixels.dtype.name.encode(),),
        "geometry": (json.dumps(_facts(image)).encode(),),
    }
    sizes = dict(zip(("width", "height", "slices"), reversed(image.shape), strict=False))
    for name, size in {**sizes, "depth": image.channels}.items():
        features[name] = np.array([size])
    for kind, mask in _masks(pair):
        if mask.shape != image.shape:
            raise BadData(
                f"{pair.name}: expected its masks to have its size, {_size(image.shape)}, got "
                f"{_size(mask.shape)}; draw them on the image"
            )
        values = gray(mask, f"the mask of {pair.name}")
        features[f"image_{kind}"] = (_raw(values),)
        features[f"{kind}_dtype"] = (values.dtype.name.encode(),)
    return features


def _masks(pair: Pair) -> Iterator[tuple[str, Image]]:
    yield "label", pair.mask()
    if pair.fov:
        yield "fov", pair.fov()


def _size(numbers: Sequence[int]) -> str:
    return " x ".join(map(str, numbers))


def _raw(samples: Pixels) -> bytes:
    return samples.astype(samples.dtype.newbyteorder("<"), copy=False).tobytes()


def _facts(image: Image) -> dict[str, Any]:
    window = image.window
    return {
        "axes": image.axes,
        "spacing": image.spacing,
        "direction": None if image.direction is None else image.direction.tolist(),
        "origin": image.origin,
        "units": image.units,
        "window": window and (window.low, window.high),
        "inverted": image.inverted,
        "modality": image.source.modality,
    }
