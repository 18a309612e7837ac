"""Losses agree with torch's own and with sums in double precision, wherever the logits lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy.special import log_softmax
from sklearn.utils.class_weight import compute_class_weight
from torch.nn import functional as F  # noqa: N812

from diaphane.errors import BadSetting
from diaphane.learn.losses import cross_entropy, focal, settled

K, WEIGHTS = 3, (0.5, 1.0, 4.0)
NUMBERS = torch.tensor([0, 1, 2, 2, 0, 1])
MIXED = torch.tensor([[0.7, 0.3, 0.0]] * 3 + [[0.0, 0.1, 0.9], [0.0, 0.0, 1.0], [0.2, 0.3, 0.5]])


def logits(scale: float) -> torch.Tensor:
    return torch.randn(6, K, generator=torch.Generator().manual_seed(0)) * scale


def in_double(
    z: torch.Tensor, truth: torch.Tensor, gamma: float, alpha: tuple[float, ...] | None
) -> float:
    """Focal loss, summed as the paper writes it."""
    log_p = log_softmax(z.double().numpy(), axis=1)
    shares = (F.one_hot(truth, K) if truth.ndim == 1 else truth).double().numpy()
    w = np.ones(K) if alpha is None else np.array(alpha)
    each = w * shares * (1 - np.exp(log_p)) ** gamma * -log_p
    return float(each.sum() / (w * shares).sum())


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_weighted_cross_entropy_is_torch_s(smoothing: float) -> None:
    expected = F.cross_entropy(
        logits(2), NUMBERS, weight=torch.tensor(WEIGHTS), label_smoothing=smoothing
    )
    for truth in (NUMBERS, F.one_hot(NUMBERS, K).float()):
        said = cross_entropy(logits(2), truth, smoothing=smoothing, weights=WEIGHTS)
        torch.testing.assert_close(said, expected)
    unweighted = cross_entropy(logits(2), MIXED, smoothing=smoothing)
    even = cross_entropy(logits(2), MIXED, smoothing=smoothing, weights=(2.0, 2.0, 2.0))
    torch.testing.assert_close(even, unweighted)


@pytest.mark.parametrize("alpha", [None, WEIGHTS])
@pytest.mark.parametrize("truth", [NUMBERS, MIXED], ids=["numbers", "mixed"])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 5.0])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 1e4])
def test_focal_is_the_paper_s_sum_with_finite_slopes(
    scale: float, gamma: float, truth: torch.Tensor, alpha: tuple[float, ...] | None
) -> None:
    z = logits(scale).requires_grad_()
    loss = focal(z, truth, gamma=gamma, alpha=alpha)
    expected = in_double(z.detach(), truth, gamma, alpha)
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-5)
    loss.backward()  # type: ignore[no-untyped-call]
    assert z.grad is not None
    assert z.grad.isfinite().all()
    half = z.detach().to(torch.bfloat16)
    rounded = in_double(half, truth, gamma, alpha)
    assert float(focal(half, truth, gamma=gamma, alpha=alpha)) == pytest.approx(rounded, rel=1e-5)


@pytest.mark.parametrize("truth", [NUMBERS, MIXED], ids=["numbers", "mixed"])
def test_focal_without_focus_is_cross_entropy(truth: torch.Tensor) -> None:
    torch.testing.assert_close(focal(logits(3), truth, gamma=0), cross_entropy(logits(3), truth))
    torch.testing.assert_close(
        focal(logits(3), truth, gamma=0, alpha=WEIGHTS),
        cross_entropy(logits(3), truth, weights=WEIGHTS),
    )


@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_the_slopes_of_focal_are_those_of_differences(gamma: float) -> None:
    z = logits(2).double().requires_grad_()
    assert torch.autograd.gradcheck(lambda z: focal(z, MIXED.double(), gamma=gamma), (z,))


def test_balanced_weights_are_scikit_learn_s() -> None:
    labels = np.repeat(["a", "b", "c"], [50, 30, 4])
    settings = {"gamma": 1.0, "alpha": "balanced", "weights": None}
    filled = settled(settings, {"a": 50, "b": 30, "c": 4})
    expected = compute_class_weight("balanced", classes=np.array(["a", "b", "c"]), y=labels)
    assert filled["alpha"] == pytest.approx(expected)
    assert (filled["gamma"], filled["weights"]) == (1.0, None)


@pytest.mark.parametrize("value", [0.25, "even", [1, 2], [1, 2, 3, 4], [1, 0, 2], [1, "two", 3]])
def test_weights_that_do_not_fit_the_classes_are_refused(value: Any) -> None:
    sentence = "expected weights='balanced' or a number above 0 for each of 'a', 'b', 'c', got"
    with pytest.raises(BadSetting, match=sentence):
        settled({"weights": value}, {"a": 1, "b": 2, "c": 3})


def test_an_empty_class_cannot_be_balanced() -> None:
    with pytest.raises(BadSetting, match="got none of 'b'; add some, or give a list"):
        settled({"weights": "balanced"}, {"a": 1, "b": 0})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"smoothing": 1.5}, "expected smoothing from 0 to 1, got 1.5"),
        ({"gamma": -1}, "expected gamma from 0 to 20, got -1"),
        ({"gamma": "much"}, "expected gamma from 0 to 20, got 'much'"),
    ],
)
def test_settings_without_sense_are_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        settled(settings, {"a": 1, "b": 1})
