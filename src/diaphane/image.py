"""The one picture type that flows through the whole program.

Axes: `C` channels, then space: `Y X` for a plane, `Z Y X` for a volume, `T Y X` for frames, `X` for
a row of numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]
"""(C, *space), any real dtype: 8 bits stay 8 bits, 16 stay 16."""

Floats = NDArray[np.float32]
"""(C, *space), float32: what networks eat and give."""

Axes = Literal["x", "yx", "zyx", "tyx"]


@dataclass(frozen=True)
class Window:
    """Which stored values are shown from black to white (DICOM PS3.3 C.11.2.1.2)."""

    low: float
    """Shown black, in the units of the image."""
    high: float
    """Shown white."""


@dataclass(frozen=True)
class Source:
    """Where an image came from."""

    path: Path | None = None
    """The file, or the folder of a series; None for an image made in memory."""
    format: str = "array"
    """png, jpeg, tiff, bmp, webp, dicom, nifti, table, tfrecord, array, phantom; synthetic, where a
    network drew the pixels."""
    sha256: str = ""
    """Of the file's bytes, of a row its numbers; empty for an image made in memory."""
    modality: str = ""
    """DICOM Modality (MR, CT, CR, ...); empty where the file does not say."""
    uids: Mapping[str, str] = field(default_factory=dict)
    """study, series, instance, sop_class, frame_of_reference: DICOM UIDs, where known."""
    files: tuple[Path, ...] = ()
    """Of a DICOM series the files, in the order of the slices; else empty."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were read: of a series all, else the one; none for an image made in
        memory."""
        return self.files or ((self.path,) if self.path else ())

    @property
    def dicom_files(self) -> tuple[Path, ...]:
        """The same of DICOM files; none where another format was read."""
        return self.paths if self.format == "dicom" else ()


@dataclass(frozen=True)
class Image:
    """Pixels with the physical facts needed to put a result back on them."""

    pixels: Pixels
    """(C, *space). C is 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha."""
    axes: Axes = "yx"
    """Names of the spatial axes, in the order of the array."""
    spacing: tuple[float, ...] | None = None
    """Millimetres between the centres of neighbours, one a spatial axis; None if unknown.
    Along `t` the number is 1."""
    direction: NDArray[np.float64] | None = None
    """(3, axes): column k is the unit vector along which spatial axis k runs, in the patient's
    L P S coordinates (DICOM PS3.3 C.7.6.2.1.1); None if unknown. A `t` column is zero."""
    origin: tuple[float, float, float] | None = None
    """Centre of the first sample in the patient's L P S coordinates, millimetres."""
    units: str = ""
    """HU for Hounsfield units; empty for stored values."""
    window: Window | None = None
    """The window the file asks for, in the units of the pixels; None if it asks for none."""
    inverted: bool = False
    """True where low values are to be shown white (MONOCHROME1). The pixels are as stored."""
    source: Source = field(default_factory=Source)
    warnings: tuple[str, ...] = ()
    """What a careful reader would want to know, one sentence each, no patient's identifier."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Spatial size, without channels."""
        return tuple(self.pixels.shape[1:])

    @property
    def channels(self) -> int:
        return int(self.pixels.shape[0])

    def but(self, **changes: Any) -> Image:
        """A changed copy."""
        return replace(self, **changes)
