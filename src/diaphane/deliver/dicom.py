"""The DICOM files of an answer, where DICOM came in: the label map of a model that segments; of one
that names classes a report, and where it looked as a picture and as values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..image import Image
from ..pixels.draw_heat import heat_picture
from ..words import DISCLAIMER
from .answer import Answer
from .labels import labels_in


def write_labels(path: Path, answer: Answer) -> tuple[str, ...]:
    """A label map as DICOM that points to the images it was found in, and tells which classes a
    person edited. Raises `BadData` where nothing can point to these images."""
    from ..io.dicom_seg import Edit, write_seg

    edit = None
    if answer.before is not None:
        assert answer.decision is not None, "who edits decides"
        edit = Edit(frames(answer.before), answer.decision)
    labels = frames(labels_in(answer))
    write_seg(path, labels, answer.card, answer.sources, answer.maker, edit=edit)
    return ()


def frames(labels: Image) -> NDArray[np.uint8]:
    """(F, Y, X), of a plane with one frame."""
    return np.asarray(labels.pixels[0].reshape(-1, *labels.shape[-2:]), np.uint8)


def write_decision(path: Path, answer: Answer) -> tuple[str, ...]:
    """What a person decided, as a verified Structured Report. Raises `BadData`."""
    from ..io.dicom_decision import write_decision

    assert answer.decision is not None
    write_decision(path, answer.decision, answer.result, answer.card, answer.sources, answer.maker)
    return ()


def write_report(path: Path, answer: Answer) -> tuple[str, ...]:
    """What was said, as a Structured Report. Raises `BadData`."""
    from ..io.dicom_sr import write_report

    write_report(path, answer.result, answer.card, answer.sources, answer.maker)
    return ()


def write_heat_picture(path: Path, answer: Answer) -> tuple[str, ...]:
    """The heat of the likeliest class over the image, to look at. Raises `BadData`."""
    from ..io.dicom_sc import write_sc

    assert answer.result.heat is not None
    write_sc(
        path,
        heat_picture(answer.image, answer.result.heat),
        answer.sources[0],
        answer.maker,
        how=f"heat drawn over the image: what spoke for {likeliest(answer)}, by {answer.card.name}",
        kind="heat",
        words=DISCLAIMER,
    )
    return ()


def write_heat_values(path: Path, answer: Answer) -> tuple[str, ...]:
    """The heat as values to measure. Raises `BadData`."""
    from ..io.dicom_pm import write_heat

    result = answer.result
    assert result.heat is not None
    write_heat(
        path, result.heat, answer.image, answer.sources[0], answer.maker, of=likeliest(answer)
    )
    return ()


def likeliest(answer: Answer) -> str:
    """The title of the class that the heat is of."""
    chances = answer.result.probabilities
    return answer.card.title(max(chances, key=lambda name: chances[name]))
