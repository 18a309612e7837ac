"""Changed copies of training pictures: chances are drawn first, then applied.

Drawing is apart from applying, so that the same change can be replayed on an image and on its
mask. Legend: `N` images, `C` channels, `Y X` a plane; values 0..1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

import torch
from torch import Generator, Tensor
from torch.nn import functional as F  # noqa: N812

from ..card import from_plain
from ..errors import BadSetting, UnknownName
from ..recipe import Named

Box = tuple[float, float, float, float]
"""Top, left, bottom, right in 0..1."""

EvenDraw = Callable[[float], Tensor]
"""From a reach to (N,) numbers evenly spread between minus and plus that reach."""


@dataclass(frozen=True)
class Picture:
    """How strongly pictures are changed; every setting at 0 changes nothing."""

    rotate: float = 0.0
    """Degrees, either way."""
    zoom: float = 0.0
    """Natural logarithm of the largest zoom, either way: 0.2 is 0.82 to 1.22."""
    stretch: float = 0.0
    """The same for the ratio of width and height."""
    shear: float = 0.0
    """Tangent of the largest shear."""
    shift: float = 0.0
    """Share of half the picture, along each axis."""
    fill: Literal["black", "nearest"] = "black"
    """What is shown beyond the picture's edge: black, or the pixel of the edge that is nearest."""
    flip: float = 0.0
    """Probability of a mirror image, left to right."""
    brightness: float = 0.0
    """Added to all values, at most."""
    contrast: float = 0.0
    """Natural logarithm of the largest factor."""
    gamma: float = 0.0
    """Natural logarithm of the largest exponent."""
    noise: float = 0.0
    """Largest standard deviation of added Gaussian noise."""
    soften: float = 0.0
    """Probability that a batch is blurred by shrinking and enlarging it."""
    erase: float = 0.0
    """Probability that a rectangle is blanked (Zhong et al. 2020)."""
    mix: float = 0.0
    """Both `mixup` and `cutmix` at this strength."""
    mixup: float = 0.0
    """Strength of blending a batch with itself, in another order (Zhang et al. 2018): both
    parameters of the beta distribution that shares are drawn from. 0 blends none."""
    cutmix: float = 0.0
    """The same for cutting and pasting (Yun et al. 2019). Where pictures may be blended and may be
    pasted, half the batches are the one, half the other."""


@dataclass(frozen=True)
class Draw:
    """The chances of one batch. Tensors are (N,) unless said otherwise."""

    grid: Tensor
    """(N, 2, 3): from places in the new picture to places in the old one, in -1..1."""
    beyond: Literal["zeros", "border"]
    """What lies outside the old picture, as `grid_sample` calls it."""
    gamma: Tensor
    contrast: Tensor
    brightness: Tensor
    noise: Tensor
    """(N,) standard deviations."""
    noise_seed: int
    soft: float
    """Size of the softened batch relative to the sharp one; 1 softens nothing."""
    boxes: Tensor
    """(N, 4): top, left, bottom, right in 0..1; empty boxes erase nothing."""
    fill: Tensor
    partner: Tensor
    """(N,) integers: whom each picture is mixed with."""
    share: float
    """What remains of each picture; 1 mixes nothing."""
    pasted: Box | None
    """Where the partner is pasted; None blends instead."""

    def on(self, device: torch.device) -> Draw:
        """The same chances where the pictures are."""
        drawn: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        moved = {k: v.to(device) for k, v in drawn.items() if isinstance(v, Tensor)}
        return Draw(**(drawn | moved))


def draw(how: Picture, n: int, chance: Generator) -> Draw:
    """Draw the changes of one batch of `n`."""

    def even(reach: float) -> Tensor:
        return (torch.rand(n, generator=chance) * 2 - 1) * reach

    def one() -> float:
        return float(torch.rand((), generator=chance))

    share, pasted = draw_mix(how, chance)
    size, corner = torch.rand(n, 2, generator=chance), torch.rand(n, 2, generator=chance)
    size = (0.1 + 0.2 * size) * (torch.rand(n, 1, generator=chance) < how.erase)
    corner = corner * (1 - size)
    return Draw(
        grid=draw_grid(how, even, torch.rand(n, generator=chance) < how.flip),
        beyond="border" if how.fill == "nearest" else "zeros",
        gamma=even(how.gamma).exp(),
        contrast=even(how.contrast).exp(),
        brightness=even(how.brightness),
        noise=even(how.noise).abs() * (torch.rand(n, generator=chance) < 0.5),
        noise_seed=int(torch.randint(2**31, (), generator=chance)),
        soft=0.35 + 0.5 * one() if one() < how.soften else 1.0,
        boxes=torch.cat([corner, corner + size], 1),
        fill=torch.rand(n, generator=chance),
        partner=torch.randperm(n, generator=chance),
        share=share,
        pasted=pasted,
    )


def draw_grid(how: Picture, even: EvenDraw, mirrored: Tensor) -> Tensor:
    """(N, 2, 3) for `affine_grid`: turn, then shear, then zoom, then mirror and shift."""
    angle, zoom, stretch = even(math.radians(how.rotate)), even(how.zoom), even(how.stretch)
    shear = even(how.shear)
    cos, sin = angle.cos(), angle.sin()
    across, down = (-zoom - stretch).exp(), (-zoom + stretch).exp()
    side = 1 - 2 * mirrored.float()
    top = torch.stack([cos * across * side, (shear - sin) * across, even(how.shift)], 1)
    bottom = torch.stack([sin * down * side, cos * down, even(how.shift)], 1)
    return torch.stack([top, bottom], 1)


def draw_mix(how: Picture, chance: Generator) -> tuple[float, Box | None]:
    """The share that stays, and where the partner is pasted (None: blended)."""
    blend, paste = how.mix or how.mixup, how.mix or how.cutmix
    if not blend and not paste:
        return 1.0, None
    seed = int(torch.randint(2**31, (), generator=chance))
    coin = float(torch.rand((), generator=chance))
    blended = not paste or (blend > 0 and coin < 0.5)
    strength = blend if blended else paste
    beta = torch.distributions.Beta(strength, strength)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        share = float(beta.sample())
    if blended:
        return share, None
    side = math.sqrt(1 - share)
    top, left = (torch.rand(2, generator=chance) * (1 - side)).tolist()
    return share, (top, left, top + side, left + side)


def apply(images: Tensor, how: Draw) -> Tensor:
    """(N, C, Y, X) in 0..1 to the same shape; values may leave 0..1 a little.

    The work is done where `images` are: beside a network on a GPU, too.
    """
    how = how.on(images.device)
    places = grid_of(how.grid, images)
    new = F.grid_sample(images, places, padding_mode=how.beyond, align_corners=False)
    new = new.clamp(0, 1) ** wide(how.gamma) * wide(how.contrast) + wide(how.brightness)
    new = soften(new, how.soft)
    chance = torch.Generator(images.device).manual_seed(how.noise_seed)
    noise = torch.randn(new.shape, generator=chance, device=images.device)
    return mix(erase(new.addcmul_(noise, wide(how.noise)), how), how)


def grid_of(grid: Tensor, images: Tensor) -> Tensor:
    """(N, Y, X, 2): what `affine_grid` gives, without its product of matrices: thirty times as fast
    on a CPU."""
    down, across = ((2 * torch.arange(n, device=grid.device) + 1) / n - 1 for n in images.shape[2:])
    rows, columns = grid[:, :, 1, None] * down + grid[:, :, 2, None], grid[:, :, 0, None] * across
    return (rows[:, :, :, None] + columns[:, :, None, :]).permute(0, 2, 3, 1)


def soften(images: Tensor, share: float) -> Tensor:
    """Shrunk to `share` of their size and enlarged again."""
    if share == 1.0:
        return images
    size = [max(1, round(n * share)) for n in images.shape[2:]]
    small = F.interpolate(images, size, mode="bilinear", antialias=True)
    return F.interpolate(small, list(images.shape[2:]), mode="bilinear")


def erase(images: Tensor, how: Draw) -> Tensor:
    rows, columns = (torch.arange(n, device=images.device) / n for n in images.shape[2:])
    top, left, bottom, right = (how.boxes[:, i, None] for i in range(4))
    inside = ((rows >= top) & (rows < bottom))[:, None, :, None] & (
        (columns >= left) & (columns < right)
    )[:, None, None, :]
    return torch.where(inside, wide(how.fill), images)


def mix(images: Tensor, how: Draw) -> Tensor:
    if how.share == 1.0:
        return images
    if how.pasted is None:
        return images * how.share + images[how.partner] * (1 - how.share)
    top, left, bottom, right = box(how, images)
    new = images.clone()
    new[:, :, top:bottom, left:right] = images[how.partner, :, top:bottom, left:right]
    return new


def mixed_truth(shares: Tensor, how: Draw, images: Tensor) -> Tensor:
    """(N, K) shares of the classes, mixed as `apply` mixed `images`."""
    if how.share == 1.0:
        return shares
    stays = how.share
    if how.pasted is not None:
        top, left, bottom, right = box(how, images)
        stays = 1 - (bottom - top) * (right - left) / (images.shape[2] * images.shape[3])
    return shares * stays + shares[how.partner] * (1 - stays)


def box(how: Draw, images: Tensor) -> tuple[int, int, int, int]:
    """The pasted box in pixels."""
    assert how.pasted is not None
    height, width = images.shape[2:]
    top, left, bottom, right = how.pasted
    return round(top * height), round(left * width), round(bottom * height), round(right * width)


def wide(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)


def build(part: Named) -> Picture | None:
    """The augmentation of that name; None for `none`. Raises `UnknownName`, `BadSetting`."""
    if part.name == "none":
        return None
    if part.name != "picture":
        raise UnknownName("augmentation", part.name, ["none", "picture"])
    try:
        how = cast(Picture, from_plain(Picture, dict(part.settings)))
    except (TypeError, ValueError) as error:
        raise BadSetting(f"augmentation {part.name!r}: {error}") from error
    if how.mix and (how.mixup or how.cutmix):
        raise BadSetting(
            f"expected mix, which is both, or mixup and cutmix, got mix={how.mix:g}, "
            f"mixup={how.mixup:g} and cutmix={how.cutmix:g}"
        )
    if min(how.mix, how.mixup, how.cutmix) < 0:
        raise BadSetting(
            "expected mix, mixup and cutmix of at least 0, which mixes nothing, got "
            f"{min(how.mix, how.mixup, how.cutmix):g}"
        )
    return how
