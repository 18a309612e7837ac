"""An evaluation of larger pictures as files: one page that holds everything, and all figures as
JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...card import Card
from ...data.pictures import Sharp
from ...infer.provenance import Origin
from ...io.write import write_json, write_text
from ..about import About, about
from ..plain import plain
from ..predictions import Prediction
from .evaluate import EnhanceEvaluation, Enhancer
from .page import page
from .pictures import chosen, pictures

FIGURES = "report.json"


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
    known = origin_of(done, card, origin)
    shown = chosen([case.name for case in done.cases])
    drawn = pictures(model, sharps, (*shown[0], *shown[1]), card) if model else {}
    told = page(done, card, known, pictures=drawn, shown=shown, training=training)
    whole = {**done.to_plain(), "card": plain(card), "about": plain(known)}
    return write_text(folder / "report.html", told), write_json(folder / FIGURES, whole)


def origin_of(done: EnhanceEvaluation, card: Card, origin: Origin | None) -> About:
    """What was judged on what: the true class of an image is here its true picture."""
    rows = [Prediction(c.name, c.truth_sha256, sha256=c.sha256) for c in done.cases]
    rows += [Prediction(name, "", error=why) for name, why in done.unreadable.items()]
    return about(rows, card, origin)
