"""Decode the pixels of a DICOM file to the values that are stored, colours to RGB."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydicom.dataset import FileDataset
from pydicom.encaps import generate_frames
from pydicom.pixels.decoders.base import Decoder, get_decoder
from pydicom.uid import JPEGExtended12Bit, RLELossless

from ..errors import UnreadableImage
from ..image import Pixels
from . import dicom_jpeg12
from .dicom_codestream import size_of
from .dicom_element import value
from .dicom_header import Header
from .foreign import foreign

ORDER = ("pylibjpeg", "pydicom", "pillow", "gdcm", "pyjpegls")
"""Decoding plug-ins, the best-tested first; gdcm for what it alone can read, and pyjpegls for
JPEG-LS of 6 and 7 bits, which gdcm cannot."""

ANNOUNCED_ONLY: Any = {"allow_excess_frames": False}
"""pydicom's option that drops frames beyond NumberOfFrames."""

RLE_HEADER = 64
"""Bytes: a count and 15 offsets of segments (DICOM PS3.5, G.5)."""


def decode_pixels(dataset: FileDataset, header: Header) -> Pixels:
    """(F, Y, X, S) stored values. Raises `UnreadableImage`."""
    with foreign("decode the pixels of this transfer syntax"):
        decoder = get_decoder(header.syntax)
    frames = checked_frames(dataset, header) if header.compressed else []
    if header.syntax == JPEGExtended12Bit and header.bits_stored > 8 and header.samples == 1:
        return twelve_bits(frames, header)
    array, photometric = decoded(decoder, dataset, header)
    if header.samples == 3 and photometric != "RGB":
        raise UnreadableImage(
            f"expected colours that turn into RGB, got {photometric}; export the file as RGB"
        )
    shape = (header.frames, header.rows, header.columns, header.samples)
    array = array.reshape(shape)
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def decoded(decoder: Decoder, dataset: FileDataset, header: Header) -> tuple[Pixels, str]:
    """The pixels from the first plug-in that can read them, with their colour space."""
    plugins = [name for name in ORDER if name in decoder.available_plugins] or [""]
    for plugin in plugins:
        try:
            with foreign("decode the pixels"):
                array, facts = decoder.as_array(dataset, decoding_plugin=plugin, **ANNOUNCED_ONLY)
                check_amount(array, header)
        except UnreadableImage:
            if plugin == plugins[-1]:
                raise
        else:
            return array, str(facts["photometric_interpretation"])
    raise AssertionError("there is always a plug-in")


def twelve_bits(frames: list[bytes], header: Header) -> Pixels:
    """(F, Y, X, 1) of lossy 12-bit JPEG frames."""
    with foreign("decode the 12-bit JPEG pixels"):
        return np.stack([dicom_jpeg12.decode_frame(frame, header) for frame in frames])[..., None]


def check_amount(array: Pixels, header: Header) -> None:
    """A decoder that gives other than what the header promises has misread the file."""
    if array.size != header.count:
        raise UnreadableImage(
            "the decoded pixels are not as many as the header promises; export the file again"
        )


def checked_frames(dataset: FileDataset, header: Header) -> list[bytes]:
    """The compressed frames; refused where too few or claiming another size than the header."""
    frames: list[bytes] = []
    with foreign("find the frames in the compressed pixels"):
        data = value(dataset, "PixelData") or b""
        for frame in generate_frames(data, number_of_frames=header.frames):
            check_frame(frame, header)
            frames.append(frame)
            if len(frames) == header.frames:
                return frames
    raise UnreadableImage(
        f"the header promises {header.frames} frames, {len(frames)} came: the file is cut short; "
        "fetch it again"
    )


def check_frame(frame: bytes, header: Header) -> None:
    """Refuse a frame whose own header contradicts the data set's."""
    if header.syntax == RLELossless:
        check_segments(frame)
        return
    size = size_of(frame)
    if size is None or size[:2] != (header.rows, header.columns):
        claimed = f"{size.columns} x {size.rows}" if size else "no size"
        raise UnreadableImage(
            f"expected a compressed frame of {header.columns} x {header.rows} as in the DICOM "
            f"header, its own header says {claimed}; export the file again"
        )


def check_segments(frame: bytes) -> None:
    """Refuse an RLE frame whose segments lie outside of it."""
    words = np.frombuffer(frame[:RLE_HEADER].ljust(RLE_HEADER, b"\0"), "<u4")
    count = int(words[0])
    if not 1 <= count <= 15 or int(words[1 : count + 1].max()) >= len(frame):
        raise UnreadableImage(
            "the run-length segments lie outside the frame: the file is damaged; fetch it again"
        )
