"""The DICOM files of an answer, where DICOM came in: the label map of a model that segments; of one
that names classes a report, and where it looked as a picture and as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadData
from .terminal import say

if TYPE_CHECKING:
    from ..card import Card
    from ..image import Image
    from ..io.uids import Maker
    from ..result import Result

REPORT, PICTURE, VALUES = "-report.dcm", "-heat-picture.dcm", "-heat-values.dcm"
REPORT_ENDINGS = (REPORT, PICTURE, VALUES)
"""What `--dicom` writes of an answer that names a class."""


def maker_of(result: Result, card: Card, asked: Mapping[str, object]) -> Maker:
    """Who made an answer. `asked` are settings of the call; those that are off or not given are
    left out."""
    from ..io.uids import Maker

    facts = result.provenance
    settings = {name: facts[name] for name in ("runtime", "precision") if name in facts}
    settings |= {name: value for name, value in asked.items() if value}
    return Maker(
        card.name,
        sha256=str(facts.get("model_sha256", "")),
        settings={name: str(value) for name, value in settings.items()},
    )


def write_labels_dicom(
    path: Path, image: Image, result: Result, card: Card, maker: Maker
) -> list[Path]:
    """A label map as DICOM that points to the images it was found in, where DICOM came in and all
    of it was looked at. Raises `BadData` where nothing can point to these images."""
    found, files = result.image, files_of(image)
    if found is None or not files or found.shape != image.shape:
        return []
    from ..io.dicom_seg import write_seg

    labels = found.pixels[0].reshape(-1, *found.shape[-2:])
    return [write_seg(path, labels, card, files, maker)]


def files_of(image: Image) -> tuple[Path, ...]:
    """The DICOM files an image was read from; none where another format came in."""
    return image.source.paths if image.source.format == "dicom" else ()


def tell_others(entry: dict[str, Any], image: Image) -> None:
    """Say that of an input in another format no DICOM can come."""
    if not files_of(image):
        say(
            entry,
            f"no DICOM was written: the input is {image.source.format}, and a DICOM result must "
            "refer to DICOM images",
        )


def write_reports(
    stem: Path, entry: dict[str, Any], image: Image, result: Result, card: Card, maker: Maker
) -> list[Path]:
    """A report, and where the model looked at the plane `image`. What cannot be written is told,
    and stands in `entry`."""
    files = files_of(image)
    if not files:
        return []
    from ..io.dicom_sr import write_report

    def report() -> Path:
        return write_report(ended(stem, REPORT), result, card, files, maker)

    written = tried(report, entry, "report")
    if result.heat is None or not result.probabilities or result.out_of_reach:
        return written
    return written + write_heats(stem, entry, image, result, card, maker)


def write_heats(
    stem: Path, entry: dict[str, Any], image: Image, result: Result, card: Card, maker: Maker
) -> list[Path]:
    """The heat of the likeliest class as a picture to look at and as values to measure."""
    from ..io.dicom_pm import write_heat
    from ..io.dicom_sc import write_sc
    from ..pixels.draw_heat import heat_picture
    from ..words import DISCLAIMER

    assert result.heat is not None
    heat, (source, *_) = result.heat, files_of(image)
    of = card.title(max(result.probabilities, key=lambda name: result.probabilities[name]))

    def picture() -> Path:
        return write_sc(
            ended(stem, PICTURE),
            heat_picture(image, heat),
            source,
            maker,
            how=f"heat drawn over the image: what spoke for {of}, by {card.name}",
            kind="heat",
            words=DISCLAIMER,
        )

    def values() -> Path:
        return write_heat(ended(stem, VALUES), heat, image, source, maker, of=of)

    return tried(picture, entry, "heat picture") + tried(values, entry, "heat map")


def tried(write: Callable[[], Path], entry: dict[str, Any], what: str) -> list[Path]:
    """The file; or none, and why: no reason to lose the rest of the answer."""
    try:
        return [write()]
    except BadData as error:
        say(entry, f"no DICOM {what} was written: {error}")
        return []


def ended(stem: Path, ending: str) -> Path:
    return stem.with_name(f"{stem.name}{ending}")
