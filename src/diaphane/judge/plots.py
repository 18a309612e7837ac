"""Plots of a study, each as one figure of matplotlib, and their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from ..card import Figure as Area
from ..errors import MissingPackage
from ..words import DISCLAIMER
from .figures import shown_digits
from .metrics import Bin
from .ranking import Ranking
from .study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, FAINT, GRID, PAPER = "#1b2a38", "#6b7a85", "#e1e8ec", "#fefefe"
"""What is written and ruled, and on what; a page turns these over where it is dark."""
ACCENT, PALE, RED = "#1f7a99", "#9cc6d6", "#c8452f"
COLOURS = (INK, "#1f7a99", "#d9822b", "#6a4fb3", "#2e8b57", "#b8336a", "#8a6d3b", "#4d6fd1")

NEAR_PERFECT = 0.95
"""Curves with at least this area are drawn once more, enlarged."""


@dataclass(frozen=True)
class Plot:
    """One plot as files."""

    svg: str
    png: bytes


def plots(study: Study) -> dict[str, Plot]:
    """Each of `PLOTS` that the study has something for, by its name."""
    figures = {name: draw(study) for name, draw in PLOTS.items()}
    return {name: as_files(figure) for name, figure in figures.items() if figure is not None}


def confusion_plot(study: Study) -> Figure:
    """True classes against likeliest classes: counts, shaded by the share of the true class."""
    names, table = study.card.names, np.array(study.evaluation.confusion)
    shares = table / np.maximum(1, table.sum(axis=1, keepdims=True))
    size = 2.6 + 0.75 * len(table)
    figure = blank(size, size)
    axes = figure.add_subplot()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), n in np.ndenumerate(table):
        dark = shares[row, column] > 0.5
        text = f"{n}\n{_percent(shares[row, column])}" if n else "0"
        colour = "white" if dark else "black"  # the shade behind is the same on a dark page
        axes.text(column, row, text, ha="center", va="center", color=colour)
    axes.set_xticks(range(len(table)), names, rotation=35, ha="right")
    axes.set_yticks(range(len(table)), names)
    axes.set(xlabel="likeliest class", ylabel="true class")
    return figure


def _percent(share: float) -> str:
    """A share above 0 that is rounded neither to nothing nor to all."""
    if 0.995 <= share < 1:
        return "> 99%"
    return "< 1%" if share < 0.005 else f"{share:.0%}"


def roc_plot(study: Study) -> Figure | None:
    """Found against alarmed for nothing, one curve a contrast."""
    if not study.rankings:
        return None
    figure = blank(5, 5.2)
    axes = figure.add_subplot()
    _roc_lines(axes, study)
    axes.plot([0, 1], [0, 1], color=FAINT, linestyle=":", linewidth=1)
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01), aspect="equal")
    axes.set(xlabel="1 - specificity: alarmed for nothing", ylabel="sensitivity: found")
    if min(r.auroc.value for r in study.rankings) >= NEAR_PERFECT:
        corner = axes.inset_axes((0.34, 0.12, 0.6, 0.6), xlim=(0, 0.2), ylim=(0.8, 1.003))
        _roc_lines(corner, study)
        said = corner.text(0.97, 0.05, "the upper left corner", transform=corner.transAxes)
        said.set(ha="right", fontsize=8, color=INK)
        corner.tick_params(labelsize=7)
        corner.set_facecolor(PAPER)
        corner.locator_params(nbins=5)
        _soften(corner)
    _legend(figure, axes)
    return figure


def _roc_lines(axes: Axes, study: Study) -> None:
    for ranking, colour in zip(study.rankings, _colours(study), strict=True):
        label = _label(ranking, ranking.auroc)
        axes.plot(*ranking.cuts.roc(), color=colour, label=label, linewidth=1.5)


def precision_recall_plot(study: Study) -> Figure | None:
    """Of those called so, how many are, against how many were found; one curve a contrast."""
    if not study.rankings:
        return None
    figure = blank(5, 5.2)
    axes = figure.add_subplot()
    for ranking, colour in zip(study.rankings, _colours(study), strict=True):
        recall, precision = ranking.cuts.precision_recall()
        label = _label(ranking, ranking.average_precision)
        axes.step(recall, precision, where="pre", color=colour, label=label, linewidth=1.5)
        share = ranking.positives / (ranking.positives + ranking.negatives)
        axes.plot([0, 1], [share, share], color=colour, linestyle=":", linewidth=0.8)
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.02), aspect="equal")
    axes.set(xlabel="recall: found", ylabel="precision: of those called so, are")
    _legend(figure, axes)
    return figure


def reliability_plot(study: Study) -> Figure:
    """Does a probability mean what it says? Above: bars should meet the line. Below: how many."""
    parts = {"as given": study.calibration.after}
    if study.calibration.before is not None:
        parts = {"bare network": study.calibration.before, **parts}
    figure = blank(0.8 + 3.6 * len(parts), 4.6)
    cells = figure.subplots(
        2, len(parts), sharex=True, sharey="row", height_ratios=(3, 1), squeeze=False
    )
    for (name, part), (above, below) in zip(parts.items(), cells.T, strict=True):
        _bars(above, below, part.bins)
        above.set_title(f"{name}: ECE {part.errors['ece'].value:.3f}", fontsize=10)
        below.set_xlabel("probability of the likeliest class")
    cells[0, 0].set_ylabel("share right")
    cells[1, 0].set_ylabel("images")
    cells[0, 0].legend(loc="upper left", frameon=False, fontsize=8)
    return figure


def _bars(above: Axes, below: Axes, bins: Sequence[Bin]) -> None:
    left, width = [b.low for b in bins], [b.high - b.low for b in bins]
    for axes, height in ((above, [b.accuracy for b in bins]), (below, [float(b.n) for b in bins])):
        axes.bar(left, height, width, align="edge", color=PALE, edgecolor=ACCENT, linewidth=0.8)
    above.plot([0, 1], [0, 1], color=INK, linestyle="--", linewidth=1, label="ideal")
    seen = [b.confidence for b in bins], [b.accuracy for b in bins]
    above.plot(*seen, "o", color=ACCENT, markersize=4, label="seen")
    above.set(xlim=(0, 1), ylim=(0, 1.02))
    below.set_yscale("log")


def sets_plot(study: Study) -> Figure | None:
    """How often the set holds the true class, by class, against what was promised."""
    rows = [
        (c.name, c.metrics["coverage"]) for c in study.evaluation.classes if "coverage" in c.metrics
    ]
    asked = study.card.calibration
    if not rows or asked is None:
        return None
    figure = blank(5, 1.5 + 0.38 * len(rows))
    axes = figure.add_subplot()
    axes.axvline(100 * asked.coverage, color=INK, linestyle="--", linewidth=1)
    for y, (_, held) in enumerate(rows):
        low, high = held.low or 0, held.high or 0
        colour = RED if high < asked.coverage else ACCENT
        axes.plot([100 * low, 100 * high], [y, y], color=colour, linewidth=2)
        axes.plot(100 * held.value, y, "o", color=colour, markersize=6)
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.set(ylim=(len(rows) - 0.5, -0.5))
    axes.set_xlabel(f"sets that hold the true class (%); promised: {asked.coverage:.0%}, dashed")
    return figure


def risk_coverage_plot(study: Study) -> Figure:
    """The share wrong among the images answered, when the unsure ones are left to a person."""
    curve = study.selective
    figure = blank(5, 4)
    axes = figure.add_subplot()
    axes.step(100 * curve.coverage, 100 * curve.risk, where="post", color=ACCENT)
    axes.plot(100 * curve.coverage[-1:], 100 * curve.risk[-1:], "o", color=ACCENT)
    axes.set(xlim=(0, 101), ylim=(0, max(1.0, 115 * float(curve.risk.max()))))
    axes.set(xlabel="images answered, surest first (%)", ylabel="wrong among them (%)")
    return figure


def novelty_plot(study: Study) -> Figure | None:
    """How unlike the training images the images are: right and wrong answers, and the limit."""
    scores = [(p.novelty, p.likeliest == p.truth) for p in study.readable if p.novelty is not None]
    if not scores or study.card.novelty is None:
        return None
    limit = study.card.novelty.limit
    figure = blank(5, 4)
    axes = figure.add_subplot()
    values = [np.array([s for s, right in scores if right == side]) for side in (True, False)]
    top = max(1.6 * limit, float(np.quantile([s for s, _ in scores], 0.99)))
    bins = np.linspace(min(s for s, _ in scores), top, 40).tolist()
    axes.hist(
        [v.clip(max=top) for v in values],
        bins=bins,
        stacked=True,
        color=[PALE, RED],
        label=["answered right", "answered wrong"],
    )
    axes.axvline(limit, color=INK, linestyle="--", linewidth=1, label="limit")
    axes.set(xlabel="novelty (the last bar holds all above it)", ylabel="images")
    axes.legend(frameon=False, fontsize=8)
    return figure


def decision_plot(study: Study) -> Figure | None:
    """Net benefit of acting on the model, against acting on all and on nobody."""
    found = next(((r.contrast.name, r.decision) for r in study.rankings if r.decision), None)
    if found is None:
        return None
    name, curve = found
    figure = blank(5, 4.2)
    axes = figure.add_subplot()
    x = 100 * curve.thresholds
    axes.fill_between(x, curve.low, curve.high, color=PALE, alpha=0.5, linewidth=0)
    axes.plot(x, curve.model, color=ACCENT, label=f"acting on the model ({name})")
    axes.plot(x, curve.everyone, color=RED, linewidth=1, label="acting on all")
    axes.axhline(0, color=INK, linewidth=1, label="acting on nobody")
    top = float(curve.high.max())
    axes.set(xlim=(0, 100), ylim=(-0.25 * top, 1.15 * top))
    axes.set(xlabel="probability from which one would act (%)", ylabel="net benefit per image")
    axes.legend(frameon=False, fontsize=8, loc="lower left")
    return figure


PLOTS: Mapping[str, Callable[[Study], Figure | None]] = {
    "confusion": confusion_plot,
    "roc": roc_plot,
    "precision_recall": precision_recall_plot,
    "reliability": reliability_plot,
    "sets": sets_plot,
    "risk_coverage": risk_coverage_plot,
    "novelty": novelty_plot,
    "decision": decision_plot,
}


def _colours(study: Study) -> list[str]:
    """One for each contrast, told apart by more than their hue."""
    return [COLOURS[i % len(COLOURS)] for i in range(len(study.rankings))]


def _label(ranking: Ranking, area: Area) -> str:
    return f"{ranking.contrast.name}: {area.value:.{shown_digits(area)}f}"


def _legend(figure: Figure, axes: Axes) -> None:
    """Above the curves, where it hides nothing."""
    figure.legend(
        *axes.get_legend_handles_labels(),
        loc="outside upper left",
        frameon=False,
        fontsize=8,
        ncols=2,
        labelcolor=INK,
    )


def blank(width: float, height: float) -> Figure:
    """An empty figure of so many inches, apart from matplotlib's global state."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingPackage("plotting", "judge") from error
    figure = Figure(figsize=(width, height), dpi=120, layout="constrained")
    figure.supxlabel(DISCLAIMER, fontsize=7, color=FAINT)
    return figure


def _soften(axes: Axes) -> None:
    """Ink and grid in the colours that a page knows."""
    if not axes.images:
        axes.grid(color=GRID, linewidth=0.7)
        axes.set_axisbelow(True)
    axes.tick_params(colors=INK)
    for spine in axes.spines.values():
        spine.set_color(FAINT)
    legend = axes.get_legend()
    words = legend.get_texts() if legend else []
    for text in (axes.title, axes.xaxis.label, axes.yaxis.label, *words):
        text.set_color(INK)


def as_files(figure: Figure) -> Plot:
    """The figure in the colours that a page knows, as SVG and as PNG."""
    from matplotlib import rc_context

    for axes in figure.axes:
        _soften(axes)
    png, svg = BytesIO(), BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None, "Comment": DISCLAIMER})
    figure.set_layout_engine("none")  # it lies as it should now
    for axes in figure.axes:
        axes.patch.set_alpha(0)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "diaphane"}):
        said = {"Date": None, "Description": DISCLAIMER}
        figure.savefig(svg, format="svg", facecolor="none", metadata=said)
    return Plot(svg.getvalue().decode(), png.getvalue())
