"""What a translated picture says of itself: its place, what changed, and what it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diaphane.card import Card, Input, Scaling
from diaphane.image import Image, Pixels, Source, Window
from diaphane.pixels.orient import as_it_is
from diaphane.pixels.view import view
from diaphane.result import Result
from diaphane.tasks import TASKS
from diaphane.tasks.translate import way
from diaphane.words import REPAINTED

NEED = Input(tile=(64, 64), scaling=Scaling("depth"))
CARD = Card("painter", "translate", NEED, domains=("photo", "painting"))
RANDOM = np.random.default_rng(0)


def decoded(image: Image, picture: Pixels, size: tuple[int, int] | None = None) -> Result:
    seen = view(image, replace(NEED, size=size), as_it_is(2))
    return TASKS["translate"].decode({"picture": picture}, image, seen, CARD)


def test_the_picture_lies_where_the_image_lay() -> None:
    direction = np.array([[1, 0], [0, 0.6], [0, 0.8]], np.float64)
    image = Image(
        RANDOM.integers(0, 256, (1, 3, 5), np.uint8),
        spacing=(0.8, 0.5),
        direction=direction,
        origin=(1.0, 2.0, 3.0),
    )
    made = decoded(image, 255 - image.pixels).image
    assert made is not None
    assert (made.spacing, made.origin) == (image.spacing, image.origin)
    assert made.direction is direction
    np.testing.assert_array_equal(made.pixels, 255 - image.pixels)


def test_the_picture_is_marked() -> None:
    source = Source(format="dicom", modality="MR", uids={"study": "1.2", "instance": "1.2.3"})
    image = Image(np.full((1, 2, 2), 7, np.uint8), source=source)
    result = decoded(image, np.full((1, 2, 2), 7, np.uint8))
    assert result.image is not None
    assert result.image.source.format == "synthetic"
    assert result.image.source.uids == {"study": "1.2"}
    assert result.image.warnings == (f"{REPAINTED}: translated from photo to painting, by painter",)
    assert REPAINTED in result.notes
    assert result.doubts == ("the image is blank: all of its samples have one value",)


def test_what_changed_is_a_share_of_the_range() -> None:
    image = Image(np.zeros((3, 300, 2), np.uint8))
    picture = image.pixels.copy()
    picture[0, 280:], picture[2, 280:] = 255, 51
    result = decoded(image, picture)
    changed = result.maps["changed"]
    assert (changed[:280] == 0).all()
    np.testing.assert_allclose(changed[280:], (1 + 0 + 0.2) / 3, rtol=1e-6)
    assert result.measures == {"changed_mean_percent": pytest.approx(100 * 0.4 * 20 / 300)}


def test_alpha_stays_and_has_no_say_in_what_changed() -> None:
    image = Image(RANDOM.integers(0, 256, (4, 6, 7), np.uint8))
    result = decoded(image, image.pixels[:3])
    assert result.image is not None
    np.testing.assert_array_equal(result.image.pixels, image.pixels)
    assert result.measures["changed_mean_percent"] == 0


@pytest.mark.parametrize(
    ("size", "note"),
    [
        (None, "translated at its own size, tile by tile"),
        ((8, 6), "translated at its own size, at once"),
        ((4, 3), "translated at 3 x 4 and brought back to the image's size; detail finer than"),
        ((16, 12), "translated at 12 x 16 and brought back to the image's size"),
    ],
)
def test_the_way_is_told(size: tuple[int, int] | None, note: str) -> None:
    image = Image(RANDOM.integers(0, 256, (1, 8, 6), np.uint8))
    said = decoded(image, image.pixels, size).notes[0]
    assert said.startswith(note)
    assert ("detail" in said) == ("detail" in note)


def test_the_files_window_is_kept_where_it_shows_the_picture() -> None:
    pixels = np.arange(400, dtype=np.int16).reshape(1, 20, 20)
    image = Image(pixels, window=Window(100, 300))
    alike = decoded(image, pixels + 50)
    assert alike.image is not None
    assert alike.image.window == Window(100, 300)
    assert "window" not in alike.notes[1]
    other = decoded(image, pixels + 250)
    assert other.image is not None
    window = other.image.window
    assert window is not None
    assert (window.low, window.high) == pytest.approx((252, 647), abs=0.01)
    assert other.notes[1] == "shown from 251.995 to 647.005: the file's window hides the picture"


def test_a_card_without_domains_says_less() -> None:
    assert way(CARD.but(domains=())) == "to another domain"
