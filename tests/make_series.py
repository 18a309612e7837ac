"""Small DICOM series for the tests: folders of slices, as they are and packed."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pydicom

from make_dicom import as_bytes, make_dicom

DISC = Path(pydicom.__file__).parent / "data/test_files/dicomdirtests/DICOMDIR"
"""A directory of 31 files of 4 studies."""

SERIES = "1.2.3"


def save(folder: Path, name: str, value: int = 0, **elements: Any) -> Path:
    """A slice of 2 x 3 pixels of one value; an element that is None is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    every: dict[str, Any] = {
        "SeriesInstanceUID": SERIES,
        "Modality": "CT",
        "RescaleSlope": 1,
        "RescaleIntercept": -1024,
        "PixelSpacing": [0.5, 0.75],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
        "ImagePositionPatient": [10, 20, 0],
        "FrameOfReferenceUID": "1.2.9",
        "SOPInstanceUID": f"1.2.3.{int.from_bytes(name.encode())}"[:60],
        **elements,
    }
    known = {keyword: given for keyword, given in every.items() if given is not None}
    made = make_dicom(np.full((2, 3), value, np.int16), **known)
    (folder / name).write_bytes(as_bytes(made))
    return folder


def filled(folder: Path, *heights: float, **elements: Any) -> Path:
    """Slices at these heights; the k-th holds k."""
    for k, height in enumerate(heights):
        save(folder, f"{k}.dcm", k, **{"ImagePositionPatient": [10, 20, height], **elements})
    return folder


def packed(folder: Path, archive: Path) -> Path:
    """The DICOM files below the folder as a zip file."""
    with zipfile.ZipFile(archive, "w") as box:
        for path in sorted(folder.rglob("*.dcm")):
            box.write(path, path.relative_to(folder))
    return archive
