"""A segmentation's evaluation as files: one page that holds everything, and all figures as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...card import Card
from ...data.pairs import Pair
from ...infer.provenance import Origin
from ...io.write import write_json, write_text
from ..about import About, about
from ..plain import plain
from ..predictions import Prediction
from .curves import curves
from .evaluate import Segmenter, SegmentEvaluation
from .page import page
from .pictures import chosen, pictures
from .published import PUBLISHED

FIGURES = "report.json"


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
    known = origin_of(done, card, origin)
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
    whole = {**done.to_plain(), "card": plain(card), "about": plain(known)}
    return write_text(folder / "report.html", told), write_json(folder / FIGURES, whole)


def origin_of(done: SegmentEvaluation, card: Card, origin: Origin | None) -> About:
    """What was judged on what: the true class of an image is here its mask."""
    rows = [Prediction(c.name, c.truth_sha256, sha256=c.sha256) for c in done.cases]
    rows += [Prediction(name, "", error=why) for name, why in done.unreadable.items()]
    return about(rows, card, origin)
