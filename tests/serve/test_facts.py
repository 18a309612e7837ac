"""What is noted of an image leads back to it, and volumes are kept upright."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest

from diaphane.image import Image, Pixels, Source, Window
from diaphane.pixels.orient import Turn, turned
from diaphane.pixels.planes import plane, slice_axis
from diaphane.serve.facts import (
    SHOWN,
    Facts,
    as_it_came,
    facts_of,
    image_from,
    is_gray,
    number_as_it_came,
    sent_as,
    shown_facts,
)
from diaphane.serve.keep import Places, keep_array
from diaphane.serve.store import new_id

UPRIGHT = Image(
    np.arange(4 * 6 * 8, dtype=np.int16).reshape(1, 4, 6, 8),
    axes="zyx",
    spacing=(5.0, 1.0, 2.0),
    direction=np.stack(SHOWN, axis=1),
    origin=(1.0, 2.0, 3.0),
    units="HU",
    source=Source(modality="CT", format="dicom", uids={"study": "1.2"}),
)
"""As volumes are kept."""


def kept(image: Image, folder: Path) -> tuple[Image, Facts]:
    """The image after it was kept."""
    facts, pixels = facts_of(image, title="a head", files={})
    places, name = Places(folder), new_id()
    keep_array(places.pixels(name), pixels)
    return image_from(facts, places, image=name, upload=new_id()), facts


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("flips", list(product((False, True), repeat=3)))
def test_a_volume_is_kept_upright_however_it_came(
    order: tuple[int, int, int], flips: tuple[bool, bool, bool], tmp_path: Path
) -> None:
    came = turned(UPRIGHT, Turn(order, flips))
    image, facts = kept(came, tmp_path)
    np.testing.assert_array_equal(image.pixels, UPRIGHT.pixels)
    np.testing.assert_allclose(image.direction, UPRIGHT.direction)  # type: ignore[arg-type]
    assert image.origin == pytest.approx(UPRIGHT.origin)
    assert image.spacing == UPRIGHT.spacing
    back = as_it_came(image, facts)
    np.testing.assert_array_equal(back.pixels, came.pixels)
    np.testing.assert_allclose(back.direction, came.direction)  # type: ignore[arg-type]
    assert back.origin == pytest.approx(came.origin)
    for number in (1, 4):
        there = number_as_it_came(image, facts, number)
        np.testing.assert_array_equal(plane(image, number)[0].pixels, plane(back, there)[0].pixels)


def test_its_planes_are_named_and_have_sides(tmp_path: Path) -> None:
    image, facts = kept(UPRIGHT, tmp_path)
    planes = shown_facts(facts)["planes"]
    assert [one["name"] for one in planes] == ["axial", "coronal", "sagittal"]
    assert [one["count"] for one in planes] == [4, 6, 8]
    assert [(one["rows"], one["columns"]) for one in planes] == [(6, 8), (4, 8), (4, 6)]
    assert [(one["row_mm"], one["column_mm"]) for one in planes] == [(1, 2), (5, 2), (5, 1)]
    sides = [one["labels"] for one in planes]
    assert sides[0] == {"left": "R", "right": "L", "top": "A", "bottom": "P"}
    assert sides[1] == {"left": "R", "right": "L", "top": "H", "bottom": "F"}
    assert sides[2] == {"left": "A", "right": "P", "top": "H", "bottom": "F"}
    assert planes[0]["axis"] == slice_axis(image) == 0


def test_the_planes_that_were_taken_come_first(tmp_path: Path) -> None:
    sagittal = UPRIGHT.but(spacing=(1.0, 1.0, 4.0))
    _, facts = kept(sagittal, tmp_path)
    assert [one["name"] for one in shown_facts(facts)["planes"]] == ["sagittal", "axial", "coronal"]


def test_of_what_nobody_knows_how_it_lies_nothing_is_said(tmp_path: Path) -> None:
    image, facts = kept(UPRIGHT.but(direction=None, origin=None, spacing=None), tmp_path)
    np.testing.assert_array_equal(image.pixels, UPRIGHT.pixels)
    for one in shown_facts(facts)["planes"]:
        assert (one["name"], one["labels"], one["row_mm"]) == ("slice", None, None)


def test_a_picture_and_frames(tmp_path: Path) -> None:
    photo = Image(np.zeros((3, 5, 7), np.uint8), source=Source(format="png"))
    facts, _ = facts_of(photo, title="photo.png", files={})
    assert [one["name"] for one in facts["planes"]] == ["slice"]
    assert facts["range"] == {"low": 0.0, "high": 255.0}
    assert (facts["channels"], facts["dtype"], facts["title"]) == (3, "uint8", "photo.png")
    frames = Image(np.zeros((1, 3, 5, 7), np.uint8), axes="tyx", spacing=(1.0, 0.5, 0.25))
    facts, _ = facts_of(frames, title="", files={})
    (only,) = facts["planes"]
    assert (only["name"], only["count"], only["row_mm"]) == ("frame", 3, 0.5)


def test_window_and_inversion_are_kept(tmp_path: Path) -> None:
    film = Image(
        np.full((1, 4, 4), 300, np.uint16),
        window=Window(100, 4000),
        inverted=True,
        warnings=("something",),
    )
    image, facts = kept(film, tmp_path)
    assert (image.window, image.inverted, image.warnings) == (
        Window(100, 4000),
        True,
        film.warnings,
    )
    assert "kept" not in shown_facts(facts)


@pytest.mark.parametrize(
    ("pixels", "name"),
    [
        (np.zeros((1, 2, 2), np.uint8), "uint8"),
        (np.zeros((1, 2, 2), np.int8) - 1, "int16"),
        (np.zeros((1, 2, 2), np.int32) + 60000, "uint16"),
        (np.zeros((1, 2, 2), np.int64) - 30000, "int16"),
        (np.zeros((1, 2, 2), np.int32) + 70000, "float32"),
        (np.zeros((1, 2, 2), np.float64), "float32"),
        (np.zeros((1, 2, 2), bool), "uint8"),
    ],
)
def test_samples_are_sent_as_the_smallest_type_that_holds_them(pixels: Pixels, name: str) -> None:
    assert sent_as(pixels) == name


def test_gray_saved_as_colour_is_gray() -> None:
    rng = np.random.default_rng(0)
    gray = rng.integers(0, 250, (1, 64, 64))
    assert is_gray(gray.astype(np.uint8))
    jpeg = np.repeat(gray, 3, axis=0) + rng.integers(0, 2, (3, 64, 64))
    assert is_gray(jpeg.astype(np.uint8))
    jpeg[0] += 5
    assert not is_gray(jpeg.astype(np.uint8))
