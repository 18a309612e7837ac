"""Losses over pixels: as torch, MONAI and double precision have them, with pixels that count."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from diaphane.errors import BadSetting
from diaphane.learn.dense_losses import (
    DENSE_LOSSES,
    cross_entropy,
    dice,
    dice_cross_entropy,
    dice_focal,
    eroded,
    focal,
    settled,
    skeleton,
    tversky,
)

N, SPACE = 2, (6, 5)
CHANNELS = pytest.mark.parametrize("channels", [1, 3])


def case(channels: int, space: tuple[int, ...] = SPACE) -> tuple[Tensor, Tensor, Tensor]:
    """Logits, truth with all classes, weights of which some are 0."""
    chance = torch.Generator().manual_seed(channels)
    logits = 2 * torch.randn(N, channels, *space, generator=chance)
    truth = torch.randint(0, max(2, channels), (N, *space), generator=chance)
    weight = torch.rand(N, *space, generator=chance) * (
        torch.rand(N, *space, generator=chance) > 0.3
    )
    return logits, truth, weight


def softmaxed(logits: Tensor) -> Tensor:
    """One logit as two, of which the background's is 0: the same chances."""
    return torch.cat([torch.zeros_like(logits), logits], 1) if logits.shape[1] == 1 else logits


def shares(channels: int) -> tuple[float, ...]:
    return (0.3, 1.5, 0.7)[: max(2, channels)]


@CHANNELS
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weighted", [False, True])
def test_cross_entropy_is_torch_s(channels: int, smoothing: float, weighted: bool) -> None:
    logits, truth, weight = case(channels)
    classes = shares(channels) if weighted else None
    expected = F.cross_entropy(
        softmaxed(logits),
        truth,
        label_smoothing=smoothing,
        weight=torch.tensor(classes) if classes else None,
    )
    said = cross_entropy(logits, truth, smoothing=smoothing, weights=classes)
    torch.testing.assert_close(said, expected)
    counts = (weight > 0).float()
    inside = counts.bool()
    kept = softmaxed(logits).movedim(1, -1)[inside], truth[inside]
    expected = F.cross_entropy(
        *kept, label_smoothing=smoothing, weight=torch.tensor(classes) if classes else None
    )
    said = cross_entropy(logits, truth, weight=counts, smoothing=smoothing, weights=classes)
    torch.testing.assert_close(said, expected)


@CHANNELS
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0, 5.0])
@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 1e4])
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
def test_focal_is_that_of_double_precision_with_finite_slopes(
    channels: int, kind: torch.dtype, scale: float, gamma: float, weighted: bool
) -> None:
    """Chances down to exp(-10,000), which are 0 in every precision, included."""
    logits, truth, weight = case(channels)
    alpha = shares(channels) if weighted else None
    z = (logits * scale).to(kind).requires_grad_()
    loss = focal(z, truth, weight=weight, gamma=gamma, alpha=alpha)
    loss.backward()  # type: ignore[no-untyped-call]
    expected = in_double(z.detach().double().numpy(), truth, weight, gamma, alpha)
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-5)
    assert z.grad is not None
    assert z.grad.isfinite().all()


def in_double(
    z: np.ndarray[Any, Any],
    truth: Tensor,
    weight: Tensor,
    gamma: float,
    alpha: tuple[float, ...] | None,
) -> float:
    """The paper's sum, term by term."""
    above, below = 0.0, 0.0
    z = np.concatenate([np.zeros_like(z), z], 1) if z.shape[1] == 1 else z
    for place in np.ndindex(*truth.shape):
        scores, t = z[place[0], :, *place[1:]], int(truth[place])
        others = scores - scores.max()
        log_p = others[t] - np.log(np.exp(others).sum())
        counts = float(weight[place]) * (alpha[t] if alpha else 1)
        above += counts * -((-np.expm1(log_p)) ** gamma) * log_p
        below += counts
    return above / below


@CHANNELS
def test_focal_without_focus_is_cross_entropy(channels: int) -> None:
    logits, truth, weight = case(channels)
    torch.testing.assert_close(
        focal(logits, truth, weight=weight, gamma=0, alpha=shares(channels)),
        cross_entropy(logits, truth, weight=weight, weights=shares(channels)),
    )


@CHANNELS
@pytest.mark.parametrize("name", DENSE_LOSSES)
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("sure", ["right", "wrong"])
def test_chances_of_0_and_1_have_finite_losses_and_slopes(
    name: str, channels: int, kind: torch.dtype, sure: str
) -> None:
    _, truth, weight = case(channels)
    right = F.one_hot(truth, max(2, channels)).movedim(-1, 1).to(kind)
    z = (right[:, 1:] * 2 - 1) * 1e4 if channels == 1 else right * 1e4
    z = (z if sure == "right" else -z).requires_grad_()
    loss = DENSE_LOSSES[name](z, truth, weight=weight)
    loss.backward()  # type: ignore[no-untyped-call]
    assert z.grad is not None
    assert loss.isfinite()
    assert z.grad.isfinite().all()
    assert float(loss.detach()) < 1e-3 if sure == "right" else float(loss.detach()) > 0.3


@CHANNELS
@pytest.mark.parametrize("name", DENSE_LOSSES)
@pytest.mark.parametrize("space", [SPACE, (4, 5, 6)])
def test_one_logit_is_two_and_what_does_not_count_has_no_say(
    name: str, channels: int, space: tuple[int, ...]
) -> None:
    logits, truth, weight = case(channels, space)
    loss = DENSE_LOSSES[name]
    said = loss(logits, truth, weight=weight)
    torch.testing.assert_close(loss(softmaxed(logits), truth, weight=weight), said)
    torch.testing.assert_close(
        loss(logits, truth), loss(logits, truth, weight=torch.ones_like(weight))
    )
    out = weight == 0
    other = torch.where(out[:, None], torch.randn_like(logits), logits)
    torch.testing.assert_close(loss(other, torch.where(out, 0, truth), weight=weight), said)
    nothing = loss(logits.requires_grad_(), truth, weight=torch.zeros_like(weight))
    assert float(nothing.detach()) == pytest.approx(0, abs=1e-6)


@CHANNELS
@pytest.mark.parametrize("batch", [True, False])
def test_overlaps_are_monai_s(channels: int, batch: bool) -> None:
    from monai.losses import DiceLoss, TverskyLoss

    logits, truth, _ = case(channels)
    how: dict[str, Any] = {"batch": batch, "smooth_nr": 1e-5, "smooth_dr": 1e-5}
    if channels == 1:
        how["sigmoid"] = True
    else:
        how |= {"softmax": True, "include_background": False, "to_onehot_y": True}
    target = truth[:, None].float()
    expected = DiceLoss(**how)(logits, target)
    torch.testing.assert_close(dice(logits, truth, batch=batch), expected)
    expected = TverskyLoss(alpha=0.3, beta=0.7, **how)(logits, target)
    torch.testing.assert_close(tversky(logits, truth, batch=batch), expected)


@CHANNELS
@pytest.mark.parametrize("batch", [True, False])
def test_weights_of_an_overlap_are_pixels_seen_more_often(channels: int, batch: bool) -> None:
    logits, truth, _ = case(channels)
    often = torch.ones(N, *SPACE)
    often[..., -1] = 3
    wide, wide_truth = (torch.cat([part, *[part[..., -1:]] * 2], -1) for part in (logits, truth))
    losses: list[Callable[..., Tensor]] = [partial(loss, batch=batch) for loss in (dice, tversky)]
    losses += [cross_entropy, focal]
    for loss in losses:
        torch.testing.assert_close(loss(logits, truth, weight=often), loss(wide, wide_truth))


@pytest.mark.parametrize("space", [(12, 15), (7, 8, 9)])
def test_skeletons_are_monai_s(space: tuple[int, ...]) -> None:
    from monai.losses.cldice import soft_erode, soft_skel

    volume = torch.rand(2, 3, *space, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(eroded(volume), soft_erode(volume))
    for iterations in (1, 4):
        torch.testing.assert_close(skeleton(volume, iterations), soft_skel(volume, iterations))


def test_cldice_is_monai_s_but_for_what_it_adds_against_division_by_0() -> None:
    from monai.losses.cldice import SoftclDiceLoss

    logits, truth, _ = case(1, (40, 40))
    expected = SoftclDiceLoss(iter_=5, sigmoid=True)(logits, truth[:, None].float())
    said = DENSE_LOSSES["cldice"](logits, truth, share=1.0)
    assert float(said) == pytest.approx(float(expected), rel=0.02)


def test_a_cut_vessel_costs_more_of_its_centre_line_than_one_that_is_thin() -> None:
    truth = torch.zeros(1, 20, 40, dtype=torch.int64)
    truth[:, 8:13] = 1
    thin, cut = (torch.full((1, 1, 20, 40), -20.0) for _ in range(2))
    thin[:, :, 9:12], cut[:, :, 8:13] = 20, 20
    cut[..., 12:28] = -20  # as many pixels lost
    line: Callable[..., Tensor] = DENSE_LOSSES["cldice"]
    torch.testing.assert_close(dice(thin, truth), dice(cut, truth))
    assert line(thin, truth, share=1.0) < 0.05
    assert line(cut, truth, share=1.0) > 0.2


@CHANNELS
def test_mixtures_are_shares_of_their_parts(channels: int) -> None:
    logits, truth, weight = case(channels)
    part = dice(logits, truth, weight=weight, batch=False)
    for mixed, other in ((dice_cross_entropy, cross_entropy), (dice_focal, focal)):
        said = mixed(logits, truth, weight=weight, share=0.3, batch=False)
        torch.testing.assert_close(said, 0.3 * part + 0.7 * other(logits, truth, weight=weight))


@pytest.mark.parametrize("name", DENSE_LOSSES)
def test_slopes_are_those_of_differences(name: str) -> None:
    logits, truth, weight = (part[:, ..., :3, :4] for part in case(3))
    weight = weight.double()
    z = logits.double().requires_grad_()
    more = {"share": 0.5, "iterations": 1} if name == "cldice" else {}
    loss = DENSE_LOSSES[name]
    assert torch.autograd.gradcheck(lambda z: loss(z, truth, weight=weight, **more), (z,))


def test_weights_of_classes_are_one_for_each_with_the_background_first() -> None:
    assert settled({"weights": [1, 2, 3]}, ("a", "b")) == {"weights": (1.0, 2.0, 3.0)}
    assert settled({"alpha": 0.25, "gamma": 1}, ("a",)) == {"alpha": (0.75, 0.25), "gamma": 1}
    assert settled({"alpha": None}, ("a",)) == {"alpha": None}


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"gamma": -1}, "expected gamma from 0 to 20, got -1"),
        ({"share": 1.5}, "expected share from 0 to 1, got 1.5"),
        ({"share": True}, "expected share from 0 to 1, got True"),
        ({"iterations": 2.5}, "expected a whole number from 1 to 100 for iterations, got 2.5"),
        ({"batch": 1}, "expected true or false for batch, got 1"),
        (
            {"weights": [1, 2, 3]},
            "expected for weights a number above 0 for each of 'background', 'vessel' "
            r"\(or one between 0 and 1 for the class\), got \[1, 2, 3\]",
        ),
        ({"alpha": "balanced"}, "expected for alpha a number above 0 .* got 'balanced'"),
        ({"alpha": 1.5}, "expected for alpha a number above 0 .* got 1.5"),
    ],
)
def test_settings_without_sense_are_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadSetting, match=sentence):
        settled(settings, ("vessel",))
