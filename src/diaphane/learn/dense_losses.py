"""Losses of networks that answer for each pixel, by name.

Legend: `N` images, `K` classes besides the background, *space their pixels. Logits are (N, 1,
*space) for a single class (sigmoid) or (N, K + 1, *space) with the background first (softmax); a
truth is (N, *space) class numbers, 0 the background. A `weight`, (N, *space), says how much a pixel
counts, and 0 that it does not; None: all count for 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from ..errors import BadSetting
from .losses import LIMITS as CLASS_LIMITS
from .losses import Loss, is_weights

SMALL = 1e-5
"""Added above and below the line of a ratio of overlap, so that no class against no class is a
perfect answer; small enough to change no other."""


def cross_entropy(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    smoothing: float = 0.0,
    weights: Sequence[float] | None = None,
) -> Tensor:
    """Weighted mean over the pixels (Ronneberger et al. 2015, eq. 1). `weights`, (K + 1,), weigh
    the classes, the background first, as in `losses.cross_entropy`; so does label `smoothing`."""
    log_p = log_chances(logits)
    counts = mattering(truth, log_p, weight, weights)
    each = -log_p.gather(1, truth[:, None])[:, 0]
    if smoothing:
        pull = log_p if weights is None else log_p * over(weights, log_p)
        # The share that goes to other classes bears their weights, not the true one's.
        spread = -(pull if weight is None else pull * weight[:, None]).mean(1).sum()
        return ratio((1 - smoothing) * (counts * each).sum() + smoothing * spread, counts.sum())
    return ratio((counts * each).sum(), counts.sum())


def focal(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    gamma: float = 2.0,
    alpha: Sequence[float] | None = None,
) -> Tensor:
    """Cross entropy times (1 - p)^gamma: what is easy counts for little (Lin et al. 2017, eq. 5).

    Logarithms of chances are never taken of chances, so that chances of 0 and 1 have finite losses
    and slopes. `alpha`, (K + 1,), weighs the classes as in `cross_entropy`, which this is for gamma
    = 0. Of a single class, the paper's alpha is the pair (1 - alpha, alpha).
    """
    log_p = log_chances(logits)
    counts = mattering(truth, log_p, weight, alpha)
    log_true = log_p.gather(1, truth[:, None])[:, 0]
    # Near p = 1 the slope of (1 - p)^gamma has no end for gamma < 1, though that of the loss has.
    easy = (-torch.expm1(log_true)).clamp_min(torch.finfo(log_p.dtype).eps) ** gamma
    return ratio((counts * -easy * log_true).sum(), counts.sum())


def tversky(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    false_positives: float = 0.3,
    false_negatives: float = 0.7,
    batch: bool = True,
) -> Tensor:
    """1 - TP / (TP + a FP + b FN), with chances in the place of calls, a `false_positives` and b
    `false_negatives`: b above a finds more of a small class (Salehi et al. 2017, eq. 3).

    The mean over the classes but the background. `batch`: sums are taken over all images of the
    batch; else of each, and the ratios averaged, where images without a class say little.
    """
    p, g, w = calls(logits, truth, weight)
    axes = tuple(range(2, p.ndim)) if not batch else (0, *range(2, p.ndim))
    hit = (w * p * g).sum(axes)
    missed, wrong = (w * g).sum(axes) - hit, (w * p).sum(axes) - hit
    whole = hit + false_positives * wrong + false_negatives * missed
    return (1 - (hit + SMALL) / (whole + SMALL)).mean()


def dice(
    logits: Tensor, truth: Tensor, *, weight: Tensor | None = None, batch: bool = True
) -> Tensor:
    """1 - 2 TP / (2 TP + FP + FN) with chances in the place of calls (Milletari et al. 2016,
    section 3, with chances not squared): `tversky` with both at a half."""
    even = {"false_positives": 0.5, "false_negatives": 0.5}
    return tversky(logits, truth, weight=weight, batch=batch, **even)


def dice_cross_entropy(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    share: float = 0.5,
    batch: bool = True,
    smoothing: float = 0.0,
    weights: Sequence[float] | None = None,
) -> Tensor:
    """`share` of `dice`, the rest `cross_entropy`: sizes of classes matter less, and each pixel has
    a slope from the start (Isensee et al. 2021, with equal shares)."""
    pixels = cross_entropy(logits, truth, weight=weight, smoothing=smoothing, weights=weights)
    return share * dice(logits, truth, weight=weight, batch=batch) + (1 - share) * pixels


def dice_focal(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    share: float = 0.5,
    batch: bool = True,
    gamma: float = 2.0,
    alpha: Sequence[float] | None = None,
) -> Tensor:
    """`share` of `dice`, the rest `focal` (Zhu et al. 2019, eq. 3)."""
    pixels = focal(logits, truth, weight=weight, gamma=gamma, alpha=alpha)
    return share * dice(logits, truth, weight=weight, batch=batch) + (1 - share) * pixels


def centreline_dice(
    logits: Tensor,
    truth: Tensor,
    *,
    weight: Tensor | None = None,
    share: float = 0.5,
    iterations: int = 5,
    batch: bool = True,
) -> Tensor:
    """`share` of soft clDice, the rest `dice` (Shit et al. 2021, eq. 3 and algorithm 2): a vessel
    cut through costs as much of its centre line as it would lose of its length.

    `iterations` is the radius in pixels of the widest vessel that still gets its centre line.
    """
    p, g, w = calls(logits, truth, weight)
    shown = (w > 0).to(p.dtype)  # what does not count is no neighbour either
    lines_p, lines_g = (skeleton(volume * shown, iterations) for volume in (p, g))
    axes = tuple(range(2, p.ndim)) if not batch else (0, *range(2, p.ndim))
    precision = ((w * lines_p * g).sum(axes) + SMALL) / ((w * lines_p).sum(axes) + SMALL)
    sensitivity = ((w * lines_g * p).sum(axes) + SMALL) / ((w * lines_g).sum(axes) + SMALL)
    along = (1 - 2 * precision * sensitivity / (precision + sensitivity)).mean()
    return share * along + (1 - share) * dice(logits, truth, weight=weight, batch=batch)


DENSE_LOSSES: dict[str, Loss] = {
    "cross-entropy": cross_entropy,
    "focal": focal,
    "dice": dice,
    "dice-cross-entropy": dice_cross_entropy,
    "dice-focal": dice_focal,
    "tversky": tversky,
    "cldice": centreline_dice,
}
LIMITS = {
    **CLASS_LIMITS,
    "share": (0.0, 1.0),
    "false_positives": (0.0, 1.0),
    "false_negatives": (0.0, 1.0),
    "iterations": (1, 100),
}
"""Least and largest value of settings that are numbers."""
CLASS_WEIGHTS = ("weights", "alpha")
"""Settings that hold a number for the background and one for each class."""


def settled(settings: Mapping[str, Any], classes: Sequence[str]) -> dict[str, Any]:
    """`settings` of a loss for these classes, without the background. A single number for one
    class is the pair (1 - number, number). Raises `BadSetting` for values that make no sense."""
    return {name: settled_one(name, value, classes) for name, value in settings.items()}


def settled_one(name: str, value: Any, classes: Sequence[str]) -> Any:
    if name in LIMITS:
        least, most = LIMITS[name]
        wanted: Any = int if isinstance(least, int) else int | float
        if isinstance(value, bool) or not isinstance(value, wanted) or not least <= value <= most:
            kind = "a whole number" if wanted is int else name
            raise BadSetting(
                f"expected {kind} from {least:g} to {most:g}"
                f"{f' for {name}' if wanted is int else ''}, got {value!r}"
            )
    if name == "batch" and not isinstance(value, bool):
        raise BadSetting(f"expected true or false for batch, got {value!r}")
    if name in CLASS_WEIGHTS and value is not None:
        return class_weights(name, value, classes)
    return value


def class_weights(name: str, value: Any, classes: Sequence[str]) -> tuple[float, ...]:
    """(K + 1,), the background first."""
    if len(classes) == 1 and isinstance(value, float) and 0 < value < 1:
        return 1 - value, value
    if not is_weights(value, len(classes) + 1):
        names = ", ".join(map(repr, ("background", *classes)))
        single = " (or one between 0 and 1 for the class)" if len(classes) == 1 else ""
        raise BadSetting(
            f"expected for {name} a number above 0 for each of {names}{single}, got {value!r}"
        )
    return tuple(map(float, value))


def log_chances(logits: Tensor) -> Tensor:
    """Logarithms of the chances of background and classes, (N, K + 1, *space), in float32 at least:
    sixteen bits have no room for small chances."""
    z = logits.to(torch.promote_types(logits.dtype, torch.float32))
    if z.shape[1] == 1:
        return torch.cat([F.logsigmoid(-z), F.logsigmoid(z)], 1)
    return z.log_softmax(1)


def mattering(
    truth: Tensor, log_p: Tensor, weight: Tensor | None, weights: Sequence[float] | None
) -> Tensor:
    """How much each pixel counts, (N, *space): its weight times that of its class."""
    counts = torch.ones_like(log_p[:, 0]) if weight is None else weight.to(log_p.dtype)
    return counts if weights is None else counts * log_p.new_tensor(weights)[truth]


def over(weights: Sequence[float], log_p: Tensor) -> Tensor:
    """(K + 1,) along the second axis of (N, K + 1, *space)."""
    return log_p.new_tensor(weights).view(1, -1, *[1] * (log_p.ndim - 2))


def ratio(above: Tensor, below: Tensor) -> Tensor:
    """0 where nothing counts."""
    return above / below.clamp_min(torch.finfo(below.dtype).tiny)


def calls(logits: Tensor, truth: Tensor, weight: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """Chances of the classes and their truth, both (N, K, *space), and weights (N, 1, *space)."""
    p = log_chances(logits)[:, 1:].exp()
    numbers = torch.arange(1, p.shape[1] + 1, device=truth.device)
    g = (truth[:, None] == numbers.view(1, -1, *[1] * (truth.ndim - 1))).to(p.dtype)
    w = torch.ones_like(p[:, :1]) if weight is None else weight[:, None].to(p.dtype)
    return p, g, w


def skeleton(volume: Tensor, iterations: int) -> Tensor:
    """What each erosion leaves that opening would take (Shit et al. 2021, algorithm 1), for
    (N, K, *space) of 0..1. Erosion looks along the axes, dilation at corners too, as in the
    authors' own code."""
    lines = (volume - dilated(eroded(volume))).relu()
    for _ in range(iterations):
        volume = eroded(volume)
        tips = (volume - dilated(eroded(volume))).relu()
        lines = lines + (tips - lines * tips).relu()
    return lines


def eroded(volume: Tensor) -> Tensor:
    """The least of each pixel and its neighbours along the axes."""
    least, axes = volume, volume.ndim - 2
    for axis in range(axes):
        kernel = [3 if other == axis else 1 for other in range(axes)]
        least = torch.minimum(least, -largest(-volume, kernel))
    return least


def dilated(volume: Tensor) -> Tensor:
    return largest(volume, [3] * (volume.ndim - 2))


def largest(volume: Tensor, kernel: list[int]) -> Tensor:
    pool = F.max_pool2d if len(kernel) == 2 else F.max_pool3d
    most: Tensor = pool(volume, kernel, stride=1, padding=[n // 2 for n in kernel])
    return most
