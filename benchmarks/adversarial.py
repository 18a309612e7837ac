"""The adversarial stage in bfloat16 against float32: seconds of processor time a step, both phases.

    python benchmarks/adversarial.py [--side 32] [--batch 4] [--rounds 5]

The networks of the recipe `sr-x4-gan`, without the loss of features, take steps on made-up crops as
the training loop does, in turns, so that both meet the same load of the machine.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

import torch

from diaphane import nets
from diaphane.infer.bench import machine
from diaphane.learn import optimisers
from diaphane.learn.build import accelerator_of
from diaphane.learn.enhancing import build
from diaphane.recipe import named
from diaphane.recipes.enhance import sr_x4_gan


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    steps = {name: step_in(name, asked.side, asked.batch) for name in ("fp32", "bf16")}
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for each in range(asked.rounds + 1):  # the first is not counted
        for name, step in steps.items():
            began = time.process_time()
            step()
            seconds[name] += [time.process_time() - began] if each else []
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{asked.batch} crops of {asked.side} px, {datetime.now(UTC):%Y-%m-%d}, {where}")
    slow, fast = (median(seconds[name]) for name in ("fp32", "bf16"))
    print(f"fp32: {slow:.3f} s, bf16: {fast:.3f} s a step, ratio {slow / fast:.2f}")


def step_in(precision: str, side: int, batch: int) -> Callable[[], None]:
    """One step of both phases."""
    recipe = sr_x4_gan.with_settings([f"precision={precision}"])
    accelerator = accelerator_of(recipe)
    net = nets.enhancer(recipe.net, channels=3, scale=4).to(memory_format=torch.channels_last)
    objective = build(
        named("adversarial", feature=0), accelerator.prepare(net), prepare=accelerator.prepare
    )
    objective.begin(0)
    movers = [
        optimisers.build(recipe.optimiser, accelerator.unwrap_model(phase.moves))
        for phase in objective.phases
    ]
    crops = {
        name: torch.rand(batch, 3, n, n).contiguous(memory_format=torch.channels_last)
        for name, n in (("image", side), ("truth", 4 * side))
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
