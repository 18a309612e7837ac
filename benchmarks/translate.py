"""What a network that translates costs and how far it gets: weights, file, pictures a second, KID;
and what bfloat16 spares in its training.

    python benchmarks/translate.py cost MODEL... [--side 256] [--rounds 10] [--threads 2]
    python benchmarks/translate.py kid DATA MODEL... [--features cats-dogs]
    python benchmarks/translate.py colours DATA [--features cats-dogs] [--recipe van-gogh]
    python benchmarks/translate.py training [--recipe van-gogh] [--side 256] [--rounds 5]

MODEL is a run's folder, a .onnx file, a shipped model's name, or a recipe's, of which a fresh
network is made: random weights do not change the time. `cost` prints for each network the seconds
of one picture of so many pixels in onnxruntime, in OpenVINO and, of a run or a recipe, in torch
(float32, eager), asked in turns, so that all meet the same load of the machine. `kid` is that of
`diaphane evaluate`, on the test part, beside that of the untouched. `colours` is the figure of no
network at all: each test picture gets the mean and the deviation of each colour of some training
picture of the other domain (Reinhard et al. 2001, in RGB). `training` takes steps of both phases
on made-up crops in both precisions, in turns, and counts seconds of processor time.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch

from diaphane.card import Figure
from diaphane.cli.evaluate_domains import way_back
from diaphane.data.domains import read_domains
from diaphane.data.folders import Part
from diaphane.image import Floats, Image, Window
from diaphane.infer.bench import machine
from diaphane.infer.find import find
from diaphane.infer.model import load
from diaphane.infer.runtime import Network
from diaphane.judge.translate.evaluate import evaluate_domains
from diaphane.judge.translate.eye import DEFAULT, open_eye
from diaphane.judge.translate.figures import Drawn, distances
from diaphane.learn import optimisers
from diaphane.learn.build import accelerator_of
from diaphane.learn.export import export_picture, put_card, store
from diaphane.learn.preflight_domains import generators
from diaphane.learn.translating import build
from diaphane.nets.translator import Translator
from diaphane.recipe import Recipe
from diaphane.recipes import RECIPES, get

EAGER = "torch eager"
PARTS: tuple[Part, ...] = ("test", "train")
BLACK_AND_WHITE = Window(0, 255)
RUNTIMES = ("onnxruntime", "openvino")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("cost", "kid", "colours", "training"))
    parser.add_argument("names", nargs="*")
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--features", default=DEFAULT)
    parser.add_argument("--recipe", default="van-gogh")
    asked = parser.parse_args()
    confine(asked.threads)
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {asked.threads} threads, {where}")
    if asked.what == "training":
        training(get(asked.recipe), asked.side, asked.rounds)
    elif asked.what == "colours":
        colours(Path(asked.names[0]), get(asked.recipe), asked.features)
    elif asked.what == "kid":
        kid(Path(asked.names[0]), asked.names[1:], asked.features)
    else:
        with TemporaryDirectory() as folder:
            subjects = [subject(name, Path(folder), asked.side) for name in asked.names]
            cost(subjects, asked.side, asked.rounds)


def confine(threads: int) -> None:
    """To so many cores: the runtimes take as many threads as there are cores for them."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    torch.set_num_threads(threads)


@dataclass(frozen=True)
class Subject:
    """A network in a file and, where its recipe is known, in torch."""

    name: str
    file: Path
    net: Translator | None

    @property
    def weights(self) -> int:
        if self.net is not None:
            return sum(weight.numel() for weight in self.net.parameters())
        graph = onnx.load(self.file).graph
        return sum(int(np.prod(weight.dims)) for weight in graph.initializer)

    def networks(self) -> dict[str, Network]:
        found = {kind: load(self.file, runtime=kind).network for kind in RUNTIMES}
        return found | ({EAGER: eager(self.net)} if self.net is not None else {})


def eager(net: Translator) -> Network:
    """Torch as it comes."""

    def run(batch: Floats) -> dict[str, Floats]:
        with torch.inference_mode():
            return {"picture": net.picture(torch.from_numpy(batch)).numpy()}

    return run


def subject(name: str, folder: Path, side: int) -> Subject:
    """What MODEL stands for."""
    if name in RECIPES and not Path(name).exists():
        recipe = get(name)
        net = fresh(recipe)
        return Subject(name, exported(net, recipe, folder, side), net)
    known = Path(name) / "recipe.json"
    own = fresh(Recipe.from_json(known.read_text())) if known.is_file() else None
    return Subject(name, find(name), own)


def fresh(recipe: Recipe) -> Translator:
    torch.manual_seed(0)
    return generators(recipe).forth.eval()


def exported(net: Translator, recipe: Recipe, folder: Path, side: int) -> Path:
    """The file of a fresh network, stored as the recipe says."""
    exact, file = folder / f"exact-{recipe.name}.onnx", folder / f"{recipe.name}.onnx"
    samples = torch.rand(2, recipe.card.input.channels, side, side)
    export_picture(net, samples, exact)
    store(exact, samples, file, storage=recipe.export)
    put_card(file, recipe.card)
    return file


def cost(subjects: Sequence[Subject], side: int, rounds: int) -> None:
    """Print weights, bytes and milliseconds of each, and how much faster than torch it is."""
    every = {one.name: one.networks() for one in subjects}
    seconds: dict[tuple[str, str], list[float]] = {
        (name, kind): [] for name, kinds in every.items() for kind in kinds
    }
    channels = {one.name: load(one.file).card.input.channels for one in subjects}
    for turn in range(rounds + 1):  # the first warms up
        for name, kind in seconds:
            taken = timed(every[name][kind], picture(channels[name], side))
            seconds[name, kind] += [taken] if turn else []
    for one in subjects:
        size = one.file.stat().st_size
        print(f"{one.name}: {one.weights:,} weights, {size / 1e6:.2f} MB")
        for kind in every[one.name]:
            own = median(seconds[one.name, kind])
            beside = seconds.get((one.name, EAGER))
            ratio = f", x{median(beside) / own:.2f} of torch" if beside else ""
            print(f"  {kind:12} {1000 * own:7.1f} ms, {1 / own:5.1f} pictures/s{ratio}")


def timed(network: Network, batch: Floats) -> float:
    began = time.perf_counter()
    network(batch)
    return time.perf_counter() - began


def picture(channels: int, side: int) -> Floats:
    """Noise: what is in a picture does not change the time."""
    return np.random.default_rng(0).random((1, channels, side, side), np.float32)


def kid(data: Path, names: Sequence[str], features: str) -> None:
    """Print the figures of each model."""
    eye = open_eye(features)
    print(f"features of {eye.name}, SHA-256 {eye.sha256[:12]}")
    for name in names:
        model, back = load(name), way_back(name)
        domains = read_domains(data, "test", names=model.card.domains)
        done = evaluate_domains(model, domains, eye, back=load(back) if back else None)
        print(f"{name} on {done.counts[0]} and {done.counts[1]} pictures")
        for key, figure in done.metrics.items():
            tell(key, figure)


def colours(data: Path, recipe: Recipe, features: str) -> None:
    """Print what is reached by colours alone."""
    eye, random = open_eye(features), np.random.default_rng(0)
    test, train = (read_domains(data, part, names=recipe.card.domains) for part in PARTS)
    before, wanted, other = (
        [member.read() for member in members] for members in (test.a, test.b, train.b)
    )
    after = [recoloured(one, other[random.integers(len(other))]) for one in before]
    x, y, z = (
        np.stack([eye.seen(image, BLACK_AND_WHITE) for image in images])
        for images in (before, after, wanted)
    )
    kin, kin_wanted = ([str(k) for k in range(len(images))] for images in (before, wanted))
    found = distances(x, y, z, Drawn.of(kin, kin_wanted, resamples=2000, seed=0))
    print(f"features of {eye.name}, {len(before)} and {len(wanted)} pictures, colours alone")
    for key, figure in found.items():
        tell(key, figure)


def recoloured(image: Image, other: Image) -> Image:
    """With the mean and the deviation of each of the other's colours."""
    own, wanted = image.pixels.astype(np.float32), other.pixels.astype(np.float32)
    means, deviations = (
        [of(pixels, axis=(1, 2), keepdims=True) for pixels in (own, wanted)]
        for of in (np.mean, np.std)
    )
    values = (own - means[0]) / (deviations[0] + 1) * deviations[1] + means[1]
    return image.but(pixels=np.rint(np.clip(values, 0, 255)).astype(np.uint8))


def tell(name: str, figure: Figure) -> None:
    ends = "" if figure.low is None else f" ({figure.low:.4g} to {figure.high:.4g})"
    print(f"  {name:20} {figure.value:.4g}{ends}")


def training(recipe: Recipe, side: int, rounds: int) -> None:
    """Print the seconds of a step of both phases in float32 and in bfloat16."""
    steps = {name: step_in(recipe, name, side) for name in ("fp32", "bf16")}
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(rounds + 1):  # the first warms up
        for name, step in steps.items():
            began = time.process_time()
            step()
            seconds[name] += [time.process_time() - began] if turn else []
    slow, fast = (median(seconds[name]) for name in ("fp32", "bf16"))
    print(f"{recipe.name}, {recipe.net}, {recipe.batch} crops of {side} px")
    print(f"fp32: {slow:.3f} s, bf16: {fast:.3f} s a step, ratio {slow / fast:.2f}")


def step_in(recipe: Recipe, precision: str, side: int) -> Callable[[], None]:
    """One step of both phases."""
    recipe = recipe.with_settings([f"precision={precision}"])
    accelerator, channels = accelerator_of(recipe), recipe.card.input.channels
    torch.manual_seed(0)
    objective = build(
        recipe.objective,
        accelerator.prepare(generators(recipe).to(memory_format=torch.channels_last)),
        channels=channels,
        space=(side, side),
        prepare=accelerator.prepare,
    )
    objective.begin(0)
    movers = [
        optimisers.build(recipe.optimiser, accelerator.unwrap_model(phase.moves))
        for phase in objective.phases
    ]
    crops = {
        name: torch.rand(recipe.batch, channels, side, side).contiguous(
            memory_format=torch.channels_last
        )
        for name in ("image", "truth")
    }

    def step() -> None:
        for phase, optimiser in zip(objective.phases, movers, strict=True):
            with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
                loss = phase.loss(crops)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            optimiser.zero_grad()

    return step


if __name__ == "__main__":
    main()
