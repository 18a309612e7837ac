"""Every building block trains and ends in a file that says the same; being in a table is being
tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from diaphane import nets
from diaphane.card import Card, Class, Input
from diaphane.image import Floats
from diaphane.infer.runtime import start
from diaphane.learn import enhancing, optimisers, schedules, segmenting, supervised
from diaphane.learn.dense_losses import DENSE_LOSSES
from diaphane.learn.enhancing import PIXEL_LOSSES
from diaphane.learn.export import OUTPUTS, Shipped, export, export_dense, export_picture
from diaphane.learn.losses import LOSSES
from diaphane.learn.novelty import Novelty
from diaphane.learn.optimisers import OPTIMISERS
from diaphane.learn.sampling import SAMPLINGS
from diaphane.learn.schedules import SCHEDULES
from diaphane.nets import ENHANCERS, NETS, SEGMENTERS
from diaphane.nets.activations import ACTIVATIONS
from diaphane.nets.classifier import Classifier
from diaphane.nets.cnn import NORMS
from diaphane.nets.discriminators import DISCRIMINATORS
from diaphane.nets.enhancer import Enhancer
from diaphane.nets.heads import HEADS
from diaphane.nets.pooling import POOLINGS
from diaphane.nets.segmenter import Segmenter
from diaphane.recipe import Named, named

Network = tuple[str, Mapping[str, Floats], Mapping[str, Floats]]
"""Name, what torch says, what the file says."""
SIZES: dict[str, tuple[int, ...]] = {"dense": (9,)}
"""Of what a network eats, where that is no picture."""
PICTURE = (13, 9)
N, STEPS = 12, 15


TINY = named("cnn", widths=(4, 6), dense=(5,))
LOSS, ADAM, EVEN = named("cross-entropy"), named("adam", lr=0.01), named("constant")


@dataclass(frozen=True)
class Parts:
    """What a training is put together from."""

    net: Named = TINY
    objective: Named = LOSS
    optimiser: Named = ADAM
    schedule: Named = EVEN
    sampling: str = "shuffled"


def problem(size: tuple[int, ...]) -> tuple[Tensor, Tensor]:
    """Images, or rows, that are bright at their end or are not, and which is which."""
    chance, truth = torch.Generator().manual_seed(0), torch.arange(N) % 3 % 2
    images = torch.randn(N, 1, *size, generator=chance) / 4
    images[..., size[-1] // 2 :] += truth.view(N, 1, *[1] * len(size))
    return images, truth


def trained(parts: Parts, *, steps: int = STEPS) -> tuple[Classifier, list[float]]:
    """The network after `steps` full batches, and the loss of each."""
    torch.manual_seed(0)
    size = SIZES.get(parts.net.name, PICTURE)
    net = nets.build(parts.net, inputs=1, outputs=2, size=size)
    assert isinstance(net, Classifier)
    objective = supervised.build(parts.objective, net, counts={"dark": 8, "bright": 4})
    optimiser = optimisers.build(parts.optimiser, net)
    schedule = schedules.build(parts.schedule, epochs=steps)
    (images, truth), chance, losses = problem(size), torch.Generator().manual_seed(0), []
    rate = optimiser.param_groups[0]["lr"]
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate * schedule.factor(step)
        order = SAMPLINGS[parts.sampling](truth, chance)
        objective.begin(step)
        loss = objective.phases[0].loss({"image": images[order], "truth": truth[order]})
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
        schedule.saw(losses[-1])
    return net.eval(), losses


def learns(parts: Parts) -> None:
    _, losses = trained(parts)
    assert np.isfinite(losses).all()
    assert np.mean(losses[-3:]) < np.mean(losses[:3])


def takes(net: str, setting: str) -> bool:
    return setting in signature(NETS[net]).parameters


def activations(net: str) -> tuple[str, ...]:
    """Those the network may be asked for; one whose own are settled gets none."""
    return tuple(ACTIVATIONS) if takes(net, "activation") else ("its own",)


def two_steps(net: str, activation: str) -> Classifier:
    """The network with that activation, small, after two steps."""
    small = {"widths": (4, 6), "width": 4, "dense": (5,), "dropout": 0.1, "head": "flatten"}
    settings = {name: value for name, value in small.items() if takes(net, name)}
    if takes(net, "activation"):
        settings["activation"] = activation
    trained_net, losses = trained(Parts(Named(net, settings)), steps=2)
    assert np.isfinite(losses).all()
    return trained_net


class Together(nn.Module):
    """Several classifiers as one, side by side, so that exporting them takes the time of one."""

    def __init__(self, members: Sequence[Classifier]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def explained(self, images: Tensor) -> dict[str, Tensor]:
        said = [member.explained(images) for member in self.members]  # type: ignore[operator]
        return {name: torch.cat([each[name] for each in said], 1) for name in said[0]}


@pytest.fixture(scope="module", params=NETS)
def network(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Network:
    """A network with every activation it takes: what torch says, and what its file says."""
    name: str = request.param
    images, _ = problem(SIZES.get(name, PICTURE))
    members = [two_steps(name, activation) for activation in activations(name)]
    net = cast(Classifier, Together(members))
    columns = images.shape[2] if images.ndim == 3 else 0
    features = sum(member.answer.in_features for member in members)
    shipped = Shipped(net, Novelty(1, features, columns=columns, rank=2))
    with torch.no_grad():
        said = [values.numpy() for values in shipped(images)[:3]]
    path = tmp_path_factory.mktemp(name) / "model.onnx"
    export(net, shipped.novelty, images, path)
    told = start(path.read_bytes(), runtime="onnxruntime", device="cpu")(images.numpy())
    return name, dict(zip(OUTPUTS, said, strict=False)), told


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter's own parts
def test_every_net_with_every_activation_says_in_its_file_what_torch_says(network: Network) -> None:
    name, said, told = network
    for output, expected in said.items():
        members = len(activations(name))
        for one, other, activation in zip(
            np.split(told[output], members, 1),
            np.split(expected, members, 1),
            activations(name),
            strict=True,
        ):
            np.testing.assert_allclose(one, other, atol=1e-5, err_msg=f"{output}, {activation}")


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        *(("pooling", name) for name in POOLINGS),
        *(("norm", name) for name in NORMS),
        *(("head", name) for name in HEADS),
        *(("head_activation", name) for name in ACTIVATIONS),
    ],
)
def test_every_setting_of_a_net_learns(setting: str, name: str) -> None:
    learns(Parts(net=Named("cnn", {**TINY.settings, setting: name})))


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_falls(name: str) -> None:
    learns(Parts(objective=named(name)))


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_learns(name: str) -> None:
    learns(Parts(optimiser=named(name, lr=0.01)))


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_learns(name: str) -> None:
    learns(Parts(schedule=named(name)))


@pytest.mark.parametrize("name", SAMPLINGS)
def test_every_sampling_learns(name: str) -> None:
    learns(Parts(sampling=name))


def segmenter(name: str, size: tuple[int, ...], outputs: int) -> Segmenter:
    """A small one, with the same weights each time."""
    torch.manual_seed(0)
    own = {"widths": (4, 6), "dense": (16, 16), "dropout": 0.0}
    takes = signature(SEGMENTERS[name]).parameters
    settings = {key: value for key, value in own.items() if key in takes}
    net = nets.build(Named(name, settings), inputs=1, outputs=outputs, size=size)
    assert isinstance(net, Segmenter)
    return net


def masks(size: tuple[int, ...], classes: int) -> dict[str, Tensor]:
    """Images whose values are the numbers of their classes, but for noise."""
    chance, truth = torch.Generator().manual_seed(0), torch.zeros(4, *size, dtype=torch.int64)
    truth[..., size[-1] // 2 :] = 1
    truth[..., : size[-1] // 4] = classes
    images = truth[:, None] + torch.randn(4, 1, *size, generator=chance) / 4
    return {"image": images, "truth": truth, "weight": torch.ones(4, *size)}


@pytest.mark.parametrize("name", SEGMENTERS)
@pytest.mark.parametrize("classes", [1, 2])
def test_every_net_that_segments_learns(name: str, classes: int) -> None:
    size = (12, 16)
    segments(segmenter(name, size, classes + (classes > 1)), "dice-cross-entropy", size, classes)


@pytest.mark.parametrize("name", DENSE_LOSSES)
@pytest.mark.parametrize("classes", [1, 2])
def test_every_loss_over_pixels_falls(name: str, classes: int) -> None:
    segments(segmenter("unet", (12, 16), classes + (classes > 1)), name, (12, 16), classes)


def segments(net: Segmenter, objective: str, size: tuple[int, ...], classes: int) -> None:
    card = Card("", "segment", Input(tile=size), tuple(Class(str(k)) for k in range(classes)))
    lower, batch, losses = segmenting.build(named(objective), net, card), masks(size, classes), []
    optimiser = optimisers.build(ADAM, net)
    for step in range(STEPS):
        lower.begin(step)
        loss = lower.phases[0].loss(batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        losses.append(float(loss.detach()))
    assert np.isfinite(losses).all()
    assert np.mean(losses[-3:]) < np.mean(losses[:3])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter's own parts
@pytest.mark.parametrize("name", SEGMENTERS)
@pytest.mark.parametrize("size", [(8, 12), (8, 8, 12)])
def test_every_net_that_segments_says_in_its_file_what_torch_says(
    name: str, size: tuple[int, ...], tmp_path: Path
) -> None:
    """Of images of another size as well, where it takes some."""
    net, path = segmenter(name, size, 3).eval(), tmp_path / "model.onnx"
    export_dense(net, torch.rand(2, 1, *size), path)
    network = start(path.read_bytes(), runtime="onnxruntime", device="cpu")
    other = size if net.fixed else tuple(n + net.stride for n in reversed(size))
    images = torch.rand(3, 1, *other)
    with torch.no_grad():
        expected = net(images)
    np.testing.assert_allclose(network(images.numpy())["logits"], expected, atol=1e-4)


def enhancer(name: str, scale: int) -> Enhancer:
    """A small one, with the same weights each time."""
    torch.manual_seed(0)
    own = {"width": 4, "depth": 2, "blocks": 1, "growth": 3}
    takes = signature(ENHANCERS[name]).parameters
    settings = {key: value for key, value in own.items() if key in takes}
    net = nets.enhancer(Named(name, settings), channels=3, scale=scale)
    for weight in net.parameters():  # some begin at 0
        nn.init.normal_(weight, 0, 0.1)
    return net


@pytest.mark.parametrize("name", ENHANCERS)
@pytest.mark.parametrize("objective", [*PIXEL_LOSSES, "adversarial"])
def test_every_net_that_enhances_learns_by_every_loss(name: str, objective: str) -> None:
    """What falls is the loss of the generator; pixels have most of the say in it."""
    settings = {"feature": 0, "pixel": 1.0} if objective == "adversarial" else {}
    lower = enhancing.build(Named(objective, settings), enhancer(name, 4))
    truth = torch.rand(2, 3, 32, 32)
    batch = {"image": nn.functional.avg_pool2d(truth, 4), "truth": truth}
    movers = [optimisers.build(ADAM, phase.moves) for phase in lower.phases]
    losses: list[list[float]] = [[] for _ in movers]
    for step in range(STEPS):
        lower.begin(step)
        for phase, optimiser, told in zip(lower.phases, movers, losses, strict=True):
            loss = phase.loss(batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            told.append(float(loss.detach()))
    assert np.isfinite(losses).all()
    assert np.mean(losses[0][-3:]) < np.mean(losses[0][:3])


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_every_discriminator_learns_to_tell(name: str) -> None:
    torch.manual_seed(0)
    net = DISCRIMINATORS[name](channels=3, width=4)
    optimiser = optimisers.build(ADAM, net)
    true, made = torch.rand(4, 3, 32, 32), torch.full((4, 3, 32, 32), 0.5)
    for _ in range(STEPS):
        loss = nn.functional.softplus(net(made) - net(true)).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert float(net(true).mean().detach()) > float(net(made).mean().detach())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter's own parts
@pytest.mark.parametrize("name", ENHANCERS)
def test_every_net_that_enhances_says_in_its_file_what_torch_says(
    name: str, tmp_path: Path
) -> None:
    """Of pictures of another size as well."""
    for scale in (2, 4):
        net, path = enhancer(name, scale).eval(), tmp_path / "model.onnx"
        export_picture(net, torch.rand(2, 3, 8, 12), path)
        network = start(path.read_bytes(), runtime="onnxruntime", device="cpu")
        images = torch.rand(3, 3, 5 * net.stride, 3 * net.stride)
        with torch.no_grad():
            expected = net(images)
        np.testing.assert_allclose(network(images.numpy())["picture"], expected, atol=1e-4)
