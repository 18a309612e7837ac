"""Write what a model says of an image as a DICOM Structured Report: TID 1500, Imaging Measurement
Report (DICOM PS3.16), that nobody verified.

A first group holds the answer: the class named or "I do not know", the classes that cannot be ruled
out, doubts and notes. A group for each class holds its probability. What a person decided of it is
another document: see `dicom_decision`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..card import Card, Class
from ..result import Result
from ..words import DISCLAIMER, DO_NOT_KNOW
from .dicom_result import LONGEST, made_by, write_result
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

WANTED = "images that a report can speak of; take the JSON"
OURS = "99DIAPHANE"
"""Scheme of the codes that no standard has; private schemes begin with 99 (PS3.16, 8.2)."""
PROCEDURES = {
    "CT": ("77477000", "Computed tomography"),
    "MR": ("113091000", "Magnetic resonance imaging"),
    "CR": ("168537006", "Plain radiography"),
    "DX": ("168537006", "Plain radiography"),
}
"""What was done to the patient, by modality (SNOMED CT)."""
ANY_PROCEDURE = ("363679005", "Imaging procedure")


def write_report(
    path: Path, result: Result, card: Card, sources: Sequence[Path], maker: Maker
) -> Path:
    """Write the answer of a model that names classes.

    Raises `BadData` where a source has not what a report must refer to, `CannotWrite`.
    """

    def make(images: list[Dataset]) -> Any:
        return report(images, result, card, maker)

    return write_result(path, sources, make, wanted=WANTED)


def report(images: list[Dataset], result: Result, card: Card, maker: Maker) -> Any:
    from highdicom.sr import Comprehensive3DSR, MeasurementReport
    from pydicom.sr.codedict import codes

    content = MeasurementReport(
        observation_context=observer(maker),
        procedure_reported=procedure(images[0]),
        imaging_measurements=groups(images, result, card, maker),
        title=codes.DCM.ImagingMeasurementReport,
    )
    return Comprehensive3DSR(
        evidence=images,
        content=content[0],
        is_complete=True,
        is_final=False,
        is_verified=False,
        coding_schemes=[scheme()],
        **made_by(maker, "sr", images, DISCLAIMER),
    )


def scheme() -> Any:
    from highdicom.coding_schemes import CodingSchemeIdentificationItem

    return CodingSchemeIdentificationItem(designator=OURS, name="Diaphane")


def observer(maker: Maker) -> Any:
    """No person looked: the model did."""
    from highdicom.sr import (
        DeviceObserverIdentifyingAttributes,
        ObservationContext,
        ObserverContext,
    )
    from pydicom.sr.codedict import codes

    device = DeviceObserverIdentifyingAttributes(
        uid=maker.device,
        name="Diaphane",
        manufacturer_name="Diaphane",
        model_name=maker.model,
        serial_number=maker.sha256 or maker.version,
    )
    return ObservationContext(
        observer_device_context=ObserverContext(
            observer_type=codes.DCM.Device, observer_identifying_attributes=device
        )
    )


def procedure(image: Dataset) -> Any:
    from highdicom.sr import CodedConcept

    value, meaning = PROCEDURES.get(str(image.get("Modality", "")), ANY_PROCEDURE)
    return CodedConcept(value, "SCT", meaning)


def groups(images: list[Dataset], result: Result, card: Card, maker: Maker) -> list[Any]:
    """The answer; and the probability of each class, unless the image is none that the model could
    know."""
    answer = group(images, maker, "answer", said=evaluations(result, card))
    add_texts(answer, texts(result, card))
    return [answer, *chances(images, result, card, maker)]


def chances(images: list[Dataset], result: Result, card: Card, maker: Maker) -> list[Any]:
    """A group for each class, with its probability."""
    if result.out_of_reach:
        return []
    made = []
    for number, one in enumerate(card.classes, 1):
        likely = [probability(result.probabilities[one.name])]
        made.append(group(images, maker, one.name, finding=concept(number, one), values=likely))
    return made


def group(
    images: Sequence[Dataset],
    maker: Maker,
    about: str,
    *,
    finding: Any = None,
    values: Sequence[Any] = (),
    said: Sequence[Any] = (),
    by_model: bool = True,
) -> Any:
    """Measurements and evaluations of whole images (TID 1501), by the model or by a person."""
    from highdicom.sr import (
        AlgorithmIdentification,
        MeasurementsAndQualitativeEvaluations,
        SourceImageForMeasurementGroup,
        TrackingIdentifier,
    )

    uid = maker.uid(f"tracking {about}", *(image.SOPInstanceUID for image in images))
    settings = [f"{name}={value}" for name, value in maker.settings.items()]
    return MeasurementsAndQualitativeEvaluations(
        tracking_identifier=TrackingIdentifier(uid=uid, identifier=f"{maker.model}: {about}"),
        finding_type=finding,
        algorithm_id=AlgorithmIdentification(maker.model, maker.version, settings)
        if by_model
        else None,
        measurements=values,
        qualitative_evaluations=said,
        source_images=[
            SourceImageForMeasurementGroup(image.SOPClassUID, image.SOPInstanceUID)
            for image in images
        ],
    )


def probability(value: float) -> Any:
    """In per cent."""
    from highdicom.sr import CodedConcept, Measurement
    from pydicom.sr.codedict import codes

    unit = CodedConcept("%", "UCUM", "Percent")
    return Measurement(name=codes.DCM.Probability, value=round(100 * value, 4), unit=unit)


def evaluations(result: Result, card: Card) -> list[Any]:
    """The class named, and those that cannot be ruled out."""
    from highdicom.sr import CodedConcept, QualitativeEvaluation

    named = CodedConcept("answer", OURS, "Class named")
    possible = CodedConcept("possible", OURS, "Class that cannot be ruled out")
    concepts = {one.name: concept(number, one) for number, one in enumerate(card.classes, 1)}
    unknown = CodedConcept("unknown", OURS, DO_NOT_KNOW)
    answer = unknown if result.label is None else concepts[result.label]
    return [
        QualitativeEvaluation(named, answer),
        *(QualitativeEvaluation(possible, concepts[name]) for name in result.possible),
    ]


def concept(number: int, one: Class) -> Any:
    """The card's code of a class, or one of our own by its number."""
    from highdicom.sr import CodedConcept

    if one.code is None:
        return CodedConcept(f"class-{number}", OURS, (one.title or one.name)[:LONGEST])
    return CodedConcept(one.code.value, one.code.scheme, one.code.meaning)


def texts(result: Result, card: Card) -> list[str]:
    """What a person should read, the warning first."""
    from ..card import Calibration

    trust = card.calibration or Calibration()
    promise = (
        f"classes that cannot be ruled out hold the true one in {trust.coverage:.0%} of the images "
        "of each class"
    )
    return [
        DISCLAIMER,
        *(f"doubt: {one}" for one in result.doubts),
        *(f"note: {one}" for one in result.notes),
        *((promise,) if result.possible and trust.thresholds else ()),
    ]


def add_texts(group: Any, sentences: Sequence[str]) -> None:
    """Sentences as comments at the end of a group (TID 1501 may be extended)."""
    from highdicom.sr import TextContentItem
    from pydicom.sr.codedict import codes

    group[0].ContentSequence.extend(
        TextContentItem(codes.DCM.Comment, sentence, relationship_type="CONTAINS")
        for sentence in sentences
    )
