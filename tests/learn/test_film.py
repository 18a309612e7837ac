"""The film of a training: small, held at its end, going on after a kill."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from PIL import ImageColor

from diaphane.card import Card, Class, Input
from diaphane.learn.film import Film, choose, planes_of, spread, write_gif
from diaphane.learn.stage import WRONG, Shown, with_bars
from diaphane.learn.watch import JsonLog, read_log

CARD = Card(
    name="three",
    task="classify",
    input=Input(size=(32, 32), mean=(0.5,), std=(0.25,)),
    classes=(Class("a"), Class("b", "a long title of a class"), Class("c")),
)
PLANES = np.random.default_rng(0).uniform(size=(3, 32, 32, 1)).astype(np.float32)
SHOWN = Shown((0, 2, 5), (0, 1, 2), PLANES)


def film(folder: Path, shown: Shown = SHOWN, epochs: int = 100) -> Film:
    return Film(
        shown,
        CARD,
        log=folder / "log.jsonl",
        answers=folder / "samples.jsonl",
        gif=folder / "training.gif",
        epochs=epochs,
    )


def played(folder: Path, film: Film, numbers: Sequence[int]) -> None:
    """As a loop would tell it of these epochs, and then stop."""
    log, chance = JsonLog(folder / "log.jsonl"), np.random.default_rng(1)
    for number in numbers:
        film.saw(chance.dirichlet(np.ones(3), 6).astype(np.float32))
        line = {"epoch": number, "loss": 1 / (number + 1), "val_loss": 0.5, "val_accuracy": 0.7}
        for watcher in (log, film):
            watcher.epoch({**line, "best_epoch": number // 2})
    film.end()


def durations(gif: Path) -> list[int]:
    with Pillow.open(gif) as film:
        return [(film.seek(i), film.info["duration"])[1] for i in range(film.n_frames)]  # type: ignore[attr-defined, func-returns-value]


def test_a_hundred_epochs_are_thinned_out_and_the_last_is_held(tmp_path: Path) -> None:
    one = film(tmp_path)
    one.pace.rest_until = float("inf")
    played(tmp_path, one, range(100))
    times = durations(tmp_path / "training.gif")
    assert len(times) == 40
    assert times[-1] == 4000
    assert sum(times[:-1]) < 9000
    assert (tmp_path / "training.gif").stat().st_size < 2e6


def test_red_stays_red_where_all_ends_well(tmp_path: Path) -> None:
    gray = np.random.default_rng(0).integers(0, 255, (60, 60, 1), np.uint8).repeat(3, 2)
    wrong = gray.copy()
    wrong[:2, :3] = ImageColor.getrgb(WRONG)
    write_gif([Pillow.fromarray(wrong), Pillow.fromarray(gray)], tmp_path / "training.gif")
    with Pillow.open(tmp_path / "training.gif") as film:
        shown = np.asarray(film.convert("RGB"))[0, 0].astype(int)
    assert np.abs(shown - ImageColor.getrgb(WRONG)).max() < 30


def test_it_goes_on_after_a_kill(tmp_path: Path) -> None:
    played(tmp_path, film(tmp_path), range(3))
    played(tmp_path, film(tmp_path), range(2, 4))  # epoch 2 was not saved: it comes again
    kept = read_log(tmp_path / "samples.jsonl")
    assert [line["epoch"] for line in kept] == [0, 1, 2, 3]
    assert np.shape(kept[0]["probabilities"]) == (3, 3)
    assert len(durations(tmp_path / "training.gif")) == 4


def test_samples_that_are_no_pictures_leave_the_curves(tmp_path: Path) -> None:
    played(tmp_path, film(tmp_path, Shown((0, 2, 5), (0, 1, 2), None)), range(2))
    with Pillow.open(tmp_path / "training.gif") as narrow:
        assert narrow.width < narrow.height


def test_nothing_to_draw_is_no_error(tmp_path: Path) -> None:
    film(tmp_path).end()
    assert not (tmp_path / "training.gif").exists()


class Values:
    """Stands for `Pictures`: row i is full of i."""

    def __getitem__(self, rows: Sequence[int]) -> torch.Tensor:
        return torch.tensor(rows).float().view(-1, 1, 1, 1).expand(-1, 1, 32, 32)


def test_each_class_has_its_turn() -> None:
    truth = [0] * 10 + [1] * 2 + [2] * 5
    shown = choose(Values(), truth, CARD)  # type: ignore[arg-type]
    assert [truth[row] for row in shown.rows] == list(shown.truth) == [0, 1, 2, 0, 1, 2]
    assert choose(Values(), truth, CARD).rows == shown.rows  # type: ignore[arg-type]


def test_planes_are_what_a_person_sees() -> None:
    eaten = (PLANES.transpose(0, 3, 1, 2) - 0.5) / 0.25
    assert planes_of(eaten, CARD) == pytest.approx(PLANES, abs=1e-6)
    volume = planes_of(np.repeat(eaten[:, :, None], 3, axis=2), CARD)
    assert volume == pytest.approx(PLANES, abs=1e-6)
    assert planes_of(np.zeros((4, 60), np.float32), CARD) is None


def test_bars_are_those_of_the_true_class_and_the_likeliest() -> None:
    assert with_bars(np.array([0.1, 0.2, 0.3, 0.05, 0.35]), 3) == [1, 2, 3, 4]
    assert with_bars(np.array([0.9, 0.1]), 1) == [0, 1]
    assert spread(5, 3) == [0, 2, 4]
    assert spread(0, 3) == []
