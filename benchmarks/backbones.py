"""Accuracy against milliseconds for the networks that could have become `brain-tumor`.

    python benchmarks/backbones.py DATA OUT [--epochs 12] [--size 128]

Trains each network on the same parts with the same recipe, and prints a Markdown table: weights
in millions, accuracy and loss on the validation part (never on test/), training images a second,
milliseconds an image with onnxruntime, and the size of the file. A run that was cut short goes on
where it was.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np
from safetensors import safe_open

from diaphane import recipes
from diaphane.infer.bench import machine
from diaphane.infer.model import Model
from diaphane.learn.train import train
from diaphane.learn.watch import read_log
from diaphane.recipe import Named, Recipe, named

NETS = {
    "Inception v3, 512 dense": named("inception_v3", dense=(512,), dropout=0.3),
    "EfficientNetV2-B0": named("tf_efficientnetv2_b0", dropout=0.2),
    "EfficientNetV2-B1": named("tf_efficientnetv2_b1", dropout=0.2),
    "ResNet-10-T": named("resnet10t"),
    "ResNet-18-D, 3/4 wide": named("resnet18d", channels=(48, 96, 192, 384)),
}
HEAD = "| network | weights, M | accuracy | loss | training, images/s | ms/image | file, MB |"
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--size", type=int, default=128)
    asked = parser.parse_args()
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{asked.epochs} epochs at {asked.size} px, {datetime.now(UTC):%Y-%m-%d}, {where}\n")
    print(f"{HEAD}\n{'|---' * 7}|")
    for line in rows(asked.data, asked.out, asked.epochs, asked.size):
        print(line, flush=True)


def rows(data: Path, out: Path, epochs: int, size: int) -> Iterator[str]:
    for title, net in NETS.items():
        run = out / net.name
        if not (run / "model.onnx").exists():
            train(shortened(net, epochs, size), data, run, resume=True)
        yield row(title, run, size)


def shortened(net: Named, epochs: int, size: int) -> Recipe:
    """The shipped recipe with another network, fewer epochs and nothing that needs many."""
    recipe = recipes.get("brain-tumor")
    need = replace(recipe.card.input, size=(size, size))
    augment = Named(recipe.augment.name, {**recipe.augment.settings, "mix": 0.0})
    return recipe.but(
        card=recipe.card.but(input=need), net=net, epochs=epochs, average=0.99, augment=augment
    )


def row(title: str, run: Path, size: int) -> str:
    """One network's figures, from its run folder."""
    log = read_log(run / "log.jsonl")
    best = min(log, key=lambda line: line["val_loss"])
    images = sum(json.loads((run / "data.json").read_text())["counts"]["train"].values())
    pace = median(images / line["seconds"] for line in log)
    file = run / "model.onnx"
    return (
        f"| {title} | {weights(run):.1f} | {best['val_accuracy']:.3f} | {best['val_loss']:.3f} | "
        f"{pace:.0f} | {milliseconds(file, size):.1f} | {file.stat().st_size / 1e6:.1f} |"
    )


def weights(run: Path) -> float:
    """Millions of numbers that training moved."""
    with safe_open(run / "best.safetensors", framework="np") as file:
        names = [n for n in file.keys() if "/net/" in f"/{n}" and not n.endswith(STATISTICS)]  # noqa: SIM118
        sizes = [int(np.prod(file.get_slice(n).get_shape())) for n in names]
    return sum(sizes) / 1e6


def milliseconds(file: Path, size: int) -> float:
    """The median of 50 single images."""
    network = Model.load(file).network
    picture = np.zeros((1, 1, size, size), np.float32)
    spent = []
    for _ in range(55):
        began = time.perf_counter()
        network(picture)
        spent.append(time.perf_counter() - began)
    return 1000 * median(spent[5:])


if __name__ == "__main__":
    main()
