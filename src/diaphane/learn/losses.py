"""Losses by name: how far logits are from the truth.

Legend: `N` images, `K` classes, `w` a weight for each class. A truth is (N,) class numbers, or
(N, K) shares of the classes where images are mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  the name torch's own manual uses

from ..errors import BadSetting

Loss = Callable[..., Tensor]


def cross_entropy(
    logits: Tensor,
    truth: Tensor,
    *,
    smoothing: float = 0.0,
    weights: Sequence[float] | None = None,
) -> Tensor:
    """Mean over the batch; with `weights`, (K,), the mean weighted by those of the true classes.

    With label smoothing e (Szegedy et al. 2016, section 7) the target is (1 - e) truth + e / K.
    """
    if weights is None:
        return F.cross_entropy(logits, truth, label_smoothing=smoothing)
    shares = as_shares(truth, logits)
    target = (1 - smoothing) * shares + smoothing / logits.shape[1]
    return weighted_mean(-target * log_chances(logits), shares, weights)


def focal(
    logits: Tensor,
    truth: Tensor,
    *,
    gamma: float = 2.0,
    alpha: Sequence[float] | None = None,
) -> Tensor:
    """Cross-entropy times (1 - p)^gamma: what is easy counts for little (Lin et al. 2017, eq. 5).

    `alpha`, (K,), weighs the classes. They enter as in `cross_entropy`, so that gamma = 0 is that
    loss; the paper divides by the number of objects instead.
    """
    log_p = log_chances(logits)
    # Near p = 1 the slope of (1 - p)^gamma has no end for gamma < 1, though that of the loss has.
    easy = (-torch.expm1(log_p)).clamp_min(torch.finfo(log_p.dtype).eps) ** gamma
    shares = as_shares(truth, logits)
    return weighted_mean(-shares * easy * log_p, shares, alpha)


LOSSES: dict[str, Loss] = {"cross-entropy": cross_entropy, "focal": focal}
CLASS_WEIGHTS = ("weights", "alpha")
"""Settings of losses that weigh the classes; "balanced" or a number for each class."""
LIMITS = {"smoothing": (0.0, 1.0), "gamma": (0.0, 20.0)}
"""Least and largest value of the others."""


def settled(settings: Mapping[str, Any], counts: Mapping[str, int]) -> dict[str, Any]:
    """`settings` of a loss with "balanced" replaced by the weights that balance `counts`, the
    training images of each class. Raises `BadSetting` for values that make no sense."""
    for name in LIMITS.keys() & settings.keys():
        least, most = LIMITS[name]
        value = settings[name]
        if not isinstance(value, int | float) or not least <= value <= most:
            raise BadSetting(f"expected {name} from {least:g} to {most:g}, got {value!r}")
    return {
        name: class_weights(name, value, counts)
        if name in CLASS_WEIGHTS and value is not None
        else value
        for name, value in settings.items()
    }


def class_weights(name: str, value: Any, counts: Mapping[str, int]) -> tuple[float, ...]:
    """(K,) weights: as given, or "balanced": N / (K N_k), so that each class counts for the same
    in all (King and Zeng 2001, section 4; scikit-learn's `class_weight="balanced"`)."""
    if value == "balanced":
        if empty := [label for label, count in counts.items() if not count]:
            raise BadSetting(
                f"expected training images of each class for {name}='balanced', got none of "
                f"{empty[0]!r}; add some, or give a list of weights"
            )
        mean = sum(counts.values()) / len(counts)
        return tuple(mean / count for count in counts.values())
    if not is_weights(value, len(counts)):
        raise BadSetting(
            f"expected {name}='balanced' or a number above 0 for each of "
            f"{', '.join(map(repr, counts))}, got {value!r}"
        )
    return tuple(map(float, value))


def is_weights(value: Any, classes: int) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == classes
        and all(isinstance(weight, int | float) and weight > 0 for weight in value)
    )


def log_chances(logits: Tensor) -> Tensor:
    """log softmax, (N, K), in float32 at least: sixteen bits have no room for small chances."""
    return logits.to(torch.promote_types(logits.dtype, torch.float32)).log_softmax(1)


def as_shares(truth: Tensor, logits: Tensor) -> Tensor:
    """(N,) or (N, K) to (N, K)."""
    return F.one_hot(truth, logits.shape[1]) if truth.ndim == 1 else truth


def weighted_mean(each: Tensor, shares: Tensor, weights: Sequence[float] | None) -> Tensor:
    """Sum of w times `each`, (N, K), over the sum of w times the truth: torch's weighted mean."""
    if weights is None:
        return each.sum() / len(each)
    w = each.new_tensor(weights)
    return (each * w).sum() / (shares * w).sum()
