"""Which images lie in the files of an upload: pictures and volumes one by one, the files of a DICOM
series together, archives unpacked; and what is said of files that are none.

A file is called by its number: names of files are often those of patients.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from ..errors import UnreadableImage
from ..image import Image
from ..io import contents, decode, recognised
from ..io.below import files_below, hidden
from ..io.dicom_inside import first_bytes, is_directory, is_packed
from ..io.safe_archive import safe_extract
from ..io.sniff import HEAD, sniff
from .sentences import without_paths

if TYPE_CHECKING:
    from ..io.dicom_studies import Header, Series

MOST_SAMPLES = 2**30
"""Of a series; more would not fit into the memory of most machines."""

NAMED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
"""A name that stands in a sentence as `ascii` writes it."""

FEW = 3
"""Files that are no images are named one by one up to so many."""


@dataclass(frozen=True)
class File:
    """A file that came, or lay in an archive that came."""

    path: Path
    title: str
    """As it was called where it came from; for the one who looks alone."""
    called: str
    """As sentences call it."""


@dataclass(frozen=True)
class Part:
    """Files that are one image, or the images of a series that make no volume."""

    title: str
    called: str
    paths: tuple[Path, ...]
    together: bool = False
    """True where they are slices of one volume."""


@dataclass
class Gathered:
    """What there is to be read, and what is wrong with the rest, a sentence each."""

    parts: list[Part] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    """Why files that do not look like images are passed over."""

    def sentences(self) -> list[str]:
        """All that is wrong; of many files that are no images, that they are many."""
        passed = self.passed
        if len(passed) > FEW:
            passed = [f"{len(passed)} files are no images and were passed over"]
        return [*self.errors, *passed]


def gather(folder: Path, listed: Sequence[dict[str, Any]]) -> Gathered:
    """The images in the files of an upload, which `listed` names; archives are unpacked beside
    them."""
    found = Gathered()
    files = [file for file in came(folder, listed, found) if not hidden(Path(file.title).name)]
    dicom = []
    for file in files:
        head = first_bytes(file.path)
        if sniff(head) == "dicom":
            dicom.append((file, head))
        else:
            single(file, head, found)
    group(dicom, found)
    return found


def came(folder: Path, listed: Sequence[dict[str, Any]], found: Gathered) -> Iterator[File]:
    """The files, and those in archives in the place of the archives."""
    for number, one in enumerate(listed, 1):
        called = f"file {number} of {len(listed)}" if len(listed) > 1 else ""
        file = File(folder / one["file"], one["name"], called)
        if not is_packed(first_bytes(file.path)):
            yield file
            continue
        try:
            yield from unpacked(file)
        except UnreadableImage as error:
            found.errors.append(NAMED.sub("one member", said(called, error)))


def unpacked(archive: File) -> Iterator[File]:
    """What lies in an archive, by name. Raises `UnreadableImage`."""
    inside = archive.path.with_name(f"{archive.path.name}-files")
    rmtree(inside, ignore_errors=True)  # of a reading that was cut off
    safe_extract(archive.path, inside)
    paths = list(files_below(inside))
    of = f" in {archive.called}" if archive.called else " in the archive"
    for number, path in enumerate(paths, 1):
        name = f"{archive.title}/{path.relative_to(inside).as_posix()}"
        yield File(path, name, f"file {number} of {len(paths)}{of}")


def single(file: File, head: bytes, found: Gathered) -> None:
    """A file that is an image by itself, or none."""
    try:
        recognised(head[:HEAD])
    except UnreadableImage as error:
        found.passed.append(said(file.called, error))
    else:
        found.parts.append(Part(file.title, file.called, (file.path,)))


def group(dicom: Sequence[tuple[File, bytes]], found: Gathered) -> None:
    """DICOM files as series, those without a series by themselves."""
    from ..io.dicom_studies import grouped  # pydicom takes a tenth of the server's start

    headers: list[Header] = []
    by_path = {file.path: file for file, _ in dicom}
    for file, head in dicom:
        if is_directory(head):
            if len(dicom) == 1:
                found.errors.append(said(file.called, ALONE))
            continue
        header, error = looked_into(file)
        if error:
            found.errors.append(error)
        elif header and header.series:
            headers.append(header)
        elif header or len(dicom) == 1:
            found.parts.append(Part(file.title, file.called, (file.path,)))
        else:
            found.passed.append(said(file.called, UnreadableImage(NO_IMAGE)))
    for series in grouped(headers):
        if prod(series.size) > MOST_SAMPLES:
            found.errors.append(
                f"expected a series of at most {MOST_SAMPLES} samples, got {series.words}; cut it "
                "into parts"
            )
        else:
            found.parts += parts_of(series, by_path)


ALONE = UnreadableImage(
    "a directory of files (DICOMDIR) is no image; drop it with all its folders, or the files"
)
NO_IMAGE = "a DICOM object without an image was passed over"


def looked_into(file: File) -> tuple[Header | None, str]:
    """What the file says of itself, or what is wrong with it."""
    from ..io.dicom_studies import header_of

    try:
        return header_of(file.path), ""
    except UnreadableImage as error:
        return None, said(file.called, error)


def parts_of(series: Series, by_path: dict[Path, File]) -> list[Part]:
    """A series whose files lie somewhere in the patient is a volume; others are single images."""
    from ..io.dicom_studies import is_placed

    first = by_path[series.files[0]]
    if len(series.files) == 1:
        return [Part(first.title, first.called, series.files)]
    if any(is_placed(path) for path in series.files):
        return [Part(f"series {series.words}", f"series {series.number}", series.files, True)]
    files = [by_path[path] for path in series.files]
    return [Part(file.title, file.called, (file.path,)) for file in files]


def read_part(part: Part) -> Image:
    """The image in these files. Raises `UnreadableImage`, with a sentence that names no file."""
    try:
        return volume(part) if part.together else alone(part.paths[0])
    except UnreadableImage as error:
        raise UnreadableImage(said(part.called, error)) from error.__cause__


def alone(path: Path) -> Image:
    image = decode(contents(path))
    return image.but(source=replace(image.source, path=path))


def volume(part: Part) -> Image:
    from ..io.dicom_series import read_slices, stacked

    slices = read_slices(part.paths)
    image = slices[0].image if len(slices) == 1 else stacked(slices)
    return image.but(source=replace(image.source, path=part.paths[0]))


def said(called: str, error: Exception) -> str:
    sentence = without_paths(str(error))
    return f"{called}: {sentence}" if called else sentence
