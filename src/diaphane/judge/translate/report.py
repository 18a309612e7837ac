"""An evaluation of translated pictures as files: one page that holds everything, and all figures
as JSON."""

from __future__ import annotations

from pathlib import Path

from ...card import Card
from ...data.domains import Domains
from ...infer.provenance import Origin
from ..about import About, about
from ..case_report import write_both
from ..predictions import Prediction
from ..shown import chosen
from .evaluate import TranslateEvaluation, Translator
from .page import page
from .pictures import pictures


def write_report(
    done: TranslateEvaluation,
    folder: Path,
    *,
    card: Card,
    origin: Origin | None = None,
    model: Translator | None = None,
    back: Translator | None = None,
    domains: Domains | None = None,
    training: bytes = b"",
) -> tuple[Path, ...]:
    """Write report.html and report.json; raises `CannotWrite`.

    Args:
        origin: Of the loaded model.
        model: Asked again about the few cases that are shown as pictures.
        back: The model of the way back; without it they show what was changed.
        domains: Where the pictures are; none are shown without.
        training: The curves of the training as a PNG file.
    """
    known = about_domains(done, card, origin)
    shown = chosen([case.name for case in done.cases])
    drawn = {}
    if model and domains:
        drawn = pictures(model, back, domains, done.cases, (*shown[0], *shown[1]))
    told = page(done, card, known, pictures=drawn, shown=shown, training=training)
    return write_both(folder, told, done.to_plain(), card, known)


def about_domains(done: TranslateEvaluation, card: Card, origin: Origin | None) -> About:
    """What was judged on what: the true class of a picture is here its domain."""
    first, second = done.domains
    rows = [Prediction(case.name, first, sha256=case.sha256) for case in done.cases]
    rows += [Prediction(name, second, sha256=own) for name, own in done.aims_sha256.items()]
    rows += [Prediction(name, "", error=why) for name, why in done.unreadable.items()]
    return about(rows, card, origin)
