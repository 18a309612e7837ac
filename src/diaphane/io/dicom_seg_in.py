"""Read a DICOM Segmentation as labels on the grid of the images it was drawn on.

Frames are put where their position says, one segment each (DICOM PS3.3, A.51 and C.8.20).
Axes: labels are (1, *space) of the image's grid; coordinates the patient's L P S, millimetres.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.uid import SegmentationStorage

from ..errors import UnreadableImage
from ..image import Image, Pixels, Source
from . import contents, decode
from .dicom_dataset import parse
from .dicom_element import items, macro, numbers, text
from .dicom_geometry import orientation_of, position_of
from .foreign import foreign
from .sniff import HEAD, sniff

OFF = 0.1
"""A frame may lie off its slice by this share of the spacing."""

MOST = 255
"""Segments that 8 bits number."""


def is_seg(path: Path) -> bool:
    """Is a file a DICOM Segmentation? False, too, for what cannot be opened."""
    from pydicom import dcmread

    try:
        with path.open("rb") as file:
            if sniff(file.read(HEAD)) != "dicom":
                return False
        with foreign("read the DICOM header"):
            tags = ["SOPClassUID"]
            header = dcmread(path, stop_before_pixels=True, specific_tags=tags, force=True)
        return text(header, "SOPClassUID") == SegmentationStorage
    except (OSError, UnreadableImage):
        return False


def read_seg(path: Path, grid: Image) -> Image:
    """Segment numbers on the grid of an image: 0 where there is none.

    Raises `UnreadableImage` for segments that overlap, are no yes or no, or lie elsewhere.
    """
    try:
        data = contents(path)
        dataset = parse(data, lambda _: None)
        labels = labels_on(dataset, decode(data).pixels, grid)
    except UnreadableImage as error:
        raise UnreadableImage(f"{path}: {error}") from error.__cause__
    source = Source(path=path, format="dicom", sha256=sha256(data).hexdigest(), modality="SEG")
    return replace(
        grid, pixels=labels[None], units="", window=None, inverted=False, source=source, warnings=()
    )


def labels_on(dataset: FileDataset, frames: Pixels, grid: Image) -> NDArray[np.uint8]:
    """(*space) segment numbers, of `frames` (1, *space)."""
    kind = text(dataset, "SegmentationType")
    if kind != "BINARY":
        raise UnreadableImage(
            f"expected a segmentation of yes or no (BINARY), got {kind or 'no type'}; export it so"
        )
    frames = frames.astype(bool).reshape((-1, *frames.shape[-2:]))
    if frames.shape[1:] != grid.shape[-2:]:
        raise UnreadableImage(
            f"expected frames of the image's size, {grid.shape[-2:]}, got {frames.shape[1:]}; "
            "export the segmentation on the grid of its images"
        )
    labels = np.zeros((1, *grid.shape)[-3:], np.uint8)
    for number, frame in enumerate(frames):
        segment = _segment(dataset, number)
        there = labels[_slice(dataset, number, grid)]
        if not np.isin(there[frame], (0, segment)).all():
            raise UnreadableImage(
                f"expected segments that do not overlap, but segment {segment} lies on another; "
                "export them one by one"
            )
        there[frame] = segment
    return labels.reshape(grid.shape)


def _segment(dataset: Dataset, frame: int) -> int:
    """The number of a frame's segment."""
    group = macro(dataset, frame, "SegmentIdentificationSequence")
    found = numbers(group, "ReferencedSegmentNumber")
    known = {
        int(n) for one in items(dataset, "SegmentSequence") for n in numbers(one, "SegmentNumber")
    }
    number = int(found[0]) if found else 0
    if number not in known or not 0 < number <= MOST:
        raise UnreadableImage(
            f"expected each frame to name one of the segments, frame {frame + 1} does not; export "
            "the segmentation again"
        )
    return number


def _slice(dataset: FileDataset, frame: int, grid: Image) -> int:
    """Which slice of the grid a frame is. A plane is its own only slice, wherever it lies."""
    if grid.axes == "yx":
        return 0
    place = position_of(macro(dataset, frame, "PlanePositionSequence"))
    plane = orientation_of(dataset, lambda _: None)
    if grid.direction is None or grid.origin is None or not grid.spacing:
        raise UnreadableImage("expected images whose place in the patient is known, got others")
    if place is None or plane is None:
        raise UnreadableImage(
            f"expected a position and an orientation in each frame, frame {frame + 1} has none; "
            "export the segmentation again"
        )
    index = np.linalg.solve(grid.direction, place - np.array(grid.origin)) / grid.spacing
    whole = round(float(index[0]))
    off = np.abs(index - [whole, 0, 0]).max()
    if not np.allclose(plane, grid.direction[:, 1:], atol=0.01) or off > OFF:
        raise UnreadableImage(
            f"expected frames in the planes of the images, frame {frame + 1} lies off them; export "
            "the segmentation on the grid of its images"
        )
    if not 0 <= whole < grid.shape[0]:
        raise UnreadableImage(
            f"expected frames where the images are, frame {frame + 1} lies outside; bring the "
            "images that it was drawn on"
        )
    return whole
