"""A forest plot: by how much models differ in each figure, with intervals around zero."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from ..errors import MissingPackage
from ..words import DISCLAIMER
from .compare import LOWER_IS_BETTER, Comparison, Pair
from .paired import apart
from .plots import ACCENT, FAINT, GRID, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW, HEAD, WIDTH = 0.28, 1.1, 6.6
"""Inches: height of a line, height of what is around a pair's lines, width of the plot."""


def forest_plot(comparison: Comparison) -> bytes:
    """A PNG file with one panel a pair. Raises `MissingPackage` without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingPackage("plotting", "judge") from error
    pairs = comparison.pairs
    height = sum(HEAD + ROW * len(pair.differences) for pair in pairs)
    figure = Figure(figsize=(WIDTH, height), dpi=120, layout="constrained")
    figure.supxlabel(DISCLAIMER, fontsize=7, color=FAINT)
    for axes, pair in zip(figure.subplots(len(pairs), squeeze=False)[:, 0], pairs, strict=True):
        _panel(axes, pair)
    file = BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None, "Comment": DISCLAIMER})
    return file.getvalue()


def _panel(axes: Axes, pair: Pair) -> None:
    """One line a figure, the first at the top; what holds no zero is coloured."""
    axes.axvline(0, color=INK, linewidth=1)
    for row, figure in enumerate(pair.differences.values()):
        colour = ACCENT if apart(figure) else FAINT
        axes.plot([figure.low or 0, figure.high or 0], [row, row], color=colour, linewidth=2)
        axes.plot(figure.value, row, "o", color=colour, markersize=5)
    labels = [
        name.replace("_", " ") + (" (lower is better)" if name in LOWER_IS_BETTER else "")
        for name in pair.differences
    ]
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.grid(axis="x", color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.set_title(f"{pair.first} minus {pair.second}, 95 % intervals", loc="left", fontsize=10)
