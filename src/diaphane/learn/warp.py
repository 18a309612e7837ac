"""Changed copies of training patches, image and mask together: chances drawn first, then applied.

Legend: `N` patches, `C` channels, `D` axes of space, two or three; a patch's space is (Y, X) or
(Z, Y, X), and positions are counted in its samples from its middle. Values 0..1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Any, cast

import torch
from torch import Generator, Tensor
from torch.nn import functional as F  # noqa: N812

from ..card import from_plain
from ..errors import BadSetting, UnknownName
from ..recipe import Named

Size = tuple[int, ...]


@dataclass(frozen=True)
class Warp:
    """How strongly patches are changed; every setting at 0 changes nothing."""

    rotate: float = 0.0
    """Degrees, either way; in three dimensions about each axis."""
    zoom: float = 0.0
    """Natural logarithm of the largest zoom, either way: 0.2 is 0.82 to 1.22."""
    stretch: float = 0.0
    """The same for each axis on its own."""
    shear: float = 0.0
    """Tangent of the largest shear, in each plane."""
    shift: float = 0.0
    """Share of half the patch, along each axis."""
    flip: tuple[float, ...] = (0.0,)
    """Probability of a mirror image along each axis; one number is meant for all axes."""
    quarter: float = 0.0
    """Probability of one, two or three quarter turns in the plane of the last two axes. 0.75 with
    flips of 0.5 makes all eight ways to lay a square as likely as one another."""
    elastic: float = 0.0
    """Standard deviation in samples of the shifts that bend the patch, drawn at coarse control
    points and interpolated by cubics (Ronneberger et al. 2015, section 3.1: 10 pixels)."""
    elastic_grid: float = 128.0
    """Samples between the control points."""
    brightness: float = 0.0
    """Added to all values, at most."""
    contrast: float = 0.0
    """Natural logarithm of the largest factor."""
    gamma: float = 0.0
    """Natural logarithm of the largest exponent."""
    noise: float = 0.0
    """Largest standard deviation of added Gaussian noise; half the patches get none."""
    soften: float = 0.0
    """Probability that a patch is blurred, by up to one sample."""


@dataclass(frozen=True)
class Draw:
    """The chances of one batch; None where nothing is changed. Tensors are (N,) unless said
    otherwise."""

    matrix: Tensor | None
    """(N, D, D): from positions in the new patch to positions in the old one."""
    shift: Tensor | None
    """(N, D), samples, added to that."""
    bend: Tensor | None
    """(N, D, *control points), samples, added at the control points."""
    gamma: Tensor | None
    contrast: Tensor | None
    brightness: Tensor | None
    noise: Tensor | None
    """Standard deviations."""
    noise_seed: int
    soft: Tensor | None
    """Share that each neighbour has in a softened value, twice along each axis."""

    @property
    def colours(self) -> bool:
        """Does any value change, wherever it lies?"""
        changes = (self.gamma, self.contrast, self.brightness, self.noise, self.soft)
        return any(change is not None for change in changes)

    def on(self, device: torch.device) -> Draw:
        """The same chances where the patches are."""
        drawn: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        moved = {k: v.to(device) for k, v in drawn.items() if isinstance(v, Tensor)}
        return Draw(**(drawn | moved))


def draw(how: Warp, n: int, size: Size, chance: Generator) -> Draw:
    """Draw the changes of `n` patches of `size`."""

    def even(reach: float, *more: int) -> Tensor:
        return (torch.rand(n, *more, generator=chance) * 2 - 1) * reach

    def seldom(probability: float) -> Tensor:
        return torch.rand(n, generator=chance) < probability

    return Draw(
        matrix=draw_matrix(how, n, len(size), chance),
        shift=even(how.shift, len(size)) * torch.tensor(size) / 2 if how.shift else None,
        bend=draw_bend(how, n, size, chance) if how.elastic else None,
        gamma=even(how.gamma).exp() if how.gamma else None,
        contrast=even(how.contrast).exp() if how.contrast else None,
        brightness=even(how.brightness) if how.brightness else None,
        noise=even(how.noise).abs() * seldom(0.5) if how.noise else None,
        noise_seed=int(torch.randint(2**31, (), generator=chance)),
        soft=even(0.25).abs() * seldom(how.soften) if how.soften else None,
    )


def draw_matrix(how: Warp, n: int, axes: int, chance: Generator) -> Tensor | None:
    """(N, D, D): sizes, then shears, then turns, then quarter turns and mirrors."""
    lines = (how.rotate, how.zoom, how.stretch, how.shear, how.quarter, *how.flip)
    if not any(lines):
        return None

    def even(reach: float, *more: int) -> Tensor:
        return (torch.rand(n, *more, generator=chance) * 2 - 1) * reach

    sizes = (even(how.zoom, 1) + even(how.stretch, axes)).exp()
    matrix = torch.diag_embed(sizes)
    for plane in combinations(range(axes), 2):
        matrix = sheared(even(how.shear), plane, axes) @ matrix
        matrix = turned(even(math.radians(how.rotate)), plane, axes) @ matrix
    quarters = torch.randint(1, 4, (n,), generator=chance)
    quarters = quarters * (torch.rand(n, generator=chance) < how.quarter)
    mirrored = torch.rand(n, axes, generator=chance) < torch.tensor(per_axis(how.flip, axes))
    matrix = turned(quarters * (math.pi / 2), (axes - 2, axes - 1), axes) @ matrix
    return matrix * (1 - 2 * mirrored.float())[:, None]


def turned(angle: Tensor, plane: tuple[int, int], axes: int) -> Tensor:
    """(N, D, D): turns by (N,) angles in radians in the plane of two axes."""
    a, b = plane
    matrix = torch.eye(axes).repeat(len(angle), 1, 1)
    matrix[:, a, a] = matrix[:, b, b] = angle.cos()
    matrix[:, a, b], matrix[:, b, a] = angle.sin(), -angle.sin()
    return matrix


def sheared(tangent: Tensor, plane: tuple[int, int], axes: int) -> Tensor:
    """(N, D, D): the first axis of the plane slides along the second."""
    matrix = torch.eye(axes).repeat(len(tangent), 1, 1)
    matrix[:, plane[1], plane[0]] = tangent
    return matrix


def draw_bend(how: Warp, n: int, size: Size, chance: Generator) -> Tensor:
    """(N, D, *control points): independent normal shifts."""
    points = (controls(length, how.elastic_grid) for length in size)
    return torch.randn(n, len(size), *points, generator=chance) * how.elastic


def controls(length: int, spacing: float) -> int:
    """Control points along an axis: one more than intervals, and one beyond each end."""
    return max(1, math.ceil(length / spacing)) + 3


def positions(how: Draw, size: Size) -> Tensor | None:
    """(N, D, *size): where in the old patch each sample of the new one lies; None where each stays
    at its place."""
    if how.matrix is None and how.shift is None and how.bend is None:
        return None
    lines = [torch.arange(n, dtype=torch.float32) - (n - 1) / 2 for n in size]
    places = torch.stack(torch.meshgrid(*lines, indexing="ij"))[None]
    if how.matrix is not None:
        places = (how.matrix @ places.flatten(2)).view(-1, len(size), *size)
    if how.shift is not None:
        places = places + how.shift.view(*how.shift.shape, *(1 for _ in size))
    return places if how.bend is None else places + bent(how.bend, size)


def bent(bend: Tensor, size: Size) -> Tensor:
    """(N, D, *size) from shifts at control points, one axis after the other."""
    for axis, length in enumerate(size, start=2):
        weights = cubic(length, bend.shape[axis])
        bend = (bend.movedim(axis, -1) @ weights.T).movedim(-1, axis)
    return bend


def cubic(length: int, points: int) -> Tensor:
    """(length, points): shares of the control points in each sample, by the cubic convolution of
    Keys (1981, equation 4), which passes through the points."""
    at = (torch.arange(length) + 0.5) / length * (points - 3) + 1
    away = (at[:, None] - torch.arange(points)).abs()
    near = (1.5 * away - 2.5) * away**2 + 1
    far = ((-0.5 * away + 2.5) * away - 4) * away + 2
    return torch.where(away < 1, near, torch.where(away < 2, far, 0.0))


def room(places: Tensor | None, size: Size) -> Size:
    """Samples that must lie around patches of `size`, at both ends of each axis, so that nothing
    from beyond them is seen from `places`."""
    if places is None:
        return (0,) * len(size)
    reach = places.abs().transpose(0, 1).flatten(1).amax(1)
    return tuple(
        max(0, math.ceil(far - (n - 1) / 2 - 1e-3))
        for far, n in zip(reach.tolist(), size, strict=True)
    )


def moved(image: Tensor, labels: Tensor, weight: Tensor, places: Tensor) -> tuple[Tensor, ...]:
    """Image, labels and weight at `places` (N, D, *size), which count from the middle.

    `image` is (N, C, *space); the other two are (N, *space). The image is interpolated linearly
    and goes on beyond its rim as it is there; labels and weight are taken from the nearest sample,
    and the weight beyond is 0.
    """
    length = torch.tensor(image.shape[2:], dtype=torch.float32)
    span = length.view(-1, *(1 for _ in length))
    grid = (places * (2 / span)).flip(1).movedim(1, -1).to(image.device)
    truth = torch.stack([labels.float(), weight], 1)
    linear = F.grid_sample(image, grid, padding_mode="border", align_corners=False)
    near = F.grid_sample(truth, grid, mode="nearest", align_corners=False)
    return linear, near[:, 0].round().to(labels.dtype), near[:, 1]


def coloured(image: Tensor, how: Draw) -> Tensor:
    """(N, C, *space) in 0..1 with its values changed; they may leave 0..1 a little."""

    def wide(values: Tensor) -> Tensor:
        return values.view(-1, *(1 for _ in image.shape[1:]))

    how = how.on(image.device)
    if how.gamma is not None:
        image = image.clamp(0, 1) ** wide(how.gamma)
    if how.contrast is not None:
        image = image * wide(how.contrast)
    if how.brightness is not None:
        image = image + wide(how.brightness)
    if how.soft is not None:
        image = softened(image, wide(how.soft))
    if how.noise is not None:
        chance = Generator(image.device).manual_seed(how.noise_seed)
        noise = torch.randn(image.shape, generator=chance, device=image.device)
        image = image.addcmul(noise, wide(how.noise))
    return image


def softened(image: Tensor, share: Tensor) -> Tensor:
    """Each value mixed with its two neighbours along every axis of space, twice: binomial weights
    at a share of 1/4, a standard deviation of one sample."""
    for axis in [*range(2, image.ndim)] * 2:
        n = image.shape[axis]
        before = torch.cat([image.narrow(axis, 0, 1), image.narrow(axis, 0, n - 1)], axis)
        after = torch.cat([image.narrow(axis, 1, n - 1), image.narrow(axis, n - 1, 1)], axis)
        image = image * (1 - 2 * share) + (before + after) * share
    return image


def build(part: Named) -> Warp | None:
    """The augmentation of that name; None for `none`. Raises `UnknownName`, `BadSetting`."""
    if part.name == "none":
        return None
    if part.name != "warp":
        raise UnknownName("augmentation", part.name, ["none", "warp"])
    settings: Mapping[str, Any] = part.settings
    if isinstance(settings.get("flip"), int | float):
        settings = {**settings, "flip": (float(settings["flip"]),)}
    try:
        how = cast(Warp, from_plain(Warp, dict(settings)))
    except (TypeError, ValueError) as error:
        raise BadSetting(f"augmentation {part.name!r}: {error}") from error
    if how.elastic_grid < 1:
        raise BadSetting(
            "expected at least 1 sample between control points, got "
            f"elastic_grid={how.elastic_grid:g}"
        )
    return how


def per_axis(flip: Sequence[float], axes: int) -> tuple[float, ...]:
    """A probability for each axis; raises `BadSetting` where there are too few or too many."""
    if len(flip) not in (1, axes):
        raise BadSetting(
            f"expected one probability of flips, or {axes}, one for each axis of a patch, got "
            f"{len(flip)}"
        )
    return tuple(flip) * axes if len(flip) == 1 else tuple(flip)
