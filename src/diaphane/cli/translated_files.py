"""The files of a translated picture, each with words in it that say what it is: the picture at its
own depth, the same beside the image, and a DICOM image where DICOM came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..card import Card
from ..image import Image
from ..io.uids import Maker
from ..io.write import write_json, write_png
from ..pixels.draw_translated import translated_picture
from ..result import Result
from ..tasks.translate import way
from .answer_files import TRANSLATED_ENDINGS
from .picture_files import as_png, signed, texts_of, write_capture


def write_translated(
    stem: Path, entry: dict[str, Any], image: Image, result: Result, card: Card, maker: Maker
) -> None:
    """Write them all; the record comes last. `entry` is told their names and what to mind."""
    assert result.image is not None, "a model that translates answers with a picture"
    picture, texts = signed(result.image, entry, card), texts_of(card)
    paths = {ending: stem.with_name(f"{stem.name}{ending}") for ending in TRANSLATED_ENDINGS}
    values, meaning = as_png(picture)
    beside = translated_picture(image, result, card).transpose(1, 2, 0)
    how = f"translated {way(card)} by {card.name}"
    files = [
        write_png(paths[".png"], values, texts={**texts, **meaning}),
        write_png(paths["-compare.png"], beside, texts=texts),
        *write_capture(paths[".dcm"], entry, image, picture, card, maker, how=how),
    ]
    entry["files"] = [str(file) for file in (*files, paths[".json"])]
    write_json(paths[".json"], entry)
