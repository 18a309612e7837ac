"""How fast images are taken from the DICOM network and safe on the disk, beside pynetdicom alone.

    python benchmarks/receive.py [--rounds 3] [--associations 8] [--images 40]

Each association sends CT images of 39 KB one after the other, all at the same time; turn by turn to
the receiver and to a bare pynetdicom server that writes each file and waits for the disk, both in
processes of their own. Told are images a second and how long an answer took. Afterwards every
image is counted.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ImplicitVRLittleEndian, generate_uid
from pynetdicom import AE, evt

from diaphane.infer.bench import machine

SIDE = 140
"""39 KB of 16 bits."""

OURS = "from diaphane.cli.main import main; main()"
TITLE = "DIAPHANE"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--associations", type=int, default=8)
    parser.add_argument("--images", type=int, default=40)
    parser.add_argument("--bare", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.bare:
        bare(asked.bare)
        return
    print(machine())
    commands = {
        "diaphane": [sys.executable, "-c", OURS, "pacs", "listen", "--port", "0", "--folder"],
        "pynetdicom": [sys.executable, __file__, "--bare"],
    }
    for _ in range(asked.rounds):
        for name, command in commands.items():
            measure(name, command, asked.associations, asked.images)


def measure(name: str, command: list[str], associations: int, images: int) -> None:
    """One line of the table."""
    with TemporaryDirectory() as folder, serving([*command, folder]) as port:
        series = [[made() for _ in range(images)] for _ in range(associations)]
        send(port, [made(), made()])
        begin = perf_counter()
        with ThreadPoolExecutor(associations) as threads:
            took = [one for times in threads.map(lambda s: send(port, s), series) for one in times]
        seconds = perf_counter() - begin
        kept = len(list(Path(folder).glob("*.dcm")))
    high = quantiles(took, n=100)[98]
    print(
        f"{name:12s} {len(took) / seconds:6.1f} images/s, answered after {1e3 * median(took):4.0f} "
        f"ms, 99 % within {1e3 * high:4.0f} ms; {kept - 2} of {associations * images} are there"
    )


@contextmanager
def serving(command: list[str]) -> Iterator[int]:
    """A receiver and its port, which it says first."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    found = re.search(r"port (\d+)", process.stderr.readline())
    assert found
    try:
        yield int(found[1])
    finally:
        process.kill()
        process.communicate()


def send(port: int, series: list[Dataset]) -> list[float]:
    """How many seconds each took to be answered."""
    entity = AE("BENCH")
    entity.add_requested_context(CTImageStorage, ImplicitVRLittleEndian)
    association = entity.associate("127.0.0.1", port, ae_title=TITLE)
    took = []
    for dataset in series:
        begin = perf_counter()
        status = association.send_c_store(dataset)
        took.append(perf_counter() - begin)
        if not status:  # its reactor took the answer for a request; seen twice in 20,000
            raise SystemExit("pynetdicom as the sender lost an answer; run this again")
        assert status.Status == 0
    association.release()
    return took


def made() -> Dataset:
    """A CT image of nobody."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, generate_uid()
    dataset.Rows = dataset.Columns = SIDE
    dataset.BitsAllocated = dataset.BitsStored = 16
    dataset.HighBit, dataset.PixelRepresentation, dataset.SamplesPerPixel = 15, 1, 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.PixelData = np.random.default_rng(0).integers(0, 999, SIDE * SIDE, np.int16).tobytes()
    return dataset


def bare(folder: Path) -> None:
    """pynetdicom as its manual shows it, but that it waits for the disk."""

    def store(event: evt.Event) -> int:
        path = folder / f"{event.request.AffectedSOPInstanceUID}.dcm"  # type: ignore[union-attr]
        with path.open("wb") as file:
            file.write(event.encoded_dataset())
            file.flush()
            os.fsync(file.fileno())
        return 0

    entity = AE(TITLE)
    entity.add_supported_context(CTImageStorage, ImplicitVRLittleEndian)
    server = entity.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store)]
    )
    assert server
    print(f"port {server.server_address[1]}", file=sys.stderr, flush=True)
    Event().wait()


if __name__ == "__main__":
    main()
