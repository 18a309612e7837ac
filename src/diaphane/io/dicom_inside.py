"""Which DICOM files lie in a folder, in an archive, or beside a DICOMDIR that names them.

Every file that is read passes here first, so nothing heavy is imported before it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from ..errors import UnreadableImage
from .below import files_below
from .foreign import LISTENER, foreign
from .safe_archive import is_archive, safe_extract
from .safe_path import safe_path
from .sniff import HEAD, sniff

DIRECTORY = b"UI\x14\x001.2.840.10008.1.3.10"
"""Media Storage Directory Storage, as the header of each DICOMDIR names it (DICOM PS3.10, 8)."""

KEPT_ARCHIVES = 4
"""Unpacked at a time. The files must outlive the reading: results refer to them."""


def holds_files(path: Path) -> bool:
    """Is it a folder, an archive or a DICOMDIR? Told by the bytes, not the name."""
    return path.is_dir() or is_packed(head := first_bytes(path)) or is_directory(head)


def is_numbered(path: Path) -> bool:
    """Does `PATH/2` stand for a series inside PATH?"""
    return path.name.isdecimal() and not path.exists() and holds_files(path.parent)


def is_packed(head: bytes) -> bool:
    """Does an archive begin so, and no image? The preamble of a DICOM file may hold anything."""
    return is_archive(head) and sniff(head) is None


def is_directory(head: bytes) -> bool:
    """Does a DICOMDIR begin so?"""
    return head[128:132] == b"DICM" and DIRECTORY in head


def files_inside(path: Path) -> list[Path]:
    """The DICOM files of a folder and all folders in it, of an archive, or of a DICOMDIR, by name.

    Raises `UnreadableImage`.
    """
    if path.is_dir():
        return dicom_among(files_below(path))
    if is_packed(first_bytes(path)):
        return dicom_among(files_below(unpacked(path)))
    return listed(path)


def dicom_among(files: Iterator[Path]) -> list[Path]:
    """The DICOM files that hold something themselves: no directories of files."""
    heads = ((path, first_bytes(path)) for path in files)
    return [path for path, head in heads if sniff(head) == "dicom" and not is_directory(head)]


def first_bytes(path: Path) -> bytes:
    """Empty where it is no file or cannot be opened; reading it by name says what is wrong."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError:
        return b""


def unpacked(archive: Path) -> Path:
    """A folder with what the archive holds, until the program ends or others took its place."""
    state = archive.stat()
    return _unpacked(archive.absolute(), state.st_mtime_ns, state.st_size).folder


class Unpacked:
    """A temporary folder with an archive's files, gone when nobody holds it any more."""

    def __init__(self, archive: Path) -> None:
        self.folder = Path(mkdtemp(prefix="diaphane-"))
        finalize(self, rmtree, self.folder, ignore_errors=True)
        safe_extract(archive, self.folder)


@lru_cache(maxsize=KEPT_ARCHIVES)
def _unpacked(archive: Path, changed: int, size: int) -> Unpacked:
    """By when the archive was changed, too: another one may have taken its name."""
    return Unpacked(archive)


def listed(directory: Path) -> list[Path]:
    """The files that a DICOMDIR names and that are there, by name. Raises `UnreadableImage`."""
    named = [safe_path(directory.parent, "/".join(parts)) for parts in named_in(directory)]
    found = sorted({path for path in named if path.is_file()})
    if not found or len(found) < len(set(named)):
        raise UnreadableImage(
            f"a directory of files (DICOMDIR) is no image: it names {len(set(named))}, of which "
            f"{len(found)} lie beside it; copy it with all its folders, or name a folder"
        )
    return found


def named_in(directory: Path) -> list[Sequence[str]]:
    """ReferencedFileID of each image record: the folders and the file (DICOM PS3.3, F.3.2.2)."""
    from pydicom import dcmread

    from .dicom_element import items, value

    with LISTENER.listening(), foreign("read the DICOMDIR"):
        header = dcmread(directory)
    records = items(header, "DirectoryRecordSequence")
    given = [value(record, "ReferencedFileID") for record in records]
    return [(one,) if isinstance(one, str) else tuple(one) for one in given if one]
