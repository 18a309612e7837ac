"""Write what a person decided of an answer as a DICOM Structured Report of its own: verified, with
who, where and when (DICOM PS3.3, C.17.2), that names the model's report as the one before it.

A first group holds the decision. Where the answer was accepted, the probabilities follow as the
model's report has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..card import Card
from ..decision import SAID, Decision
from ..result import Result
from ..words import DISCLAIMER, DO_NOT_KNOW
from .dicom_person import day_and_time, moment, organisation, person_name
from .dicom_result import made_by, write_result
from .dicom_sr import (
    OURS,
    WANTED,
    add_texts,
    chances,
    concept,
    group,
    procedure,
    report,
    scheme,
)
from .uids import Maker

if TYPE_CHECKING:
    from pydicom.dataset import Dataset


def write_decision(
    path: Path,
    decision: Decision,
    result: Result,
    card: Card,
    sources: Sequence[Path],
    maker: Maker,
) -> Path:
    """Write the decision. Raises `BadData` where a source has not what a report must refer to,
    `CannotWrite`."""

    def make(images: list[Dataset]) -> Any:
        return decided(images, decision, result, card, maker)

    at = day_and_time(decision.when)
    return write_result(path, sources, make, wanted=WANTED, at=at)


def decided(
    images: list[Dataset], decision: Decision, result: Result, card: Card, maker: Maker
) -> Any:
    from highdicom.sr import Comprehensive3DSR, MeasurementReport
    from pydicom.sr.codedict import codes

    content = MeasurementReport(
        observation_context=observer(decision),
        procedure_reported=procedure(images[0]),
        imaging_measurements=groups(images, decision, result, card, maker),
        title=codes.DCM.ImagingMeasurementReport,
    )
    said = (*decision.to_plain().values(), result.label or "")
    made = Comprehensive3DSR(
        evidence=images,
        content=content[0],
        is_complete=True,
        is_final=True,
        is_verified=True,
        verifying_observer_name=person_name(decision),
        verifying_organization=organisation(decision),
        previous_versions=before(images, result, card, maker),
        coding_schemes=[scheme()],
        **made_by(maker, "decision", images, f"decision, {DISCLAIMER}", more=said),
    )
    made.VerifyingObserverSequence[0].VerificationDateTime = moment(decision.when)
    return made


def before(images: list[Dataset], result: Result, card: Card, maker: Maker) -> list[Any] | None:
    """The model's report, which is the same however often it is made; None where there is none."""
    return [report(images, result, card, maker)] if result.probabilities else None


def observer(decision: Decision) -> Any:
    """The person who decided."""
    from highdicom.sr import (
        ObservationContext,
        ObserverContext,
        PersonObserverIdentifyingAttributes,
    )
    from pydicom.sr.codedict import codes

    person = PersonObserverIdentifyingAttributes(
        name=person_name(decision), organization_name=organisation(decision)
    )
    return ObservationContext(
        observer_person_context=ObserverContext(
            observer_type=codes.DCM.Person, observer_identifying_attributes=person
        )
    )


def groups(
    images: list[Dataset], decision: Decision, result: Result, card: Card, maker: Maker
) -> list[Any]:
    """The decision; and what was accepted of a model that names classes."""
    first = group(images, maker, "decision", said=evaluations(decision, card), by_model=False)
    add_texts(first, texts(decision, result, card))
    accepted = decision.verdict == "accept" and bool(result.probabilities)
    return [first, *(chances(images, result, card, maker) if accepted else ())]


def evaluations(decision: Decision, card: Card) -> list[Any]:
    """The verdict, and the class that the person names."""
    from highdicom.sr import CodedConcept, QualitativeEvaluation

    verdict = CodedConcept("verdict", OURS, "Verdict on the answer of a model")
    said = CodedConcept(decision.verdict, OURS, SAID[decision.verdict])
    found = [QualitativeEvaluation(verdict, said)]
    for number, one in enumerate(card.classes, 1):
        if one.name == decision.label:
            named = CodedConcept("named", OURS, "Class named by a person")
            found.append(QualitativeEvaluation(named, concept(number, one)))
    return found


def texts(decision: Decision, result: Result, card: Card) -> list[str]:
    """What a person should read."""
    return [
        DISCLAIMER,
        *([f"note: {decision.note}"] if decision.note else []),
        *([f"the model's answer: {answer(result, card)}"] if result.probabilities else []),
        *(f"{name}: {value:g}" for name, value in result.measures.items()),
    ]


def answer(result: Result, card: Card) -> str:
    if result.label is None:
        return DO_NOT_KNOW
    return f"{card.title(result.label)} {result.probabilities[result.label]:.1%}"
