"""An evaluation as files: one page that holds everything, all figures as JSON, all predictions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..card import Card
from ..data.folders import Sample
from ..io.write import write_bytes, write_json, write_text
from .about import About
from .evaluate import Evaluation
from .mistakes import pictures, worst
from .page import page
from .plots import plots
from .predictions import write_predictions
from .sections.section import Pictures
from .stored import FIGURES, PREDICTIONS
from .study import study


def write_report(
    evaluation: Evaluation,
    folder: Path,
    *,
    card: Card,
    about: About | None = None,
    samples: Sequence[Sample] = (),
    training: bytes = b"",
) -> tuple[Path, ...]:
    """Write report.html, report.json, predictions.csv and the plots; raises `CannotWrite`.

    Args:
        about: Where the predictions came from.
        samples: Where the images are, for pictures of the worst mistakes; none without.
        training: The curves of the training as a PNG file, for a model that comes from a run.
    """
    found = study(evaluation, card, known=about)
    drawn = plots(found)
    shown = Pictures(
        plots={name: plot.svg for name, plot in drawn.items()},
        mistakes=pictures(worst(found.readable), samples),
        training=training,
    )
    return (
        write_text(folder / "report.html", page(found, shown)),
        write_json(folder / FIGURES, found.to_plain()),
        write_predictions(folder / PREDICTIONS, evaluation.predictions, evaluation.names),
        *(write_bytes(folder / f"{name}.png", plot.png) for name, plot in drawn.items()),
    )
