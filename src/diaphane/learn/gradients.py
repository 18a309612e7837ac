"""Explaining with gradients: Grad-CAM++ and integrated gradients.

Axes: `N` images, `C` channels, `Y X` the frame; `F` maps of a layer, `y x` its grid.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d

from ..card import Input
from ..errors import BadSetting, UnknownName
from ..image import Floats
from ..infer.features import layer_name
from ..infer.method import Find, Found, Method
from ..pixels.prepare import Prepared
from .rebuilt import Rebuilt

LAST = "convolutions"
"""The part of a classifier whose maps its head reads."""
BATCH = 16
STEPS, MOST = 32, 512
"""Of integrated gradients: where they begin, and where doubling them ends."""
COMPLETE = 0.02
"""Attributions must add up to the difference of the logits within this share of it."""
FEW = 16
"""Steps for a network with shuffled weights, of which only the map's ranks are looked at."""
SMOOTH = 32
"""Attributions of single pixels are averaged over a square of this part of the frame's side."""
BRIGHTEST = 99.5
"""Percentile, of those above 0, from which attributions are drawn alike: one pixel hides none."""


def grad_cam_pp(run: Rebuilt, layer: str | None = None) -> Method:
    """Grad-CAM++ (Chattopadhay et al. 2018) on the maps of a layer, the last ones if None.

    Raises `UnknownName` for a layer that is not there, `BadSetting` for a net without maps.
    """
    known = conv_layers(run.net)
    if not known:
        raise BadSetting(
            "expected a network with convolutions, got one without; use the method "
            "'integrated-gradients' or 'occlusion'"
        )
    if layer is not None and layer not in known:
        raise UnknownName("layer", layer, known)
    place = known[layer] if layer else LAST

    def find(net: nn.Module, prepared: Prepared, k: int) -> Found:
        maps, slopes = maps_and_slopes(net, place, torch.from_numpy(prepared.pixels), k)
        return Found(weighted(maps, slopes).numpy())

    return Method(
        "grad-cam-pp",
        "Grad-CAM++ (Chattopadhay et al. 2018)",
        partial(find, run.net),
        partial(again, run.net, find),
        layer=f"the output of {layer}" if layer else "the last feature maps",
        least=1e-6,
    )


def integrated_gradients(run: Rebuilt, layer: str | None = None) -> Method:
    """Integrated gradients (Sundararajan et al. 2017) from a black image to this one.

    Raises `BadSetting` for a layer: the method goes through all of them.
    """
    if layer is not None:
        raise BadSetting(
            f"expected no layer for the method 'integrated-gradients', got {layer!r}; leave it "
            "out, or use 'grad-cam-pp'"
        )
    black = black_of(run.card.input)

    def find(net: nn.Module, prepared: Prepared, k: int) -> Found:
        return along(lambda images: net(images)[:, k], torch.from_numpy(prepared.pixels), black)

    def few(net: nn.Module, prepared: Prepared, k: int) -> Found:
        pixels = torch.from_numpy(prepared.pixels)
        return Found(drawn(integrated(lambda images: net(images)[:, k], pixels, black, FEW)))

    return Method(
        "integrated-gradients",
        "integrated gradients from a black image to this one (Sundararajan et al. 2017)",
        partial(find, run.net),
        partial(again, run.net, few),
        shuffles=2,
        least=1e-6,
    )


METHODS: Mapping[str, Callable[[Rebuilt, str | None], Method]] = {
    "grad-cam-pp": grad_cam_pp,
    "integrated-gradients": integrated_gradients,
}
"""What takes a run's folder. The second argument is a layer's name."""


def conv_layers(net: nn.Module) -> dict[str, str]:
    """The places of a network's convolutions by their names, from first to last."""
    places = [name for name, part in net.named_modules() if isinstance(part, nn.Conv2d)]
    return {layer_name(place): place for place in places}


def maps_and_slopes(net: nn.Module, place: str, pixels: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """What the part at `place` gives for (C, Y, X), and how logit k grows with it: both
    (F, y, x)."""
    kept: list[Tensor] = []

    def keep(_: nn.Module, __: tuple[Tensor, ...], output: Tensor) -> Tensor:
        kept.append(output)
        return output.clone()  # what comes next may write into it

    handle = net.get_submodule(place).register_forward_hook(keep)
    try:
        logit = net(pixels[None].requires_grad_())[0, k]
    finally:
        handle.remove()
    (slopes,) = torch.autograd.grad(logit, kept[-1])
    return kept[-1][0].detach(), slopes[0]


def weighted(maps: Tensor, slopes: Tensor) -> Tensor:
    """The map of Grad-CAM++ (y, x) from maps A and slopes g of the logit S, both (F, y, x).

    With Y = exp(S) the weight of place ij in map k is a = g^2 / (2 g^2 + sum_ab A_ab g^3)
    (eq. 19), that of the map w = sum_ij a relu(g) (eq. 5, but for the factor exp(S) that all
    share), and the map is sum_k w A (eq. 6 before its ReLU).
    """
    squares = slopes**2
    below = 2 * squares + maps.sum((1, 2), keepdim=True) * slopes * squares
    shares = torch.where(below != 0, squares / torch.where(below != 0, below, 1), 0)
    weights = (shares * slopes.relu()).sum((1, 2))
    return torch.einsum("f,fyx->yx", weights, maps)


def along(score: Callable[[Tensor], Tensor], pixels: Tensor, black: Tensor) -> Found:
    """Integrated gradients with as many steps as completeness asks for: the attributions must add
    up to the difference of the scores (Sundararajan et al. 2017, proposition 1)."""
    ends = torch.stack([pixels, black.expand_as(pixels)])
    with torch.no_grad():
        here, there = score(ends).tolist()
    difference, steps = here - there, STEPS
    while True:
        parts = integrated(score, pixels, black, steps)
        gap = abs(float(parts.sum()) - difference) / max(abs(difference), 1e-6)
        if gap <= COMPLETE or steps >= MOST:
            break
        steps *= 2
    verdict = "complete" if gap <= COMPLETE else "NOT complete, so do not trust the map"
    note = (
        f"{verdict}: the attributions add up to {float(parts.sum()):.3f}, the logits of the image "
        f"and of a black one differ by {difference:.3f} ({gap:.1%} apart, {steps} steps)"
    )
    measures = {
        "attributions": float(parts.sum()),
        "logit_difference": difference,
        "completeness_gap": gap,
        "steps": float(steps),
    }
    return Found(drawn(parts), measures, (note,))


def integrated(
    score: Callable[[Tensor], Tensor], pixels: Tensor, black: Tensor, steps: int
) -> Tensor:
    """The attribution of each number of (C, Y, X): its way from black times the mean slope of the
    score along that way (Sundararajan et al. 2017, eq. 3), by the midpoints of the steps."""
    way = pixels - black
    total = torch.zeros_like(pixels)
    for places in torch.split((torch.arange(steps) + 0.5) / steps, BATCH):
        images = (black + places.reshape(-1, 1, 1, 1) * way).requires_grad_()
        (slopes,) = torch.autograd.grad(score(images).sum(), images)
        total += slopes.sum(0)
    return way * total / steps


def drawn(parts: Tensor) -> Floats:
    """(Y, X): attributions (C, Y, X) added up over the channels and evened out, since those of
    single pixels are too fine for the eye."""
    summed = parts.sum(0)
    reach = max(summed.shape) // SMOOTH // 2
    even = avg_pool2d(summed[None], 2 * reach + 1, stride=1, padding=reach)[0].numpy()
    speaking = even[even > 0]
    most = np.percentile(speaking, BRIGHTEST) if speaking.size else 0.0
    return np.asarray(np.minimum(even, most), np.float32)


def black_of(need: Input) -> Tensor:
    """(C, 1, 1): black, as the network is shown it."""
    mean, std = (torch.tensor(values).reshape(-1, 1, 1) for values in (need.mean, need.std))
    return -mean / std


def again(net: nn.Module, find: Callable[[nn.Module, Prepared, int], Found], seed: int) -> Find:
    """The same way of finding in the network with the numbers of each tensor in another order."""
    other, random = copy.deepcopy(net), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for tensor in other.state_dict().values():
            if tensor.is_floating_point():
                order = torch.randperm(tensor.numel(), generator=random)
                tensor.copy_(tensor.flatten()[order].reshape(tensor.shape))
    return partial(find, other)
