"""Training a U-Net in bfloat16 against float32: images a second, and what becomes of the Dice.

    python benchmarks/precision.py [--size 256] [--width 32] [--epochs 6] [--steps 20] [--data DIR]

Both precisions train the recipe `segment` on the same patches in the same order, with the loop that
`diaphane train` runs, epoch by epoch in turns, so that a machine that slows down slows both. The
Dice is that of the held-out images after the last epoch, answered by each network in the precision
it was trained in. Without --data drawn retinas are used: no real image.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from diaphane.data.pairs import read_pairs
from diaphane.data.phantom_pairs import write_pairs
from diaphane.infer.bench import machine
from diaphane.learn.loop import Loop
from diaphane.learn.pairs import GatheredPairs, held_out
from diaphane.learn.patches import Patches
from diaphane.learn.run import Run
from diaphane.learn.score import Held, hold, score
from diaphane.learn.segment import loop_of
from diaphane.learn.watch import JsonLog, read_log
from diaphane.recipe import Recipe
from diaphane.recipes import get

PRECISIONS = ("fp32", "bf16")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--depth", type=int, default=4)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--recipe", default="retina-vessels")
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    recipe = get(asked.recipe).with_settings(
        [
            f"net.width={asked.width}",
            f"net.depth={asked.depth}",
            f"batch={asked.batch}",
            f"epochs={asked.epochs}",
            f"patch.size=[{asked.size},{asked.size}]",
            f"patch.steps={asked.steps}",
            "average=0.9",
        ]
    )
    with tempfile.TemporaryDirectory() as folder:
        data = asked.data or drawn(Path(folder) / "data")
        trials = {name: Trial(recipe, data, Path(folder) / name, name) for name in PRECISIONS}
        for _ in range(asked.epochs):
            for trial in trials.values():
                trial.one_epoch()
        where = ", ".join(f"{key} {value}" for key, value in machine().items())
        print(f"{recipe.net}, {asked.size} px, {datetime.now(UTC):%Y-%m-%d}, {where}")
        for name, trial in trials.items():
            print(f"{name}: {trial.pace:6.2f} images/s, Dice {trial.dice:.3f}")
        slow, fast = trials.values()
        print(
            f"ratio: {fast.pace / slow.pace:.2f}, Dice differs by {abs(fast.dice - slow.dice):.4f}"
        )


class Trial:
    """A training in one precision."""

    def __init__(self, recipe: Recipe, data: Path, folder: Path, precision: str) -> None:
        recipe = recipe.with_settings([f"precision={precision}"])
        pairs = read_pairs(data, "train")
        held, _ = held_out(pairs, 0.25, seed=0)
        run = Run(folder)
        folder.mkdir()
        train = tuple(pair for pair in pairs if pair not in held)
        found = GatheredPairs({"train": train}, "", {})
        self.log, self.images = run.log, recipe.batch * recipe.patch.steps
        self.loop: Loop
        self.patches: Patches
        self.loop, self.patches = loop_of(recipe, found, run, ())
        self.loop.watchers = [JsonLog(run.log)]
        self.held: tuple[Held, ...] = hold(held, recipe.card)
        self.recipe = recipe

    def one_epoch(self) -> None:
        self.loop.one_epoch(
            self.patches,
            lambda net: score(
                net, self.held, self.recipe.card, device=self.loop.accelerator.device
            ),
        )

    @property
    def pace(self) -> float:
        """Images a second: the median over the epochs."""
        return float(median(self.images / line["seconds"] for line in read_log(self.log)))

    @property
    def dice(self) -> float:
        return float(read_log(self.log)[-1]["val_dice"])


def drawn(folder: Path) -> Path:
    """Twelve retinas."""
    write_pairs(folder, "vessels", 12)
    return folder


if __name__ == "__main__":
    main()
