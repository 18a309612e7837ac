"""Facts of a file that need no look at the picture."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.data.facts import facts
from diaphane.image import Image, Source
from diaphane.io import decode

GRAY = np.random.default_rng(0).integers(0, 255, (40, 60), np.uint8)


def jpeg(quality: int, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = GRAY) -> bytes:
    buffer = BytesIO()
    Pillow.fromarray(pixels).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def test_size_kind_and_weight() -> None:
    file = jpeg(80)
    found = facts(decode(file), file)
    assert found.size == (40, 60)
    assert found.kind == "jpeg, gray, 8 bits"
    assert found.weight == pytest.approx(len(file) / 2400)


def test_gray_written_as_colour_is_told_from_colour() -> None:
    file = jpeg(80, np.repeat(GRAY[..., None], 3, axis=2))
    assert facts(decode(file), file).kind == "jpeg, gray written as colour, 8 bits"
    colour = Image(np.stack([GRAY, GRAY, 255 - GRAY]), source=Source(format="png"))
    assert facts(colour, b"").kind == "png, colour, 8 bits"
    assert facts(Image(GRAY[None].astype(np.uint16)), b"").kind == "array, gray, 16 bits"


def test_encoders_differ_by_their_tables() -> None:
    """As Pillow reads them: equal tables, equal name."""
    files = [jpeg(80), jpeg(80, GRAY[:, :50]), jpeg(60)]
    known = [facts(decode(file), file).encoder for file in files]
    tables = [Pillow.open(BytesIO(file)).quantization for file in files]  # type: ignore[attr-defined]
    assert known[0] == known[1] != known[2]
    assert tables[0] == tables[1] != tables[2]
    assert facts(Image(GRAY[None]), b"\x89PNG").encoder == ""


def test_a_cut_file_has_an_encoder_all_the_same() -> None:
    assert facts(decode(jpeg(80)), jpeg(80)[:30])


def test_brightness_and_border() -> None:
    plane = np.full((100, 100), 7, np.uint8)
    plane[:5] = 200
    plane[50, 50] = 255
    found = facts(Image(plane[None]), b"")
    assert found.brightness[2] == 7
    assert found.brightness[-2:] == pytest.approx((0.9499, 0.0001))
    assert found.border[:4] == (200, 0, 7, 0)
