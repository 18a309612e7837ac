"""Find faces in a photograph: OpenCV's cascades (Viola and Jones, CVPR 2001; Lienhart and Maydt,
ICIP 2002) give votes, and where many lie together there is a face.

One cascade alone either misses faces or sees them in leaves and brickwork. So each looks on its own
with no threshold, upright, mirrored or with the picture turned, and their boxes are counted
together. Measured by `benchmarks/faces.py`.

Axes: `Y X` space; a picture is (Y, X, 3), RGB.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingPackage

if TYPE_CHECKING:
    from cv2 import CascadeClassifier

LONGER_SIDE = 1280
"""Pixels to which pictures are scaled; small ones are enlarged by `MOST_ENLARGED` at most."""
MOST_ENLARGED = 1.44
SMALLEST = 30
"""Side of the smallest face in the scaled picture."""
STEP = 1.1
"""From one size of face that is looked for to the next."""
TURNS = (-20.0, 20.0)
"""Degrees by which the picture is turned, too: heads lean."""
VOTES = 20
"""Boxes that make a face. Of the pictures it was chosen on, 33 of 35 faces have 27 or more, and
nothing else more than 11; of 34 others a piece of forest has 15, and a cat's face 29."""
NEAR = 0.35
"""Boxes agree whose centres differ by less, in sides of the smaller, ..."""
ALIKE = 1.5
"""... and whose sides differ by less than this factor."""


@dataclass(frozen=True)
class Look:
    """A cascade, and how it looks at a picture."""

    cascade: str
    mirrored: bool = False
    turned: bool = False
    """Look at the turned pictures, too."""


LOOKS = (
    Look("frontalface_alt2", turned=True),
    Look("frontalface_alt", turned=True),
    Look("frontalface_alt_tree"),
    Look("profileface"),
    Look("profileface", mirrored=True),  # it knows faces that look to one side
)
"""Not among them `frontalface_default`: it saw faces in trees and in a retina."""

Boxes = NDArray[np.float64]
"""(N, 3): centre x, centre y, side, in pixels."""


@dataclass(frozen=True)
class Face:
    """A square box around a face, from brow to chin, in pixels from the top left corner."""

    left: int
    top: int
    side: int
    votes: int


def find_faces(picture: NDArray[np.uint8]) -> list[Face]:
    """The faces in a picture, those with the most votes first.

    Raises `MissingPackage` without OpenCV.
    """
    return [
        Face(round(x - side / 2), round(y - side / 2), round(side), votes)
        for (x, y, side), votes in agreed(votes_in(picture))
        if votes >= VOTES
    ]


def votes_in(picture: NDArray[np.uint8]) -> Boxes:
    """All boxes of all cascades, in pixels of the picture."""
    cv2 = opencv()
    scale = min(MOST_ENLARGED, LONGER_SIDE / max(picture.shape[:2]))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    gray = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=how)
    turned = [turned_by(small, degrees) for degrees in TURNS]
    found = [boxes for look in LOOKS for boxes in _seen(look, small, turned)]
    return np.asarray(np.concatenate([np.empty((0, 3)), *found]) / scale)


def _seen(
    look: Look, upright: NDArray[Any], turned: list[tuple[NDArray[Any], Boxes]]
) -> Iterator[Boxes]:
    """What one cascade sees, in coordinates of the upright picture."""
    cascade = _cascade(look.cascade)
    if look.mirrored:
        boxes = boxes_of(cascade, np.ascontiguousarray(upright[:, ::-1]))
        yield np.column_stack([upright.shape[1] - boxes[:, 0], boxes[:, 1:]])
    else:
        yield boxes_of(cascade, upright)
    for picture, back in turned if look.turned else ():
        boxes = boxes_of(cascade, picture)
        yield np.column_stack([boxes[:, :2] @ back[:, :2].T + back[:, 2], boxes[:, 2]])


def boxes_of(cascade: CascadeClassifier, gray: NDArray[Any]) -> Boxes:
    """Each box that a cascade lets through, none merged with another."""
    found = cascade.detectMultiScale(
        gray, scaleFactor=STEP, minNeighbors=0, minSize=(SMALLEST, SMALLEST)
    )
    corners = np.asarray(found, float).reshape(-1, 4)
    return np.column_stack([corners[:, :2] + corners[:, 2:] / 2, corners[:, 2]])


def turned_by(gray: NDArray[Any], degrees: float) -> tuple[NDArray[Any], Boxes]:
    """The picture turned on a canvas that holds all of it, and the (2, 3) matrix back."""
    cv2 = opencv()
    height, width = gray.shape
    side = int(np.ceil(np.hypot(height, width)))
    there = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    there[:, 2] += [(side - width) / 2, (side - height) / 2]
    canvas = cv2.warpAffine(gray, there, (side, side), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(canvas), np.asarray(cv2.invertAffineTransform(there))


def agreed(boxes: Boxes) -> list[tuple[Boxes, int]]:
    """The median box of each crowd and how many it has; the largest crowd takes its boxes first."""
    crowds = []
    while len(boxes):
        near = np.array([agree(boxes, box) for box in boxes])
        members = near[near.sum(axis=1).argmax()]
        if members.sum() < VOTES:
            break
        centre = np.median(boxes[members], axis=0)
        members |= agree(boxes, centre)
        crowds.append((centre, int(members.sum())))
        boxes = boxes[~members]
    return crowds


def agree(boxes: Boxes, box: Boxes) -> NDArray[np.bool_]:
    """Which boxes mean the same face as `box`."""
    distance = np.hypot(boxes[:, 0] - box[0], boxes[:, 1] - box[1])
    ratio = np.abs(np.log(boxes[:, 2] / box[2]))
    close = distance < NEAR * np.minimum(boxes[:, 2], box[2])
    return np.asarray(close & (ratio < np.log(ALIKE)))


def _cascade(name: str) -> CascadeClassifier:
    cv2 = opencv()
    made: CascadeClassifier = cv2.CascadeClassifier(
        str(Path(cv2.data.haarcascades) / f"haarcascade_{name}.xml")
    )
    return made


def opencv() -> Any:
    """OpenCV. Raises `MissingPackage`."""
    try:
        import cv2
    except ModuleNotFoundError as error:
        raise MissingPackage("finding faces", "faces") from error
    return cv2
