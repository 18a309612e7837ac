"""Write where a model looked as a DICOM Parametric Map: 0 to 1 in 32-bit floats, on the grid of the
image and in its place, for programs that measure (DICOM PS3.3, A.75).

Axes: heat is (Y, X).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..image import Floats, Image
from ..words import DISCLAIMER
from .dicom_result import LONGEST, made_by, organise, tell_side, write_result
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

WANTED = "images whose place in the patient is known; take the picture of the heat"


def write_heat(
    path: Path, heat: Floats, image: Image, source: Path, maker: Maker, *, of: str
) -> Path:
    """Write heat in 0..1 on the grid of `image`, a plane of the DICOM file `source`.

    Args:
        of: What the heat spoke for, in words.

    Raises `BadData` where the source lies nowhere or lacks what DICOM asks for, `CannotWrite`.
    """

    def make(images: list[Dataset]) -> Any:
        where = place(image, images[0])
        own = lies_as(image, images[0])
        made = heat_map(images, heat, maker, of, {} if own else where)
        organise(made, maker)
        tell_side(made, images[0])
        return made

    return write_result(path, [source], make, wanted=WANTED)


def lies_as(image: Image, taken: Dataset) -> bool:
    """True where the file holds this plane alone, and it was not turned since."""
    several = int(taken.get("NumberOfFrames") or 1) > 1
    rows = taken.get("ImageOrientationPatient")
    if several or rows is None or image.direction is None:
        return False
    down, right = image.direction.T
    return bool(np.allclose([float(x) for x in rows], (*right, *down), atol=1e-4))


def heat_map(
    images: list[Dataset], heat: Floats, maker: Maker, of: str, place: dict[str, Any]
) -> Any:
    from highdicom import VOILUTTransformation
    from highdicom.pm import ParametricMap, RealWorldValueMapping
    from pydicom.sr.codedict import codes

    meaning = RealWorldValueMapping(
        lut_label="HEAT",
        lut_explanation=f"what spoke for: {of}"[:LONGEST],
        unit=codes.UCUM.NoUnits,
        value_range=(0.0, 1.0),
        slope=1.0,
        intercept=0.0,
        quantity_definition=codes.DCM.Saliency,
    )
    return ParametricMap(
        source_images=images,
        pixel_array=np.ascontiguousarray(heat[None], np.float32),
        contains_recognizable_visual_features=False,
        real_world_value_mappings=[meaning],
        voi_lut_transformations=[VOILUTTransformation(window_center=0.5, window_width=1.0)],
        content_label="HEAT",
        content_description=DISCLAIMER,
        **place,
        **made_by(maker, "pm", images, DISCLAIMER),
    )


def place(image: Image, taken: Dataset) -> dict[str, Any]:
    """Where a plane lies, as highdicom takes it. Raises `AttributeError` where that is not known,
    as of most X-ray images: a map must say it (A.75.3), and nothing is made up."""
    from highdicom import PixelMeasuresSequence, PlaneOrientationSequence, PlanePositionSequence

    if image.direction is None or image.origin is None or not image.spacing:
        raise AttributeError("a plane without a place", name="ImagePositionPatient")
    if "FrameOfReferenceUID" not in taken:
        raise AttributeError("a place in nothing", name="FrameOfReferenceUID")
    down, right = image.direction.T
    return {
        "pixel_measures": PixelMeasuresSequence(image.spacing, None),
        "plane_orientation": PlaneOrientationSequence("PATIENT", (*right, *down)),
        "plane_positions": [PlanePositionSequence("PATIENT", image.origin)],
    }
