"""A grid of trainings as one PNG: how good against training time and against weights moved."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ..words import DISCLAIMER
from .cells import NOTHING

if TYPE_CHECKING:
    from .grid import Grid, Row

COLOURS = ("#1f6f8b", "#d1495b", "#edae49", "#66a182", "#6a4c93", "#8d6a4f", "#2e4057", "#9aa5b1")
MARKS = "osD^vP*X"
PANELS = (("seconds", "training time (s)"), ("moved", "weights moved"))
GRAY = "#6b7a85"


def grid_plot(whole: Grid) -> bytes:
    """One point for each cell that was measured; hollow where it was stopped."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

    figure = Figure(figsize=(10, 4.6), dpi=120, layout="constrained")
    figure.supxlabel(DISCLAIMER, fontsize=7, color=GRAY)
    left, right = figure.subplots(1, 2, sharey=True)
    for axes, (name, title) in zip((left, right), PANELS, strict=True):
        for row in whole.rows:
            if row.figure:
                aside = beside(whole, row) if name == "moved" else 1.0
                point(axes, row, aside * getattr(row, name), looks(whole, row))
        axes.set(xlabel=title, xscale="log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5), numticks=8))
        axes.xaxis.set_major_formatter(EngFormatter(sep=""))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.grid(alpha=0.3)
    parts = {row.judged_on for row in whole.rows if row.judged_on} or {"validation"}
    left.set_ylabel(f"{whole.figure} on the {' or '.join(sorted(parts))} part, 95 % interval")
    if left.get_legend_handles_labels()[0]:
        figure.legend(*left.get_legend_handles_labels(), loc="outside right center", fontsize=8)
    file = BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None, "Comment": DISCLAIMER})
    return file.getvalue()


def point(axes: Any, row: Row, where: float, looks: dict[str, Any]) -> None:
    figure = row.figure
    assert figure is not None
    spread = None
    if figure.low is not None and figure.high is not None:
        spread = [[max(0, figure.value - figure.low)], [max(0, figure.high - figure.value)]]
    ended = "" if row.state == "finished" else f" ({row.state}: {row.judged_on})"
    label = " ".join(value or NOTHING for value in row.choices.values()) + ended
    axes.errorbar([max(where, 1e-2)], [figure.value], spread, label=label, capsize=3, **looks)


def looks(whole: Grid, row: Row) -> dict[str, Any]:
    """A colour for each value of the first setting, a mark for each of the others'."""
    first, *others = whole.over
    colour = COLOURS[place(whole, [first], row) % len(COLOURS)]
    mark = MARKS[place(whole, others, row) % len(MARKS)]
    filled = colour if row.state == "finished" else "white"
    return {"fmt": mark, "color": colour, "markerfacecolor": filled, "markersize": 7}


def beside(whole: Grid, row: Row) -> float:
    """A factor that sets points of equally many weights a little apart."""
    return float(1.04 ** place(whole, whole.over[1:], row))


def place(whole: Grid, keys: Sequence[str], row: Row) -> int:
    """Which of the values, or of their combinations, that the cells have."""
    every = list(dict.fromkeys(tuple(r.choices[key] for key in keys) for r in whole.rows))
    return every.index(tuple(row.choices[key] for key in keys))
