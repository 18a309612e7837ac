"""How the pixels of a DICOM file are laid out, checked against one another and the file's length.

All arithmetic is done here, before a byte is decoded or memory is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from pydicom.dataset import FileDataset

from ..errors import UnreadableImage
from .dicom_element import number, numbers, text, value
from .foreign import foreign

GRAYS = ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT", "YBR_PARTIAL_422")
FLOATS = {"FloatPixelData": 32, "DoubleFloatPixelData": 64}
MOST_SAMPLES = 2**31
"""As for NIfTI: beyond any one object in use but whole slides, which want tiles."""

OTHER_ELEMENTS = {
    "EncapsulatedDocument": "an encapsulated document",
    "ContentSequence": "a structured report",
    "WaveformSequence": "a waveform",
    "DirectoryRecordSequence": "a directory of files (DICOMDIR)",
    "StructureSetROISequence": "a set of contours for radiotherapy",
    "SpectroscopyData": "a spectrum",
}
"""What objects without pixels are, told by an element that only they have."""


@dataclass(frozen=True)
class Header:
    """The image pixel module (DICOM PS3.3, C.7.6.3), checked."""

    rows: int
    columns: int
    samples: int
    frames: int
    bits_allocated: int
    bits_stored: int
    signed: bool
    photometric: str
    syntax: str
    """Transfer syntax UID."""
    compressed: bool
    element: str
    """PixelData, FloatPixelData or DoubleFloatPixelData."""

    @property
    def count(self) -> int:
        """Samples in all."""
        return self.rows * self.columns * self.samples * self.frames

    @property
    def lowest(self) -> int:
        """The lowest value that can be stored."""
        return -(2 ** (self.bits_stored - 1)) if self.signed else 0

    @property
    def highest(self) -> int:
        """The highest value that can be stored."""
        return int(2 ** (self.bits_stored - self.signed) - 1)


def read_header(dataset: FileDataset, note: Callable[[str], None]) -> Header:
    """The checked layout of the pixels. Raises `UnreadableImage`."""
    element = pixel_element(dataset)
    syntax = dataset.file_meta.TransferSyntaxUID
    bits = FLOATS.get(element) or whole(dataset, "BitsAllocated")
    header = Header(
        rows=whole(dataset, "Rows"),
        columns=whole(dataset, "Columns"),
        samples=whole(dataset, "SamplesPerPixel"),
        frames=frames_of(dataset, note),
        bits_allocated=bits,
        bits_stored=bits if element in FLOATS else whole(dataset, "BitsStored"),
        signed=element not in FLOATS and whole(dataset, "PixelRepresentation", most=1) == 1,
        photometric=text(dataset, "PhotometricInterpretation").upper(),
        syntax=str(syntax),
        compressed=is_compressed(syntax),
        element=element,
    )
    check_layout(header, dataset, note)
    if not header.compressed:
        check_length(header, dataset, note)
    return header


def pixel_element(dataset: FileDataset) -> str:
    """The element that holds the pixels, or `UnreadableImage` saying what the object is."""
    for keyword in ("PixelData", *FLOATS):
        if keyword in dataset:
            return keyword
    raise UnreadableImage(
        f"the DICOM file has no pixels: it is {kind_of(dataset)}; name an image of the study"
    )


def kind_of(dataset: FileDataset) -> str:
    """What a DICOM object is, in words: its SOP class, else what its elements tell."""
    uid = value(dataset, "SOPClassUID") or dataset.file_meta.get("MediaStorageSOPClassUID")
    name = getattr(uid, "name", "")
    if name and name != str(uid):
        return f"of the class {name!r}"
    for keyword, words in OTHER_ELEMENTS.items():
        if keyword in dataset:
            return words
    return "an object of an unknown class"


def is_compressed(syntax: Any) -> bool:
    """Whether the pixels come in fragments; refuses what is no transfer syntax at all."""
    with foreign("tell the transfer syntax"):
        if not syntax.is_transfer_syntax:
            raise UnreadableImage(
                "the file's transfer syntax is none of DICOM's; export it as Explicit VR Little "
                "Endian"
            )
        return bool(syntax.is_compressed) and not syntax.is_deflated


def whole(dataset: FileDataset, keyword: str, *, most: int = 65535) -> int:
    """A required whole number from 0 to `most`, of the binary kind the standard asks for."""
    found = value(dataset, keyword)
    if not isinstance(found, int) or isinstance(found, bool) or dataset[keyword].VR == "UL":
        raise UnreadableImage(
            f"expected one whole number for {keyword} in the DICOM header, got "
            f"{'none' if found is None else 'something else'}; export the file again"
        )
    if not 0 <= found <= most:
        raise UnreadableImage(f"expected {keyword} from 0 to {most} in the DICOM header")
    return found


def frames_of(dataset: FileDataset, note: Callable[[str], None]) -> int:
    """How many frames; 1 where the header does not say."""
    given = numbers(dataset, "NumberOfFrames")
    if not given:
        return 1
    frames = number(dataset, "NumberOfFrames")
    if frames is None or frames < 0 or frames != int(frames):
        raise UnreadableImage(
            f"expected a count of frames in the DICOM header, got {given[0]:g}; "
            "export the file again"
        )
    if frames == 0:
        note("the header counts no frames; one was read")
    return max(int(frames), 1)


def check_layout(header: Header, dataset: FileDataset, note: Callable[[str], None]) -> None:
    """Refuse a layout that contradicts itself or asks for too much."""
    h = header
    if h.photometric not in (*GRAYS, *COLOURS):
        raise UnreadableImage(
            f"expected a photometric interpretation among {', '.join((*GRAYS, *COLOURS))}, got "
            f"{'none' if not h.photometric else 'another'}; export the file again"
        )
    samples = 1 if h.photometric in GRAYS else 3
    depths = (FLOATS[h.element],) if h.element in FLOATS else (1, 8, 16, 32)
    wrong = {
        "Rows": h.rows < 1,
        "Columns": h.columns < 1,
        "SamplesPerPixel": h.samples != samples,
        "BitsAllocated": h.bits_allocated not in depths,
        "BitsStored": not 1 <= h.bits_stored <= h.bits_allocated,
        "PlanarConfiguration": samples > 1 and whole(dataset, "PlanarConfiguration") > 1,
    }
    if named := [keyword for keyword, bad in wrong.items() if bad]:
        raise UnreadableImage(
            f"{' and '.join(named)} in the DICOM header cannot be right for a "
            f"{h.photometric} image; export the file again"
        )
    if h.count > MOST_SAMPLES:
        raise UnreadableImage(
            f"expected at most {MOST_SAMPLES} samples, got {h.frames} frames of {h.columns} x "
            f"{h.rows}; export fewer frames"
        )
    high = number(dataset, "HighBit")
    if high is not None and h.element == "PixelData" and high != h.bits_stored - 1:
        note("HighBit does not fit BitsStored in the header; BitsStored was believed")


def check_length(header: Header, dataset: FileDataset, note: Callable[[str], None]) -> None:
    """Refuse uncompressed pixels that are fewer than the header promises."""
    h = header
    samples = 2 if h.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422") else h.samples
    promised = ceil(h.rows * h.columns * samples * h.frames * h.bits_allocated / 8)
    came = len(value(dataset, h.element) or b"")
    if dataset[h.element].is_undefined_length:
        raise UnreadableImage(
            "the pixels have no stated length though they are not compressed; export the file again"
        )
    if came < promised:
        raise UnreadableImage(
            f"the header promises {promised} bytes of pixels, {came} came: the file is cut short "
            "or its header is wrong; fetch it again"
        )
    if came > promised + promised % 2:
        note("bytes after the last pixel were left out")
