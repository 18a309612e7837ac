"""An answer that is about to be handed on: the image that was looked at, what was said of it, which
model said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..card import Card
from ..decision import Decision
from ..image import Image
from ..io.uids import Maker
from ..pixels.planes import middle_of, plane, slice_axis
from ..result import Result


@dataclass(frozen=True)
class Answer:
    """All that files of an answer are made of."""

    image: Image
    """What the model looked at: a plane, a volume or a row."""
    result: Result
    card: Card
    maker: Maker
    """Who made the answer, and how."""
    sources: tuple[Path, ...] = ()
    """The DICOM files that hold what was looked at; none where another format came in."""
    whole: bool = True
    """False where one slice of several was asked for."""
    decision: Decision | None = None
    """What a person decided; None where nobody did."""
    before: Image | None = None
    """The model's own label map, where a person left another one."""

    def to_plain(self) -> dict[str, Any]:
        """The answer for JSON, with the decision where there is one."""
        plain = self.result.to_plain()
        return {**plain, "decision": self.decision.to_plain()} if self.decision else plain


def answer_of(
    image: Image,
    result: Result,
    card: Card,
    *,
    number: int | None = None,
    ways: Mapping[str, object] | None = None,
) -> Answer:
    """The answer of a model with this card to an image as it was read.

    Args:
        number: The slice that was asked about, counted from 1; None where none was named.
        ways: Further settings of the call that change what is drawn: flips, tiles.
    """
    return Answer(
        looked_at(image, card, number),
        result,
        card,
        maker_of(result, card, {**(ways or {}), "slice": number}),
        sources=sources_of(image, card, number),
        whole=number is None,
    )


def looked_at(image: Image, card: Card, number: int | None = None) -> Image:
    """What the model looked at: the plane of a volume, the volume, or a row."""
    return image if card.task == "segment" and number is None else plane(image, number)[0]


def sources_of(image: Image, card: Card, number: int | None) -> tuple[Path, ...]:
    """The DICOM files that hold what was looked at: of a series read as one volume that of the
    slice, where slices were cut as they were taken."""
    files = image.source.dicom_files
    stack = image.axes == "zyx" and len(files) == image.shape[0]
    if len(files) < 2 or not stack or slice_axis(image) != 0:
        return files
    if card.task == "segment" and number is None:
        return files
    return (files[middle_of(len(files)) - 1 if number is None else number - 1],)


def maker_of(result: Result, card: Card, asked: Mapping[str, object]) -> Maker:
    """Who made an answer. `asked` are settings of the call; those that are off or not given are
    left out."""
    facts = result.provenance
    settings = {name: facts[name] for name in ("runtime", "precision") if name in facts}
    settings |= {name: value for name, value in asked.items() if value}
    return Maker(
        card.name,
        sha256=str(facts.get("model_sha256", "")),
        settings={name: str(value) for name, value in settings.items()},
    )
