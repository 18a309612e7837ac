"""How fast whole images are segmented, beside torch alone, and how much memory a volume takes.

    python benchmarks/segment.py speed [RUN] [--width 32] [--rounds 5]
    python benchmarks/segment.py memory [RUN] [--width 16] [--shape 300,512,512]

`speed` predicts an image of 565 x 584 through `Model.predict`: the network in torch (float32,
eager), in onnxruntime and in OpenVINO, in turns, so that all meet the same load of the machine.
`memory` segments a volume of 16 bits slice by slice in a process of its own and prints the largest
memory of that process, all included. RUN is the folder of a run; without one it is a fresh U-Net
of four levels. Random weights do not change the time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from diaphane.card import Card, Class, Input, Scaling
from diaphane.image import Image
from diaphane.infer.bench import peak_mb
from diaphane.infer.model import Model, load
from diaphane.recipe import Named

ROWS, COLUMNS = 584, 565
DEPTH = 4
FUNDUS = Input(channels=3, tile=(608, 608), multiple=16, mean=(0.5,), std=(0.25,))
CHEST = Input(tile=(512, 512), multiple=16, scaling=Scaling("fixed", -1000, 400))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("speed", "memory", "child"))
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--width", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shape", default="300,512,512")
    asked = parser.parse_args()
    shape = tuple(map(int, asked.shape.split(",")))
    if asked.what == "child":
        child(asked.run, shape)
        return
    with TemporaryDirectory() as folder:
        file = asked.run / "model.onnx" if asked.run else Path(folder) / "model.onnx"
        if not asked.run:
            need = FUNDUS if asked.what == "speed" else CHEST
            card = Card("trial", "segment", need, classes=(Class("thing"),))
            export_fresh(file, card, Named("unet", {"width": asked.width, "depth": DEPTH}))
        if asked.what == "speed":
            part = Named("unet", {"width": asked.width, "depth": DEPTH})
            speed(file, net_of(asked.run) if asked.run else part, asked.rounds)
        else:
            subprocess.run(
                [sys.executable, __file__, "child", str(file), "--shape", asked.shape], check=True
            )


def export_fresh(file: Path, card: Card, part: Named) -> None:
    """A network of random weights with that card."""
    import torch

    from diaphane.learn.export import export_dense, put_card

    samples = torch.randn(2, card.input.channels, 64, 64)
    export_dense(fresh(card, part), samples, file)
    put_card(file, card)


def fresh(card: Card, part: Named):  # type: ignore[no-untyped-def]
    """The same network in torch."""
    import torch

    from diaphane import nets

    torch.manual_seed(0)
    size = card.input.tile
    return nets.build(part, inputs=card.input.channels, outputs=card.outputs, size=size).eval()


def net_of(run: Path) -> Named:
    """The network in a run's recipe."""
    from diaphane.recipe import Recipe

    return Recipe.from_json((run / "recipe.json").read_text()).net


def speed(file: Path, part: Named, rounds: int) -> None:
    """Print the seconds of a whole image by each runtime, and the ratios to torch."""
    import torch

    from diaphane.learn.answering import answering

    onnx = load(file)
    torch_net = answering(fresh(onnx.card, part), torch.device("cpu"))
    models = {
        "torch eager": Model(torch_net, onnx.card),
        "onnxruntime": onnx,
        "openvino": load(file, runtime="openvino"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in models}
    image = picture(onnx.card.input.channels)
    for turn in range(rounds + 1):
        for name, model in models.items():
            began = time.perf_counter()
            model.predict(image)
            if turn:  # the first warms up
                seconds[name].append(time.perf_counter() - began)
    base = np.array(seconds["torch eager"])
    for name, taken in seconds.items():
        ratio = np.median(base / taken)
        print(f"{name:12}  median {np.median(taken):.2f} s, least {min(taken):.2f} s, x{ratio:.2f}")
    print(f"torch threads: {torch.get_num_threads()}")


def picture(channels: int) -> Image:
    """Noise: what is in an image does not change the time."""
    rng = np.random.default_rng(0)
    return Image(rng.integers(0, 256, (channels, ROWS, COLUMNS), np.uint8))


def child(file: Path, shape: tuple[int, ...]) -> None:
    """Segment a volume, then tell the memory."""
    volume = np.zeros((1, *shape), np.int16)
    volume[:, :, ::2] = 100
    image = Image(
        volume,
        "zyx",
        spacing=(1.0, 0.7, 0.7),
        direction=np.eye(3)[:, ::-1].copy(),
        origin=(0.0, 0.0, 0.0),
    )
    model = load(file)
    started = peak_mb()
    began = time.perf_counter()
    result = model.predict(image)
    seconds = time.perf_counter() - began
    facts = {"seconds": round(seconds, 1), "loaded_mb": started, "peak_mb": peak_mb()}
    print(json.dumps({**facts, **result.measures}))


if __name__ == "__main__":
    main()
