"""Heads give rows, and their heat leads back to the place."""

from __future__ import annotations

import pytest
import torch

from diaphane.errors import BadSetting
from diaphane.nets.heads import HEADS, head, last_maps


@pytest.mark.parametrize("name", HEADS)
def test_a_cell_that_speaks_alone_is_hot_alone(name: str) -> None:
    maps = torch.zeros(1, 2, 3, 4)
    maps[0, 1, 2, 0] = 6.0
    chosen = head(name)
    rows = chosen(maps)
    heat = chosen.heat(torch.ones(1, 1, rows.shape[1]), maps)
    assert heat.shape == (1, 1, 3, 4)
    assert heat.nonzero().tolist() == [[0, 0, 2, 0]]
    assert heat.mean() == pytest.approx(float(rows.sum()))


def test_pooling_takes_any_size_and_flattening_needs_one() -> None:
    convolutions = torch.nn.Conv2d(1, 2, 3, padding=1)
    assert last_maps(convolutions, 1, None, head=head("pool")).shape == (1, 2, 96, 96)
    assert last_maps(convolutions, 1, (8, 9), head=head("flatten")).shape == (1, 2, 8, 9)
    assert convolutions.training
    with pytest.raises(BadSetting, match="expected images of one size"):
        last_maps(convolutions, 1, None, head=head("flatten"))
