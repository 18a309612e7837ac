"""Is the data pipeline ever the bottleneck? Images a second, against torchvision's v2 transforms.

    python benchmarks/pipeline.py DATA [--size 160] [--workers 2] [--seconds 20]

The same changes (turn, zoom, shear, shift, mirror, brightness, contrast, gamma, noise, blur, a
blank rectangle, mixup) of the same files: here a batch at a time, there one sample at a time by
torchvision's v2 in the workers of a `DataLoader`, mixup on the batch. Once from pictures already
in memory, which is where ours are after the first epoch, once from files. Then which share of a
training step's time goes into the network. Prints a table.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import torch
from PIL import Image as Pil
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from diaphane import recipes
from diaphane.card import Card, Class, Input
from diaphane.data.folders import Sample, read_classes
from diaphane.learn import augment
from diaphane.learn.batches import Batches, Pictures
from diaphane.learn.build import accelerator_of, fresh_net
from diaphane.learn.losses import cross_entropy
from diaphane.recipe import named

BATCH = 32
CHANGES = named(
    "picture",
    rotate=12.0,
    zoom=0.18,
    shear=0.1,
    shift=0.1,
    flip=0.5,
    brightness=0.1,
    contrast=0.3,
    gamma=0.35,
    noise=0.06,
    soften=0.25,
    erase=0.2,
    mixup=0.2,
)


class Gamma(torch.nn.Module):
    """v2 has no random gamma."""

    def forward(self, image: Tensor) -> Tensor:
        exponent = float(torch.empty(()).uniform_(-0.35, 0.35).exp())
        changed: Tensor = v2.functional.adjust_gamma(image, exponent)
        return changed


THEIRS = v2.Compose(
    [
        v2.RandomAffine(12, translate=(0.05, 0.05), scale=(0.84, 1.2), shear=5.7),
        v2.RandomHorizontalFlip(),
        v2.ColorJitter(brightness=0.1, contrast=0.3),
        Gamma(),
        v2.RandomApply([v2.GaussianNoise(sigma=0.03)], p=0.5),
        v2.RandomApply([v2.GaussianBlur(5)], p=0.25),
        v2.RandomErasing(0.2),
        v2.Normalize([0.5], [0.25]),
    ]
)


class Theirs(Dataset[tuple[Tensor, int]]):
    """One sample at a time, from memory or from its file."""

    def __init__(self, samples: list[Sample], size: int, *, kept: bool) -> None:
        self.samples, self.size = samples, size
        self.labels = sorted({sample.label for sample in samples})
        self.kept = [self.read(sample) for sample in samples] if kept else None

    def __len__(self) -> int:
        return len(self.samples)

    def read(self, sample: Sample) -> Tensor:
        with Pil.open(sample.path) as file:
            image = v2.functional.pil_to_tensor(file.convert("L"))
        image = v2.functional.resize(image, [self.size, self.size], antialias=True)
        scaled: Tensor = v2.functional.to_dtype(image, torch.float32, scale=True)
        return scaled

    def __getitem__(self, number: int) -> tuple[Tensor, int]:
        image = self.kept[number] if self.kept else self.read(self.samples[number])
        return THEIRS(image), self.labels.index(self.samples[number].label)


def theirs(samples: list[Sample], size: int, workers: int, *, kept: bool) -> Iterator[Any]:
    data = Theirs(samples, size, kept=kept)
    loader = DataLoader(
        data, BATCH, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=True
    )
    mixup = v2.MixUp(alpha=0.2, num_classes=len(data.labels))
    for images, truth in chain.from_iterable(repeat(loader)):
        yield mixup(images, truth)


def ours(samples: list[Sample], size: int, *, kept: bool) -> Iterator[Any]:
    need = Input(channels=1, size=(size, size), mean=(0.5,), std=(0.25,))
    labels = sorted({sample.label for sample in samples})
    card = Card("films", "classify", need, classes=tuple(Class(label) for label in labels))
    pictures = Pictures(samples, card.input) if kept else Unkept(samples, card.input)
    batches = Batches(pictures, card, batch=BATCH, how=augment.build(CHANGES), seed=0)
    for epoch in range(10**6):
        yield from batches.epoch(epoch)


class Unkept(Pictures):
    """As sets too large for memory are: read again in each epoch."""

    def fits(self) -> bool:
        return False


def rate(batches: Iterable[Any], seconds: float) -> float:
    """Images a second, after a first batch that starts workers and fills memory."""
    source = iter(batches)
    next(source)
    began, n = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        next(source)
        n += BATCH
    return n / (time.perf_counter() - began)


def busy(name: str, data: Path, seconds: float) -> float:
    """The share of a training's time in which the network is at work."""
    recipe = recipes.get(name)
    samples = read_classes(data, "train", classes=recipe.card.names)
    pictures = Pictures(samples, recipe.card.input)
    accelerator = accelerator_of(recipe)
    net = fresh_net(recipe, recipe.card, pictures).to(memory_format=torch.channels_last).train()
    net, optimiser = accelerator.prepare(net, torch.optim.AdamW(net.parameters(), 1e-4))
    batches = Batches(pictures, recipe.card, batch=BATCH, how=augment.build(recipe.augment), seed=0)
    source = chain.from_iterable(map(batches.epoch, range(10**6)))
    waited = whole = 0.0
    for step in range(10**6):
        began = time.perf_counter()
        batch = next(source)
        given = time.perf_counter()
        with accelerator.autocast():
            image = batch["image"].contiguous(memory_format=torch.channels_last)
            loss = cross_entropy(net(image), batch["truth"])
        accelerator.backward(loss)
        optimiser.step()
        optimiser.zero_grad()
        if step:  # the first reads all files and warms up
            waited, whole = waited + given - began, whole + time.perf_counter() - began
        if whole > seconds:
            return 1 - waited / whole
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with cxr_pneumonia, cats_dogs, ...")
    parser.add_argument("--size", type=int, default=160)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    how = parser.parse_args()
    torch.set_num_threads(how.workers)
    samples = list(read_classes(how.data / "cxr_pneumonia", "train"))
    print("| images/s | torchvision v2, one by one | diaphane | ratio |\n| --- | --- | --- | --- |")
    for kept, title in ((True, "in memory: change"), (False, "from files: read, prepare, change")):
        other = rate(theirs(samples, how.size, how.workers, kept=kept), how.seconds)
        mine = rate(ours(samples, how.size, kept=kept), how.seconds)
        print(f"| {title} | {other:.0f} | {mine:.0f} | {mine / other:.1f} |", flush=True)
    print("\n| recipe | share of the time in which the network works |\n| --- | --- |")
    for name, folder in (
        ("pneumonia-xray", "cxr_pneumonia"),
        ("cats-dogs-small", "cats_dogs"),
        ("brain-tumor", "brain_tumor_mri"),
        ("covid-xray", "cxr_covid"),
    ):
        share = busy(name, how.data / folder, how.seconds)
        print(f"| `{name}` | {share:.1%} |", flush=True)


if __name__ == "__main__":
    main()
