"""DICOM files as studies and their series, from the headers alone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UnreadableImage
from .dicom_element import number, text
from .dicom_inside import files_inside, first_bytes, is_numbered
from .foreign import foreign
from .plain import after_meta

if TYPE_CHECKING:
    from pydicom.dataset import FileDataset

TAGS = [
    *("StudyInstanceUID", "SeriesInstanceUID", "SeriesNumber", "Modality"),
    *("Rows", "Columns", "NumberOfFrames", "SOPClassUID"),
]

DEFLATED = "1.2.840.10008.1.2.1.99"
"""The transfer syntax of a data set that is packed as a whole (DICOM PS3.5, A.5)."""

NO_IMAGES = ("SEG",)
"""Modalities of objects that have pixels and are yet no images: label maps."""

MOST_NAMED = 12
"""Series that a sentence lists."""


@dataclass(frozen=True)
class Header:
    """What is known of a file before its pixels are read."""

    path: Path
    study: str
    series: str
    number: float
    """SeriesNumber; 0 where there is none."""
    modality: str
    size: tuple[int, int, int]
    """Frames, rows, columns."""


@dataclass(frozen=True)
class Series:
    """The files of one series, called by numbers: its identifiers are a patient's."""

    number: int
    """From 1, among all series found together."""
    study: int
    """From 1, likewise."""
    modality: str
    """Empty where the file does not say."""
    files: tuple[Path, ...]
    """By name."""
    size: tuple[int, int, int]
    """Slices in all; rows and columns of the first."""

    @property
    def words(self) -> str:
        """`2 (CT, 30 slices of 512 x 512)`, as lists name it."""
        slices, rows, columns = self.size
        planes = "1 slice" if slices == 1 else f"{slices} slices"
        return f"{self.number} ({self.modality or 'unknown kind'}, {planes} of {columns} x {rows})"


def the_series(path: Path) -> Series:
    """The one series of images in a folder, an archive or a DICOMDIR; of several the one that is
    named by its number, as `PATH/2`. Raises `UnreadableImage`, and names those there are."""
    if is_numbered(path):
        found = series_in(path.parent)
        chosen = next((one for one in found if str(one.number) == path.name), None)
        if chosen is not None:
            return chosen
        raise UnreadableImage(f"expected the number of a series, got {path.name}; {named(found)}")
    found = series_in(path)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnreadableImage(
            "expected an image file, or DICOM images in a folder or archive, got one without; "
            "name a file"
        )
    raise UnreadableImage(
        f"expected one DICOM series, got {len(found)}; {named(found)}; name one of them, as "
        f"{path.name}/1"
    )


def named(found: tuple[Series, ...]) -> str:
    """Those there are, in words."""
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return "there are " + ", ".join(one.words for one in found[:MOST_NAMED]) + more


def series_in(path: Path) -> tuple[Series, ...]:
    """The series of images in a folder, an archive or a DICOMDIR, study by study in the order of
    their numbers. Objects without pixels are passed over. Raises `UnreadableImage`."""
    return grouped([header for file in files_inside(path) if (header := header_of(file))])


def grouped(headers: list[Header]) -> tuple[Series, ...]:
    """Files as series."""
    studies = {uid: k for k, uid in enumerate(dict.fromkeys(h.study for h in headers), 1)}

    def place(header: Header) -> tuple[int, float, str]:
        return studies[header.study], header.number, header.series

    groups = [list(group) for _, group in groupby(sorted(headers, key=place), key=place)]
    return tuple(
        Series(
            number=number,
            study=studies[group[0].study],
            modality=group[0].modality,
            files=tuple(header.path for header in group),
            size=(sum(header.size[0] for header in group), *group[0].size[1:]),
        )
        for number, group in enumerate(groups, 1)
    )


def header_of(path: Path) -> Header | None:
    """None for what is no image. Raises `UnreadableImage`.

    A file that is cut before its size stays one, so that it is not missed: reading it says what is
    wrong.
    """
    from pydicom import dcmread

    refuse_endless(path)
    with foreign("read the DICOM header"):
        read = dcmread(path, stop_before_pixels=True, specific_tags=[*TAGS], force=True)
    rows, columns = number(read, "Rows"), number(read, "Columns")
    modality = text(read, "Modality")
    whole = bool(rows and columns)
    if modality in NO_IMAGES or not (whole or was_image(read)):
        return None
    return Header(
        path=path,
        study=text(read, "StudyInstanceUID"),
        series=text(read, "SeriesInstanceUID"),
        number=number(read, "SeriesNumber") or 0,
        modality=modality if modality.isascii() and modality.isalnum() else "",
        size=(int(number(read, "NumberOfFrames") or 1), int(rows or 0), int(columns or 0)),
    )


def refuse_endless(path: Path) -> None:
    """Raise `UnreadableImage` for a deflated file that grows beyond measure: pydicom would inflate
    all of it for a few elements."""
    if after_meta(first_bytes(path))[1] == DEFLATED:
        from .dicom_dataset import check_inflated_size

        check_inflated_size(path.read_bytes())


def is_placed(path: Path) -> bool:
    """Does the file hold one slice that says where in the patient it lies? Raises
    `UnreadableImage`."""
    from pydicom import dcmread

    tags = ["ImagePositionPatient"]
    with foreign("read the DICOM header"):
        return tags[0] in dcmread(path, stop_before_pixels=True, specific_tags=[*tags], force=True)


def was_image(read: FileDataset) -> bool:
    """Is a DICOM file without a size one of an image, or does it end before it says what it is?"""
    uid = read.get("SOPClassUID") or read.file_meta.get("MediaStorageSOPClassUID")
    return bool(read.preamble) and (not uid or "Image Storage" in getattr(uid, "name", ""))
