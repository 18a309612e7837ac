"""What `diaphane inspect` tells and draws of one image. Nothing here may name a patient: facts are
numbers and words of the standards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ..errors import BadSetting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..image import Image

KINDS = {"x": "row", "yx": "picture", "zyx": "volume", "tyx": "frames"}
"""What an image of such axes is called."""

DIMENSIONS = {"z": "slices", "t": "frames", "y": "rows", "x": "columns"}
"""What is counted along each axis."""


def facts_of(image: Image) -> dict[str, Any]:
    """Plain values; what is not known is absent, but for `warnings`, a list that may be empty."""
    source = image.source
    facts: dict[str, Any] = {
        "kind": KINDS[image.axes],
        "format": source.format,
        "modality": source.modality,
        "images": len(source.files) if len(source.files) > 1 else None,
        "dimensions": dict(zip(map(DIMENSIONS.get, image.axes), image.shape, strict=True)),
        "channels": image.channels,
        "spacing_mm": spacing_of(image),
        **(header_of(image) if source.format == "dicom" else {}),
        "plane": plane_of(image),
        "direction": None if image.direction is None else image.direction.T.round(6).tolist(),
        "origin_mm": image.origin and [round(x, 6) for x in image.origin],
        "units": image.units,
        "window": image.window and {"low": image.window.low, "high": image.window.high},
        "inverted": image.inverted or None,
        "values": values_of(image),
        "warnings": list(image.warnings),
    }
    return {name: fact for name, fact in facts.items() if fact not in (None, "")}


def spacing_of(image: Image) -> dict[str, float] | None:
    """Between neighbours along each axis but time."""
    if image.spacing is None:
        return None
    return {
        DIMENSIONS[axis]: round(step, 6)
        for axis, step in zip(image.axes, image.spacing, strict=True)
        if axis != "t"
    }


def header_of(image: Image) -> dict[str, Any]:
    """What only the header tells, of the first file."""
    from ..io.dicom_facts import header_facts

    files = image.source.paths
    return header_facts(files[0]) if files else {}


def plane_of(image: Image) -> str | None:
    """axial, coronal or sagittal: how the pictures that were taken lie."""
    if image.direction is None or image.axes == "x":
        return None
    from ..pixels.draw_inspected import name_of

    return name_of(image.but(direction=image.direction[:, -2:]))


def values_of(image: Image) -> dict[str, Any]:
    """The type and range of the samples, in their units."""
    pixels = image.pixels
    return {
        "type": str(pixels.dtype),
        "lowest": pixels.min().item(),
        "highest": pixels.max().item(),
        "mean": round(float(pixels.mean()), 4),
    }


def pictures_of(image: Image) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """(name, (Y, X, 3)) of each picture that `-o` writes."""
    from ..pixels.draw_inspected import montage, planes_picture
    from ..pixels.histogram import histogram

    yield "histogram", histogram(image)
    yield "planes", planes_picture(image)
    if (slices := montage(image)) is not None:
        yield "montage", slices


def faces_of(image: Image) -> tuple[list[dict[str, int]], NDArray[np.uint8]]:
    """Where faces are in a picture, in pixels, and the picture (Y, X, 3) with boxes around them.

    Raises `BadSetting` for what is no picture, `MissingPackage` without OpenCV.
    """
    from ..pixels.draw import screen
    from ..pixels.draw_faces import draw_faces
    from ..pixels.faces import find_faces

    if image.axes != "yx":
        raise BadSetting(
            f"expected a picture for --faces, got a {KINDS[image.axes]}; name a photograph"
        )
    picture = screen(image)
    faces = find_faces(picture)
    return [asdict(face) for face in faces], draw_faces(picture, faces)


def in_words(facts: dict[str, Any]) -> str:
    """The same for a person."""
    lines = [headline(facts)]
    lines += [f"  ! {warning}" for warning in facts["warnings"]]
    told = {name: fact for name, fact in facts.items() if name in WORDS}
    lines += [f"  {WORDS[name]}: {value_in_words(fact)}" for name, fact in told.items()]
    lines += [f"  written: {file}" for file in facts.get("files", ())]
    lines += [face_in_words(face) for face in facts.get("faces", ())]
    return "\n".join(lines)


def face_in_words(face: dict[str, int]) -> str:
    """Where a face is, from the left and from the top."""
    place = f"{face['side']} pixels wide, from {face['left']}, {face['top']}"
    return f"  face: {place}, {face['votes']} votes"


WORDS = {
    "spacing_mm": "spacing in mm",
    "slice_thickness_mm": "slice thickness in mm",
    "plane": "plane",
    "units": "units",
    "window": "window",
    "values": "values",
    "object": "object",
    "transfer_syntax": "transfer syntax",
    "photometric": "photometric interpretation",
    "bits_stored": "bits stored",
}
"""Facts that are told to a person, and how."""


def headline(facts: dict[str, Any]) -> str:
    """What it is, in a line."""
    which = f"series {facts['series']} of study {facts['study']}: " if "series" in facts else ""
    size = facts.get("dimensions") or {k: facts[k] for k in ("slices", "rows", "columns")}
    kind = " ".join(filter(None, (facts.get("modality"), facts.get("kind", "series"))))
    counts = " x ".join(f"{n} {axis}" for axis, n in size.items())
    files = f", {facts['images']} files" if "images" in facts else ""
    return f"{which}{kind} of {counts}{files}"


def value_in_words(fact: Any) -> str:
    if isinstance(fact, dict):
        return ", ".join(f"{name} {value_in_words(value)}" for name, value in fact.items())
    return f"{fact:g}" if isinstance(fact, float) else str(fact)
