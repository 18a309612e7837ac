"""Precision against recall, and what is found against what is called for nothing, over all
thresholds, of all pixels of all cases together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..metrics import Array
from ..plots import COLOURS, FAINT, Plot, as_files, blank
from .cases import Case
from .ranked import average_precision, precision_recall, roc

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def curves(cases: Sequence[Case], names: Sequence[str]) -> Plot | None:
    """Two plots side by side, a line for each class; None without probabilities."""
    kept = [case.histograms for case in cases if case.histograms is not None]
    if len(kept) < len(cases):
        return None
    summed: Array = np.stack(kept).sum(axis=0, dtype=np.float64)
    figure = blank(9, 4.4)
    precise, received = figure.subplots(1, 2)
    for k, name in enumerate(names):
        if summed[k, 1].sum() == 0:
            continue
        area = float(average_precision(summed[k]))
        line = {"color": COLOURS[k % len(COLOURS)], "label": f"{name}, {area:.3f}"}
        _curve(precise, *precision_recall(summed[k]), line)
        _curve(received, *roc(summed[k]), line)
    precise.set(xlabel="recall", ylabel="precision")
    received.set(xlabel="false positive rate", ylabel="true positive rate")
    received.plot([0, 1], [0, 1], color=FAINT, linestyle=":", linewidth=1)
    precise.legend(title="average precision", fontsize=8, frameon=False, loc="lower left")
    return as_files(figure)


def _curve(axes: Axes, across: Array, up: Array, line: Mapping[str, Any]) -> None:
    """With a dot where the probability is a half."""
    axes.plot(across, up, linewidth=1.6, **line)
    half = len(across) // 2 - 1
    axes.plot(across[half], up[half], "o", color=line["color"], markersize=5)
    axes.set(xlim=(0, 1), ylim=(0, 1.01), aspect="equal")
