"""Plots of an evaluation, each as the bytes of a PNG file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from ..errors import MissingPackage
from ..words import DISCLAIMER
from .evaluate import Evaluation
from .metrics import risk_coverage
from .predictions import answers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, ACCENT, PALE = "#1b2a38", "#1f6f8b", "#bcd3dc"


def confusion_plot(evaluation: Evaluation) -> bytes:
    """True classes against likeliest classes: counts, shaded by the share of the true class."""
    table = np.array(evaluation.confusion)
    shares = table / np.maximum(1, table.sum(axis=1, keepdims=True))
    size = 2.6 + 0.75 * len(table)
    figure = _figure(size, size)
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), n in np.ndenumerate(table):
        dark = shares[row, column] > 0.5
        text = f"{n}\n{shares[row, column]:.0%}" if n else "0"
        axes.text(column, row, text, ha="center", va="center", color="white" if dark else INK)
    axes.set_xticks(range(len(table)), evaluation.names, rotation=35, ha="right")
    axes.set_yticks(range(len(table)), evaluation.names)
    axes.set_xlabel("likeliest class")
    axes.set_ylabel("true class")
    axes.set_title(f"{evaluation.model}: {evaluation.n} images")
    return _png(figure)


def reliability_plot(evaluation: Evaluation) -> bytes:
    """Does a probability mean what it says? Above: bars should meet the line. Below: how many."""
    bars = evaluation.reliability
    figure = _figure(5, 5.6)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    left, width = [b.low for b in bars], [b.high - b.low for b in bars]
    above.bar(left, [b.accuracy for b in bars], width, align="edge", color=PALE, edgecolor=ACCENT)
    above.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=1, label="ideal")
    above.plot(
        [b.confidence for b in bars], [b.accuracy for b in bars], "o", color=ACCENT, label="seen"
    )
    above.set_ylabel("share right")
    above.set_ylim(0, 1.02)
    above.set_xlim(0, 1)
    above.legend(loc="upper left", frameon=False)
    above.set_title(f"{evaluation.model}: calibration error {evaluation.metrics['ece'].value:.3f}")
    below.bar(left, [b.n for b in bars], width, align="edge", color=PALE, edgecolor=ACCENT)
    below.set_yscale("log")
    below.set_ylabel("images")
    below.set_xlabel("probability of the likeliest class")
    return _png(figure)


def risk_coverage_plot(evaluation: Evaluation) -> bytes:
    """The share wrong among the images answered, when the unsure ones are left to a person."""
    readable = [p for p in evaluation.predictions if not p.error]
    shares, risks = risk_coverage(answers(readable, evaluation.names))
    figure = _figure(5, 4)
    axes = figure.add_subplot()
    axes.step(100 * shares, 100 * risks, where="post", color=ACCENT)
    axes.plot(100 * shares[-1:], 100 * risks[-1:], "o", color=ACCENT)
    axes.set_xlim(0, 101)
    axes.set_ylim(0, max(1.0, 115 * float(risks.max())))
    axes.set_xlabel("images answered, surest first (%)")
    axes.set_ylabel("wrong among them (%)")
    axes.set_title(f"{evaluation.model}: risk against coverage")
    axes.grid(color="#e5ecef")
    return _png(figure)


PLOTS: Mapping[str, Callable[[Evaluation], bytes]] = {
    "confusion": confusion_plot,
    "reliability": reliability_plot,
    "risk_coverage": risk_coverage_plot,
}


def _figure(width: float, height: float) -> Figure:
    """An empty figure of so many inches, apart from matplotlib's global state."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingPackage("plotting", "judge") from error
    figure = Figure(figsize=(width, height), dpi=120, layout="constrained")
    figure.supxlabel(DISCLAIMER, fontsize=7, color="#6b7a85")
    return figure


def _png(figure: Figure) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None, "Comment": DISCLAIMER})
    return file.getvalue()
