"""What a DICOM file becomes: pixels, units, windows, identity, refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    JPEGBaseline8Bit,
)

from diaphane.errors import UnreadableImage
from diaphane.image import Window
from diaphane.io import decode
from make_dicom import (
    BY_GDCM,
    BY_PYDICOM,
    UNCOMPRESSED,
    as_bytes,
    compressed,
    empty,
    item,
    lut,
    make_dicom,
)

RAMP = np.arange(30, dtype=np.uint16).reshape(5, 6) * 100


@pytest.mark.parametrize("syntax", [*UNCOMPRESSED, DeflatedExplicitVRLittleEndian])
def test_uncompressed_syntaxes_keep_every_bit(syntax: UID) -> None:
    image = decode(as_bytes(make_dicom(RAMP, syntax=syntax)))
    np.testing.assert_array_equal(image.pixels, RAMP[None])
    assert image.pixels.dtype == np.uint16
    assert image.warnings == ()


@pytest.mark.parametrize("syntax", [*BY_PYDICOM, *BY_GDCM])
@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.int16])
def test_lossless_syntaxes_keep_every_bit(syntax: UID, kind: type[Any], tmp_path: Path) -> None:
    pixels: NDArray[Any] = np.random.default_rng(0).integers(0, 256, (32, 40)).astype(kind)
    if kind is np.int16:
        pixels = (pixels - 128).astype(kind)
    image = decode(compressed(make_dicom(pixels, Modality="MR"), syntax, tmp_path))
    np.testing.assert_array_equal(image.pixels, pixels[None])
    assert image.pixels.dtype == kind


def test_jpeg_in_dicom_turns_ybr_into_rgb(tmp_path: Path) -> None:
    pixels = np.zeros((16, 16, 3), np.uint8)
    pixels[:, :8] = (200, 40, 40)
    pixels[:, 8:] = (40, 40, 200)
    image = decode(compressed(make_dicom(pixels, photometric="RGB"), JPEGBaseline8Bit, tmp_path))
    assert image.pixels.shape == (3, 16, 16)
    error = np.abs(image.pixels.astype(int) - np.moveaxis(pixels, -1, 0))
    assert error[:, 4, 4].max() <= 4  # the loss of JPEG at quality 95, away from the edge


def test_signed_13_bits_are_extended_from_their_own_sign() -> None:
    stored = np.array([[-4096, -1], [0, 4095]], np.int16)
    unfilled = (stored & 0x1FFF).astype(np.int16)  # the three upper bits are not ours
    image = decode(as_bytes(make_dicom(unfilled, bits_stored=13)))
    np.testing.assert_array_equal(image.pixels[0], stored)


def test_ybr_full_pixels_become_rgb() -> None:
    gray_of_red = np.array([[[76, 85, 255]]], np.uint8)  # PS3.3 C.7.6.3.1.2 for (255, 0, 0)
    image = decode(as_bytes(make_dicom(np.tile(gray_of_red, (2, 2, 1)), photometric="YBR_FULL")))
    assert np.abs(image.pixels[:, 0, 0].astype(int) - (255, 0, 0)).max() <= 1


def palettes(bits: int, entries: list[int]) -> dict[str, Any]:
    kind = "<u1" if bits == 8 else "<u2"
    elements: dict[str, Any] = {}
    for factor, colour in enumerate(("Red", "Green", "Blue"), start=1):
        name = f"{colour}PaletteColorLookupTable"
        elements[f"{name}Descriptor"] = [len(entries), 0, bits]
        elements[f"{name}Data"] = (np.array(entries) * factor).astype(kind).tobytes()
    return elements


def test_palettes_of_8_bits_written_in_16_become_8() -> None:
    indices = np.array([[0, 1], [2, 9]], np.uint8)  # 9 lies beyond: the last entry stands
    elements = palettes(16, [0, 257 * 10, 257 * 20, 257 * 30])
    image = decode(as_bytes(make_dicom(indices, photometric="PALETTE COLOR", **elements)))
    assert image.pixels.dtype == np.uint8
    np.testing.assert_array_equal(image.pixels[0], [[0, 10], [20, 30]])
    np.testing.assert_array_equal(image.pixels[2], [[0, 30], [60, 90]])


def test_palettes_that_need_16_bits_keep_them() -> None:
    elements = palettes(16, [0, 1000, 2001, 3001])
    indices = np.array([[0, 1], [2, 3]], np.uint8)
    image = decode(as_bytes(make_dicom(indices, photometric="PALETTE COLOR", **elements)))
    np.testing.assert_array_equal(image.pixels[1], [[0, 2000], [4002, 6002]])


def test_a_short_palette_is_refused() -> None:
    elements = palettes(16, [0, 1, 2, 3])
    elements["GreenPaletteColorLookupTableData"] = b"\0\0"
    with pytest.raises(UnreadableImage, match="expected 4 entries in the green palette, got 1"):
        decode(as_bytes(make_dicom(RAMP, photometric="PALETTE COLOR", **elements)))


@pytest.mark.parametrize(
    ("stored", "bits", "slope", "intercept", "kind"),
    [
        (np.uint16, 12, 1, -1024, np.int16),
        (np.uint16, 16, 1, -1024, np.int32),
        (np.int16, 16, 1, 0, np.int16),
        (np.uint16, 12, 0.5, -10, np.float32),
    ],
)
def test_hounsfield_units(
    stored: type[Any], bits: int, slope: float, intercept: float, kind: type[Any]
) -> None:
    values: NDArray[Any] = np.array([[0, 1000], [1024, 4000]]).astype(stored)
    elements: dict[str, Any] = {"RescaleSlope": slope, "RescaleIntercept": intercept}
    image = decode(as_bytes(make_dicom(values, bits_stored=bits, **elements)))
    np.testing.assert_array_equal(image.pixels[0], values.astype(float) * slope + intercept)
    assert image.units == "HU"
    assert image.pixels.dtype == kind


def test_without_rescaling_values_are_as_stored() -> None:
    image = decode(as_bytes(make_dicom(RAMP, Modality="MR")))
    assert (image.units, image.source.modality) == ("", "MR")


def test_a_slope_of_zero_is_said_and_not_used() -> None:
    image = decode(as_bytes(make_dicom(RAMP, RescaleSlope=0, RescaleIntercept=5)))
    np.testing.assert_array_equal(image.pixels[0], RAMP)
    assert image.warnings == (
        "the rescale slope or intercept makes no sense; the values are as stored",
    )


def test_each_frame_of_an_enhanced_object_has_its_own_rescaling() -> None:
    frames = np.full((2, 2, 2), 10, np.uint16)
    groups = [
        item(PixelValueTransformationSequence=[item(RescaleSlope=s, RescaleIntercept=i)])
        for s, i in ((1, 0), (2, -5))
    ]
    image = decode(as_bytes(make_dicom(frames, PerFrameFunctionalGroupsSequence=groups)))
    assert image.pixels[0, :, 0, 0].tolist() == [10, 15]


def test_a_modality_lut_is_looked_up() -> None:
    stored = np.array([[0, 1], [2, 7]], np.uint16)
    table = lut(1, [100, 200, 300])
    image = decode(as_bytes(make_dicom(stored, ModalityLUTSequence=[table])))
    np.testing.assert_array_equal(image.pixels[0], [[100, 100], [200, 300]])


def test_padding_of_a_ct_becomes_air_and_is_said() -> None:
    stored = np.array([[-2000, -2000], [40, 100]], np.int16)
    elements: dict[str, Any] = {
        "PixelPaddingValue": -2000,
        "RescaleSlope": 1,
        "RescaleIntercept": -1024,
    }
    image = decode(as_bytes(make_dicom(stored, **elements)))
    np.testing.assert_array_equal(image.pixels[0], [[-1000, -1000], [-984, -924]])
    assert image.warnings == ("what lies outside of the scan was set to air (-1000)",)


@pytest.mark.parametrize(
    ("function", "window"),
    [
        ("LINEAR", Window(-160.0, 239.0)),  # C.11.2.1.2.1: c - 0.5 - (w - 1) / 2
        ("LINEAR_EXACT", Window(-160.0, 240.0)),
        ("SIGMOID", Window(-160.0, 240.0)),
    ],
)
def test_windows(function: str, window: Window) -> None:
    elements: dict[str, Any] = {
        "WindowCenter": [40, 600],
        "WindowWidth": [400, 2000],
        "VOILUTFunction": function,
    }
    image = decode(as_bytes(make_dicom(RAMP, **elements)))
    assert image.window == window
    assert "the file has 2 windows; the first is used" in image.warnings
    assert any("sigmoid" in said for said in image.warnings) == (function == "SIGMOID")


def test_a_window_without_width_is_left_out() -> None:
    image = decode(as_bytes(make_dicom(RAMP, WindowCenter=40, WindowWidth=0)))
    assert image.window is None
    assert image.warnings == ("the file's window has no width and was left out",)


def test_a_voi_lut_gives_the_window_it_rises_over() -> None:
    table = lut(100, [0, 0, 50, 100, 100])
    image = decode(as_bytes(make_dicom(RAMP, VOILUTSequence=[table])))
    assert image.window == Window(101.0, 103.0)


def test_monochrome1_is_marked_and_not_turned() -> None:
    image = decode(as_bytes(make_dicom(RAMP, photometric="MONOCHROME1")))
    assert image.inverted
    np.testing.assert_array_equal(image.pixels[0], RAMP)


def test_identity_holds_uids_and_no_name() -> None:
    image = decode(as_bytes(make_dicom(RAMP)))
    assert image.source.uids == {
        "study": "1.2.3",
        "series": "1.2.3.1",
        "instance": "1.2.3.4",
        "sop_class": "1.2.840.10008.5.1.4.1.1.2",
        "frame_of_reference": "1.2.3.9",
    }
    assert "Made" not in repr(image)


def test_a_file_without_preamble_is_read_and_said() -> None:
    data = as_bytes(make_dicom(RAMP))
    start = 132 + 12 + int.from_bytes(data[140:144], "little")
    image = decode(data[start:])
    np.testing.assert_array_equal(image.pixels[0], RAMP)
    assert image.warnings == (
        "the file lacks the DICOM preamble",
        "the file names no transfer syntax; it was read as Explicit VR Little Endian",
    )


def test_an_object_without_pixels_is_named() -> None:
    with pytest.raises(UnreadableImage, match="has no pixels: it is of the class 'CT Image Stor"):
        decode(as_bytes(empty()))


def test_missing_pixels_are_refused() -> None:
    data = as_bytes(make_dicom(RAMP))
    with pytest.raises(UnreadableImage, match="cut short"):
        decode(data[:-10])


def wrong(**elements: Any) -> bytes:
    return as_bytes(make_dicom(RAMP, **elements))


@pytest.mark.parametrize(
    ("elements", "said"),
    [
        ({"Rows": 9999, "Columns": 9999}, "the header promises 199960002 bytes of pixels"),
        ({"Rows": 0}, "Rows in the DICOM header cannot be right"),
        ({"NumberOfFrames": -2}, "expected a count of frames in the DICOM header, got -2"),
        ({"PhotometricInterpretation": "PINK"}, "expected a photometric interpretation among"),
        ({"SamplesPerPixel": 3}, "SamplesPerPixel in the DICOM header cannot be right"),
        ({"BitsStored": 17}, "BitsStored in the DICOM header cannot be right"),
        ({"Columns": None}, "expected one whole number for Columns in the DICOM header, got none"),
    ],
)
def test_headers_that_lie_are_refused(elements: dict[str, Any], said: str) -> None:
    with pytest.raises(UnreadableImage, match=said):
        decode(wrong(**elements))


def test_a_compressed_frame_of_another_size_is_refused_before_decoding(tmp_path: Path) -> None:
    dataset = make_dicom(np.zeros((16, 16), np.uint8))
    compressed(dataset, JPEGBaseline8Bit, tmp_path)
    dataset.Rows = 32
    with pytest.raises(UnreadableImage, match="its own header says 16 x 16"):
        decode(as_bytes(dataset))


def test_too_few_frames_are_refused(tmp_path: Path) -> None:
    dataset = make_dicom(np.zeros((16, 16), np.uint8))
    compressed(dataset, JPEGBaseline8Bit, tmp_path)
    dataset.NumberOfFrames = 3
    with pytest.raises(UnreadableImage, match=r"frames|fragments|find the frames"):
        decode(as_bytes(dataset))


def test_fragments_that_are_no_picture_are_refused() -> None:
    dataset = make_dicom(RAMP)
    dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit
    dataset.PixelData = encapsulate([b"no picture"])
    dataset["PixelData"].is_undefined_length = True
    with pytest.raises(UnreadableImage, match="its own header says no size"):
        decode(as_bytes(dataset))


def test_values_of_the_header_do_not_reach_the_warnings() -> None:
    dataset = make_dicom(RAMP)
    dataset.add_new("PatientComments", "LT", "Secret")
    data = as_bytes(dataset).replace(b"1.2.3.9\0", b"Doe^Jane")
    image = decode(data)
    assert "frame_of_reference" not in image.source.uids
    assert image.warnings
    assert not any("Doe" in said or "Secret" in said for said in image.warnings)


def test_colours_of_big_endian_files() -> None:
    pixels: NDArray[np.uint16] = np.array([[[1, 2, 3], [256, 512, 768]]], np.uint16)
    image = decode(as_bytes(make_dicom(pixels, photometric="RGB", syntax=ExplicitVRBigEndian)))
    np.testing.assert_array_equal(image.pixels, np.moveaxis(pixels, -1, 0))
