"""The files of one DICOM series as one volume.

Slices are put in order by where they lie along their normal; what does not make a volume of even
steps is refused, for a volume with a gap would be measured and drawn wrongly. A slice is called by
its place: names of files often are identifiers of a patient.
Axes: slices are (C, Y, X), the volume (C, Z, Y, X); coordinates the patient's L P S, millimetres.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import UnreadableImage
from ..image import Image, Pixels
from .below import hidden
from .dicom_inside import dicom_among
from .dicom_studies import header_of, the_series

UNEVEN = 0.1
"""Slices may lie off their even places by this share of a step."""

GAP = 1.5
"""A step of so many usual ones is a gap."""

ROUNDED = 0.01
"""Beyond this share a careful reader is told."""

TILTED = 0.5
"""Degrees between the slices' normal and the way they are stacked, from which on it is told."""

SHARED = ("study", "series", "sop_class", "frame_of_reference")
"""UIDs that the volume has of its slices."""

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Slice:
    """A file of the series."""

    path: Path
    number: int
    """From 1, among the files by name."""
    image: Image
    place: float = 0.0
    """Along the normal, millimetres."""


def holds_series(folder: Path) -> bool:
    """Does a folder without folders hold two DICOM files or more of one series? Only headers are
    read."""
    visible = [path for path in folder.iterdir() if not hidden(path.name)]
    if any(path.is_dir() for path in visible):
        return False
    found = Counter(series_of(path) for path in dicom_among(iter(sorted(visible))))
    return any(n > 1 for uid, n in found.items() if uid)


def series_of(path: Path) -> str:
    """The series' UID; empty where the header cannot be read, has none, or is of no image."""
    try:
        header = header_of(path)
    except UnreadableImage:
        return ""
    return header.series if header else ""


def read_series(path: Path) -> Image:
    """The volume in a folder, an archive or a DICOMDIR, or in the series `PATH/2` of several.

    A single file is read as it is: a plane, or a volume of frames. Raises `UnreadableImage`.
    """
    slices = read_slices(the_series(path).files)
    return slices[0].image if len(slices) == 1 else stacked(slices)


def read_slices(files: Sequence[Path]) -> list[Slice]:
    """The files by name. Their pixels are parts of one array where they are alike, so that a volume
    is in memory once. Raises `UnreadableImage`."""
    room: Pixels | None = None
    slices = []
    for k, path in enumerate(files):
        image = _read(path, k + 1, len(files))
        if room is None and image.axes == "yx" and len(files) > 1:
            shape = image.pixels.shape
            room = np.empty((shape[0], len(files), *shape[1:]), image.pixels.dtype)
        if room is not None and is_alike(image.pixels, room[:, k]):
            room[:, k] = image.pixels
            image = image.but(pixels=room[:, k])
        slices.append(Slice(path, k + 1, image))
    return slices


def is_alike(one: Pixels, other: Pixels) -> bool:
    return (one.shape, one.dtype) == (other.shape, other.dtype)


def _read(path: Path, number: int, count: int) -> Image:
    from . import contents, decode

    try:
        image = decode(contents(path))
    except UnreadableImage as error:
        which = f"file {number} of {count} by name: " if count > 1 else ""
        raise UnreadableImage(f"{which}{error}") from error.__cause__
    return image.but(source=replace(image.source, files=(path,)))


def stacked(slices: Sequence[Slice]) -> Image:
    """Single slices as a volume, whatever their order. Raises `UnreadableImage`."""
    notes: list[str] = []
    slices = _without_copies(slices, notes.append)
    if len(slices) == 1:
        return slices[0].image.but(warnings=(*notes, *slices[0].image.warnings))
    _refuse_unplaced(slices)
    _refuse_mixed(slices)
    first = slices[0].image
    assert first.direction is not None
    normal = np.cross(first.direction[:, 1], first.direction[:, 0])
    slices = sorted(
        (replace(one, place=float(normal @ np.array(one.image.origin))) for one in slices),
        key=lambda one: one.place,
    )
    step = _even_step(slices, notes.append)
    return _volume(slices, step, normal, notes)


def _without_copies(slices: Sequence[Slice], note: Callable[[str], None]) -> list[Slice]:
    """Each file once: studies are often exported into a folder twice."""
    kept = list({one.image.source.sha256: one for one in reversed(slices)}.values())[::-1]
    if copies := len(slices) - len(kept):
        note(f"{copies} of {len(slices)} files are copies of others and were left out")
    return kept


def _refuse_unplaced(slices: Sequence[Slice]) -> None:
    for one in slices:
        image, which = one.image, f"file {one.number} of {len(slices)} by name"
        if image.axes != "yx":
            raise UnreadableImage(
                f"expected one slice in each file of a series, got {image.shape[0]} frames in "
                f"{which}; name the file itself"
            )
        if image.origin is None or image.direction is None or image.spacing is None:
            raise UnreadableImage(
                "expected position, orientation and spacing in each file of a series, found not "
                f"all of them in {which}; name the file itself"
            )


def _refuse_mixed(slices: Sequence[Slice]) -> None:
    """Raise `UnreadableImage` where slices differ in a way that no volume has."""
    facts: dict[str, Callable[[Image], object]] = {
        "size": lambda image: image.pixels.shape,
        "spacing": lambda image: np.round(image.spacing or (), 3).tolist(),
        "orientation": lambda image: _rounded(image).tolist(),
        "units": lambda image: (image.units, image.inverted),
        "frame of reference": lambda image: image.source.uids.get("frame_of_reference"),
    }
    for name, fact in facts.items():
        told = [str(fact(one.image)) for one in slices]
        usual = Counter(told).most_common(1)[0][0]
        odd = [one.number for one, has in zip(slices, told, strict=True) if has != usual]
        if odd:
            raise UnreadableImage(
                f"expected slices of one {name}, got another in {len(odd)} of {len(slices)} "
                f"files, the first of them file {odd[0]} by name; put what belongs together into a "
                "folder of its own"
            )


def _rounded(image: Image) -> Vector:
    """The direction without the last digits, so that equal planes are equal; no -0."""
    assert image.direction is not None
    return np.round(image.direction, 3) + 0.0


def _even_step(slices: Sequence[Slice], note: Callable[[str], None]) -> float:
    """Millimetres from slice to slice along the normal. Raises `UnreadableImage` for slices at one
    place, and for gaps."""
    places = np.array([one.place for one in slices])
    steps = np.diff(places)
    usual = float(np.percentile(steps, 50, method="lower"))
    narrow, wide = int(steps.argmin()), int(steps.argmax())
    if steps[narrow] < UNEVEN * usual or usual <= 0:
        pair = slices[narrow].number, slices[narrow + 1].number
        raise UnreadableImage(
            f"expected one slice at each place, got two, in files {min(pair)} and {max(pair)} of "
            f"{len(slices)} by name; keep one phase or one copy"
        )
    step = float(places[-1] - places[0]) / len(steps)
    off = np.abs(places - (places[0] + step * np.arange(len(places)))).max() / step
    if steps[wide] > GAP * usual:
        raise UnreadableImage(
            f"expected slices {usual:.4g} mm apart, got {steps[wide]:.4g} mm between slices "
            f"{wide + 1} and {wide + 2} of {len(slices)} by place: slices are missing; fetch the "
            "whole series"
        )
    if off > UNEVEN:
        raise UnreadableImage(
            f"expected slices at even steps, got steps from {steps[narrow]:.4g} to "
            f"{steps[wide]:.4g} mm; resample the series to even ones"
        )
    if off > ROUNDED:
        note(f"slices lie up to {off:.0%} of a step off their even places; {step:.4g} mm was taken")
    return step


def _volume(slices: Sequence[Slice], step: float, normal: Vector, notes: list[str]) -> Image:
    """The slices in order as one image."""
    first, last = slices[0].image, slices[-1].image
    assert first.direction is not None
    assert first.spacing
    way = np.subtract(last.origin, first.origin)  # type: ignore[arg-type]
    length = float(np.linalg.norm(way))
    tilt = float(np.degrees(np.arccos(min(1.0, float(way @ normal) / length))))
    if tilt > TILTED:
        notes.append(
            f"the slices are stacked {tilt:.1f} degrees off their normal (a tilted gantry); the "
            "volume is sheared by so much and was not straightened"
        )
    said = [note for one in slices for note in one.image.warnings]
    hashes = "".join(one.image.source.sha256 for one in slices)
    middle = slices[len(slices) // 2].image
    return first.but(
        pixels=_together(slices),
        axes="zyx",
        spacing=(length / (len(slices) - 1), *first.spacing),
        direction=np.column_stack([way / length, first.direction]),
        window=middle.window,
        source=replace(
            first.source,
            sha256=sha256(hashes.encode()).hexdigest(),
            uids={name: uid for name, uid in first.source.uids.items() if name in SHARED},
            files=tuple(one.path for one in slices),
        ),
        warnings=tuple(dict.fromkeys([*notes, *said])),
    )


def _together(slices: Sequence[Slice]) -> Pixels:
    """(C, Z, Y, X) in the order of the slices: the one array that they are parts of, where they
    are, put in order in place."""
    parts = [one.image.pixels for one in slices]
    room = parts[0].base
    if room is None or room.ndim != 4 or room.shape[1] != len(parts):
        return np.stack(parts, axis=1)
    if any(part.base is not room for part in parts):
        return np.stack(parts, axis=1)
    _permute(room, [one.number - 1 for one in slices])
    return room


def _permute(room: Pixels, order: Sequence[int]) -> None:
    """`room[:, order]` in place, one cycle after the other: a second volume may not fit."""
    left = set(range(len(order)))
    while left:
        start = place = left.pop()
        if order[start] == start:
            continue
        held = room[:, start].copy()
        while order[place] != start:
            room[:, place] = room[:, order[place]]
            place = order[place]
            left.remove(place)
        room[:, place] = held
