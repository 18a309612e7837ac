"""What decoding in a process of its own costs, against decoding in place.

    python benchmarks/apart.py [--rounds 200]

Each file is decoded both ways in turn. Told are the medians and the lowest in milliseconds, and
the processor time of both processes, which a busy machine distorts least.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import numpy as np
from nibabel.nifti1 import Nifti1Image
from PIL import Image as Pillow

from diaphane.infer.bench import machine
from diaphane.io import decode_here
from diaphane.io.apart import Process
from diaphane.io.sniff import Format


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    print(machine())
    begin = perf_counter()
    process = Process()
    process.decode(saved("PNG", 1), "png")
    print(f"the first file, process and imports included: {(perf_counter() - begin) * 1e3:.0f} ms")
    for name, data, format_ in files():
        compare(name, data, format_, process, rounds)
    process.kill()


def files() -> Iterator[tuple[str, bytes, Format]]:
    yield "PNG 1 x 1", saved("PNG", 1), "png"
    yield "JPEG 512 x 512", saved("JPEG", 512), "jpeg"
    yield "PNG 512 x 512", saved("PNG", 512), "png"
    yield "PNG 2000 x 2000", saved("PNG", 2000), "png"
    volume = Nifti1Image(np.arange(64**3, dtype=np.int16).reshape(64, 64, 64), np.eye(4))
    yield "NIfTI 64 x 64 x 64, gzip", gzip.compress(volume.to_bytes()), "nifti"


def saved(kind: str, side: int) -> bytes:
    blocks = np.random.default_rng(0).integers(0, 255, (side // 8 + 1, side // 8 + 1, 3), np.uint8)
    buffer = BytesIO()
    Pillow.fromarray(blocks.repeat(8, 0).repeat(8, 1)[:side, :side]).save(buffer, kind)
    return buffer.getvalue()


def compare(name: str, data: bytes, format_: Format, process: Process, rounds: int) -> None:
    """One line of the table."""
    here, apart = [], []
    for _ in range(rounds):
        here.append(seconds(lambda: decode_here(data, format_)))
        apart.append(seconds(lambda: process.decode(data, format_)))
    more = [1e3 * (how(apart) - how(here)) for how in (median, min)]
    cpu = 1e3 * (processor(process, data, format_, rounds) - alone(data, format_, rounds))
    print(
        f"{name:26s} in place {1e3 * median(here):7.2f} ms, apart {1e3 * median(apart):7.2f} ms: "
        f"+{more[0]:.2f} ms (lowest +{more[1]:.2f}, processor +{cpu:.2f})"
    )


def seconds(do: Callable[[], object]) -> float:
    begin = perf_counter()
    do()
    return perf_counter() - begin


def alone(data: bytes, format_: Format, rounds: int) -> float:
    """Seconds of the processor for a file, in place."""
    begin = process_time()
    for _ in range(rounds):
        decode_here(data, format_)
    return (process_time() - begin) / rounds


def processor(process: Process, data: bytes, format_: Format, rounds: int) -> float:
    """The same apart, in both processes (proc(5))."""
    nanoseconds = Path(f"/proc/{process.number}/schedstat")

    def used() -> float:
        return process_time() + int(nanoseconds.read_text().split()[0]) * 1e-9

    begin = used()
    for _ in range(rounds):
        process.decode(data, format_)
    return (used() - begin) / rounds


if __name__ == "__main__":
    main()
