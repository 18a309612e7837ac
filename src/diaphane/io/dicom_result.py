"""What all DICOM objects that a model made share: how they are written, who made them, and dates
that stay the same however often that is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadData
from ..words import DISCLAIMER
from .dicom_source import OF, header
from .foreign import LISTENER
from .uids import Maker
from .write import write_bytes

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

SERIES = {
    **{"seg": 9000, "sc": 9000, "sr": 9001, "heat": 9002, "pm": 9003},
    **{"edited": 9004, "decision": 9005},
}
"""Numbers of series, by kind, that no scanner gives by itself."""
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "SOPClassUID")
"""What a result is filed by and refers with."""
LONGEST = 64
"""Letters of a Long String (LO; DICOM PS3.5, section 6.2)."""
OF_THE_CLOCK = (
    *("InstanceCreationDate", "InstanceCreationTime"),
    *("DateOfSecondaryCapture", "TimeOfSecondaryCapture"),
)
"""Elements that may be absent and would differ each time."""
NEVER = ("19000101", "000000")
"""Stands where an image has no date, and something must stand."""
UNPAIRED = (
    *("ABDOMEN", "ABDOMENPELVIS", "AORTA", "BACK", "BLADDER", "BRAIN", "CEREBELLUM"),
    *("CERVIX", "CHEST", "CHESTABDOMEN", "CHESTABDPELVIS", "CIRCLEOFWILLIS", "COCCYX"),
    *("COLON", "CORONARYARTERY", "CSPINE", "CTSPINE", "DUODENUM", "ESOPHAGUS", "FACE"),
    *("GALLBLADDER", "HEAD", "HEADNECK", "HEART", "ILEUM", "JAW", "JEJUNUM", "LARYNX"),
    *("LIVER", "LSPINE", "LSSPINE", "MAXILLA", "MEDIASTINUM", "MOUTH", "NECK", "NECKCHEST"),
    *("NECKCHESTABDOMEN", "NECKCHESTABDPELV", "NOSE", "PANCREAS", "PELVIS", "PENIS"),
    *("PHARYNX", "PROSTATE", "RECTUM", "SCALP", "SKULL", "SPINE", "SPLEEN", "SSPINE"),
    *("STERNUM", "STOMACH", "THYMUS", "THYROID", "TLSPINE", "TONGUE", "TRACHEA", "TSPINE"),
    *("URETHRA", "UTERUS", "VAGINA", "VULVA", "WHOLEBODY"),
)
"""Parts of the body of which there is one, by their codes (DICOM PS3.16, annex L)."""

Make = Callable[[list["Dataset"]], Any]
"""From the headers of the sources, without names, to the object."""


def write_result(
    path: Path,
    sources: Sequence[Path],
    make: Make,
    *,
    wanted: str,
    needed: Sequence[str] = (),
    at: tuple[str, str] | None = None,
) -> Path:
    """Write what `make` makes of the headers of DICOM files.

    Args:
        wanted: Of the sources and what to take instead, for the sentence: "images that ...; ...".
        needed: What sources lack, most likely, where the object cannot be made.
        at: Date and time of the content where a person made it; None takes the images'.

    Raises `BadData` where a source has not what the object must tell, `CannotWrite`.
    """
    buffer = BytesIO()
    with LISTENER.listening():  # warnings of the libraries quote the header
        images: list[Dataset] = []
        try:
            images += map(header, sources)
            name = str(images[0].PatientName)
            for image in images:
                image.PatientName = ""  # highdicom writes names it finds odd into the log
            refuse_unnamed(images)
            made = make(images)
            made.PatientName = name
            date(made, at or when(images[0]))
            made.save_as(buffer)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            images_that, instead = wanted.split("; ")
            lack = missing(images, error, needed)
            raise BadData(
                f"expected DICOM {images_that}, got some without {lack}; {instead}"
            ) from error
    return write_bytes(path, buffer.getvalue())


def refuse_unnamed(images: Sequence[Dataset]) -> None:
    """Raise `AttributeError` for an image that nothing can refer to."""
    for keyword in UIDS:
        if not all(image.get(keyword) for image in images):
            raise AttributeError("an image without a name", name=keyword)


def made_by(
    maker: Maker, kind: str, images: Sequence[Dataset], words: str, *, more: Sequence[str] = ()
) -> dict[str, Any]:
    """What highdicom is told of every object: UIDs, numbers, equipment.

    The series' UID comes of the sources' series, so that answers to all of its images are one
    series again. `more` is what else makes the object another one: who decided what.
    """
    first = images[0]
    return {
        "series_instance_uid": maker.uid(f"{kind} series", first.SeriesInstanceUID),
        "series_number": SERIES[kind],
        "sop_instance_uid": maker.uid(kind, *more, *(image.SOPInstanceUID for image in images)),
        "instance_number": number_of(images),
        "manufacturer": "Diaphane",
        "manufacturer_model_name": "Diaphane",
        "software_versions": version("diaphane"),
        "device_serial_number": maker.version,
        "series_description": f"{maker.model}: {words}"[:LONGEST],
    }


def number_of(images: Sequence[Dataset]) -> int:
    """The image's number in its series, where it is one and has one."""
    number = images[0].get("InstanceNumber")
    return int(number) if len(images) == 1 and number and number > 0 else 1


def date(made: Any, at: tuple[str, str]) -> None:
    """Date and time of the content in place of the clock's."""
    for keyword in OF_THE_CLOCK:
        made.pop(keyword, None)
    made.ContentDate, made.ContentTime = at
    for item in made.get("ContributingEquipmentSequence", ()):
        if item.get("ManufacturerModelName") == "highdicom":  # contributes now, each time
            item.pop("ContributionDateTime", None)


def when(taken: Dataset) -> tuple[str, str]:
    """Date and time of an image."""
    for name in OF:
        if day := taken.get(f"{name}Date"):
            return str(day), str(taken.get(f"{name}Time") or NEVER[1])
    return NEVER


def organise(made: Any, maker: Maker) -> None:
    """Work out the UID of how frames are ordered, too."""
    uid = maker.uid("dimensions", made.SOPInstanceUID)
    for item in (*made.DimensionOrganizationSequence, *made.get("DimensionIndexSequence", ())):
        item.DimensionOrganizationUID = uid


def tell_side(made: Any, taken: Dataset) -> None:
    """Laterality, of type 2C (DICOM PS3.3, C.7.3.1): L or R, or empty where it is not told; absent
    where the object names a part of the body of which there is one."""
    made.pop("Laterality", None)
    if made.get("BodyPartExamined") not in UNPAIRED:
        told = str(taken.get("Laterality") or taken.get("ImageLaterality") or "")
        made.Laterality = told if told in ("L", "R") else ""


def missing(images: Sequence[Dataset], error: Exception, needed: Sequence[str]) -> str:
    """What is not there. The library's own words are not repeated: they may quote the header."""
    asked = (getattr(error, "name", None) or "", *needed)
    gone = (name for name in asked if name and any(not image.get(name) for image in images))
    return next(gone, f"what DICOM asks for ({type(error).__name__})")


def algorithm(maker: Maker) -> Any:
    """The model, as a step that drew something."""
    from highdicom import AlgorithmIdentificationSequence
    from pydicom.sr.codedict import codes

    return AlgorithmIdentificationSequence(
        name=maker.model[:LONGEST],
        family=codes.DCM.ArtificialIntelligence,
        version=maker.version,
        source="Diaphane",
        parameters={**maker.settings, "use": DISCLAIMER},
    )
