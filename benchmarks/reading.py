"""How fast a DICOM series and a NIfTI volume are read, and in how much memory, against MONAI's
`LoadImage` with its pydicom reader, and against nibabel.

    python benchmarks/reading.py [--slices 300] [--rounds 5]

The readers take turns, after a first round that does not count; told are medians, and the median
of the ratios turn by turn, of the processor's time (all processes of ours together) and of the
clock's. Memory is the peak of a process of its own above what it takes once all is imported and a
small series was read, in sizes of the volume in 16 bits. Prints a table.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, CTImageStorage, ExplicitVRLittleEndian

SIDE = 512
Read = Callable[[Path], Any]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--slices", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", nargs=3, metavar=("READER", "SMALL", "LARGE"))
    asked = parser.parse_args()
    if asked.memory:
        reader, small, large = asked.memory
        print(peak(READERS[reader](), Path(small), Path(large)))
        return
    with TemporaryDirectory() as folder:
        place = Path(folder)
        series, small = place / "series", place / "small"
        make_series(series, asked.slices)
        make_series(small, 2)
        nifti = make_nifti(place / "volume.nii.gz", asked.slices)
        print("| | ours | theirs | theirs for ours |\n|---|---|---|---|")
        compare("series, MONAI", ours(), monai(), series, asked.rounds)
        compare("volume.nii.gz, nibabel", ours(), nibabel(), nifti, asked.rounds)
        for reader in ("ours", "monai"):
            print(f"peak of {reader}, in volumes of 16 bits: {apart(reader, small, series):.2f}")


def ours() -> Read:
    from diaphane.io import read

    return lambda path: read(path).pixels


def monai() -> Read:
    from monai.transforms import LoadImage

    load = LoadImage(reader="PydicomReader", image_only=True)
    return lambda path: load(str(path))


def nibabel() -> Read:
    import nibabel

    return lambda path: np.asarray(nibabel.load(path).dataobj)


READERS: dict[str, Callable[[], Read]] = {"ours": ours, "monai": monai, "nibabel": nibabel}


def compare(name: str, one: Read, other: Read, path: Path, rounds: int) -> None:
    """A line of the table for each kind of time."""
    taken = [(timed(one, path), timed(other, path)) for _ in range(rounds + 1)][1:]
    for kind, what in enumerate(("processor", "clock")):
        pairs = [(a[kind], b[kind]) for a, b in taken]
        mine, theirs = (median(column) for column in zip(*pairs, strict=True))
        ratio = median(b / a for a, b in pairs)
        print(f"| {name}: {what} | {mine:.2f} s | {theirs:.2f} s | x{ratio:.1f} |", flush=True)


def timed(read: Read, path: Path) -> tuple[float, float]:
    """Seconds of the processor and of the clock."""
    gc.collect()
    start, clock = spent(), time.perf_counter()
    read(path)
    return spent() - start, time.perf_counter() - clock


def spent() -> float:
    """Seconds of the processor, of this process and those it started."""
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def apart(reader: str, small: Path, large: Path) -> float:
    """The peak of reading in a process of its own, in sizes of the volume in 16 bits."""
    call = [sys.executable, __file__, "--memory", reader, str(small), str(large)]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1]) / (len(list(large.iterdir())) * SIDE * SIDE * 2)


def peak(read: Read, small: Path, large: Path) -> int:
    """Bytes at the most while reading, above those before it."""
    read(small)
    gc.collect()
    before = int(psutil.Process().memory_info().rss)
    kept = read(large)
    assert kept.shape
    status = Path("/proc/self/status").read_text()
    most = int(status.split("VmHWM:")[1].split()[0]) * 1024
    return most - before


def make_series(folder: Path, slices: int) -> None:
    """A CT of 12 bits: a round body in air, with noise."""
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 40, (SIDE, SIDE))
    y, x = np.indices((SIDE, SIDE)) - SIDE / 2
    body = np.where(x**2 + y**2 < (0.4 * SIDE) ** 2, 1064, 24)
    for k in range(slices):
        values = (body + np.roll(noise, k)).astype("<u2")
        slice_file(values, k).save_as(folder / f"{k:04}.dcm", enforce_file_format=True)


def slice_file(values: np.ndarray[Any, Any], number: int) -> FileDataset:
    """One file of the series."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = UID(f"1.2.3.{number + 1}")
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = CTImageStorage, meta.MediaStorageSOPInstanceUID
    made.StudyInstanceUID, made.SeriesInstanceUID, made.Modality = "1.2.4", "1.2.5", "CT"
    made.FrameOfReferenceUID, made.InstanceNumber = "1.2.6", number + 1
    made.ImageOrientationPatient, made.PixelSpacing = [1, 0, 0, 0, 1, 0], [0.7, 0.7]
    made.ImagePositionPatient = [-180, -180, 1.25 * number]
    made.RescaleSlope, made.RescaleIntercept = 1, -1024
    made.WindowCenter, made.WindowWidth = 40, 400
    made.Rows = made.Columns = SIDE
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated, made.BitsStored, made.HighBit, made.PixelRepresentation = 16, 12, 11, 0
    made.PixelData = values.tobytes()
    made["PixelData"].VR = "OW"
    return made


def make_nifti(path: Path, slices: int) -> Path:
    """The same body as a gzipped volume of a quarter of the pixels."""
    import nibabel

    noise = np.random.default_rng(0).integers(0, 40, (SIDE // 2, SIDE // 2, slices))
    x, y = (np.indices((SIDE // 2, SIDE // 2)) - SIDE / 4)[:, :, :, None]
    body = np.where(x**2 + y**2 < (0.2 * SIDE) ** 2, 40, -1000)
    affine = np.diag([-1.4, -1.4, 1.25, 1])
    volume = nibabel.Nifti1Image((body + noise).astype(np.int16), affine)
    nibabel.save(volume, path)
    return path


if __name__ == "__main__":
    main()
