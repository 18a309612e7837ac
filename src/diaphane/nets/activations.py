"""Activations by name, each with its derivative written out.

The derivative is what class activation maps in a file need, where nothing differentiates by
itself (see `classifier.py`). It is that of a network at work: chance belongs to training only.
Legend: `x` of any shape, all functions act on each number by itself.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..errors import UnknownName


class Activation(nn.Module):
    """A function of each number by itself, and its derivative."""

    def forward(self, x: Tensor) -> Tensor:
        raise NotImplementedError

    def slope(self, x: Tensor) -> Tensor:
        """The derivative at `x` of what `forward` gives at work (after `eval()`)."""
        raise NotImplementedError


class Sigmoid(Activation):
    """1 / (1 + exp(-x)): between 0 and 1."""

    def forward(self, x: Tensor) -> Tensor:
        return x.sigmoid()

    def slope(self, x: Tensor) -> Tensor:
        return x.sigmoid() * (-x).sigmoid()


class Tanh(Activation):
    """The hyperbolic tangent: between -1 and 1."""

    def forward(self, x: Tensor) -> Tensor:
        return x.tanh()

    def slope(self, x: Tensor) -> Tensor:
        return 1 - x.tanh().square()


class Rectifier(Activation):
    """max(0, x) (ReLU; Nair and Hinton 2010); its derivative at 0 is 0, as in torch."""

    def forward(self, x: Tensor) -> Tensor:
        return x.relu()

    def slope(self, x: Tensor) -> Tensor:
        return (x > 0).to(x.dtype)


class Leaky(Activation):
    """x above 0 and `leak` times x below (Maas et al. 2013, section 2)."""

    def __init__(self, leak: float = 0.01) -> None:
        super().__init__()
        self.leak = leak

    def forward(self, x: Tensor) -> Tensor:
        return F.leaky_relu(x, self.leak)

    def slope(self, x: Tensor) -> Tensor:
        return torch.where(x > 0, 1.0, self.leak).to(x.dtype)


class Parametric(Activation):
    """Leaky with a leak that is learnt, one a layer (PReLU; He et al. 2015, section 2.1)."""

    def __init__(self) -> None:
        super().__init__()
        self.leak = nn.Parameter(torch.tensor([0.25]))

    def forward(self, x: Tensor) -> Tensor:
        return F.prelu(x, self.leak.to(x.dtype))

    def slope(self, x: Tensor) -> Tensor:
        return torch.where(x > 0, 1.0, self.leak).to(x.dtype)


class Randomised(Leaky):
    """Leaky with a leak drawn anew for each number in training, between 1/8 and 1/3; at work the
    mean of the two (RReLU; Xu et al. 2015, section 2.4)."""

    LEAST, MOST = 1 / 8, 1 / 3

    def __init__(self) -> None:
        super().__init__((self.LEAST + self.MOST) / 2)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return super().forward(x)
        return F.rrelu(x, self.LEAST, self.MOST, training=True)


class Exponential(Activation):
    """x above 0 and exp(x) - 1 below (ELU; Clevert et al. 2016, section 3, with alpha = 1)."""

    def forward(self, x: Tensor) -> Tensor:
        return F.elu(x)

    def slope(self, x: Tensor) -> Tensor:
        return x.clamp(max=0).exp()


class NoisyRectifier(Rectifier):
    """ReLU of x plus noise of variance sigmoid(x), in training only (NReLU; Nair and Hinton 2010,
    section 2)."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x + torch.randn_like(x) * x.sigmoid().sqrt() if self.training else x)


class NoisyTanh(Tanh):
    """tanh with noise where it is saturated, in training only: see `saturation`."""

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return y + torch.randn_like(x) * saturation(y, x) if self.training else y


class NoisySigmoid(Sigmoid):
    """The sigmoid with noise where it is saturated, in training only: see `saturation`."""

    def forward(self, x: Tensor) -> Tensor:
        y = super().forward(x)
        return y + torch.randn_like(x) * saturation(y, x / 4 + 0.5) if self.training else y


def saturation(y: Tensor, line: Tensor) -> Tensor:
    """The noise's standard deviation: (sigmoid(y - line) - 1/2)^2, with `line` the tangent of the
    activation at 0. There is none where both agree, and most where gradients vanish (Gulcehre et
    al. 2016, with its c = p = 1)."""
    return ((y - line).sigmoid() - 0.5).square()


ACTIVATIONS: dict[str, Callable[[], Activation]] = {
    "sigmoid": Sigmoid,
    "tanh": Tanh,
    "relu": Rectifier,
    "leaky-relu": Leaky,
    "prelu": Parametric,
    "rrelu": Randomised,
    "elu": Exponential,
    "noisy-relu": NoisyRectifier,
    "noisy-tanh": NoisyTanh,
    "noisy-sigmoid": NoisySigmoid,
}


def activation(name: str) -> Activation:
    """A fresh activation of that name; raises `UnknownName`."""
    if name not in ACTIVATIONS:
        raise UnknownName("activation", name, ACTIVATIONS)
    return ACTIVATIONS[name]()
