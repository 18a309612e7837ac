"""How long each stage of a prediction takes on this machine, and how much memory it needs."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Literal, TypeVar

import numpy as np

from .. import __version__
from ..card import Card
from ..errors import BadData
from ..image import Image
from ..io import read
from ..io.write import write_png
from ..pixels.draw import answer_picture
from ..pixels.draw_enhanced import enhanced_picture
from ..pixels.draw_labels import labels_picture
from ..pixels.draw_translated import translated_picture
from ..pixels.page import Picture
from ..pixels.planes import plane
from ..pixels.prepare import prepare
from ..tasks import TASKS
from .every import EVERY, Ways
from .model import Model, load
from .runtime import threads

Stage = Literal["start", "load", "decode", "prepare", "infer", "post", "write"]
STAGES: tuple[Stage, ...] = ("start", "load", "decode", "prepare", "infer", "post", "write")
"""A fresh Python that imports diaphane; the model from its file; an image from its file; the
network's input; the network; the answer from its outputs; a drawn page as PNG."""

Made = TypeVar("Made")

DRAWN: Mapping[str, Callable[[Image, Any, Card], Picture]] = {
    "classify": answer_picture,
    "segment": labels_picture,
    "enhance": enhanced_picture,
    "translate": translated_picture,
}
"""What a person is shown, by task."""


@dataclass(frozen=True)
class StageTiming:
    """Milliseconds of a stage."""

    stage: Stage
    n: int
    median: float
    iqr: float
    """Between the first and the third quartile."""


@dataclass(frozen=True)
class Bench:
    """A measurement, with what is needed to compare it with another."""

    stages: tuple[StageTiming, ...]
    peak_mb: float | None
    """Largest memory of this process so far; None where the system does not tell."""
    machine: Mapping[str, str]
    runtime: str
    precision: str

    def to_plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def bench(
    name: str | Path,
    paths: Sequence[Path],
    *,
    runtime: str = "onnxruntime",
    device: str = "cpu",
    repeats: int = 5,
) -> Bench:
    """Time every stage: start and load `repeats` times, the others once for each path.

    The first image warms the model up and is not counted unless it is the only one.
    """
    if not paths:
        raise BadData("expected at least one image to measure with, got none; name some files")
    clock = Clock()
    for _ in range(repeats):
        clock.time("start", _fresh_import)
        model = clock.time("load", lambda: load(name, runtime=runtime, device=device))
    with TemporaryDirectory() as folder:
        _one(model, paths[0], Path(folder) / "0.png", Clock())
        for path in paths[1:] or paths:
            _one(model, path, Path(folder) / "0.png", clock)
    origin = model.origin
    return Bench(clock.timings(), peak_mb(), machine(), origin.runtime, origin.precision)


class Clock:
    """Keeps seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[Stage, list[float]] = {}

    def time(self, stage: Stage, work: Callable[[], Made]) -> Made:
        """Do the work and keep how long it took."""
        began = perf_counter()
        made = work()
        self.seconds.setdefault(stage, []).append(perf_counter() - began)
        return made

    def timings(self) -> tuple[StageTiming, ...]:
        """In the order of the stages."""
        return tuple(
            _timing(stage, self.seconds[stage]) for stage in STAGES if stage in self.seconds
        )


def machine() -> dict[str, str]:
    """What a figure of speed depends on; nothing that names the machine or its owner."""
    import onnxruntime

    return {
        "cpu": _cpu(),
        "cores": str(threads()),
        "os": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "diaphane": __version__,
        "numpy": np.__version__,
        "onnxruntime": str(onnxruntime.__version__),
    }


def peak_mb() -> float | None:
    """Largest memory of this process so far, in 2^20 bytes.

    Linux tells it of this program alone; elsewhere a process begins with its parent's.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 2**10
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return None
    largest = getrusage(RUSAGE_SELF).ru_maxrss
    return largest / (2**20 if sys.platform == "darwin" else 2**10)


def _one(model: Model, path: Path, out: Path, clock: Clock) -> None:
    """One image through all stages."""
    card = model.card
    if TASKS[card.task].tiled:
        _one_tiled(model, path, out, clock)
        return
    image, _ = clock.time("decode", lambda: plane(read(path)))
    ready = clock.time("prepare", lambda: prepare(image, card.input))
    outputs = clock.time("infer", lambda: model.network(ready.pixels[None]))
    mine = {key: values[0] for key, values in outputs.items()}
    result = clock.time("post", lambda: TASKS[card.task].decode(mine, image, ready, card))
    clock.time("write", lambda: _write(image, result, model, out))


def _one_tiled(model: Model, path: Path, out: Path, clock: Clock) -> None:
    """The same for a model that cuts images into tiles, which are prepared one by one: that is
    part of the network's time."""
    card = model.card
    image = clock.time("decode", lambda: read(path))
    ask = EVERY[card.task]
    outputs, seen = clock.time("infer", lambda: ask(model.network, image, card, Ways()))
    result = clock.time("post", lambda: TASKS[card.task].decode(outputs, image, seen, card))
    clock.time("write", lambda: _write(image, result, model, out))


def _write(image: Image, result: Any, model: Model, out: Path) -> None:
    draw = DRAWN[model.card.task]
    write_png(out, np.moveaxis(draw(image, result, model.card), 0, -1))


def _fresh_import() -> None:
    subprocess.run([sys.executable, "-c", "import diaphane"], check=True, env=dict(os.environ))


def _timing(stage: Stage, seconds: Sequence[float]) -> StageTiming:
    first, median, third = np.percentile(seconds, (25, 50, 75)) * 1000
    return StageTiming(stage, len(seconds), float(median), float(third - first))


def _cpu() -> str:
    """The processor's name as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
