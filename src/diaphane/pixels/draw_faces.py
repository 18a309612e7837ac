"""Boxes around the faces that were found in a picture.

Axes: pictures are uint8 (Y, X, 3).
"""

from __future__ import annotations

from collections.abc import Iterable

from .faces import Face
from .page import Picture

COLOUR = (255, 200, 0)
SHARE = 1 / 250
"""Of the picture's shorter side: how thick a line is, a pixel at least."""


def draw_faces(picture: Picture, faces: Iterable[Face]) -> Picture:
    """The picture with the boxes drawn on it."""
    drawn = picture.copy()
    thick = max(1, round(min(picture.shape[:2]) * SHARE))
    for face in faces:
        left, top = max(0, face.left), max(0, face.top)
        right, bottom = face.left + face.side, face.top + face.side
        whole = drawn[top:bottom, left:right]
        inside = whole[thick:-thick, thick:-thick].copy()
        whole[:] = COLOUR
        whole[thick:-thick, thick:-thick] = inside
    return drawn
