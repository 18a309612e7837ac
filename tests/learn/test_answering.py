"""A network in torch called as a model calls a file."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from diaphane.learn.answering import answering


def test_its_only_output_has_a_name_and_is_float32() -> None:
    net = nn.Conv2d(1, 2, 1).to(torch.float64)
    batch = np.ones((3, 1, 4, 5), np.float64)
    said = answering(net, output="picture")(batch)  # type: ignore[arg-type]
    assert list(said) == ["picture"]
    assert said["picture"].shape == (3, 2, 4, 5)
    assert said["picture"].dtype == np.float32
    assert list(answering(nn.Identity())(np.ones((1, 2), np.float32))) == ["logits"]
