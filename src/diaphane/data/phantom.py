"""Made-up but honest images, for trying things out where no real ones may be shown.

Nothing here comes from a patient or a camera; `source.format` says phantom and the written files
say so, too. Axes: `Y X` space. A drawing's grid runs from -1 to 1 along both, y downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ..errors import BadSetting
from ..image import Image, Source
from ..io.write import write_png

Kind = Literal["notumor", "glioma", "meningioma", "pituitary"]
KINDS: tuple[Kind, ...] = ("glioma", "meningioma", "notumor", "pituitary")

SIDE = 224
"""Edge of a brain, in pixels."""

SAID = "phantom: a made-up picture, no patient and no place"

Plane = NDArray[np.float64]
"""(Y, X)."""


def brain(rng: np.random.Generator, kind: Kind = "notumor") -> Image:
    """An axial head after contrast, T1-weighted, without or with one of three lesions."""
    head = _Head.drawn(rng)
    lesion = LESIONS[kind](head, rng)
    tissue = head.tissue(sella=kind == "pituitary")
    plane = lesion.onto(tissue)
    plane = head.covered(plane)
    plane *= 1 + 0.09 * smooth(rng, 0.9)  # coil shading
    plane = _blurred(np.clip(plane, 0, None), 0.9 / SIDE)
    noise = rng.normal(0, 4.0, (2, SIDE, SIDE))
    return _image(np.hypot(plane + noise[0], noise[1]))  # Rician, as magnitude images have


def chest(rng: np.random.Generator, side: int = 256) -> Image:
    """A frontal chest film."""
    y, x = grid(side)
    x = x + rng.normal(0, 0.02) + 0.012 * smooth(rng, 0.5, side)
    y = y + rng.normal(0, 0.03)
    body = _inside(x / 0.97, (y - 0.35) / 1.25, 0.03, power=3.2)
    film = 25 + 130 * body + 14 * smooth(rng, 0.35, side) * body
    lungs = np.zeros_like(film)
    for way in (-1, 1):
        u, v = (way * x - 0.44) / 0.33, (y + 0.02) / 0.72
        dome = 0.52 + 0.05 * (way < 0) - 0.30 * u**2 * 0.6
        lung = _inside(u - 0.16 * (v - 0.2), v, 0.06, power=2.6) * _step(dome - y, 0.02)
        lungs = np.maximum(lungs, lung)
    heart = _inside((x - 0.13 - 0.15 * (y - 0.3)) / 0.34, (y - 0.28) / 0.36, 0.06)
    middle = _inside(x / 0.14, (y + 0.25) / 0.75, 0.2)
    air = lungs * (1 - 0.85 * np.maximum(heart, middle))
    film += air * (_vessels(rng, x, y, side) - 95)
    film += 42 * np.maximum(heart * _step(0.62 - y, 0.06), middle) * body
    film += 16 * _inside(x / 0.075, y / 1.6, 0.4) * body  # spine
    film -= 22 * _inside((x - 0.01) / 0.05, (y + 0.62) / 0.36, 0.4) * body  # windpipe
    for k in range(9):
        for way in (-1, 1):
            u = way * x - 0.1
            arch = -0.80 + 0.165 * k + 0.30 * (u - 0.35) ** 2 + 0.28 * u
            film += 15 * _band(y - arch, 0.028) * lungs * (1 - 0.7 * heart)
            if k == 0:
                bone = -0.66 - 0.16 * u + 0.04 * np.sin(6 * u)
                ends = _step(u + 0.02, 0.02) * _step(0.62 - u, 0.05) * body
                film += 30 * _band(y - bone, 0.030) * ends
    film = _blurred(film, 1.2 / side) + rng.normal(0, 2.5, film.shape)
    return _image(film)


def photo(rng: np.random.Generator, side: int = 256) -> Image:
    """A colour landscape: sky with clouds, hills, a meadow with trees."""
    y, x = grid(side)
    up = (1 - y) / 2
    sky = np.stack([90 + 110 * (1 - up), 140 + 75 * (1 - up), 225 + 15 * (1 - up)])
    clouds = np.clip(_fractal(rng, side) * 0.8 - 0.1 + 0.3 * up, 0, 1)
    picture = sky * (1 - clouds) + 248 * clouds
    for k, colour in enumerate(([108, 128, 150], [74, 104, 96], [62, 92, 52])):
        ridge = -0.12 + 0.24 * k + 0.10 / (1 + k) * smooth(rng, 0.16 / (1 + k), side)[side // 2]
        light = 1 + 0.22 * _fractal(rng, side)
        picture = _over(picture, np.array(colour)[:, None, None] * light, _step(y - ridge, 0.006))
    meadow = np.array([104, 142, 54])[:, None, None] * (1 + 0.28 * _fractal(rng, side))
    picture = _over(picture, meadow, _step(y - 0.48 - 0.04 * np.sin(3 * x), 0.01))
    for _ in range(int(rng.integers(3, 7))):
        picture = _tree(picture, rng, x, y)
    return _image(picture + rng.normal(0, 3, picture.shape))


def noise(rng: np.random.Generator, side: int = 224) -> Image:
    """Each pixel on its own."""
    return _image(rng.integers(0, 256, (side, side)).astype(np.float64))


def blank(side: int = 224, value: int = 0) -> Image:
    """All pixels alike."""
    return _image(np.full((side, side), float(value)))


def text_page(rng: np.random.Generator, side: int = 256) -> Image:
    """A page of dark lines of letters that spell nothing, on paper."""
    page = 243 + 3 * smooth(rng, 0.4, side)
    size = max(1, side // 128)
    letters = _closed(rng.random((26, 7, 4)) < 0.45)
    top = 6 * size
    while top + 12 * size < side - 4 * size:
        left, end = 10 * size, int(side - size * rng.integers(8, 30))
        while left + 6 * size < end:
            for letter in letters[rng.integers(0, 26, rng.integers(2, 9))]:
                if left + 5 * size >= end:
                    break
                ink = np.kron(letter, np.ones((size, size)))
                page[top : top + 7 * size, left : left + 4 * size] -= 190 * ink
                left += 5 * size
            left += 4 * size
        top += (11 if rng.random() < 0.88 else 20) * size
    return _image(_blurred(page, 0.5 / side) + rng.normal(0, 2, page.shape))


def write_classes(folder: Path, n: int, *, seed: int = 0) -> tuple[Path, ...]:
    """Write `n` brains of each kind as PNG, one folder a class; raises `CannotWrite`."""
    if n < 1:
        raise BadSetting(f"expected at least 1 image of each class, got {n}")
    files = []
    for k, kind in enumerate(KINDS):
        for i in range(n):
            picture = brain(np.random.default_rng((seed, k, i)), kind).pixels[0]
            name = folder / kind / f"phantom-{i:04}.png"
            files.append(write_png(name, picture, texts={"Comment": SAID}))
    return tuple(files)


@dataclass(frozen=True)
class _Lesion:
    """What a lesion does to the tissue: layers of values, each with its share of every pixel."""

    layers: tuple[tuple[Plane, Plane | float], ...] = ()
    """Shares 0..1 and values, from below to above."""

    def onto(self, tissue: Plane) -> Plane:
        for share, value in self.layers:
            tissue = tissue * (1 - share) + value * share
        return tissue


@dataclass(frozen=True)
class _Head:
    """A head's shape, drawn once; its values come after, so that a lesion can push them."""

    x: Plane
    """Across, in half widths of the head, pushed and tilted as the head is."""
    y: Plane
    """Front to back, in half lengths."""
    fine: Plane
    folds: Plane
    width: float
    """Of the ventricles, 1 the usual."""

    @classmethod
    def drawn(cls, rng: np.random.Generator) -> _Head:
        y, x = grid(SIDE)
        turn = rng.normal(0, 0.13)
        left, up = rng.uniform(-0.08, 0.08, 2)
        x, y = x - left, y - up
        x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
        long = rng.uniform(0.72, 0.90)
        x = x / (long * rng.uniform(0.78, 0.90)) + 0.010 * smooth(rng, 0.5)
        y = y / long + 0.010 * smooth(rng, 0.5)
        x = x * (1 + 0.06 * y)  # wider behind than in front
        return cls(x, y, smooth(rng, 0.012), smooth(rng, 0.045), rng.uniform(0.8, 1.25))

    @property
    def radius(self) -> Plane:
        """0 in the middle, 1 at the skin."""
        return np.asarray(np.hypot(self.x, self.y))

    def tissue(self, *, sella: bool) -> Plane:
        """Brain and fluid, without bone and skin."""
        x, y, r = self.x, self.y, self.radius
        white = _step(0.70 - r + 0.075 * self.folds, 0.02)
        plane = 98 + 34 * white + 2.5 * self.fine
        depth = _step(r - 0.60, 0.06)
        plane -= 62 * depth * np.exp(-((self.folds / 0.20) ** 2))  # sulci
        wobble = x + 0.012 * self.folds
        gap = _band(wobble, 0.013) * _step(np.abs(y) - (0.30 if not sella else 0.42), 0.04)
        plane = plane * (1 - gap) + 38 * gap
        return self._base(plane) if sella else self._ventricles(plane)

    def _ventricles(self, plane: Plane) -> Plane:
        """Deep grey matter and the lateral ventricles, as a plane above the orbits shows them."""
        y = self.y
        for way in (-1, 1):
            x = way * self.x
            grey = _inside((x - 0.27 - 0.12 * y) / 0.12, (y + 0.02) / 0.22, 0.15)
            plane = plane * (1 - grey) + 106 * grey
            front = _inside(
                (x - 0.10 + 0.30 * (y + 0.22)) / (0.055 * self.width), (y + 0.24) / 0.17, 0.2
            )
            back = _inside(
                (x - 0.17 - 0.35 * (y - 0.25)) / (0.060 * self.width), (y - 0.27) / 0.19, 0.2
            )
            body = _inside((x - 0.07) / (0.035 * self.width), y / 0.24, 0.25)
            fluid = np.maximum(np.maximum(front, back), body)
            plane = plane * (1 - fluid) + 34 * fluid
            plexus = _inside((x - 0.20) / 0.022, (y - 0.30) / 0.06, 0.3)
            plane = plane * (1 - plexus) + 165 * plexus
        return plane

    def _base(self, plane: Plane) -> Plane:
        """A lower plane: cisterns around the sella, brain stem, cerebellum, bright vessels."""
        x, y = self.x, self.y
        star = 0.20 + 0.055 * np.cos(5 * np.arctan2(x, -(y + 0.05)))
        cistern = _step(star - np.hypot(x, y + 0.05), 0.02)
        plane = plane * (1 - cistern) + 40 * cistern
        stem = _inside(x / 0.17, (y - 0.25) / 0.13, 0.1)
        plane = plane * (1 - stem) + 122 * stem
        ring = _band(np.hypot(x / 1.1, y - 0.25) - 0.215, 0.016) * _step(y - 0.2, 0.05)
        plane = plane * (1 - ring) + 45 * ring
        leaves = (
            12 * np.sin(55 * np.hypot(x, y - 0.2)) * _step(y - 0.45, 0.04) * _step(0.8 - y, 0.05)
        )
        plane += leaves
        for way in (-1, 1):
            vessel = _inside((way * x - 0.16) / 0.026, (y + 0.07) / 0.032, 0.3)
            plane = plane * (1 - vessel) + 215 * vessel
            sylvian = _band(y + 0.16 + 0.25 * (way * x - 0.45), 0.018) * _band(way * x - 0.45, 0.16)
            plane = plane * (1 - sylvian) + 42 * sylvian
        return plane

    def covered(self, plane: Plane) -> Plane:
        """With fluid, dura, bone with marrow, and skin around, and air outside."""
        r = self.radius + 0.004 * self.folds
        for inner, value in ((0.845, 36), (0.868, 92), (0.880, 22), (0.905, 66), (0.925, 20)):
            share = _step(r - inner, 0.006)
            plane = plane * (1 - share) + value * share
        skin = _step(r - 0.945, 0.006)
        plane = plane * (1 - skin) + (172 + 8 * self.fine) * skin
        return plane * _step(1.0 - r, 0.008)

    def at(self, centre: tuple[float, float]) -> tuple[Plane, Plane]:
        """Distance from a point and angle around it."""
        x, y = self.x - centre[0], (self.y - centre[1]) * 1.2
        return np.asarray(np.hypot(x, y)), np.asarray(np.arctan2(y, x))


def _none(head: _Head, rng: np.random.Generator) -> _Lesion:
    return _Lesion()


def _glioma(head: _Head, rng: np.random.Generator) -> _Lesion:
    """A ragged bright ring around a dead core, in a hand of swollen white matter."""
    way = rng.choice((-1, 1))
    centre = (way * rng.uniform(0.30, 0.46), rng.uniform(-0.40, 0.40))
    distance, angle = head.at(centre)
    size = rng.uniform(0.14, 0.30)
    edge = size * (1 + _ragged(rng, angle, 0.2)) + 0.012 * head.folds
    thick = 0.045 * (1 + 0.5 * _ragged(rng, angle, 0.6)) + 0.008
    fingers = size * (1.6 + _ragged(rng, angle, 0.22)) + 0.05 * head.folds
    swollen = _step(fingers - distance, 0.04) * _step(0.80 - head.radius, 0.02)
    inside = _step(edge - distance, 0.010) * _step(0.83 - head.radius, 0.01)
    core = _step(edge - thick - distance, 0.014) * inside
    return _Lesion(
        (
            (0.9 * swollen, 82 + 2 * head.fine),
            (inside, 208 + 9 * head.fine),
            (core, 58 + 12 * head.folds + 5 * head.fine),
        )
    )


def _meningioma(head: _Head, rng: np.random.Generator) -> _Lesion:
    """A smooth bright ball on the dura, with a cleft of fluid and a tail along the bone."""
    around = rng.uniform(0, 2 * np.pi)
    size = rng.uniform(0.16, 0.27)
    away = 0.86 - 0.72 * size
    distance, angle = head.at((away * np.cos(around), away * np.sin(around)))
    edge = size * (1 + _ragged(rng, angle, 0.03))
    within = _step(0.862 - head.radius, 0.008)
    cleft = _step(edge + 0.022 - distance, 0.010) * within
    ball = _step(edge - distance, 0.010) * within
    tail = _band(head.radius - 0.852, 0.012) * _step(1.65 * size - distance, 0.05)
    return _Lesion(((cleft, 44.0), (tail, 185.0), (ball, 198 + 4 * head.fine + 5 * head.folds)))


def _pituitary(head: _Head, rng: np.random.Generator) -> _Lesion:
    """A bright mass that fills the sella, at times with a waist or a darker middle."""
    centre = (rng.normal(0, 0.02), -0.06 + rng.normal(0, 0.025))
    distance, angle = head.at(centre)
    size = rng.uniform(0.12, 0.20)
    edge = size * (1 + 0.10 * np.cos(2 * angle) + _ragged(rng, angle, 0.05))
    mass = _step(edge - distance, 0.010)
    dark = _step(rng.uniform(0.2, 0.5) * size - distance, 0.04) * (rng.random() < 0.4)
    return _Lesion(((mass, 184 + 6 * head.fine + 6 * head.folds), (0.6 * dark, 120.0)))


LESIONS: Mapping[Kind, Callable[[_Head, np.random.Generator], _Lesion]] = {
    "notumor": _none,
    "glioma": _glioma,
    "meningioma": _meningioma,
    "pituitary": _pituitary,
}


def grid(side: int) -> tuple[Plane, Plane]:
    """y and x of each pixel's centre, -1 to 1."""
    edge = (np.arange(side) + 0.5) * 2 / side - 1
    y, x = np.meshgrid(edge, edge, indexing="ij")
    return y, x


def smooth(rng: np.random.Generator, scale: float, side: int = SIDE) -> Plane:
    """Random waves about `scale` of the picture long, with mean 0 and deviation 1."""
    plane = _blurred(rng.normal(size=(side, side)), scale / 2)
    return np.asarray((plane - plane.mean()) / plane.std())


def _fractal(rng: np.random.Generator, side: int) -> Plane:
    """Waves of all lengths, as clouds and meadows have (Field 1987: amplitude 1 / frequency)."""
    waves = [smooth(rng, scale, side) * scale**0.7 for scale in (0.3, 0.12, 0.05, 0.02, 0.008)]
    total = np.sum(waves, axis=0)
    return np.asarray(total / total.std())


def _blurred(plane: Plane, deviation: float) -> Plane:
    """Blurred by a Gaussian, its deviation a share of the side; edges wrap around."""
    frequency = np.fft.fftfreq(len(plane))[:, None] ** 2 + np.fft.rfftfreq(plane.shape[1]) ** 2
    kernel = np.exp(-2 * (np.pi * deviation * len(plane)) ** 2 * frequency)
    return np.asarray(np.fft.irfft2(np.fft.rfft2(plane) * kernel, plane.shape))


def _step(distance: Plane, width: float) -> Plane:
    """From 0 to 1 where the distance turns positive."""
    return np.asarray(1 / (1 + np.exp(-np.clip(4 * distance / width, -40, 40))))


def _band(distance: Plane, width: float) -> Plane:
    return np.asarray(np.exp(-((distance / width) ** 2)))


def _inside(x: Plane, y: Plane, width: float, power: float = 2.0) -> Plane:
    """1 inside the (super)ellipse of radius 1."""
    return _step(1 - (np.abs(x) ** power + np.abs(y) ** power) ** (1 / power), width)


def _ragged(rng: np.random.Generator, angle: Plane, amount: float) -> Plane:
    """How a random closed outline differs from a circle, by angle."""
    waves = [rng.normal() / k * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in range(2, 8)]
    return np.asarray(amount * np.sum(waves, axis=0))


def _vessels(rng: np.random.Generator, x: Plane, y: Plane, side: int) -> Plane:
    """Lung markings: denser towards the middle."""
    near = np.exp(-((np.abs(x) - 0.18) ** 2 + (y - 0.05) ** 2) / 0.10)
    return np.asarray((6 + 34 * near) * np.clip(np.abs(smooth(rng, 0.03, side)) - 0.3, 0, 2) * 0.8)


def _over(below: Plane, above: Plane, share: Plane) -> Plane:
    return np.asarray(below * (1 - share) + above * share)


def _tree(picture: Plane, rng: np.random.Generator, x: Plane, y: Plane) -> Plane:
    side = picture.shape[-1]
    foot, left, tall = rng.uniform(0.5, 0.75), rng.uniform(-0.85, 0.85), rng.uniform(0.25, 0.5)
    trunk = _band(x - left, 0.018) * _step(foot - y, 0.01) * _step(y - foot + tall, 0.01)
    picture = _over(picture, np.array([78, 58, 40])[:, None, None] * np.ones_like(x), trunk)
    crown = np.hypot((x - left) / 0.16, (y - foot + tall) / (0.45 * tall + 0.06))
    leaves = _step(1 - crown + 0.20 * smooth(rng, 0.05, side), 0.08)
    light = 1 - 0.25 * (y - foot + tall) / tall + 0.25 * _fractal(rng, side)
    return _over(picture, np.array([52, 88, 36])[:, None, None] * light, leaves)


def _closed(letters: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Random strokes held together by a stem, so that they look like letters."""
    letters = letters.copy()
    letters[:, 1:, 0] = True
    letters[::2, 1:3, :] |= letters[::2, 2:4, :]
    return letters.astype(np.float64)


def _image(plane: Plane) -> Image:
    """(Y, X) or (C, Y, X) in 0..255 as an image that says what it is."""
    pixels = np.clip(np.rint(plane), 0, 255).astype(np.uint8)
    return Image(
        pixels if pixels.ndim == 3 else pixels[None],
        source=Source(format="phantom"),
        warnings=(f"this is a {SAID}",),
    )
