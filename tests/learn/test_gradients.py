"""Attributions by gradients, against formulas that are written out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from diaphane.card import Input
from diaphane.errors import BadSetting, UnknownName
from diaphane.image import Image
from diaphane.infer.explain import explain
from diaphane.infer.sanity import rank_correlation
from diaphane.learn.gradients import (
    METHODS,
    along,
    black_of,
    conv_layers,
    drawn,
    grad_cam_pp,
    integrated,
    integrated_gradients,
    maps_and_slopes,
    weighted,
)
from diaphane.learn.rebuilt import Rebuilt
from diaphane.nets.dense import dense
from diaphane.nets.small_cnn import small_cnn
from diaphane.pixels.prepare import prepare
from tiny_models import CARD, SIZE, bright_picture

BLACK = torch.zeros(1, 1, 1)
IMAGE = Image(bright_picture(0)[None])


@pytest.fixture
def run() -> Rebuilt:
    torch.manual_seed(0)
    net = small_cnn(inputs=1, outputs=3, width=4, depth=2, size=(SIZE, SIZE))
    return Rebuilt(net.eval(), CARD)


def pixels(channels: int = 1) -> Tensor:
    return torch.rand(channels, 8, 8, generator=torch.Generator().manual_seed(1))


def test_integrated_gradients_of_a_linear_network_are_weight_times_way() -> None:
    weight, image = pixels(2) - 0.5, pixels(2)
    black = torch.tensor([0.3, -0.2]).reshape(2, 1, 1)
    found = integrated(lambda images: (images * weight).sum((1, 2, 3)), image, black, 3)
    torch.testing.assert_close(found, weight * (image - black))


def test_integrated_gradients_of_a_square_by_hand() -> None:
    """Of the sum of x^2 from 0 the attribution of x is x^2; midpoints are exact for it."""
    image = pixels()
    found = integrated(lambda images: (images**2).sum((1, 2, 3)), image, BLACK, 4)
    torch.testing.assert_close(found, image**2)


def test_steps_are_doubled_until_the_attributions_are_complete() -> None:
    def bent(images: Tensor) -> Tensor:
        return (images.mean((1, 2, 3)) - 0.31).relu()

    found = along(bent, pixels(), BLACK)
    assert found.measures["completeness_gap"] <= 0.02
    assert found.measures["attributions"] == pytest.approx(
        found.measures["logit_difference"], rel=0.02
    )
    assert found.notes[0].startswith("complete: the attributions add up to")


def test_what_is_not_complete_is_said() -> None:
    def rough(images: Tensor) -> Tensor:
        return images.mean((1, 2, 3)).mul(1000).frac()

    found = along(rough, pixels(), BLACK)
    assert found.notes[0].startswith("NOT complete")


def test_a_convolutional_network_is_complete(run: Rebuilt) -> None:
    found = integrated_gradients(run).find(prepare(IMAGE, CARD.input), 0)
    assert found.measures["completeness_gap"] <= 0.02
    assert found.map.shape == (SIZE, SIZE)


def test_grad_cam_pp_is_the_papers_formula_with_higher_derivatives() -> None:
    """Against eq. 10, in which the second and third derivatives of Y = exp(S) stand, written out
    by differentiating three times. S is linear in the maps, as behind global average pooling."""
    maps = torch.rand(3, 4, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    slopes = torch.tensor([0.7, -0.4, 0.1], dtype=torch.float64).reshape(3, 1, 1) / 20
    expected = torch.zeros(4, 5, dtype=torch.float64)
    for one, slope in zip(maps, slopes.expand_as(maps), strict=True):
        weight = 0.0
        for i in range(4):
            for j in range(5):
                place = one[i, j].clone().requires_grad_()
                score = torch.exp((maps * slopes).sum() + slope[i, j] * (place - one[i, j]))
                (first,) = torch.autograd.grad(score, place, create_graph=True)
                (second,) = torch.autograd.grad(first, place, create_graph=True)
                (third,) = torch.autograd.grad(second, place)
                share = second / (2 * second + one.sum() * third)
                weight += float((share * first.relu()).detach())
        expected += weight * one
    scale = float(torch.exp((maps * slopes).sum()))
    found = weighted(maps, slopes.expand_as(maps))
    torch.testing.assert_close(found * scale, expected)


def test_where_nothing_pulls_there_is_no_heat_and_no_division_by_zero() -> None:
    maps = torch.rand(2, 3, 3)
    assert weighted(maps, torch.zeros(2, 3, 3)).tolist() == torch.zeros(3, 3).tolist()


def test_slopes_are_those_of_the_logit_even_where_the_next_part_writes_into_the_maps() -> None:
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(2 * 36, 2)
    )
    image, last = pixels(), net[3]
    assert isinstance(last, nn.Linear)
    maps, slopes = maps_and_slopes(net, "0", image, 1)
    torch.testing.assert_close(maps, net[0](image[None])[0].detach())
    expected = last.weight[1].reshape(2, 6, 6) * (maps > 0)
    torch.testing.assert_close(slopes, expected.detach())


def test_layers_are_named_as_in_the_file(run: Rebuilt) -> None:
    known = conv_layers(run.net)
    assert len(known) == 2
    for layer in known:
        method = grad_cam_pp(run, layer)
        assert method.layer == f"the output of {layer}"
        assert method.find(prepare(IMAGE, CARD.input), 1).map.ndim == 2
    with pytest.raises(UnknownName, match="no layer named 'nowhere'"):
        grad_cam_pp(run, "nowhere")


def test_a_network_without_convolutions_is_refused() -> None:
    net = dense(inputs=1, outputs=3, size=(SIZE,))
    with pytest.raises(BadSetting, match="got one without"):
        grad_cam_pp(Rebuilt(net, CARD))


def test_integrated_gradients_take_no_layer(run: Rebuilt) -> None:
    with pytest.raises(BadSetting, match="expected no layer"):
        integrated_gradients(run, "0.0")


@pytest.mark.parametrize("name", METHODS)
def test_the_checks_go_with_every_method(run: Rebuilt, name: str) -> None:
    before = {key: value.clone() for key, value in run.net.state_dict().items()}
    found = explain(run.model, IMAGE, METHODS[name](run, None), name="left")
    assert found.blank or (found.sanity and found.deletion)
    for key, value in run.net.state_dict().items():  # shuffling leaves the network alone
        torch.testing.assert_close(value, before[key], rtol=0, atol=0)


@pytest.mark.parametrize("name", METHODS)
def test_shuffled_weights_give_another_map(run: Rebuilt, name: str) -> None:
    method, prepared = METHODS[name](run, None), prepare(IMAGE, CARD.input)
    assert method.shuffled is not None
    one, other = method.find(prepared, 0).map, method.shuffled(0)(prepared, 0).map
    assert one.shape == other.shape
    assert rank_correlation(one, other) < 0.99
    np.testing.assert_array_equal(method.shuffled(0)(prepared, 0).map, other)


def test_attributions_are_evened_out_and_none_outshines_all() -> None:
    parts = torch.zeros(2, 64, 64)
    parts[:, 32, 32] = 1
    found = drawn(parts)
    assert found.shape == (64, 64)
    assert 0 < found.max() <= 2 / 9


def test_black_is_what_the_network_is_shown_of_it() -> None:
    need = Input(channels=3, size=(4, 4), mean=(0.1, 0.2, 0.3), std=(0.5, 0.25, 0.5))
    shown = prepare(Image(np.zeros((3, 4, 4), np.uint8)), need).pixels
    np.testing.assert_allclose(black_of(need).expand(3, 4, 4), shown, rtol=1e-6)


def test_nothing_is_left_behind_in_the_network(run: Rebuilt, tmp_path: Path) -> None:
    grad_cam_pp(run).find(prepare(IMAGE, CARD.input), 0)
    assert all(not part._forward_hooks for part in run.net.modules())
    assert all(weight.grad is None for weight in run.net.parameters())
