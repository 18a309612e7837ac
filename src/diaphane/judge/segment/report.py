"""A segmentation's evaluation as files: one page that holds everything, and all figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...card import Card
from ...data.pairs import Pair
from ...infer.provenance import Origin
from ..case_report import about_cases, write_both
from ..shown import chosen
from .curves import curves
from .evaluate import Segmenter, SegmentEvaluation
from .page import page
from .pictures import pictures
from .published import PUBLISHED


def write_report(
    done: SegmentEvaluation,
    folder: Path,
    *,
    card: Card,
    origin: Origin | None = None,
    model: Segmenter | None = None,
    pairs: Sequence[Pair] = (),
    training: bytes = b"",
) -> tuple[Path, ...]:
    """Write report.html and report.json; raises `CannotWrite`.

    Args:
        origin: Of the loaded model.
        model: Asked again about the few cases that are shown as pictures.
        pairs: Where those are; no pictures without.
        training: The curves of the training as a PNG file.
    """
    known = about_cases(done.cases, done.unreadable, card, origin)
    worst, best = chosen([case.name for case in done.cases])
    drawn = pictures(model, pairs, (*worst, *best), card) if model else {}
    told = page(
        done,
        card,
        known,
        pictures=drawn,
        shown=(worst, best),
        drawn=curves(done.cases, done.names),
        published=PUBLISHED.get(card.name),
        training=training,
    )
    return write_both(folder, told, done.to_plain(), card, known)
