"""Training images a second: our loop against a plain float32 torch loop on the same network.

    python benchmarks/train.py [--net resnet18d] [--size 160] [--batch 32] [--steps 12]

Both move the same timm network on the same random images with AdamW on the CPU; they take turns,
and the ratio of the medians is printed. Ours is a batch of the very loop that `diaphane train`
runs: bf16 autocast, channels-last memory, clipping. Neither reads files; with --augment ours also
changes its pictures as the shipped recipe does, which the plain loop does not.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import timm
import torch
from accelerate import Accelerator

from diaphane import nets, recipes
from diaphane.infer.bench import machine
from diaphane.learn import augment, supervised
from diaphane.learn.loop import Loop
from diaphane.learn.objective import Batch
from diaphane.recipe import Named

CLASSES = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--net", default="resnet18d")
    parser.add_argument("--size", type=int, default=160)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--augment", action="store_true")
    asked = parser.parse_args()
    images = torch.rand(asked.batch, 1, asked.size, asked.size)
    truth = torch.nn.functional.one_hot(torch.arange(asked.batch) % CLASSES, CLASSES).float()
    batch = {"image": images, "truth": truth}
    with tempfile.TemporaryDirectory() as folder:
        steps = {
            "plain torch, float32": plain(asked.net, batch),
            "diaphane": ours(asked.net, batch, Path(folder), changed=asked.augment),
        }
        paces = timed(steps, asked.steps, asked.batch)
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(
        f"{asked.net}, {asked.size} px, batch {asked.batch}, {datetime.now(UTC):%Y-%m-%d}, {where}"
    )
    for name, pace in paces.items():
        print(f"{name:22} {pace:7.1f} images/s")
    first, second = paces.values()
    print(f"{'ratio':22} {second / first:7.2f}")


def timed(steps: dict[str, Callable[[], None]], n: int, batch: int) -> dict[str, float]:
    """Images a second of each, taking turns, the first two rounds not counted."""
    spent: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(n + 2):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            spent[name].append(time.perf_counter() - began)
    return {name: batch / median(seconds[2:]) for name, seconds in spent.items()}


def plain(name: str, batch: Batch) -> Callable[[], None]:
    """What one writes without thinking about speed."""
    net = timm.create_model(name, in_chans=1, num_classes=CLASSES).train()
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3)

    def step() -> None:
        loss = torch.nn.functional.cross_entropy(net(batch["image"]), batch["truth"])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    return step


def ours(name: str, batch: Batch, folder: Path, *, changed: bool) -> Callable[[], None]:
    """One batch through the loop that `diaphane train` runs."""
    recipe = recipes.get("brain-tumor").but(net=Named(name), average=0.0)
    accelerator = Accelerator(cpu=True, mixed_precision="bf16")
    net = nets.build(recipe.net, inputs=1, outputs=CLASSES)
    net = accelerator.prepare(net.to(memory_format=torch.channels_last)).train()
    even = dict.fromkeys(recipe.card.names, 1)
    objective = supervised.build(recipe.objective, net, counts=even)
    loop = Loop(objective, recipe, accelerator, folder=folder)
    batches = endless(batch, augment.build(recipe.augment) if changed else None)

    def step() -> None:
        loop.one_batch(next(batches), 0, 1, 5)

    return step


def endless(batch: Batch, how: augment.Picture | None) -> Iterator[Batch]:
    chance = torch.Generator().manual_seed(0)
    while True:
        images = batch["image"]
        if how:
            images = augment.apply(images, augment.draw(how, len(images), chance))
        yield {**batch, "image": images}


if __name__ == "__main__":
    main()
