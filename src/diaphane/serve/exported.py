"""What people accepted or corrected, as a zip of a folder to train on.

Of a task that names classes a folder for each class; of one that segments `images/` and `masks/`
with equal names. Planes of unsigned samples are PNG, all else NIfTI; neither says whose they are.
Cases are called by the ids of their answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
from sqlalchemy import select

from ..errors import BadData
from ..image import Image
from ..io.nifti_out import write_nifti
from ..io.write import write_png
from ..pixels.planes import cut_at, slice_axis
from . import decisions as made
from .answers import Answers, Delivered, own_of
from .audit import Log
from .keep import load, make
from .layers import values_of
from .tables import images, results

NOTHING = (
    "expected an answer that was accepted or corrected, got none; decide about some, then export"
)


def export(answers: Answers, task: str, *, actor: str, blind: bool, log: Log) -> Delivered:
    """Make the zip, and note that it was made.

    What is hidden from a reader is left out, and what was rejected or decided by nobody. Raises
    `BadData` where nothing is left.
    """
    folder = Path(mkdtemp(prefix="diaphane-", dir=make(answers.places.root / "tmp")))
    zipped = Delivered(folder / "file.zip", f"diaphane-{task}.zip", "application/zip")
    try:
        with ZipFile(zipped.path, "w", ZIP_STORED) as out:
            for row, stands in decided(answers, task, actor=actor, blind=blind):
                for file, name in case(answers, row, stands, folder):
                    out.write(file, name)
                    file.unlink()
            names = out.namelist()
        if not names:
            raise BadData(NOTHING)
        with answers.store.begin() as connection:
            told = {"task": task, "files": len(names)}
            log.write(connection, actor=actor, action="export", subject="review", details=told)
    except BaseException:
        zipped.forget()
        raise
    return zipped


def decided(
    answers: Answers, task: str, *, actor: str, blind: bool
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Answers with the decision that stands, where it is one to learn from."""
    asked = select(results).join(images).where(results.c.task == task, images.c.removed.is_(None))
    with answers.store.snapshot() as connection:
        rows = list(connection.execute(asked.order_by(results.c.created)))
        names = [row.id for row in rows]
        standing = made.standing(connection, names)
        hidden = made.hidden(connection, names, actor=actor, blind=blind)
    for row in rows:
        stands = standing.get(row.id)
        if stands and stands["verdict"] in ("accept", "correct") and row.id not in hidden:
            yield row, stands


def case(
    answers: Answers, row: Any, stands: dict[str, Any], folder: Path
) -> Iterator[tuple[Path, str]]:
    """The files of one answer, each with its name in the zip."""
    image = asked_about(answers, row)
    if row.task == "classify":
        label = stands["label"] or row.label
        if label is not None:  # one may accept "I do not know", which is no class to learn
            file = written(folder / row.id, image)
            yield file, f"{plain(label)}/{file.name}"
        return
    labels = (
        load(answers.places.mask(stands["mask"]))
        if stands["mask"]
        else values_of(answers.places, row.id, row.layers["labels"])
    )
    mask = image.but(pixels=np.asarray(labels)[None], units="", window=None, inverted=False)
    for kind, one in (("images", image), ("masks", mask)):
        file = written(folder / row.id, one)
        yield file, f"{kind}/{file.name}"


def asked_about(answers: Answers, row: Any) -> Image:
    """The image as it is kept, or the slice that was asked about."""
    image = answers.images.image(answers.images.present(row.image))
    number = own_of(row)["options"].get("slice")
    if number is None or image.axes == "yx":
        return image
    return cut_at(image, slice_axis(image), number - 1)


def written(stem: Path, image: Image) -> Path:
    """A picture of its samples, or a volume."""
    if image.axes == "yx" and image.pixels.dtype in (np.uint8, np.uint16):
        most = np.iinfo(image.pixels.dtype).max
        pixels = np.asarray(most - image.pixels if image.inverted else image.pixels)
        flat = np.moveaxis(pixels, 0, -1)
        return write_png(stem.with_suffix(".png"), flat[..., 0] if flat.shape[-1] == 1 else flat)
    return write_nifti(stem.with_suffix(".nii.gz"), image)


def plain(label: str) -> str:
    """The name of a class as that of a folder."""
    return "".join(c if c.isalnum() or c in " ._-" else "_" for c in label).strip(" .") or "_"
