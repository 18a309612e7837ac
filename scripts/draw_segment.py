"""Draw the pictures of docs/segment.md: a made-up retina and its vessels as augmentation changes
them, and a training on such retinas as one watches it. None of it comes from a patient.

python scripts/draw_segment.py docs/pictures
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image as Pillow
from torch import Generator, Tensor

from diaphane.card import Class
from diaphane.data.phantom_pairs import Drawn, vessels, write_pairs
from diaphane.learn import warp
from diaphane.learn.train import train
from diaphane.learn.warp import Size, Warp
from diaphane.pixels.beside import colours_of, covered, laid_over
from diaphane.recipe import Patch, Split, named
from diaphane.recipes.retina import retina_vessels

VESSEL = Class("vessel", colour=(90, 230, 255))
SHOWN: Mapping[str, Mapping[str, Any]] = {
    "as it is": {},
    "rotate=30": {"rotate": 30},
    "zoom=0.4, stretch=0.2": {"zoom": 0.4, "stretch": 0.2},
    "elastic=10": {"elastic": 10},
    "elastic=6, elastic_grid=32": {"elastic": 6, "elastic_grid": 32},
    "flip=[0, 1]": {"flip": (0.0, 1.0)},
    "gamma=0.8, contrast=0.4": {"gamma": 0.8, "contrast": 0.4},
    "noise=0.2, soften=1": {"noise": 0.2, "soften": 1.0},
}
"""Settings by what stands above their picture."""
SEED = 5
"""One of the drawings in which each change is plain to see."""
RETINAS, EPOCHS = 16, 8


def main(folder: Path) -> None:
    warped(folder / "warp.png")
    watched(folder / "watching.png")


def warped(path: Path) -> None:
    """The same retina under one setting after the other."""
    drawn = vessels(np.random.default_rng(1))
    figure = Figure(figsize=(9.2, 5), dpi=90, layout="constrained")
    for axes, (title, settings) in zip(
        figure.subplots(2, len(SHOWN) // 2).flat, SHOWN.items(), strict=True
    ):
        picture, mask = changed(drawn, Warp(**settings))
        colours = colours_of([VESSEL])[mask]
        axes.imshow(laid_over(picture, colours, covered(mask)))
        axes.set_title(title, fontsize=9)
        axes.set_axis_off()
    figure.savefig(path)
    few(path)


def changed(drawn: Drawn, how: Warp) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Picture (Y, X, 3) and mask (Y, X), as a network in training is shown them."""
    image = torch.from_numpy(drawn.image.pixels)[None].float() / 255
    labels = torch.from_numpy(drawn.mask)[None].float() / 255
    size: Size = drawn.mask.shape
    chances = warp.draw(how, 1, size, Generator().manual_seed(SEED))
    places = warp.positions(chances, size)
    if places is not None:
        more = warp.room(places, size)
        image, labels = mirrored(image, more), mirrored(labels[None], more)[0]
        image, labels, _ = warp.moved(image, labels, torch.ones(labels.shape), places)
    values = warp.coloured(image, chances)[0].clamp(0, 1) * 255
    return values.byte().permute(1, 2, 0).numpy(), labels[0].byte().numpy()


def mirrored(planes: Tensor, more: Size) -> Tensor:
    """(N, C, Y, X) with so much around it as the change looks at."""
    ends = [n for far in reversed(more) for n in (far, far)]
    return torch.nn.functional.pad(planes, ends, mode="reflect")


def watched(path: Path) -> None:
    """A minute's training, and the frame of its GIF after a few epochs."""
    with tempfile.TemporaryDirectory() as scratch:
        data, run = Path(scratch, "retinas"), Path(scratch, "run")
        write_pairs(data, "vessels", RETINAS)
        recipe = retina_vessels.but(
            card=retina_vessels.card.but(classes=(VESSEL,)),
            net=named("unet", width=8, depth=2, norm="batch"),
            split=Split(validation=0.25),
            patch=Patch((96, 96), steps=12, outside=1.0),
            epochs=EPOCHS,
            average=0.0,
        )
        train(recipe, data, run)
        with Pillow.open(run / "training.gif") as gif:
            gif.seek(EPOCHS // 2)
            gif.convert("RGB").save(path)
    few(path)


def few(path: Path) -> None:
    """In few colours, small enough for a manual."""
    with Pillow.open(path) as picture:
        small = picture.convert("RGB").quantize(128)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
