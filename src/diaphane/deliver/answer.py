"""An answer that is about to be handed on: the image that was looked at, what was said of it, which
model said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..card import Card
from ..image import Image
from ..io.uids import Maker
from ..pixels.planes import plane
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
    whole: bool = True
    """False where one slice of several was asked for."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """The DICOM files that the image was read from; none where another format came in."""
        return self.image.source.dicom_files


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
        whole=number is None,
    )


def looked_at(image: Image, card: Card, number: int | None = None) -> Image:
    """What the model looked at: the plane of a volume, the volume, or a row."""
    return image if card.task == "segment" and number is None else plane(image, number)[0]


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
