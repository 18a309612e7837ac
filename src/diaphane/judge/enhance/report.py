"""An evaluation of larger pictures as files: one page that holds everything, and all figures as
JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...card import Card
from ...data.pictures import Sharp
from ...infer.provenance import Origin
from ..case_report import about_cases, write_both
from ..shown import chosen
from .evaluate import EnhanceEvaluation, Enhancer
from .page import page
from .pictures import pictures


def write_report(
    done: EnhanceEvaluation,
    folder: Path,
    *,
    card: Card,
    origin: Origin | None = None,
    model: Enhancer | None = None,
    sharps: Sequence[Sharp] = (),
    training: bytes = b"",
) -> tuple[Path, ...]:
    """Write report.html and report.json; raises `CannotWrite`.

    Args:
        origin: Of the loaded model.
        model: Asked again about the few cases that are shown as pictures.
        sharps: Where those are; no pictures without.
        training: The curves of the training as a PNG file.
    """
    known = about_cases(done.cases, done.unreadable, card, origin)
    shown = chosen([case.name for case in done.cases])
    drawn = pictures(model, sharps, (*shown[0], *shown[1]), card) if model else {}
    told = page(done, card, known, pictures=drawn, shown=shown, training=training)
    return write_both(folder, told, done.to_plain(), card, known)
