"""The files of one answer: a picture and a record, of a label map the labels and maps, of a picture
that a network drew what it made of the image."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import BadData
from ..words import DISCLAIMER
from .dicom_files import REPORT_ENDINGS, maker_of, tell_others, write_labels_dicom, write_reports
from .terminal import say

if TYPE_CHECKING:
    from ..card import Card
    from ..data.table import Row
    from ..image import Image, Pixels
    from ..result import Result

ENDINGS = (".png", ".json")
LABEL_ENDINGS = (".png", ".json", "-labels.png", ".nii.gz", ".dcm")
"""What may be written of a label map, which of it the input says."""
LARGER_ENDINGS = (".png", ".json", "-compare.png", "-added.png", ".dcm")
"""The same of an enhanced picture."""
TRANSLATED_ENDINGS = (".png", ".json", "-compare.png", ".dcm")
"""And of a translated one."""
BY_TASK: Mapping[str, tuple[str, ...]] = {
    "classify": (*ENDINGS, *REPORT_ENDINGS),
    "segment": LABEL_ENDINGS,
    "enhance": LARGER_ENDINGS,
    "translate": TRANSLATED_ENDINGS,
}


def planned(out: Path, name: str, card: Card) -> list[Path]:
    """All that may be written for one input."""
    return [out / f"{name}{ending}" for ending in endings(card)]


def endings(card: Card) -> tuple[str, ...]:
    return BY_TASK[card.task]


def write_answer(
    out: Path,
    name: str,
    entry: dict[str, Any],
    asked: Path | Row,
    result: Result,
    card: Card,
    *,
    number: int | None = None,
    ways: Mapping[str, object] | None = None,
    dicom: bool = False,
) -> None:
    """Write all files of an answer; the record comes last and names the others. `entry` is told
    their names. Raises `CannotWrite`.

    Args:
        number: The slice that was asked about.
        ways: Further settings of the call that change what is drawn.
        dicom: A report and heat as DICOM, too, where the model names classes.
    """
    from ..io.write import write_json, write_png

    image = image_of(asked, card, number)
    maker = maker_of(result, card, {**(ways or {}), "slice": number})
    if dicom:
        tell_others(entry, image)
    if card.task == "enhance":
        from .larger_files import write_larger

        write_larger(out / name, entry, image, result, card, maker)
        return
    if card.task == "translate":
        from .translated_files import write_translated

        write_translated(out / name, entry, image, result, card, maker)
        return
    picture, record = (out / f"{name}{ending}" for ending in ENDINGS)
    files = [picture, *write_labels(out, name, result, card)]
    try:
        if number is None:
            files += write_labels_dicom(out / f"{name}.dcm", image, result, card, maker)
    except BadData as error:  # no reason to lose the rest of the answer
        say(entry, f"no DICOM Segmentation was written: {error}")
    if dicom and card.task == "classify":
        files += write_reports(out / name, entry, image, result, card, maker)
    entry["files"] = [str(file) for file in (*files, record)]
    write_png(picture, picture_of(image, result, card), texts={"Comment": DISCLAIMER})
    write_json(record, entry)


def image_of(asked: Path | Row, card: Card, number: int | None = None) -> Image:
    """What the model looked at: the plane of a volume, the volume, or a row."""
    from ..io import read
    from ..pixels.planes import plane

    if not isinstance(asked, Path):
        return asked.image(card.input.columns)
    image = read(asked)
    return image if card.task == "segment" and number is None else plane(image, number)[0]


def picture_of(image: Image, result: Result, card: Card) -> Pixels:
    """(Y, X, 3): the answer drawn beside the image."""
    if card.task == "segment":
        from ..pixels.draw_labels import labels_picture

        return labels_picture(image, result, card).transpose(1, 2, 0)
    from ..pixels.draw import answer_picture

    return answer_picture(image, result, card).transpose(1, 2, 0)


def write_labels(out: Path, name: str, result: Result, card: Card) -> list[Path]:
    """The label map and the maps that were asked for: PNG for planes, NIfTI for volumes."""
    if card.task != "segment" or result.image is None:
        return []
    files = [write_map(out / f"{name}-labels", out / name, result.image)]
    for key, values in result.maps.items():
        place = out / f"{name}-{key}"
        files.append(write_map(place, place, result.image.but(pixels=values[None])))
    return files


def write_map(plane_path: Path, stack_path: Path, image: Image) -> Path:
    """Labels, or values of 0..1, as a gray PNG (255 is 1) or a NIfTI volume."""
    import numpy as np

    from ..io.write import write_png

    if image.axes != "yx":
        from ..io.nifti_out import write_nifti

        path = stack_path.with_name(f"{stack_path.name}.nii.gz")
        return write_nifti(path, image)
    values = image.pixels[0]
    if values.dtype != np.uint8:
        values = np.rint(values * 255).astype(np.uint8)
    return write_png(plane_path.with_name(f"{plane_path.name}.png"), values)
