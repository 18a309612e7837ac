"""What is wrong with pairs is told before training, all of it, in sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.card import Card, Class, Input
from diaphane.data.check_pairs import check_pairs, look_at
from diaphane.data.pairs import Pair
from diaphane.errors import BadData, Several, UnreadableImage
from diaphane.image import Axes, Image

PLANES = Card("m", "segment", Input(tile=(8, 8)), classes=(Class("vessel"),))
VOLUMES = PLANES.but(input=Input(tile=(8, 8, 8)))
PARTS = PLANES.but(classes=(Class("front"), Class("back")))
RANDOM = np.random.default_rng(0)


def noise(*shape: int) -> NDArray[np.uint8]:
    return RANDOM.integers(0, 255, shape, np.uint8)


def given(
    name: str,
    pixels: NDArray[Any] | None = None,
    mask: NDArray[Any] | None = None,
    fov: NDArray[Any] | None = None,
    *,
    group: str = "",
    truth: dict[str, Any] | None = None,
    **facts: Any,
) -> Pair:
    pixels = noise(12, 10) if pixels is None else pixels
    if mask is None:
        mask = np.zeros(pixels.shape, np.uint8)
        mask.flat[0] = 1
    axes: Axes = "zyx" if pixels.ndim == 3 else "yx"
    image = Image(pixels[None], axes, **facts)
    drawn = Image(mask[None], "zyx" if mask.ndim == 3 else "yx", **{**facts, **(truth or {})})
    seen = None if fov is None else Image(fov[None])
    field = None if seen is None else lambda: seen
    return Pair(name, lambda: image, lambda: drawn, field, group)


def check(*pairs: Pair, card: Card = PLANES, test: Sequence[Pair] = ()) -> tuple[str, ...]:
    return check_pairs({"train": pairs, **({"test": test} if test else {})}, card)


def refused(sentence: str, *pairs: Pair, card: Card = PLANES, test: Sequence[Pair] = ()) -> None:
    with pytest.raises(BadData, match=re.escape(sentence)):
        check(*pairs, card=card, test=test)


def test_sound_pairs_are_silent() -> None:
    volume = given("v", noise(4, 5, 6), spacing=(1.0, 1.0, 1.0), direction=np.eye(3)[:, ::-1])
    assert check(given("a"), given("colour", noise(5, 6))) == ()
    assert check(volume, card=VOLUMES) == ()


def test_a_mask_of_another_size() -> None:
    refused(
        "the mask of a: expected the size of the image, 12 x 10, got 10 x 12; draw it on",
        given("a", mask=np.ones((10, 12), np.uint8)),
    )


def test_labels_outside_the_classes_are_told_once_for_all_that_hold_them() -> None:
    odd = np.full((12, 10), 7, np.uint8)
    refused(
        "the mask of a: expected the values 0 and 255, or 0 and 1 (vessel), got 7 as well; mend "
        "the mask, or say what its values mean in card.classes; so it is in 'b', 'c'",
        *(given(name, mask=odd) for name in "abc"),
    )


def test_empty_masks_are_told_and_all_empty_ones_refused() -> None:
    blank = np.zeros((12, 10), np.uint8)
    (told,) = check(given("a"), given("b", mask=blank))
    assert told == "masks that hold nothing of any class train as pure background: 1 of 2, 'b'"
    refused("got nothing of 'vessel' in 2 of them", given("a", mask=blank), given("b", mask=blank))
    refused(
        "in the masks of test, got nothing of 'vessel'", given("a"), test=[given("b", mask=blank)]
    )


def test_a_class_that_training_never_sees() -> None:
    refused("in the masks of train, got nothing of 'back'", given("a"), card=PARTS)


def test_fields_of_view() -> None:
    blank = np.zeros((12, 10), np.uint8)
    refused("the field of view of a: expected values above 0", given("a", fov=blank))
    refused("the field of view of a: expected the size", given("a", fov=np.ones((3, 3), np.uint8)))


def test_volumes_of_one_slice_and_planes_are_no_volumes() -> None:
    thin, plane, whole = given("thin", noise(1, 5, 6)), given("plane"), given("v", noise(4, 5, 6))
    refused("expected volumes of several slices, got one slice in 'thin'", thin, card=VOLUMES)
    refused("expected volumes, got planes in 'plane'", whole, plane, card=VOLUMES)
    (told,) = check(whole, plane)
    assert "planes (1) and volumes (1) are mixed" in told


def test_uneven_and_oblique_volumes_are_told_with_what_is_done() -> None:
    axes = np.eye(3)[:, ::-1]
    turn = np.array([[1, 0, 0], [0, 0.8, -0.6], [0, 0.6, 0.8]])
    uneven = given("uneven", noise(4, 5, 6), spacing=(8.0, 0.7, 0.7), direction=axes)
    oblique = given("oblique", noise(4, 5, 6), spacing=(1.0, 1.0, 1.0), direction=turn @ axes)
    first, second = check(uneven, oblique)
    assert (
        "1 of 2 volumes are anisotropic, 8 x 0.7 x 0.7 mm in 'uneven'; they are seen on their"
        in first
    )
    assert "oblique, by 37 degrees in 'oblique'; their axes are swapped" in second
    spaced = PLANES.but(input=Input(tile=(8, 8, 8), spacing=(2.0, 2.0, 2.0)))
    (told,) = check(uneven, card=spaced)
    assert "they are resampled to 2 x 2 x 2 mm" in told
    (told,) = check(given("a", noise(4, 5, 6)), card=spaced)
    assert "the spacing of 'a' is not known" in told


@pytest.mark.parametrize(
    ("truth", "sentence"),
    [
        ({"spacing": (2.0, 1.0, 1.0)}, "another spacing, 2 x 1 x 1 mm and not 1 x 1 x 1 mm"),
        ({"origin": (0.0, 9.0, 0.0)}, "another place, 9 mm away"),
        ({"direction": -np.eye(3)}, "another direction of its axes"),
    ],
)
def test_a_mask_that_lies_elsewhere(truth: dict[str, Any], sentence: str) -> None:
    facts: dict[str, Any] = {
        "spacing": (1.0, 1.0, 1.0),
        "direction": np.eye(3),
        "origin": (0.0, 0.0, 0.0),
    }
    refused(sentence, given("v", noise(4, 5, 6), truth=truth, **facts))
    assert check(given("v", noise(4, 5, 6), truth={"origin": (0.1, 0.0, 0.0)}, **facts)) == ()


def test_everything_is_told_at_once() -> None:
    def unreadable() -> Image:
        raise UnreadableImage("b.png: the file is empty; fetch or export it again")

    broken = Pair("b", unreadable, lambda: Image(np.ones((1, 3, 3), np.uint8)))
    with pytest.raises(Several) as told:
        check(given("a", mask=np.full((3, 3), 9, np.uint8)), broken)
    assert [type(error) for error in told.value.errors] == [BadData, BadData, UnreadableImage]


def test_copies_and_groups_across_parts() -> None:
    pixels = noise(40, 40)
    refused("1 pair crosses: train a and test b", given("a", pixels), test=[given("b", pixels)])
    one, other = given("a", group="p1"), given("b", group="p2")
    refused("same group", one, other, test=[given("c", group="p1")])
    allowed = {"train": [one, other], "test": [given("c", group="p1")]}
    (told,) = check_pairs(allowed, PLANES, allow_leaks=True)
    assert "so the figures flatter" in told


def test_one_stack_may_be_in_parts_and_this_is_told() -> None:
    (told,) = check(given("a", group="s"), given("b", group="s"), test=[given("c", group="s")])
    assert told.startswith("all 3 images are of one group")


def test_pairs_from_files_name_the_file(tmp_path: Path) -> None:
    from PIL import Image as Pillow

    from diaphane.data.pairs import read_pairs

    for folder, value in (("images", 3), ("masks", 9)):
        (tmp_path / folder).mkdir()
        Pillow.fromarray(np.full((4, 4), value, np.uint8)).save(tmp_path / folder / "1.png")
    refused(f"{tmp_path / 'masks/1.png'}: expected the values", *read_pairs(tmp_path))


def test_values_of_image_and_mask_make_the_hash() -> None:
    pixels, mask = noise(12, 10), np.zeros((12, 10), np.uint8)
    mask[0, 0] = 1
    other = mask.copy()
    other[0, 1] = 1
    pairs = [given("1", pixels, mask), given("2", pixels.copy(), mask), given("3", pixels, other)]
    first, again, changed = (one.sha256 for one in look_at({"train": pairs}, PLANES))
    assert first == again != changed
