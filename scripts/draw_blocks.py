"""Draw the pictures of docs/blocks.md: what the building blocks do to a real image.

    python scripts/draw_blocks.py docs/pictures

The image is `CT_small.dcm`, which comes with pydicom: a slice of a chest through a vertebra. A map
is what a convolution makes of a plane; both are (1, C, Y, X).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pydicom
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image as Pillow
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

import diaphane
from diaphane.io.write import write_bytes
from diaphane.nets.activations import ACTIVATIONS, activation

KERNELS: Mapping[str, list[list[int]]] = {
    "blur": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "Sobel across": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel down": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
}
"""3 by 3 numbers, thought of by people; a net finds its own. The sum of blur is divided by 9."""
COLOURS = 128
"""Of a picture: enough for grays and three lines."""
BLUE, ORANGE, GREEN = "#1f5fa8", "#d9731a", "#3c8a4e"
STYLE: dict[Any, Any] = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def sample() -> Tensor:
    """(1, 1, 128, 128) in 0..1: air black, bone white."""
    folder = Path(pydicom.__file__).parent / "data" / "test_files"
    pixels = torch.from_numpy(diaphane.read(folder / "CT_small.dcm").pixels.astype(np.float32))
    least, most = np.percentile(pixels, [1, 99])
    scaled: Tensor = (pixels - least) / (most - least)
    return scaled.clamp(0, 1)[None]


def convolved(image: Tensor, kernel: str, *, stride: int = 1, padding: int | None = None) -> Tensor:
    """The map that a kernel makes. Beyond the edge lie as many zeros as `padding`; None: the pixels
    at the edge go on, so that no frame is seen where none is meant."""
    weights = torch.tensor(KERNELS[kernel], dtype=torch.float32)[None, None]
    if kernel == "blur":
        weights /= 9
    if padding is None:
        image = F.pad(image, (1, 1, 1, 1), mode="replicate")
    return F.conv2d(image, weights, stride=stride, padding=padding or 0)


def normed(maps: Tensor) -> Tensor:
    """Mean 0 and standard deviation 1, as batch normalisation makes them in training."""
    return F.batch_norm(maps, None, None, training=True)


def convolution() -> Figure:
    """Kernels, and the maps that they make."""
    image = sample()
    across, down = convolved(image, "Sobel across"), convolved(image, "Sobel down")
    torch.manual_seed(3)
    maps = {
        "the image": image,
        **{name: convolved(image, name) for name in KERNELS},
        "length of both Sobels": (across.square() + down.square()).sqrt(),
        "an untrained kernel": F.conv2d(image, torch.randn(1, 1, 3, 3), padding=1),
    }
    figure = sheet(5.2)
    for panel, (name, shown) in zip(figure.subplots(2, 4).flat, maps.items(), strict=True):
        show(panel, shown, name)
        if name in KERNELS:
            rows = [" ".join(f"{value:2d}" for value in row) for row in KERNELS[name]]
            panel.set_xlabel("\n".join(rows), family="monospace")
    return figure


def steps() -> Figure:
    """Padding, stride and transposed convolution, all panels at one scale."""
    image = F.avg_pool2d(sample(), 4)
    half = convolved(image, "blur", stride=2, padding=1)
    bumps = F.conv_transpose2d(half, torch.ones(1, 1, 3, 3), stride=2, padding=1, output_padding=1)
    ramp = torch.tensor([1.0, 3.0, 3.0, 1.0])
    even = F.conv_transpose2d(half, ramp.outer(ramp)[None, None], stride=2, padding=1)
    maps = {
        "the image": image,
        "no padding": convolved(image, "blur", padding=0),
        "padding 1": convolved(image, "blur", padding=1),
        "stride 2": half,
        "transposed 3 x 3": bumps,
        "transposed 4 x 4": even,
    }
    figure = sheet(1.6)
    for panel, (name, shown) in zip(figure.subplots(1, 6), maps.items(), strict=True):
        rows, columns = shown.shape[2:]
        side = image.shape[2]
        edge = (side - columns) / 2
        show(panel, shown, f"{name}\n{rows} x {columns}", extent=(edge, edge + columns) * 2)
        panel.set(xlim=(0, side), ylim=(0, side))
    return figure


def activations() -> Figure:
    """Each activation's curve, its derivative, and what it makes of one map."""
    x, before = torch.linspace(-4, 4, 161), normed(convolved(sample(), "Sobel across"))
    figure = sheet(7.0)
    panels = figure.subplots(4, 5, height_ratios=[1, 1.15] * 2)
    torch.manual_seed(0)
    for place, name in enumerate(ACTIVATIONS):
        row, column = divmod(place, 5)
        curve, after = panels[2 * row, column], panels[2 * row + 1, column]
        function = activation(name).requires_grad_(requires_grad=False)
        curve.plot(x, function.train()(x), ".", color="0.75", markersize=2)
        curve.plot(x, function.eval()(x), color=BLUE)
        curve.plot(x, function.slope(x), "--", color=ORANGE)
        curve.set(title=name, ylim=(-1.6, 3.2))
        curve.grid(alpha=0.3)
        show(after, function(before), "", vmin=-3, vmax=3)
    return figure


def pooling() -> Figure:
    """One map after pooling 4 by 4 cells, and what a pixel's shift changes."""
    edges = convolved(sample(), "Sobel across").relu()
    ways: Mapping[str, Callable[[Tensor], Tensor]] = {
        "largest of 4 x 4": lambda maps: F.max_pool2d(maps, 4),
        "average of 4 x 4": lambda maps: F.avg_pool2d(maps, 4),
        "every fourth (stride)": lambda maps: maps[:, :, ::4, ::4],
    }
    figure = sheet(2.5)
    first, *others = figure.subplots(1, 4)
    show(first, edges, "a map, 128 x 128")
    for panel, (name, pool) in zip(others, ways.items(), strict=True):
        pooled, moved = pool(edges), pool(edges.roll(1, dims=3))
        alike = np.corrcoef(pooled.flatten(), moved.flatten())[0, 1]
        show(panel, pooled, f"{name}\n32 x 32", vmin=0, vmax=edges.max())
        panel.set_xlabel(f"correlation with itself after\na shift of one pixel: {alike:.2f}")
    return figure


def normalisation() -> Figure:
    """What values three maps hold before and after batch normalisation."""
    names = ("blur", "Sobel across", "edge")
    before = torch.cat([convolved(sample(), name) for name in names], 1)
    figure = sheet(2.8)
    stages = {"before": before, "after": normed(before)}
    for panel, (stage, maps) in zip(figure.subplots(1, 2), stages.items(), strict=True):
        for name, colour, plane in zip(names, (BLUE, ORANGE, GREEN), maps[0], strict=True):
            label = f"{name}: mean {abs(plane.mean()):.2f}, sd {plane.std():.2f}"
            panel.hist(
                plane.flatten(), 80, range=(-5, 5), histtype="step", color=colour, label=label
            )
        panel.set(title=f"{stage} batch normalisation", xlabel="value in the map", ylabel="pixels")
        panel.set(yscale="log", ylim=(0.7, 2e6))
        panel.legend(loc="upper left", frameon=False)
    return figure


def dropout() -> Figure:
    """One row of numbers as a dense layer sees it, in training and at work."""
    row = F.adaptive_avg_pool2d(sample(), (4, 4)).flatten()
    torch.manual_seed(1)
    seen = {
        "in training, step 1": F.dropout(row, 0.5),
        "in training, step 2": F.dropout(row, 0.5),
        "at work": row,
    }
    figure = sheet(1.9)
    for panel, (name, values) in zip(figure.subplots(1, 3), seen.items(), strict=True):
        panel.bar(range(len(values)), values, color=BLUE)
        panel.set(title=f"{name}: sum {values.sum():.1f}", ylim=(0, 2), xticks=[])
    return figure


FIGURES: Mapping[str, Callable[[], Figure]] = {
    "convolution.png": convolution,
    "steps.png": steps,
    "activations.png": activations,
    "pooling.png": pooling,
    "normalisation.png": normalisation,
    "dropout.png": dropout,
}


def sheet(height: float) -> Figure:
    """A figure of the page's width; `height` in inches."""
    return Figure(figsize=(7.6, height), layout="constrained")


def show(panel: Axes, maps: Tensor, title: str, **how: Any) -> None:
    """The first map in gray, its least value black, its largest white unless told otherwise."""
    panel.imshow(maps[0, 0].numpy(), cmap="gray", **how)
    panel.set(title=title, xticks=[], yticks=[])
    for spine in panel.spines.values():
        spine.set_visible(False)


def main(folder: Path) -> None:
    for name, draw in FIGURES.items():
        with mpl.rc_context(STYLE):
            drawn, small = BytesIO(), BytesIO()
            draw().savefig(drawn, dpi=100)
        Pillow.open(drawn).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
        write_bytes(folder / name, small.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
