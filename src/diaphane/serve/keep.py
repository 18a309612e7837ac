"""Where the workplace keeps its files: by random names of our own, each whole or not there at all.

A name that comes from outside is never part of a path: it has the form of one of ours, or it is
refused. A file is written under another name, and takes its own when all of it is on the disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

import numpy as np
from numpy.lib import format as npy

from ..errors import BadSetting, CannotWrite, reason
from ..image import Pixels
from ..io.write_through import write_through

NAME = re.compile(r"[0-9a-f]{20}")
"""What `store.new_id` makes."""
HASH = re.compile(r"[0-9a-f]{64}")
"""SHA-256."""
NUMBER = re.compile(r"[0-9]{1,6}")

CHUNK = 2**24
"""Bytes of an array that are made ready to be written together."""


@dataclass(frozen=True)
class Places:
    """The folders and files of a workplace."""

    root: Path

    def upload(self, name: str) -> Path:
        """Holds the files as they came, called 0001, 0002, ..."""
        return self.root / "uploads" / named(name)

    def image(self, name: str) -> Path:
        return self.root / "images" / named(name)

    def pixels(self, name: str) -> Path:
        return self.image(name) / "pixels.npy"

    def thumbnail(self, name: str) -> Path:
        return self.image(name) / "thumbnail.png"

    def result(self, name: str) -> Path:
        return self.root / "results" / named(name)

    def layer(self, name: str, number: str) -> Path:
        """Layers are called by numbers, for their names hold those of classes."""
        return self.result(name) / f"{named(number, NUMBER)}.npy"

    def card(self, name: str) -> Path:
        """Of the model that gave an answer, for models come and go."""
        return self.result(name) / "card.json"

    def mask(self, sha256: str) -> Path:
        return self.root / "masks" / f"{named(sha256, HASH)}.npy"

    def training(self, name: str) -> Path:
        """The folder of a run."""
        return self.root / "trainings" / named(name)

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"


def named(name: str, form: re.Pattern[str] = NAME) -> str:
    """The name, which is one of ours; else raise `BadSetting`."""
    if not form.fullmatch(name):
        raise BadSetting(f"expected a name that the workplace gave, got {name[:40]!a}")
    return name


def keep(path: Path, chunks: Iterable[bytes | memoryview]) -> Path:
    """Write a file that is there after a loss of power, or was never there. Folders are made.
    Raises `CannotWrite`."""
    part = path.with_name(f".{token_hex(8)}.part")
    try:
        make(path.parent)
        with part.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        write_through(path.parent)
    except OSError as error:
        raise CannotWrite(
            f"could not keep a file in the workplace's folder: {reason(error)}; make room"
        ) from error
    finally:
        with suppress(OSError):  # gone already, once it took its name
            part.unlink()
    return path


def keep_array(path: Path, array: Pixels) -> Path:
    """The same of an array, in the format of numpy, without a second copy in memory."""
    return keep(path, array_bytes(array))


def load(path: Path) -> Pixels:
    """An array that was kept, as a map of its file: only what is looked at is read."""
    found: Pixels = np.load(path, mmap_mode="r", allow_pickle=False)
    return found


def remove(folder: Path) -> None:
    """Take a folder away with all that is in it; one that is not there is gone already."""
    rmtree(folder, ignore_errors=True)


def array_bytes(array: Pixels) -> Iterator[bytes | memoryview]:
    """A file of numpy's format (NEP 1), piece by piece, lowest bytes first."""
    small = array.dtype.newbyteorder("<")
    header = {"descr": small.str, "fortran_order": False, "shape": array.shape}
    yield npy.magic(1, 0)
    yield header_bytes(header)
    for piece in pieces(array):
        yield np.ascontiguousarray(piece, small).reshape(-1).view(np.uint8).data


def header_bytes(header: dict[str, object]) -> bytes:
    """Length and text; with the 8 bytes before them as long as a multiple of 64."""
    text = repr(header).encode("latin1")
    filled = text + b" " * (-(len(text) + 11) % 64) + b"\n"
    return len(filled).to_bytes(2, "little") + filled


def pieces(array: Pixels) -> Iterator[Pixels]:
    """Parts of an array in the order of its samples."""
    if array.nbytes <= CHUNK or array.ndim == 1:
        yield array
        return
    each = max(1, array[0].nbytes)
    if each > CHUNK:
        for part in array:
            yield from pieces(part)
        return
    step = CHUNK // each
    for start in range(0, len(array), step):
        yield array[start : start + step]


def make(folder: Path) -> Path:
    """A folder that nobody else may look into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
