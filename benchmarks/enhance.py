"""How fast a picture is made four times as large, beside torch alone, and how much memory it takes.

    python benchmarks/enhance.py speed [MODEL] [--side 512] [--rounds 5]
    python benchmarks/enhance.py memory [MODEL] [--side 512] [--runtime onnxruntime]

`speed` enlarges a colour picture through `Model.predict`, what was invented included: the network
in torch (float32, eager, the whole picture at once), in onnxruntime and in OpenVINO, in turns, so
that all meet the same load of the machine; `network` is the time without what comes after.
`memory` does it once in a process of its own and prints the largest memory of that process, all
included. MODEL is a run's folder; without one it is a fresh network of the recipe `sr-x4`. Random
weights do not change the time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from diaphane.image import Image
from diaphane.infer.bench import peak_mb
from diaphane.infer.enhance import enhance
from diaphane.infer.model import Model, load
from diaphane.recipe import Recipe
from diaphane.recipes.enhance import sr_x4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "memory", "child"))
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runtime", default="onnxruntime")
    asked = parser.parse_args()
    if asked.what == "child":
        child(asked.run, asked.side, asked.runtime)
        return
    with TemporaryDirectory() as folder:
        file = asked.run / "model.onnx" if asked.run else Path(folder) / "model.onnx"
        recipe = recipe_of(asked.run)
        if not asked.run:
            export_fresh(file, recipe)
        if asked.what == "speed":
            speed(file, recipe, asked.side, asked.rounds)
            return
        options = ["--side", str(asked.side), "--runtime", asked.runtime]
        subprocess.run([sys.executable, __file__, "child", str(file), *options], check=True)


def recipe_of(run: Path | None) -> Recipe:
    return Recipe.from_json((run / "recipe.json").read_text()) if run else sr_x4


def export_fresh(file: Path, recipe: Recipe) -> None:
    """A network of random weights with the recipe's card."""
    import torch

    from diaphane.learn.export import export_picture, put_card

    samples = torch.rand(2, recipe.card.input.channels, 64, 64)
    export_picture(fresh(recipe), samples, file)
    put_card(file, recipe.card)


def fresh(recipe: Recipe):  # type: ignore[no-untyped-def]
    """The same network in torch."""
    import torch

    from diaphane import nets

    torch.manual_seed(0)
    channels, scale = recipe.card.input.channels, recipe.card.scale
    return nets.enhancer(recipe.net, channels=channels, scale=scale).eval()


def speed(file: Path, recipe: Recipe, side: int, rounds: int) -> None:
    """Print the seconds of a whole picture by each runtime, and the ratios to torch."""
    import torch

    from diaphane.learn.answering import answering

    torch_net = answering(fresh(recipe), torch.device("cpu"), "picture")
    models = {
        "torch eager": Model(torch_net, whole(recipe, side)),
        "onnxruntime": load(file),
        "openvino": load(file, runtime="openvino"),
    }
    image = picture(side, recipe.card.input.channels)
    kinds: dict[str, Callable[[Model], object]] = {
        "network": lambda model: enhance(model.network, image, model.card),
        "predict": lambda model: model.predict(image),
    }
    for kind, work in kinds.items():
        seconds: dict[str, list[float]] = {name: [] for name in models}
        for turn in range(rounds + 1):
            for name, model in models.items():
                began = time.perf_counter()
                work(model)
                if turn:  # the first warms up
                    seconds[name].append(time.perf_counter() - began)
        tell(kind, seconds)
    print(f"torch threads: {torch.get_num_threads()}")


def tell(kind: str, seconds: dict[str, list[float]]) -> None:
    base = np.array(seconds["torch eager"])
    for name, taken in seconds.items():
        ratio = np.median(base / taken)
        print(
            f"{kind}: {name:12}  median {np.median(taken):.2f} s, least {min(taken):.2f} s, "
            f"x{ratio:.2f}"
        )


def whole(recipe: Recipe, side: int):  # type: ignore[no-untyped-def]
    """The card of a network that sees the whole picture at once."""
    from dataclasses import replace

    return recipe.card.but(input=replace(recipe.card.input, tile=(side, side)))


def picture(side: int, channels: int) -> Image:
    """Noise: what is in a picture does not change the time."""
    rng = np.random.default_rng(0)
    return Image(rng.integers(0, 256, (channels, side, side), np.uint8))


def child(file: Path, side: int, runtime: str) -> None:
    """Enlarge a picture, then tell the memory."""
    model = load(file, runtime=runtime)
    image = picture(side, model.card.input.channels)
    started = peak_mb()
    began = time.perf_counter()
    result = model.predict(image)
    seconds = time.perf_counter() - began
    assert result.image is not None
    facts = {"seconds": round(seconds, 1), "loaded_mb": started, "peak_mb": peak_mb()}
    print(json.dumps({**facts, "shape": result.image.shape}))


if __name__ == "__main__":
    main()
