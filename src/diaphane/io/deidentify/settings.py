"""What is asked for when files are anonymised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .pseudonyms import Pseudonyms
from .regions import Region, Rule

Faces = Callable[[NDArray[np.uint8]], Sequence[Region]]
"""Finds faces in (Y, X, 3) RGB."""


@dataclass(frozen=True)
class Settings:
    """The same for all files of a run."""

    pseudonyms: Pseudonyms
    blank: tuple[Region, ...] = ()
    """Blanked in every picture."""
    rules: tuple[Rule, ...] = ()
    """Regions by what made the image."""
    faces: Faces | None = None
    """None: faces are not looked for."""
    gray_faces: bool = False
    """Look for faces in gray pictures, too."""
