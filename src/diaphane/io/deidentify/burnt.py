"""Clean the pixels of a DICOM data set: blank regions of burnt-in text, and take out what hides
beside the pixels: overlays in unused bits, bytes after the end, comments of compressed frames.

Axes: `F` frames, `Y X` space, `S` samples.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, RLELossless

from ...errors import UnreadableImage
from ...image import Pixels
from .. import decode
from ..dicom_element import items, number, text, value
from ..dicom_header import FLOATS, Header, read_header
from ..dicom_pixels import decode_pixels
from ..foreign import foreign
from .account import Account
from .codestream import is_known, without_comments
from .regions import Facts, Region, blank, covered
from .settings import Settings

SUSPECT = {
    "US": "ultrasound",
    "OT": "an image of no modality",
    "SC": "a captured screen",
    "ES": "endoscopy",
    "XC": "a photograph",
    "DOC": "a document",
    "RF": "fluoroscopy",
    "XA": "angiography",
}
"""Modalities whose pictures often carry text."""

SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"

UNKNOWN_STREAM = "comments in the compressed pixels could not be looked for"

FLOATING = {"FloatPixelData": "OF", "DoubleFloatPixelData": "OD"}

OFFSETS = ("ExtendedOffsetTable", "ExtendedOffsetTableLengths")


def clean_pixels(dataset: FileDataset, data: bytes, settings: Settings, account: Account) -> bool:
    """In place, before the header is cleaned; True where regions were blanked. `data` is the file.

    Raises `UnreadableImage` where the layout of the pixels cannot be right.
    """
    if not any(keyword in dataset for keyword in ("PixelData", *FLOATS)):
        return False
    header = read_header(dataset, lambda _: None)
    mask = burnt_in(dataset, header, settings)
    if mask.any():
        account.add("blanked", "regions of pixels")
        if header.compressed:
            decode(data)  # in a process of its own: what fails there is never decoded here
        blank_pixels(dataset, header, mask)
    elif header.compressed:
        clean_frames(dataset, header, account)
    else:
        clean_plain(dataset, header, account)
    suspect(dataset, bool(mask.any()), account)
    return bool(mask.any())


def burnt_in(dataset: Dataset, header: Header, settings: Settings) -> NDArray[np.bool_]:
    """(Y, X): where text is by the settings' regions and rules, or outside ultrasound's regions."""
    facts = Facts(
        modality=text(dataset, "Modality"),
        manufacturer=text(dataset, "Manufacturer"),
        model=text(dataset, "ManufacturerModelName"),
        rows=header.rows,
        columns=header.columns,
    )
    named = [region for rule in settings.rules if rule.fits(facts) for region in rule.regions]
    mask = covered([*settings.blank, *named], header.rows, header.columns)
    if echoes := ultrasound_regions(dataset):
        mask |= ~covered(echoes, header.rows, header.columns)
    return mask


def ultrasound_regions(dataset: Dataset) -> list[Region]:
    """Where echoes are shown (PS3.3, C.8.5.5.1); what lies outside is text and logos."""
    corners = ("RegionLocationMinX0", "RegionLocationMinY0", "RegionLocationMaxX1")
    found = []
    for item in items(dataset, "SequenceOfUltrasoundRegions"):
        sides = [number(item, keyword) for keyword in (*corners, "RegionLocationMaxY1")]
        if None not in sides:
            left, top, right, bottom = (max(0, int(side or 0)) for side in sides)
            if right > left and bottom > top:
                found.append(Region(left, top, right - left + 1, bottom - top + 1))
    return found


def blank_pixels(dataset: FileDataset, header: Header, mask: NDArray[np.bool_]) -> None:
    """Decode, blank and store without compression."""
    pixels = np.array(decode_pixels(dataset, header))
    black = 0 if header.samples > 1 or header.photometric == "PALETTE COLOR" else pixels.min()
    blank(pixels, mask, pixels.max() if header.photometric == "MONOCHROME1" else black)
    store(dataset, header, pixels)


def store(dataset: FileDataset, header: Header, pixels: Pixels) -> None:
    """Put decoded pixels in the place of the file's."""
    syntax = dataset.file_meta.TransferSyntaxUID
    if header.compressed:
        dataset.file_meta.TransferSyntaxUID = syntax = ExplicitVRLittleEndian
    kind = pixels.dtype.newbyteorder(">" if syntax == ExplicitVRBigEndian else "<")
    data = pixels.astype(kind).tobytes()
    bits = pixels.dtype.itemsize * 8
    if header.element == "PixelData" and header.bits_allocated != bits:
        dataset.BitsAllocated = dataset.BitsStored = bits
        dataset.HighBit = bits - 1
    if header.samples > 1:
        dataset.PhotometricInterpretation, dataset.PlanarConfiguration = "RGB", 0
    put(dataset, header, data, FLOATING.get(header.element, "OB" if bits == 8 else "OW"))


def put(
    dataset: FileDataset, header: Header, data: bytes, vr: str, *, compressed: bool = False
) -> None:
    """New bytes of pixels, without the old ones' offsets."""
    dataset.add_new(header.element, vr, data + b"\0" * (len(data) % 2))
    dataset[header.element].is_undefined_length = compressed
    for keyword in OFFSETS:
        dataset.pop(keyword, None)


def clean_frames(dataset: FileDataset, header: Header, account: Account) -> None:
    """Take comments and EXIF out of compressed frames; the coded pictures stay as they are."""
    with foreign("find the frames in the compressed pixels"):
        data = value(dataset, "PixelData") or b""
        frames = list(generate_frames(data, number_of_frames=header.frames))
    try:
        plain = [without_comments(frame, account) for frame in frames]
    except UnreadableImage:
        account.warn(UNKNOWN_STREAM)
        return
    if header.syntax != RLELossless and not all(map(is_known, frames)):
        account.warn(UNKNOWN_STREAM)
    if plain != frames:
        put(dataset, header, encapsulate(plain), "OB", compressed=True)


def clean_plain(dataset: FileDataset, header: Header, account: Account) -> None:
    """Cut what follows the last pixel, and clear bits that hold an overlay."""
    h, data = header, value(dataset, header.element) or b""
    subsampled = h.photometric in ("YBR_FULL_422", "YBR_PARTIAL_422")
    samples = h.rows * h.columns * (2 if subsampled else h.samples) * h.frames
    size = ceil(samples * h.bits_allocated / 8)
    size += size % 2  # where bytes are swapped, the last one is not the padding
    if data[size:].strip(b"\0"):
        account.add("removed", "bytes after the last pixel")
        put(dataset, header, data[:size], dataset[header.element].VR)
    if has_overlay_in_pixels(dataset) and h.bits_allocated in (8, 16, 32):
        account.add("removed", "overlay elements")
        plain = without_unused_bits(data[:size], dataset, header)
        put(dataset, header, plain, dataset[header.element].VR)


def has_overlay_in_pixels(dataset: Dataset) -> bool:
    """True where an overlay lies in bits that the pixels do not use (PS3.5, 8.1.2; retired)."""
    return any(
        tag.group >> 8 == 0x60 and tag.element == 0x0102 and (dataset[tag].value or 0) > 0
        for tag in list(dataset.keys())
    )


def without_unused_bits(data: bytes, dataset: FileDataset, header: Header) -> bytes:
    """The bits beside the stored ones cleared, or as the sign asks."""
    big = dataset.file_meta.TransferSyntaxUID == ExplicitVRBigEndian
    name = f"{'>' if big else '<'}{'i' if header.signed else 'u'}{header.bits_allocated // 8}"
    high = number(dataset, "HighBit")
    top = int(high) if high is not None else header.bits_stored - 1
    up, down = header.bits_allocated - 1 - top, header.bits_allocated - header.bits_stored
    stored = (np.frombuffer(data, name) << up) >> down << (down - up)
    return stored.astype(name).tobytes()


def suspect(dataset: Dataset, blanked: bool, account: Account) -> None:
    """Warn of text that may be in the pixels, and of faces."""
    if text(dataset, "Modality").upper() == "XC":
        account.warn("faces were not looked for in a photograph that came as DICOM; look at it")
    if blanked:
        account.warn("regions of pixels were blanked by rule; look whether all text is gone")
        return
    why = SUSPECT.get(text(dataset, "Modality").upper(), "")
    if text(dataset, "SOPClassUID").startswith(SECONDARY_CAPTURE):
        why = SUSPECT["SC"]
    if text(dataset, "BurnedInAnnotation").upper() == "YES":
        why = "the header says so"
    if why:
        account.warn(
            f"text may be burnt into the pixels ({why}); look at the image, and blank it with "
            "--blank or --rules"
        )
