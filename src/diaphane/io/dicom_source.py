"""The header of an image that a result is made of, with the faults mended that would be handed on:
letters of old character sets, dates as they were written before DICOM, codes that are none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MAY_BE_EMPTY = (
    *("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "StudyID", "StudyDate"),
    *("StudyTime", "AccessionNumber", "ReferringPhysicianName"),
)
"""Of type 2 (DICOM PS3.3, C.7.1.1 and C.7.2.1): who takes names away often takes these away too."""
OF = ("Content", "Acquisition", "Series", "Study")
"""What of an image has a date and a time, the closest one first."""
SEXES = ("M", "F", "O")
CODE = re.compile(r"[A-Z0-9 _]{1,16}")
"""A Code String (CS; PS3.5, 6.2)."""
UNTOLD = "not told by the images"


def header(path: Path) -> Dataset:
    """A file's elements but for the pixels, with all that an object takes over from it."""
    from pydicom import dcmread

    image = dcmread(path, stop_before_pixels=True, force=True)
    image.decode()  # texts are written as UTF-8, whatever they came in
    image.SpecificCharacterSet = "ISO_IR 192"
    for keyword in MAY_BE_EMPTY:
        if keyword not in image:
            setattr(image, keyword, "")
    mend_dates(image)
    mend_codes(image)
    return image


def mend_dates(image: Dataset) -> None:
    """1997.04.24 and 14:04:38, as in ACR-NEMA, to 19970424 and 140438 (PS3.5, 6.2)."""
    for keyword in ("PatientBirthDate", *(f"{one}Date" for one in OF)):
        if keyword in image:
            setattr(image, keyword, str(image[keyword].value or "").replace(".", ""))
    for keyword in (f"{one}Time" for one in OF):
        if keyword in image:
            setattr(image, keyword, str(image[keyword].value or "").replace(":", ""))


def mend_codes(image: Dataset) -> None:
    """Leave out what is no code; and where names were taken away, say that it was not told how, for
    that must stand there (PS3.3, C.7.1.1)."""
    if image.PatientSex not in SEXES:
        image.PatientSex = ""
    if not CODE.fullmatch(str(image.get("BodyPartExamined", ""))):
        image.pop("BodyPartExamined", None)
    how = ("DeidentificationMethod", "DeidentificationMethodCodeSequence")
    if image.get("PatientIdentityRemoved") == "YES" and not any(image.get(one) for one in how):
        image.DeidentificationMethod = UNTOLD
