"""Throw damaged files at every reader: each is read, or refused with an error of ours.

    python tests/fuzz.py [--seconds 60] [--reader dicom] [--seed 0]

Small valid files are mutated at random; what comes of the same reader, seed and number is always
the same file. A finding is any other error, or more than five seconds for one file; its file is
kept in `fuzz-findings/`, and becomes a line in tests/test_fuzz.py once it is mended.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import traceback
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any
from zlib import crc32

import numpy as np
from nibabel.nifti1 import Nifti1Image
from nibabel.nifti2 import Nifti2Image
from numpy.typing import NDArray
from onnx import TensorProto, helper
from PIL import Image as Pillow
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)
from safetensors.numpy import save as safetensors

from diaphane import recipes
from diaphane.card import Card
from diaphane.data.folders import read_classes
from diaphane.data.table import read_table
from diaphane.errors import DiaphaneError
from diaphane.infer import onnxfile
from diaphane.io import read
from diaphane.io.safe_archive import safe_extract
from diaphane.io.tfrecord import Features, message_of, parsed, records_in, write_records
from diaphane.recipe import Recipe
from make_dicom import as_bytes, compressed, item, lut, make_dicom

MOST_SECONDS = 5.0
FINDINGS = Path("fuzz-findings")
PIXELS = np.arange(48, dtype=np.uint16).reshape(6, 8)

Random = np.random.Generator
Files = Sequence[bytes]


@dataclass(frozen=True)
class Reader:
    """What is tried, and on what."""

    read: Callable[[Path], object]
    """Of a file's path."""
    seeds: Callable[[], Files]
    """Small valid files."""
    name: str = "file"
    """What the file is called."""
    wrap: Callable[[bytes], bytes] = bytes
    """Goes around the mutated bytes, such as a checksum or a compression."""


def dicom() -> Files:
    whole = {
        **placed(1),
        "RescaleSlope": 2,
        "RescaleIntercept": -1024,
        "WindowWidth": 10,
        "WindowCenter": 5,
        "PixelPaddingValue": 3,
    }
    frames = np.stack([PIXELS] * 3)
    measures = [item(PixelMeasuresSequence=[item(PixelSpacing=[1, 1], SliceThickness=1)])]
    places = [item(PlanePositionSequence=[item(ImagePositionPatient=[0, 0, z])]) for z in range(3)]
    made = [
        make_dicom(PIXELS, **whole),
        make_dicom(PIXELS, syntax=ImplicitVRLittleEndian, **whole),
        make_dicom(PIXELS, syntax=ExplicitVRBigEndian),
        make_dicom(PIXELS, syntax=DeflatedExplicitVRLittleEndian),
        make_dicom(np.dstack([PIXELS.astype(np.uint8)] * 3), photometric="RGB"),
        make_dicom(PIXELS, ModalityLUTSequence=[lut(0, [1, 2, 3])], VOILUTSequence=[lut(0, [9])]),
        make_dicom(
            frames,
            SharedFunctionalGroupsSequence=measures,
            PerFrameFunctionalGroupsSequence=places,
        ),
    ]
    return [as_bytes(one) for one in made]


def dicom_compressed() -> Files:
    syntaxes = (RLELossless, JPEG2000Lossless, JPEGLosslessSV1, JPEGLSLossless, JPEGBaseline8Bit)
    gray = np.add.outer(np.arange(32), np.arange(32)).astype(np.uint8)  # JPEG 2000 wants as many
    with TemporaryDirectory() as folder:
        return [compressed(make_dicom(gray), syntax, Path(folder)) for syntax in syntaxes]


def nifti() -> Files:
    volume = np.arange(60, dtype=np.int16).reshape(3, 4, 5)
    scaled = Nifti1Image(volume, np.diag([-1, 1, 2, 1]))
    scaled.header.set_slope_inter(0.5, 1)
    made = [scaled, Nifti2Image(volume, np.eye(4)), Nifti1Image(volume[..., None], np.eye(4))]
    return [bytes(one.to_bytes()) for one in made]


def rasters() -> Files:
    rgb = np.random.default_rng(0).integers(0, 255, (9, 7, 3), np.uint8)
    pictures = {
        "PNG": [rgb, rgb[..., 0], (rgb[..., 0] * 7).astype(np.uint16)],
        "JPEG": [rgb, rgb[..., 0]],
        "TIFF": [rgb, rgb[..., 0].astype(np.float32)],
        "BMP": [rgb],
        "WEBP": [rgb],
    }
    return [saved(p, kind) for kind, several in pictures.items() for p in several] + [
        saved(rgb, "TIFF", compression=how) for how in ("tiff_lzw", "jpeg", "packbits")
    ]


def saved(pixels: NDArray[Any], kind: str, **how: str) -> bytes:
    buffer = BytesIO()
    Pillow.fromarray(pixels).save(buffer, kind, **how)
    return buffer.getvalue()


FEATURES: Features = {
    "a": (b"\0\1",),
    "height": np.array([3, -4]),
    "mean": np.array([0.5], np.float32),
}


def records() -> Files:
    with TemporaryDirectory() as folder:
        return [
            write_records(Path(folder) / "a", [FEATURES, {"height": np.array([7])}]).read_bytes()
        ]


def models() -> Files:
    sums = helper.make_tensor("w", TensorProto.FLOAT, [2], [1.0, 2.0])
    shape = ["N", 2]
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "w"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        [sums],
    )
    model = helper.make_model(graph)
    helper.set_model_props(model, {"a": "b"})
    return [model.SerializeToString()]


def read_onnx(path: Path) -> None:
    data = path.read_bytes()
    onnxfile.metadata(data)
    onnxfile.points_outside(data)


def read_weights(path: Path) -> object:
    from diaphane.learn.safe_weights import safe_load_weights  # torch, only where it is asked for

    return safe_load_weights(path)


def weights() -> Files:
    return [safetensors({"a": np.ones(3, np.float32), "b": np.zeros((2, 2), np.float16)})]


def pickles() -> Files:
    import torch

    made = []
    for new in (True, False):
        buffer = BytesIO()
        torch.save({"a": torch.ones(3)}, buffer, _use_new_zipfile_serialization=new)
        made.append(buffer.getvalue())
    return made


def placed(z: int) -> dict[str, Any]:
    """Where a slice lies, as elements."""
    return {
        "PixelSpacing": [1, 2],
        "ImagePositionPatient": [0, 0, z],
        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
    }


def archives() -> Files:
    buffer = BytesIO()
    slices = [as_bytes(make_dicom(PIXELS, **placed(z))) for z in range(2)]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as box:
        for number, data in enumerate(slices):
            box.writestr(zipfile.ZipInfo(f"a/{number}.dcm"), data, zipfile.ZIP_DEFLATED)
    return [buffer.getvalue(), tarred(slices[0])]


def tarred(data: bytes) -> bytes:
    import tarfile

    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as box:
        info = tarfile.TarInfo("a/0.dcm")
        info.size = len(data)
        box.addfile(info, BytesIO(data))
    return buffer.getvalue()


def unpack(path: Path) -> object:
    return safe_extract(path, path.parent / "out")


def texts(read_text: Callable[[str], object], path: Path) -> object:
    return read_text(path.read_text(encoding="utf-8", errors="surrogateescape"))


def read_labels(path: Path) -> object:
    path.with_name("a.png").touch()
    return read_classes(path.parent)


READERS: Mapping[str, Reader] = {
    "dicom": Reader(read, dicom),
    "dicom-compressed": Reader(read, dicom_compressed),
    "nifti": Reader(read, nifti),
    "nifti-gz": Reader(read, nifti, wrap=partial(gzip.compress, mtime=0)),
    "gzip": Reader(read, lambda: [gzip.compress(one, mtime=0) for one in nifti()]),
    "raster": Reader(read, rasters),
    "tfrecord": Reader(records_in, records),
    "example": Reader(lambda path: parsed(path.read_bytes(), "x"), lambda: [message_of(FEATURES)]),
    "onnx": Reader(read_onnx, models),
    "safetensors": Reader(read_weights, weights, name="file.safetensors"),
    "pth": Reader(read_weights, pickles, name="file.pth"),
    "archive": Reader(unpack, archives),
    "study": Reader(read, archives, name="study.zip"),
    "card": Reader(
        partial(texts, Card.from_json),
        lambda: [recipes.get("brain-tumor").card.to_json().encode()],
    ),
    "recipe": Reader(
        partial(texts, Recipe.from_json), lambda: [recipes.get("brain-tumor").to_json().encode()]
    ),
    "labels": Reader(
        read_labels,
        lambda: [b"file,label,patient\na.png,x,1\nlabels.csv,y,2\n"],
        name="labels.csv",
    ),
    "table": Reader(read_table, lambda: [b"a,b,label\n1,2.5,x\n3,-4e5,y\n"], name="a.csv"),
}


@cache
def seeds_of(name: str) -> Files:
    return READERS[name].seeds()


def mutated(name: str, seed: int, number: int) -> bytes:
    """A damaged file for a reader: always the same of the same numbers."""
    random = np.random.default_rng([crc32(name.encode()), seed, number])
    seeds = seeds_of(name)
    data = seeds[int(random.integers(len(seeds)))]
    for _ in range(random.integers(1, 5)):
        data = MUTATIONS[random.integers(len(MUTATIONS))](data, random)
    return READERS[name].wrap(data)


def flip(data: bytes, random: Random) -> bytes:
    """One bit."""
    place, bit = at(data, random), 1 << int(random.integers(8))
    return data[:place] + bytes(byte ^ bit for byte in data[place : place + 1]) + data[place + 1 :]


def overwrite(data: bytes, random: Random) -> bytes:
    """Some bytes with numbers at the edge of what fits, or others."""
    edges = (b"\0", b"\xff", b"\x7f", b"\x80", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0" * 8)
    place = at(data, random)
    new = (*edges, random.bytes(int(random.integers(1, 9))))[random.integers(len(edges) + 1)]
    return data[:place] + new + data[place + len(new) :]


def cut(data: bytes, random: Random) -> bytes:
    """The rest is missing."""
    return data[: at(data, random)]


def remove(data: bytes, random: Random) -> bytes:
    """A piece is missing."""
    place = at(data, random)
    return data[:place] + data[place + int(random.integers(1, 64)) :]


def repeat(data: bytes, random: Random) -> bytes:
    """A piece comes again, there or elsewhere."""
    place, other = at(data, random), at(data, random)
    return data[:other] + data[place : place + int(random.integers(1, 256))] + data[other:]


def at(data: bytes, random: Random) -> int:
    """A place; in every other case among the first bytes, where headers are."""
    most = len(data) if random.integers(2) else min(len(data), 512)
    return int(random.integers(most + 1))


MUTATIONS = (flip, flip, overwrite, overwrite, overwrite, cut, remove, repeat)


def try_one(name: str, data: bytes, folder: Path) -> str:
    """What is wrong about how a file is read; empty where nothing is."""
    reader = READERS[name]
    path = folder / reader.name
    path.write_bytes(data)
    for _ in range(2):  # a busy machine may be slow once
        begin = monotonic()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                reader.read(path)
        except DiaphaneError:
            pass
        except Exception:
            return traceback.format_exc()
        if (seconds := monotonic() - begin) < MOST_SECONDS:
            return ""
    return f"{seconds:.1f} s"


def main() -> None:
    """Try reader after reader, each for its share of the time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--reader", choices=sorted(READERS), action="append")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    names = asked.reader or list(READERS)
    found = sum(fuzz(name, asked.seed, asked.seconds / len(names)) for name in names)
    sys.exit(1 if found else 0)


def refuse_bad_seeds(name: str) -> None:
    """Every file must be readable before it is damaged; decoders are imported on the way."""
    reader = READERS[name]
    for data in seeds_of(name):
        with TemporaryDirectory() as folder:
            path = Path(folder) / reader.name
            path.write_bytes(reader.wrap(data))
            reader.read(path)


def fuzz(name: str, seed: int, seconds: float) -> int:
    """Findings about one reader; their files are kept."""
    refuse_bad_seeds(name)
    found, tried, end = 0, 0, monotonic() + seconds
    for tried in count(1):
        data = mutated(name, seed, tried)
        with TemporaryDirectory() as folder:
            wrong = try_one(name, data, Path(folder))
        if wrong:
            found += 1
            FINDINGS.mkdir(exist_ok=True)
            (FINDINGS / f"{name}-{seed}-{tried}").write_bytes(data)
            print(f"{name} --seed {seed}, file {tried}: {wrong}")
        if monotonic() > end:
            break
    print(f"{name}: {tried} files tried, {found} findings", flush=True)
    return found


if __name__ == "__main__":
    main()
