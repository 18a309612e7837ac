"""The gallery of a training: five columns, a picture an epoch, a GIF that a kill does not harm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input
from diaphane.data.masks import Labels
from diaphane.data.pairs import Pair
from diaphane.image import Image
from diaphane.learn.gallery import Gallery, show
from diaphane.learn.run import Run
from diaphane.learn.watch import JsonLog
from diaphane.pixels.beside import COLUMNS, GAP, SIDE, WIDE

CLASSES = (Class("ball", colour=(0, 200, 0)), Class("rod", colour=(0, 0, 250)))
CARD = Card("two", "segment", Input(tile=(32, 32)), CLASSES)
TILT = np.array([[0.0, 0, 1], [0, -1, 0], [1, 0, 0]])
"""Columns Z Y X in L P S: the last axis runs to the left, the second to the front."""


def pair(size: tuple[int, ...], place: int, **geometry: Any) -> Pair:
    """A bright ball of class 1 whose middle lies at `place` along every axis."""
    grid = np.indices(size).astype(np.float32)
    ball = ((grid - place) ** 2).sum(0) < 18
    image = Image((ball * 200)[None].astype(np.uint8), "yx" if ball.ndim == 2 else "zyx")
    image = image.but(**geometry)
    return Pair("made up", lambda: image, lambda: image.but(pixels=ball[None].astype(np.uint8)))


PLANES = [pair((32, 40), place) for place in range(8, 20)]


def played(folder: Path, pairs: Sequence[Pair], numbers: Sequence[int], epochs: int = 9) -> Gallery:
    """As a loop would tell it of these epochs, and then stop."""
    gallery = Gallery.of(pairs, CARD, Run(folder), epochs=epochs)
    gallery.pace.rest_until = float("inf")
    log, labels = JsonLog(folder / "log.jsonl"), [pair.labels(CARD) for pair in pairs]
    for number in numbers:
        gallery.saw([np.roll(one, epochs - 1 - number, -1) for one in labels])
        line = {"epoch": number, "loss": 1 / (number + 1), "val_loss": 0.5, "val_dice": 0.7}
        for watcher in (log, gallery):
            watcher.epoch({**line, "best_epoch": number // 2})
    gallery.end()
    return gallery


def read(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    with Pillow.open(path) as file:
        return np.asarray(file.convert("RGB"))


def column(picture: np.ndarray[Any, np.dtype[np.uint8]], name: str) -> Any:
    """The panels of a column, one below the other, as far apart in colour as integers can be."""
    left = GAP + COLUMNS.index(name) * (SIDE + GAP)
    return picture[60:-40, left : left + SIDE].astype(int)


def green(panel: Any) -> Any:
    """Where class 1 is shown."""
    return (panel[..., 1] > 90) & (panel[..., 1] - panel[..., 0] > 60)


def test_every_epoch_leaves_a_picture_and_all_of_them_a_film(tmp_path: Path) -> None:
    gallery = played(tmp_path, PLANES, range(9))
    assert gallery.pairs == (0, 4, 7, 11)
    names = sorted(path.name for path in (tmp_path / "train_results").iterdir())
    assert names == [f"epoch-{number:03}.png" for number in range(1, 10)]
    last = read(tmp_path / "train_results" / "epoch-009.png")
    assert last.shape[1] == WIDE
    with Pillow.open(tmp_path / "training.gif") as film:
        assert film.n_frames == 9  # type: ignore[attr-defined]
        assert film.width == WIDE
        assert film.height > last.shape[0]


def test_predictions_stand_beside_the_truth(tmp_path: Path) -> None:
    played(tmp_path, PLANES, range(9))
    first, last = (read(tmp_path / f"train_results/epoch-00{n}.png") for n in (1, 9))
    for kind in ("mask", "over image"):
        true = "true mask" if kind == "mask" else "truth over image"
        said = "predicted mask" if kind == "mask" else "prediction over image"
        assert green(column(last, true)).any()
        assert np.array_equal(green(column(last, true)), green(column(last, said)))
        assert np.array_equal(green(column(first, true)), green(column(last, true)))
        shifted = np.roll(green(column(first, true)), 8 * (SIDE // 40), axis=1)
        assert np.array_equal(green(column(first, said)), shifted)
    assert not green(column(last, "image")).any()


def test_it_goes_on_after_a_kill(tmp_path: Path) -> None:
    played(tmp_path, PLANES, range(3))
    played(tmp_path, PLANES, range(2, 4))  # epoch 2 was not saved: it comes again
    with Pillow.open(tmp_path / "training.gif") as film:
        assert film.n_frames == 4  # type: ignore[attr-defined]


def test_a_long_training_makes_a_small_film(tmp_path: Path) -> None:
    played(tmp_path, PLANES[:1], range(33), epochs=33)
    assert len(list((tmp_path / "train_results").iterdir())) == 33
    with Pillow.open(tmp_path / "training.gif") as film:
        assert film.n_frames == 30  # type: ignore[attr-defined]
    assert (tmp_path / "training.gif").stat().st_size < 3e6


def test_a_volume_is_shown_by_its_fullest_slice_as_radiology_does() -> None:
    volume = pair((12, 30, 20), 7, spacing=(4.0, 1.0, 2.0), direction=TILT, origin=(0, 0, 0))
    shown = show(volume, CARD)
    assert shown.place == 7
    assert shown.picture.shape == (30, 40, 3)  # pixels are made square
    assert np.array_equal(shown.picture[..., 0] > 100, shown.truth > 0)
    assert shown.truth[22].any()  # rows run to the back
    assert not shown.truth[7].any()
    said: Labels = np.zeros((12, 30, 20), np.uint8)
    said[7, 0, 0] = 2
    assert shown.row(said).predicted[29, :2].tolist() == [2, 2]


def test_who_was_told_nothing_draws_nothing(tmp_path: Path) -> None:
    gallery = Gallery.of(PLANES, CARD, Run(tmp_path), epochs=2)
    gallery.epoch({"epoch": 0})
    gallery.end()
    assert list(tmp_path.iterdir()) == []


def test_only_what_is_shown_need_be_kept(tmp_path: Path) -> None:
    gallery = Gallery.of(PLANES, CARD, Run(tmp_path), epochs=2)
    gallery.saw({number: PLANES[number].labels(CARD) for number in gallery.pairs})
    assert len(gallery.rows) == 4
