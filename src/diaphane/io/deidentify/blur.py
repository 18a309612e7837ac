"""Make a face unrecognisable for good: what is left of it is a few means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .regions import Region

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

CELLS = 3
"""Means that are left along each side: no face is told by nine colours, and nothing turns them
back."""

MARGIN = 0.25
"""Of the box on each side: detectors box brow to chin, hair and ears tell a person, too."""


def blurred(picture: Picture, face: Region) -> None:
    """Blur a region and what lies around it, in place."""
    from PIL.Image import Resampling

    box = grown(face, picture.width, picture.height)
    piece = picture.crop(box)
    means = piece.resize((CELLS, CELLS), Resampling.BOX)
    picture.paste(means.resize(piece.size, Resampling.BILINEAR), box)


def grown(face: Region, width: int, height: int) -> tuple[int, int, int, int]:
    """(left, top, right, bottom) with the margin, within the picture."""
    x, y = round(face.width * MARGIN), round(face.height * MARGIN)
    return (
        max(0, face.left - x),
        max(0, face.top - y),
        min(width, face.left + face.width + x),
        min(height, face.top + face.height + y),
    )
