"""Prediction against a plain torch script: whole process, images a second, memory.

    python benchmarks/predict.py [MODEL] [--data FOLDER] [--images 1000] [--rounds 5]

MODEL is a classifier whose card names its timm network. Without --data, pictures are made.
Ours and the peer's (`peer.py`) run in turn, each in a fresh process; a ratio is the median of
the rounds' ratios. The table goes to --out, with date and machine.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from diaphane.card import Card
from diaphane.infer.bench import machine
from diaphane.infer.model import load, read_card

HERE = Path(__file__).parent
EARLY, WARM = 100, 32
OURS_ONLY = ("dense", "dropout")
"""Settings of our head, which timm does not know."""
RUNTIMES = ("onnxruntime", "openvino")


@dataclass(frozen=True)
class Run:
    """A process that ended."""

    seconds: float
    peak_mb: float
    said: str


def main() -> None:
    """Measure, print and write the table."""
    asked = arguments()
    if asked.child:
        child(asked.model, asked.data, asked.images, asked.child)
        return
    card = read_card(asked.model)
    with TemporaryDirectory() as folder:
        data = asked.data or made(Path(folder), asked.images)
        files = files_in(data)[: asked.images]
        lines = [
            *whole_process(asked.model, card, files[0], asked),
            *many_images(asked.model, card, data, asked),
        ]
    page = "\n".join([*heading(asked.model, card, len(files), asked.rounds), *lines, ""])
    print(page)
    asked.out.write_text(page, encoding="utf-8")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("model", nargs="?", default="brain-tumor")
    parser.add_argument("--data", type=Path, help="a folder of JPEGs")
    parser.add_argument("--images", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--network", default="", help="timm's name, where the card has none")
    parser.add_argument("--out", type=Path, default=HERE / "predict.md")
    parser.add_argument("--child", choices=RUNTIMES, help=argparse.SUPPRESS)
    return parser.parse_args()


def whole_process(model: str, card: Card, file: Path, asked: argparse.Namespace) -> list[str]:
    """One image, from the start of Python to its end."""
    start = "from diaphane.cli.main import main; main()"  # what the command `diaphane` runs
    ours = [sys.executable, "-c", start, "predict", model, str(file)]
    theirs = peer("one", card, asked.network, str(file))
    run(ours), run(theirs)  # the files are in the system's cache from here on
    pairs = [(run(ours), run(theirs)) for _ in range(asked.rounds)]
    mine, peers = zip(*pairs, strict=True)
    faster = median(b.seconds / a.seconds for a, b in pairs)
    return [
        "| one image, whole process | seconds | peak memory, MB | times as fast |",
        "| --- | --- | --- | --- |",
        f"| torch, timm, Pillow | {mid_seconds(peers):.2f} | {mid_peak(peers):.0f} | 1 |",
        f"| diaphane predict | {mid_seconds(mine):.2f} | {mid_peak(mine):.0f} | {faster:.1f} |",
        "",
    ]


def many_images(model: str, card: Card, data: Path, asked: argparse.Namespace) -> list[str]:
    """A folder, decoding included, after the model is loaded and warm."""
    count = str(asked.images)
    theirs = peer("many", card, asked.network, str(data), count)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ("torch", *RUNTIMES)}
    for _ in range(asked.rounds):
        found["torch"].append(json.loads(run(theirs).said))
        for runtime in RUNTIMES:
            ours = [sys.executable, __file__, model, "--data", str(data), "--images", count]
            found[runtime].append(json.loads(run([*ours, "--child", runtime]).said))
    lines = [
        f"| {count} JPEGs, decoding included | images/s | times as fast | "
        f"memory grown from image {EARLY} to the last, MB |",
        "| --- | --- | --- | --- |",
    ]
    for name, rounds in found.items():
        speed = median(one["images_per_s"] for one in rounds)
        faster = median(
            one["images_per_s"] / base["images_per_s"]
            for one, base in zip(rounds, found["torch"], strict=True)
        )
        grown = f"{max(one['grown_mb'] for one in rounds):.0f}" if name != "torch" else ""
        lines.append(f"| {name} | {speed:.0f} | {faster:.1f} | {grown} |")
    return lines


def child(model: str, data: Path, count: int, runtime: str) -> None:
    """`predict_many` over a folder, in a process of its own."""
    files = files_in(data)[:count]
    loaded = load(model, runtime=runtime)
    for _ in loaded.predict_many(files[:WARM]):
        pass
    began, early = time.perf_counter(), 0.0
    for number, (_, answer) in enumerate(loaded.predict_many(files)):
        if isinstance(answer, Exception):
            raise answer
        if number == min(EARLY, len(files) - 1):
            early = memory_mb()
    speed = len(files) / (time.perf_counter() - began)
    print(json.dumps({"images_per_s": speed, "grown_mb": memory_mb() - early}))


def peer(job: str, card: Card, network: str, *rest: str) -> list[str]:
    """The command that does the same without Diaphane."""
    name, settings = (network, {}) if network else parsed(card.network)
    size = ",".join(map(str, card.input.size or (224, 224)))
    shape = [size, str(card.input.channels), str(len(card.classes))]
    return [sys.executable, str(HERE / "peer.py"), job, name, json.dumps(settings), *shape, *rest]


def parsed(network: str) -> tuple[str, dict[str, object]]:
    """`resnet18d(channels=(48, 96))` as a name and timm's settings."""
    if not network:
        raise SystemExit("the card names no network; give --network")
    tree = ast.parse(network, mode="eval").body
    if not isinstance(tree, ast.Call):
        return network, {}
    settings = {word.arg or "": ast.literal_eval(word.value) for word in tree.keywords}
    kept = {name: value for name, value in settings.items() if name not in OURS_ONLY}
    return ast.unparse(tree.func), kept


def run(command: Sequence[str]) -> Run:
    """Run to the end; time and largest memory of that process alone."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"failed with {process.returncode}: {' '.join(command)}")
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Run(time.perf_counter() - began, peak, said)


def memory_mb() -> float:
    """What this process holds now, in 2^20 bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def files_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def made(folder: Path, count: int) -> Path:
    """JPEGs of 224 x 224 pixels with something in them to decode."""
    from PIL import Image as Pillow

    rng = np.random.default_rng(0)
    for number in range(count):
        coarse = Pillow.fromarray(rng.integers(0, 256, (28, 28), dtype=np.uint8))
        coarse.resize((224, 224), Pillow.Resampling.BICUBIC).save(folder / f"{number:05}.jpg")
    return folder


def heading(model: str, card: Card, count: int, rounds: int) -> list[str]:
    facts = ", ".join(f"{name} {value}" for name, value in machine().items())
    return [
        "# Prediction against a plain torch script",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}. {facts}. Model `{Path(model).stem}`: {card.network}. "
        f"{count} images, {rounds} rounds, medians. Made by `benchmarks/predict.py`.",
        "",
    ]


def mid_seconds(runs: Sequence[Run]) -> float:
    return median(one.seconds for one in runs)


def mid_peak(runs: Sequence[Run]) -> float:
    return median(one.peak_mb for one in runs)


if __name__ == "__main__":
    main()
