"""One plane of a volume or of a stack of frames, for models that look at a single picture.

Axes: `C` channels, then `Z Y X` or `T Y X`. Directions are the patient's L P S.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import BadSetting
from ..image import Image
from .orient import HEAD, LEFT, POSTERIOR, Turn, as_it_is, closest, moved, turned

AS_SHOWN = (
    (-HEAD, POSTERIOR),  # sagittal: rows run to the feet, columns to the back
    (-HEAD, LEFT),  # coronal
    (POSTERIOR, LEFT),  # axial
)
"""Where rows and columns run on a radiologist's screen, by the patient axis (L, P, S) that the
plane stands upright on."""

THICKER = 1.2
"""An axis whose spacing exceeds the others' by this factor: slices were acquired along it."""


def plane(image: Image, index: int | None = None) -> tuple[Image, str]:
    """A plane of the image, and a note for the person which one it is; empty for a plane itself.

    A volume is cut along the axis its slices were acquired along; where its spacing shows none,
    along the patient's axis from feet to head; where its direction is unknown, along the first.
    The plane is turned as radiology shows it. Frames of a stack are taken as they are. `index`
    counts from 1; None takes the middle. Raises `BadSetting` for an index that is not there.
    """
    if image.axes in ("x", "yx"):
        check_index(index, 1, "plane")
        return image, ""
    name = "frame" if image.axes == "tyx" else "slice"
    axis = 0 if image.axes == "tyx" else slice_axis(image)
    count = image.shape[axis]
    check_index(index, count, name)
    chosen = middle_of(count) if index is None else index
    cut = cut_at(image, axis, chosen - 1)
    middle = " (the middle)" if index is None else ""
    note = f"{name} {chosen} of {count}{middle} was read"
    return (cut if image.axes == "tyx" else as_shown(cut)), note


def middle_of(count: int) -> int:
    """The plane that stands for all where none is named, counted from 1."""
    return (count + 1) // 2


def check_index(index: int | None, count: int, name: str) -> None:
    """Refuse what is not among 1 to `count`."""
    if index is not None and not 1 <= index <= count:
        raise BadSetting(f"expected a {name} from 1 to {count}, got {index}")


def slice_axis(image: Image) -> int:
    """The array axis that a volume is cut along; of a volume of one slice, across that slice."""
    if image.shape.count(1) == 1:
        return image.shape.index(1)
    if image.spacing:
        thinner, thickest = sorted(image.spacing)[1:]
        if thickest > THICKER * thinner:
            return image.spacing.index(thickest)
    if image.direction is None:
        return 0
    return int(np.argmax(np.abs(HEAD @ image.direction)))


def cut_at(image: Image, axis: int, place: int) -> Image:
    """The plane at `place` along `axis`, where it lies in the patient."""
    kept = [k for k in range(3) if k != axis]
    direction = None if image.direction is None else image.direction[:, kept]
    return image.but(
        pixels=np.take(image.pixels, place, axis=axis + 1),
        axes="yx",
        spacing=image.spacing and tuple(image.spacing[k] for k in kept),
        direction=direction,
        origin=moved(image, axis, place),
    )


def as_shown(image: Image) -> Image:
    """The plane transposed and flipped so that rows and columns run as in `AS_SHOWN`."""
    return image if image.direction is None else turned(image, shown_turn(image.direction))


def shown_turn(direction: NDArray[np.float64]) -> Turn:
    """The turn after which the rows and columns of a plane of these two axes run as on a
    screen."""
    upright = int(np.argmax(np.abs(np.cross(direction[:, 1], direction[:, 0]))))
    return closest(direction, AS_SHOWN[upright])


def stacked_turn(image: Image) -> Turn:
    """The turn after which a volume is a stack, along its first axis, of the planes that `plane`
    gives, each as radiology shows it."""
    axis = slice_axis(image)
    kept = [k for k in range(3) if k != axis]
    shown = as_it_is(2) if image.direction is None else shown_turn(image.direction[:, kept])
    return Turn((axis, *(kept[k] for k in shown.order)), (False, *shown.flips))
