"""Made-up images with the masks that say what is where: vessels, membranes, lungs, hippocampus.

Drawn as the real ones look from afar, so that a network learns something and a reader recognises
what is meant; nothing comes from a patient. Axes: `Y X` planes, `Z Y X` volumes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from ..errors import BadSetting, UnknownName
from ..image import Image, Source
from ..io.nifti_out import write_nifti
from ..io.write import write_png
from .phantom import SAID, grid, smooth

PairKind = Literal["vessels", "membranes", "lungs", "hippocampus"]
Generator = np.random.Generator
Plane = NDArray[np.float64]
Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Drawn:
    """An image, its mask as files hold it, and its field of view where it has one."""

    image: Image
    mask: Mask
    """(*space): 0 and 255 of planes, class numbers of volumes."""
    fov: Mask | None = None


def vessels(rng: Generator, side: int = 256) -> Drawn:
    """A colour photograph of a retina: a disc, vessels that branch from it, a round view."""
    y, x = grid(side)
    view = np.hypot(x, y) < 0.93
    disc = (rng.uniform(-0.15, 0.15), rng.uniform(0.4, 0.6) * rng.choice((-1, 1)))
    tree = np.zeros((side, side))
    for angle in np.linspace(0, 2 * np.pi, 7)[:-1] + rng.uniform(0, 1):
        _branch(tree, rng, disc, angle, width=0.026, length=1.3)
    mask = (tree > 0.5) & view
    near = np.exp(-((y - disc[0]) ** 2 + (x - disc[1]) ** 2) / 0.012)
    tone = 1 + 0.12 * smooth(rng, 0.6, side) - 0.25 * (x**2 + y**2)
    red, green, blue = 190 * tone + 50 * near, 95 * tone + 110 * near, 45 * tone + 80 * near
    dark = ndimage.gaussian_filter(tree, side / 400)
    colours = np.stack([red * (1 - 0.2 * dark), green * (1 - 0.45 * dark), blue * (1 - 0.3 * dark)])
    noisy = (colours + rng.normal(0, 4, colours.shape)) * view
    return Drawn(_plane(noisy), _black_and_white(mask), _black_and_white(view))


def membranes(rng: Generator, side: int = 256) -> Drawn:
    """An electron micrograph of cells: dark membranes between them, dark bodies within."""
    cells = max(6, side * side // 1200)
    points = rng.uniform(0, side, (cells, 2))
    bent = np.mgrid[:side, :side].astype(float)
    bent += 5 * np.stack([smooth(rng, 0.12, side), smooth(rng, 0.12, side)])
    far = np.sort(np.hypot(*(bent[:, None] - points.T[:, :, None, None])), axis=0)[:2]
    membrane = far[1] - far[0] < 2.6
    bodies = ndimage.gaussian_filter((smooth(rng, 0.03, side) > 2.0).astype(float), 1.2)
    plane = 165 - 95 * ndimage.gaussian_filter(membrane.astype(float), 0.9) - 70 * bodies
    plane += 9 * smooth(rng, 0.02, side) + rng.normal(0, 9, plane.shape)
    return Drawn(_plane(plane), _black_and_white(~membrane))


def lungs(rng: Generator, shape: tuple[int, int, int] = (24, 96, 96)) -> Drawn:
    """A chest CT in Hounsfield units: a body in air, two lungs with vessels, heart and spine."""
    z, y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in shape), indexing="ij")
    x, y = x * rng.uniform(1.0, 1.15), y * rng.uniform(1.0, 1.15)
    body = (x / 0.9) ** 2 + (y / 0.66) ** 2 < 1
    dome = 0.75 - 0.5 * z**2  # narrower towards both ends
    both = np.zeros(shape, bool)
    for way in (-1, 1):
        both |= ((way * x - 0.42) / (0.36 * dome + 0.06)) ** 2 + (y / (0.55 * dome + 0.05)) ** 2 < 1
    heart = ((x - 0.12) / 0.3) ** 2 + ((y + 0.15) / 0.26) ** 2 + ((z - 0.3) / 0.6) ** 2 < 1
    both &= ~heart & body
    volume = np.where(body, 40.0, -1000.0)
    volume[both] = -840
    volume[both & (ndimage.gaussian_filter(rng.normal(size=shape), 1) > 0.26)] = -350
    volume[(x / 0.09) ** 2 + ((y - 0.42) / 0.1) ** 2 < 1] = 450
    volume = ndimage.gaussian_filter(volume, 0.6) + rng.normal(0, 18, shape)
    pixels = np.clip(np.rint(volume), -1024, 3071).astype(np.int16)
    return Drawn(_volume(pixels, spacing=(6.0, 3.6, 3.6)), both.astype(np.uint8))


def hippocampus(rng: Generator, shape: tuple[int, int, int] = (36, 50, 36)) -> Drawn:
    """A cut-out of brain MR: a bent, bright body whose front part is 1 and whose back part is 2."""
    z, y, x = np.meshgrid(*(np.linspace(-1, 1, n) for n in shape), indexing="ij")
    bend, tilt = rng.uniform(0.1, 0.3), rng.uniform(-0.1, 0.1)
    thick = 0.36 - 0.16 * (y + 0.7)  # a head in front, a tail behind
    away = np.hypot((x - bend * y**2 - tilt) / thick, (z + 0.2 * y - tilt) / (0.8 * thick))
    inside = (away < 1) & (np.abs(y) < 0.75)
    border = rng.uniform(-0.25, -0.1)
    mask = np.where(inside, np.where(y < border, 1, 2), 0).astype(np.uint8)
    waves = ndimage.gaussian_filter(rng.normal(size=shape), 4)
    volume = 70 + 22 * waves / waves.std() + 60 * inside - 45 * ((away < 1.25) & ~inside)
    volume = ndimage.gaussian_filter(volume, 0.8) + rng.normal(0, 5, shape)
    pixels = np.clip(volume * rng.uniform(0.5, 20), 0, 32767).astype(np.int16)
    return Drawn(_volume(pixels, spacing=(1.0, 1.0, 1.0)), mask)


PAIRS: dict[PairKind, Callable[[Generator], Drawn]] = {
    "vessels": vessels,
    "membranes": membranes,
    "lungs": lungs,
    "hippocampus": hippocampus,
}


def write_pairs(folder: Path, kind: str, n: int, *, seed: int = 0) -> tuple[Path, ...]:
    """Write `n` images into images/ and their masks into masks/, planes as PNG and volumes as
    NIfTI; raises `UnknownName`, `BadSetting` and `CannotWrite`."""
    if kind not in PAIRS:
        raise UnknownName("kind of phantom", kind, PAIRS)
    if n < 1:
        raise BadSetting(f"expected at least 1 image, got {n}")
    draw = next(drawing for name, drawing in PAIRS.items() if name == kind)
    files = []
    for i in range(n):
        drawn = draw(np.random.default_rng((seed, i)))
        write = _write_volume if drawn.image.axes == "zyx" else _write_plane
        files.append(write(folder, f"phantom-{i:04}", drawn))
    return tuple(files)


def _write_plane(folder: Path, name: str, drawn: Drawn) -> Path:
    picture = drawn.image.pixels.transpose(1, 2, 0).squeeze()
    file = write_png(folder / "images" / f"{name}.png", picture, texts={"Comment": SAID})
    write_png(folder / "masks" / f"{name}.png", drawn.mask)
    if drawn.fov is not None:
        write_png(folder / "fov" / f"{name}.png", drawn.fov)
    return file


def _write_volume(folder: Path, name: str, drawn: Drawn) -> Path:
    file = write_nifti(folder / "images" / f"{name}.nii.gz", drawn.image)
    write_nifti(folder / "masks" / f"{name}.nii.gz", drawn.image.but(pixels=drawn.mask[None]))
    return file


def _branch(
    tree: Plane,
    rng: Generator,
    start: tuple[float, float],
    angle: float,
    *,
    width: float,
    length: float,
) -> None:
    """Draw a vessel that winds, thins and splits into the plane `tree`, -1 to 1 along both axes."""
    side, (y, x), step = len(tree), start, 0.008
    for done in np.arange(0, length, step):
        angle += rng.normal(0, 0.07)
        y, x = y + step * np.sin(angle), x + step * np.cos(angle)
        if np.hypot(x, y) > 1:
            return
        _dot(tree, (y + 1) * side / 2, (x + 1) * side / 2, width * side / 4)
        if rng.random() < 0.035 and width > 0.008:
            way = rng.choice((-1, 1)) * rng.uniform(0.4, 0.9)
            _branch(tree, rng, (y, x), angle + way, width=0.7 * width, length=0.7 * (length - done))
            width *= 0.9


def _dot(plane: Plane, y: float, x: float, radius: float) -> None:
    """A disc of ones, at least a pixel wide."""
    reach, side = int(radius) + 1, len(plane)
    rows, columns = (slice(max(0, int(c) - reach), min(side, int(c) + reach + 1)) for c in (y, x))
    gy, gx = np.ogrid[rows, columns]
    plane[rows, columns][(gy - int(y)) ** 2 + (gx - int(x)) ** 2 <= max(radius, 0.5) ** 2] = 1


def _black_and_white(mask: NDArray[np.bool_]) -> Mask:
    return np.where(mask, 255, 0).astype(np.uint8)


def _plane(values: Plane) -> Image:
    """(Y, X) or (3, Y, X) in 0..255."""
    pixels = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return Image(
        pixels if pixels.ndim == 3 else pixels[None],
        source=Source(format="phantom"),
        warnings=(f"this is a {SAID}",),
    )


def _volume(pixels: NDArray[np.int16], *, spacing: tuple[float, ...]) -> Image:
    """Slices from the feet up, rows to the back, columns to the left."""
    return Image(
        pixels[None],
        axes="zyx",
        spacing=spacing,
        direction=np.array([[0.0, 0, 1], [0, 1, 0], [1, 0, 0]]),
        origin=(0.0, 0.0, 0.0),
        source=Source(format="phantom"),
        warnings=(f"this is a {SAID}",),
    )
