"""What the workplace knows of an image besides its pixels, as plain values; and the image back.

Volumes are kept upright: `Z` runs from head to feet, `Y` to the back, `X` to the left, as near as
swaps and flips of axes bring them, so that each plane of the array is one as radiology shows it.
Planes and frames are kept as they came, and so are volumes that nobody knows how they lie.

Axes: `C` channels, then `Y X`, `Z Y X` or `T Y X`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..image import Image, Pixels, Source, Window
from ..pixels.orient import HEAD, LEFT, POSTERIOR, Turn, as_it_is, closest, turned
from ..pixels.planes import cut_at, slice_axis
from ..pixels.window import percentiles
from .keep import Places, load

Facts = dict[str, Any]

SHOWN = (-HEAD, POSTERIOR, LEFT)
"""Where `Z Y X` run in a volume that is kept."""

NAMES = ("sagittal", "coronal", "axial")
"""Of planes, by the patient axis (L, P, S) that they stand upright on."""
SIDES = (("L", "R"), ("P", "A"), ("H", "F"))
"""Of each patient axis the side it runs to, and the side it comes from (DICOM PS3.3,
C.7.6.1.1.1)."""

TYPES = ("uint8", "uint16", "int16", "float32")
"""What samples are sent as."""

SAME = 3
"""Colours that differ by no more than so many of 255 are gray that went through JPEG."""


def facts_of(image: Image, *, title: str, files: Mapping[Path, str]) -> tuple[Facts, Pixels]:
    """What to note of an image that was read, and its pixels as they are to be kept.

    Args:
        title: What the one who looks is told it is.
        files: By their paths, what the files are called within the folder of their upload.
    """
    turn = turn_of(image)
    lying = turned(image, turn)
    direction = lying.direction
    facts: Facts = {
        "title": title,
        "format": image.source.format,
        "modality": image.source.modality,
        "axes": image.axes,
        "shape": list(lying.shape),
        "channels": image.channels,
        "dtype": sent_as(image.pixels),
        "spacing": lying.spacing and list(lying.spacing),
        "units": image.units,
        "window": image.window and {"low": image.window.low, "high": image.window.high},
        "range": ends(lying),
        "inverted": image.inverted,
        "warnings": list(image.warnings),
        "planes": [plain for axis in cuts(lying) if (plain := plane_facts(lying, axis))],
        "kept": {
            "order": list(turn.order),
            "flips": list(turn.flips),
            "direction": None if direction is None else direction.tolist(),
            "origin": lying.origin and list(lying.origin),
            "sha256": image.source.sha256,
            "uids": dict(image.source.uids),
            "files": [files[path] for path in image.source.paths if path in files],
            "gray": is_gray(image.pixels),
            "real": image.pixels.dtype.kind == "f",
        },
    }
    return facts, lying.pixels


def shown_facts(facts: Facts) -> Facts:
    """Those that a person is told."""
    return {name: value for name, value in facts.items() if name != "kept"}


def image_from(facts: Facts, places: Places, *, image: str, upload: str) -> Image:
    """The image that was kept; its pixels stay in their file until they are looked at."""
    kept = facts["kept"]
    paths = tuple(places.upload(upload) / name for name in kept["files"])
    window, direction = facts["window"], kept["direction"]
    return Image(
        pixels=load(places.pixels(image)),
        axes=facts["axes"],
        spacing=facts["spacing"] and tuple(facts["spacing"]),
        direction=None if direction is None else np.array(direction, np.float64),
        origin=kept["origin"] and tuple(kept["origin"]),
        units=facts["units"],
        window=window and Window(window["low"], window["high"]),
        inverted=facts["inverted"],
        source=Source(
            path=paths[0] if paths else None,
            format=facts["format"],
            sha256=kept["sha256"],
            modality=facts["modality"],
            uids=kept["uids"],
            files=paths if len(paths) > 1 else (),
        ),
        warnings=tuple(facts["warnings"]),
    )


def kept_turn(facts: Facts) -> Turn:
    """How the pixels were turned before they were kept."""
    return Turn(tuple(facts["kept"]["order"]), tuple(facts["kept"]["flips"]))


def as_it_came(image: Image, facts: Facts) -> Image:
    """The image turned back to the order of its files."""
    turn = kept_turn(facts)
    back = Turn(
        tuple(turn.order.index(axis) for axis in range(len(turn.order))),
        tuple(turn.flips[turn.order.index(axis)] for axis in range(len(turn.order))),
    )
    return turned(image, back)


def number_as_it_came(image: Image, facts: Facts, number: int | None) -> int | None:
    """The number of a slice of a kept volume among the slices as they came; both count from 1."""
    if number is None or image.axes != "zyx":
        return number
    axis = slice_axis(image)
    return image.shape[axis] + 1 - number if kept_turn(facts).flips[axis] else number


def turn_of(image: Image) -> Turn:
    if image.axes != "zyx" or image.direction is None:
        return as_it_is(len(image.axes))
    return closest(image.direction, SHOWN)


def sent_as(pixels: Pixels) -> str:
    """The type that samples are sent as: their own, or the smallest of those that holds them."""
    kind = pixels.dtype
    if kind.name in TYPES:
        return kind.name
    if kind.kind == "f":
        return "float32"
    low, high = int(pixels.min()), int(pixels.max())
    for name in TYPES[:-1]:
        limits = np.iinfo(name)
        if limits.min <= low and high <= limits.max:
            return name
    return "float32"


def ends(image: Image) -> dict[str, float]:
    """What is shown black and white where the file asks for no window."""
    whole = image.pixels.dtype.kind == "u" and (
        image.channels > 1 or image.pixels.dtype.itemsize == 1
    )
    if whole:
        return {"low": 0.0, "high": float(np.iinfo(image.pixels.dtype).max)}
    found = percentiles(image.pixels)
    return {"low": found.low, "high": found.high}


def is_gray(pixels: Pixels) -> bool:
    """One channel, or colours that are all alike; alpha does not count."""
    if len(pixels) < 3:
        return True
    colours = [sample(one).astype(np.float64) for one in pixels[:3]]
    most = SAME / 255 * (np.iinfo(pixels.dtype).max if pixels.dtype.kind in "iu" else 1.0)
    return all(float(np.percentile(np.abs(colours[0] - one), 99)) <= most for one in colours[1:])


def sample(plane: Pixels) -> Pixels:
    """Some of the samples, evenly."""
    flat = plane.reshape(-1)
    return flat[:: -(-flat.size // 2**16) or 1]


def cuts(image: Image) -> Iterator[int]:
    """The array axes that planes are cut along, the one that slices were taken along first."""
    if image.axes != "zyx":
        yield 0
        return
    first = slice_axis(image)
    yield first
    yield from (axis for axis in range(3) if axis != first)


def plane_facts(image: Image, axis: int) -> Facts:
    """Name, number and size of the planes along an axis, millimetres and sides where known."""
    if image.axes == "yx":
        plane, count, name = image, 1, named_by(image, "slice")
    elif image.axes == "tyx":
        plane, count, name = still(image), image.shape[0], "frame"
    else:
        plane, count = cut_at(image, axis, 0), image.shape[axis]
        name = named_by(plane, "slice")
    spacing = plane.spacing or (None, None)
    return {
        "axis": axis,
        "name": name,
        "count": count,
        "rows": plane.shape[0],
        "columns": plane.shape[1],
        "row_mm": spacing[0],
        "column_mm": spacing[1],
        "labels": labels(plane.direction),
    }


def still(image: Image) -> Image:
    """One frame of several."""
    return image.but(
        pixels=image.pixels[:, 0],
        axes="yx",
        spacing=image.spacing and image.spacing[1:],
        direction=None if image.direction is None else image.direction[:, 1:],
    )


def named_by(plane: Image, unknown: str) -> str:
    if plane.direction is None:
        return unknown
    normal = np.cross(plane.direction[:, 1], plane.direction[:, 0])
    return NAMES[int(np.argmax(np.abs(normal)))]


def labels(direction: NDArray[np.float64] | None) -> dict[str, str] | None:
    """Which side of the patient lies at which side of a plane; None where nobody knows."""
    if direction is None or not np.abs(direction).max(axis=0).all():
        return None
    (bottom, top), (right, left) = side(direction[:, 0]), side(direction[:, 1])
    return {"left": left, "right": right, "top": top, "bottom": bottom}


def side(way: NDArray[np.float64]) -> tuple[str, str]:
    """Where an axis runs to, and where it comes from."""
    axis = int(np.argmax(np.abs(way)))
    to, whence = SIDES[axis]
    return (to, whence) if way[axis] > 0 else (whence, to)
