"""Small real DICOM files for the tests, made from arrays: no patient, every transfer syntax that
the installed libraries can write."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from PIL import Image as Pillow
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

UNCOMPRESSED = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
BY_PYDICOM = (RLELossless, JPEG2000Lossless)
BY_GDCM = {JPEGLosslessSV1: "JPEGLosslessProcess14_1", JPEGLSLossless: "JPEGLSLossless"}


def make_dicom(
    pixels: NDArray[Any],
    *,
    syntax: UID = ExplicitVRLittleEndian,
    photometric: str = "MONOCHROME2",
    bits_stored: int | None = None,
    **elements: Any,
) -> FileDataset:
    """A data set of (Y, X), (F, Y, X) or, for three samples, (Y, X, 3) and (F, Y, X, 3) pixels.

    `elements` are further elements by keyword; None takes one away.
    """
    samples = 1 if photometric in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR") else 3
    shape = pixels.shape[:-1] if samples == 3 else pixels.shape
    dataset = empty(syntax)
    dataset.SamplesPerPixel = samples
    dataset.PhotometricInterpretation = photometric
    if samples == 3:
        dataset.PlanarConfiguration = 0
    if len(shape) == 3:
        dataset.NumberOfFrames = shape[0]
    dataset.Rows, dataset.Columns = shape[-2:]
    dataset.BitsAllocated = pixels.dtype.itemsize * 8
    dataset.BitsStored = bits_stored or dataset.BitsAllocated
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    kind = pixels.dtype.newbyteorder(">" if syntax == ExplicitVRBigEndian else "<")
    data = pixels.astype(kind).tobytes()
    dataset.PixelData = data + b"\0" * (len(data) % 2)
    dataset["PixelData"].VR = "OB" if dataset.BitsAllocated == 8 else "OW"
    for keyword, value in elements.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    return dataset


def empty(syntax: UID = ExplicitVRLittleEndian) -> FileDataset:
    """A CT object without pixels."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = CTImageStorage
    meta.MediaStorageSOPInstanceUID = UID("1.2.3.4")
    meta.TransferSyntaxUID = syntax
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = CTImageStorage
    dataset.SOPInstanceUID = "1.2.3.4"
    dataset.StudyInstanceUID = "1.2.3"
    dataset.SeriesInstanceUID = "1.2.3.1"
    dataset.FrameOfReferenceUID = "1.2.3.9"
    dataset.PatientName = "Made^Up"
    dataset.Modality = "CT"
    return dataset


def item(**elements: Any) -> Dataset:
    """One item of a sequence; lists of items become sequences."""
    made = Dataset()
    for keyword, value in elements.items():
        of_items = isinstance(value, list) and value and isinstance(value[0], Dataset)
        setattr(made, keyword, Sequence(value) if of_items else value)
    return made


def lut(first: int, entries: list[int]) -> Dataset:
    """An item of a modality or VOI LUT sequence, 16 bits an entry."""
    made = Dataset()
    made.add_new("LUTDescriptor", "US", [len(entries), first, 16])
    made.add_new("LUTData", "US", entries)
    return made


def as_bytes(dataset: FileDataset) -> bytes:
    """The file, as it would lie on a disk."""
    file = BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def save(dataset: FileDataset, path: Path) -> Path:
    """Write the file and give its path back."""
    path.write_bytes(as_bytes(dataset))
    return path


def compressed(dataset: FileDataset, syntax: UID, folder: Path) -> bytes:
    """The file of an uncompressed data set in another transfer syntax, written by pydicom,
    GDCM or, for the lossy JPEG, Pillow."""
    if syntax == JPEGBaseline8Bit:
        return with_jpeg(dataset)
    if syntax in BY_PYDICOM:
        dataset.compress(syntax, generate_instance_uid=False)
        return as_bytes(dataset)
    return by_gdcm(dataset, BY_GDCM[syntax], folder)


def with_jpeg(dataset: FileDataset) -> bytes:
    """8-bit gray or RGB pixels as a JPEG of quality 95; colours become YBR_FULL_422."""
    array = dataset.pixel_array
    file = BytesIO()
    Pillow.fromarray(array).save(file, "JPEG", quality=95)
    if array.ndim == 3:
        dataset.PhotometricInterpretation = "YBR_FULL_422"
    dataset.PixelData = encapsulate([file.getvalue()])
    dataset["PixelData"].is_undefined_length = True
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    return as_bytes(dataset)


def by_gdcm(dataset: FileDataset, syntax: str, folder: Path) -> bytes:
    """Transcoded by GDCM, which works on files."""
    import gdcm

    plain, packed = folder / "plain.dcm", folder / "packed.dcm"
    save(dataset, plain)
    reader = gdcm.ImageReader()
    reader.SetFileName(str(plain))
    assert reader.Read()
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(getattr(gdcm.TransferSyntax, syntax)))
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer = gdcm.ImageWriter()
    writer.SetFileName(str(packed))
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write()
    return packed.read_bytes()
