"""What an enhanced picture says of itself: its place in the patient, and what it is not."""

from __future__ import annotations

import numpy as np

from diaphane.card import Card, Input, Scaling
from diaphane.image import Image, Source
from diaphane.pixels.orient import as_it_is
from diaphane.pixels.view import view
from diaphane.result import Result
from diaphane.tasks import TASKS
from diaphane.words import SYNTHETIC

NEED = Input(tile=(64, 64), scaling=Scaling("depth"))
CARD = Card("larger", "enhance", NEED, scale=4)
RANDOM = np.random.default_rng(0)


def decoded(image: Image, picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Result:
    seen = view(image, NEED, as_it_is(2))
    return TASKS["enhance"].decode({"picture": picture}, image, seen, CARD)


def test_the_picture_lies_where_the_image_lay() -> None:
    """The centre of an old sample is the mean of the centres of the new ones it was parted in."""
    direction = np.array([[1, 0], [0, 0.6], [0, 0.8]], np.float64)
    image = Image(
        RANDOM.integers(0, 256, (1, 3, 5), np.uint8),
        spacing=(0.8, 0.5),
        direction=direction,
        origin=(1.0, 2.0, 3.0),
    )
    large = decoded(image, image.pixels.repeat(4, 1).repeat(4, 2)).image
    assert large is not None
    assert large.spacing == (0.2, 0.125)
    assert large.origin is not None
    steps = np.array([(i, j) for i in range(4) for j in range(4)])
    centres = np.asarray(large.origin) + steps * large.spacing @ direction.T
    np.testing.assert_allclose(centres.mean(axis=0), [1, 2, 3], atol=1e-12)


def test_the_picture_is_marked() -> None:
    source = Source(format="dicom", modality="MR", uids={"study": "1.2", "instance": "1.2.3"})
    image = Image(np.full((1, 2, 2), 7, np.uint8), source=source)
    result = decoded(image, np.full((1, 8, 8), 7, np.uint8))
    assert result.image is not None
    assert result.image.source.format == "synthetic"
    assert result.image.source.uids == {"study": "1.2"}
    assert result.image.warnings == (f"{SYNTHETIC}: 4 times as fine as it was taken, by larger",)
    assert SYNTHETIC in result.notes
    assert result.doubts == ("the image is blank: all of its samples have one value",)
