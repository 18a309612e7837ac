"""Class activation maps are the gradients they claim to be; networks take odd sizes."""

from __future__ import annotations

import pytest
import torch

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.nets.activations import ACTIVATIONS
from diaphane.nets.cnn import cnn
from diaphane.nets.heads import HEADS
from diaphane.nets.small_cnn import small_cnn
from diaphane.recipe import named


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("dense", [(), (8,), (8, 6)])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_heat_is_gradient_times_map(name: str, dense: tuple[int, ...], head: str) -> None:
    torch.manual_seed(0)
    net = cnn(
        inputs=1,
        outputs=3,
        size=(33, 21),
        widths=(4, 8),
        activation=name,
        head=head,
        dense=dense,
    ).eval()
    images = torch.rand(2, 1, 33, 21)
    maps = net.convolutions(images).detach().requires_grad_()
    logits, said = net.answer(net.penultimate(maps)), net.explained(images)
    torch.testing.assert_close(said["logits"], logits)
    for k in range(3):
        (slopes,) = torch.autograd.grad(logits[:, k].sum(), maps, retain_graph=True)
        heat = (slopes * maps).sum(1) * maps[0, 0].numel()
        torch.testing.assert_close(said["cam"][:, k], heat)


@pytest.mark.parametrize("head", HEADS)
def test_without_hidden_layers_the_heat_adds_up_to_the_logit(head: str) -> None:
    net = cnn(inputs=3, outputs=2, size=(32, 47), head=head).eval()
    said = net.explained(torch.rand(2, 3, 32, 47))
    torch.testing.assert_close(said["cam"].mean((2, 3)) + net.answer.bias, said["logits"])


@pytest.mark.parametrize("size", [(32, 32), (33, 47)])
def test_explained_agrees_with_forward(size: tuple[int, int]) -> None:
    net = small_cnn(inputs=3, outputs=2, dense=(8,)).eval()
    images = torch.rand(2, 3, *size)
    torch.testing.assert_close(net.explained(images)["logits"], net(images))


def test_vgg16_with_the_report_s_head_has_the_report_s_size() -> None:
    net = nets.build(named("vgg16", dense=(512,)), inputs=3, outputs=2)
    assert sum(weight.numel() for weight in net.parameters()) == 14_978_370


def test_unknown_network_offers_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'small-cnn'"):
        nets.build(named("small_cnn"), inputs=1, outputs=2)


def test_a_network_without_maps_is_refused() -> None:
    with pytest.raises(BadSetting, match="feature maps"):
        nets.build(named("vit_tiny_patch16_224", img_size=96), inputs=3, outputs=2)


def test_misspelt_settings_are_refused() -> None:
    with pytest.raises(BadSetting, match="widht"):
        nets.build(named("small-cnn", widht=3), inputs=1, outputs=2)


@pytest.mark.parametrize("name", ["mobilenetv3_small_050", "test_efficientnet", "test_resnet"])
def test_a_backbone_has_no_weights_that_images_do_not_pass(name: str) -> None:
    net = nets.build(named(name), inputs=1, outputs=2)
    net(torch.rand(2, 1, 64, 64)).sum().backward()
    assert [n for n, weight in net.named_parameters() if weight.grad is None] == []
