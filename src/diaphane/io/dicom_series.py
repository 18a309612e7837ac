"""The files of one DICOM series as one volume.

Slices are put in order by where they lie along their normal; what does not make a volume of even
steps is refused, for a volume with a gap would be measured and drawn wrongly.
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
from ..image import Image
from .sniff import HEAD, sniff

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
    image: Image
    place: float
    """Along the normal, millimetres."""


def is_series(folder: Path) -> bool:
    """Does a folder hold two DICOM files or more, all of one series, and no folders? Only headers
    are read."""
    if any(path.is_dir() for path in _visible(folder)):
        return False
    files = dicom_files(folder)
    return len(files) > 1 and len({series_of(path) for path in files} - {""}) == 1


def dicom_files(folder: Path) -> list[Path]:
    """The DICOM files right in a folder, by name; no directories of files (DICOMDIR)."""
    return [
        path
        for path in _visible(folder)
        if path.is_file() and path.name.upper() != "DICOMDIR" and _is_dicom(path)
    ]


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _is_dicom(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return sniff(file.read(HEAD)) == "dicom"
    except OSError:
        return False  # reading it by name says what is wrong


def series_of(path: Path) -> str:
    """The series' UID; empty where the header cannot be read or has none."""
    from pydicom import dcmread

    from .dicom_element import text
    from .foreign import foreign

    try:
        with foreign("read the DICOM header"):
            tags = ["SeriesInstanceUID"]
            header = dcmread(path, stop_before_pixels=True, specific_tags=tags, force=True)
        return text(header, "SeriesInstanceUID")
    except UnreadableImage:
        return ""


def read_series(folder: Path) -> Image:
    """The volume in a folder. Raises `UnreadableImage`."""
    files = dicom_files(folder)
    if not files:
        raise UnreadableImage(
            "expected an image file or a folder of one DICOM series, got a folder without DICOM "
            "files in it; name a file"
        )
    found = Counter(series_of(path) for path in files)
    if len(found) > 1:
        numbers = ", ".join(str(n) for n in sorted(found.values(), reverse=True))
        raise UnreadableImage(
            f"expected one DICOM series in the folder, got {len(found)} of {numbers} files; put "
            "each into a folder of its own, or name a file"
        )
    images = [_read(path) for path in files]
    return images[0] if len(images) == 1 else stacked(files, images)


def _read(path: Path) -> Image:
    from . import contents, decode

    try:
        image = decode(contents(path))
    except UnreadableImage as error:
        raise UnreadableImage(f"{path.name}: {error}") from error.__cause__
    return image.but(source=replace(image.source, files=(path,)))


def stacked(files: Sequence[Path], images: Sequence[Image]) -> Image:
    """Single slices as a volume, whatever their order. Raises `UnreadableImage`."""
    _refuse_unplaced(files, images)
    _refuse_mixed(files, images)
    first = images[0]
    assert first.direction is not None
    normal = np.cross(first.direction[:, 1], first.direction[:, 0])
    slices = sorted(
        (
            Slice(path, image, float(normal @ np.array(image.origin)))
            for path, image in zip(files, images, strict=True)
        ),
        key=lambda one: one.place,
    )
    notes: list[str] = []
    step = _even_step(slices, notes.append)
    return _volume(slices, step, normal, notes)


def _refuse_unplaced(files: Sequence[Path], images: Sequence[Image]) -> None:
    for path, image in zip(files, images, strict=True):
        if image.axes != "yx":
            raise UnreadableImage(
                f"{path.name}: expected one slice in each file of a series, got "
                f"{image.shape[0]}; name the file itself"
            )
        if image.origin is None or image.direction is None or image.spacing is None:
            raise UnreadableImage(
                f"{path.name}: expected position, orientation and spacing in each file of a "
                "series, found not all of them; name the file itself"
            )


def _refuse_mixed(files: Sequence[Path], images: Sequence[Image]) -> None:
    """Raise `UnreadableImage` where slices differ in a way that no volume has."""
    facts: dict[str, Callable[[Image], object]] = {
        "size": lambda image: image.pixels.shape,
        "spacing": lambda image: np.round(image.spacing or (), 3).tolist(),
        "orientation": lambda image: _rounded(image).tolist(),
        "units": lambda image: (image.units, image.inverted),
        "frame of reference": lambda image: image.source.uids.get("frame_of_reference"),
    }
    for name, fact in facts.items():
        told = [str(fact(image)) for image in images]
        usual = Counter(told).most_common(1)[0][0]
        odd = [path.name for path, one in zip(files, told, strict=True) if one != usual]
        if odd:
            raise UnreadableImage(
                f"expected slices of one {name}, got another in {len(odd)} of {len(files)}, as "
                f"{odd[0]!r}; put what belongs together into a folder of its own"
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
    usual = float(np.median(steps))
    narrow, wide = int(steps.argmin()), int(steps.argmax())
    if steps[narrow] < UNEVEN * usual or usual <= 0:
        raise UnreadableImage(
            f"expected one slice at each place, got two: {slices[narrow].path.name!r} and "
            f"{slices[narrow + 1].path.name!r}; keep one phase or one copy in the folder"
        )
    step = float(places[-1] - places[0]) / len(steps)
    off = np.abs(places - (places[0] + step * np.arange(len(places)))).max() / step
    if steps[wide] > GAP * usual:
        raise UnreadableImage(
            f"expected slices {usual:.4g} mm apart, got {steps[wide]:.4g} mm between "
            f"{slices[wide].path.name!r} and {slices[wide + 1].path.name!r}: slices are missing; "
            "fetch the whole series"
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
        pixels=np.stack([one.image.pixels for one in slices], axis=1),
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
