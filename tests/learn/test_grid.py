"""A grid is trained, goes on after a kill, and refuses cells of other settings or data."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.card import Card, Class, Input
from diaphane.data import phantom
from diaphane.data.phantom_pairs import write_pairs
from diaphane.errors import BadSetting, Several
from diaphane.infer.find import read_card
from diaphane.io.write import write_png
from diaphane.learn.grid import Grid, grid
from diaphane.learn.watch import Silent
from diaphane.recipe import Recipe, Split, Stop, named
from diaphane.recipes import get

TINY = Recipe(
    card=Card(
        name="halves",
        task="classify",
        input=Input(size=(16, 16), mean=(0.5,), std=(0.25,)),
        classes=(Class("left"), Class("right")),
    ),
    net=named("small-cnn", width=4, depth=2),
    optimiser=named("adamw", lr=2e-2),
    split=Split(validation=0.25, calibration=0.25, similarity=0.9999, allow_leaks=True),
    stop=Stop("loss", 0),
    epochs=3,
    batch=8,
)
OVER = ("freeze=head,all",)


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Noise that is bright on the left or on the right."""
    root, rng = tmp_path_factory.mktemp("halves"), np.random.default_rng(0)
    for part, n in (("train", 16), ("test", 8)):
        for k, label in enumerate(("left", "right")):
            (root / part / label).mkdir(parents=True)
            for i in range(n):
                pixels = rng.integers(0, 160, (16, 16))
                pixels[:, 8 * k : 8 * k + 8] += 90
                picture = Pillow.fromarray(pixels.astype(np.uint8))
                picture.save(root / part / label / f"{i}.png")
    return root


class Killed(Exception):
    """Stands for a kill."""


class KillIn(Silent):
    """Raises in the second epoch of the second cell."""

    def __init__(self) -> None:
        self.cells = 0

    def begin(self, epochs: int, steps: int, done: int) -> None:
        self.cells += 1

    def epoch(self, line: Mapping[str, Any]) -> None:
        if (self.cells, line["epoch"]) == (2, 1):
            raise Killed


class Count(Silent):
    def __init__(self) -> None:
        self.epochs = 0

    def epoch(self, line: Mapping[str, Any]) -> None:
        self.epochs += 1


def trained(
    data: Path,
    out: Path,
    *watchers: Silent,
    over: Sequence[str] = OVER,
    settings: Sequence[str] = (),
) -> Grid:
    return grid(TINY, data, out, over=over, settings=settings, watchers=watchers)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_killed_grid_goes_on_and_ends_with_its_table(halves: Path, tmp_path: Path) -> None:
    with pytest.raises(Killed):
        trained(halves, tmp_path, KillIn())
    count = Count()
    whole = trained(halves, tmp_path, count)
    assert count.epochs == 2  # of the second cell; the first was finished
    head, every = whole.rows
    assert [row.state for row in whole.rows] == ["finished", "finished"]
    assert (head.moved, every.moved) == (18, every.parameters)
    assert every.seconds > 0
    for row in whole.rows:
        assert row.judged_on == "test"
        assert row.figure == read_card(tmp_path / row.name).figures["accuracy"]
        assert row.validation is not None
        assert row.epochs == 3
    plain = json.loads((tmp_path / "compare.json").read_text())
    assert [cell["choices"] for cell in plain["rows"]] == [{"freeze": "head"}, {"freeze": "all"}]
    lines = list(csv.DictReader((tmp_path / "compare.csv").read_text().splitlines()))
    assert [line["freeze"] for line in lines] == ["head", "all"]
    with Pillow.open(tmp_path / "compare.png") as picture:
        assert picture.width > 600
    again = Count()
    assert trained(halves, tmp_path, again) == whole
    assert again.epochs == 0
    with pytest.raises(BadSetting, match=r"settings that the cells in .* were begun with"):
        trained(halves, tmp_path, settings=["batch=4"])


def test_all_that_is_wrong_is_told_before_the_first_cell(halves: Path, tmp_path: Path) -> None:
    with pytest.raises(Several) as told:
        trained(halves, tmp_path / "out", over=["freeze=all,partial:7", "weights=,nowhere"])
    first, second = told.value.errors
    assert str(first).startswith("freeze=all weights=nowhere and 1 more cells: expected weights")
    assert str(second).startswith("freeze=partial:7 weights=none and 1 more cells: expected freeze")
    assert not (tmp_path / "out").exists()


def test_cells_that_fail_are_named_each(halves: Path, tmp_path: Path) -> None:
    rates = ["optimiser.lr=1e30,1e35"]
    whole = trained(halves, tmp_path, over=rates, settings=["precision=fp32"])
    assert [row.state for row in whole.rows] == ["failed", "failed"]
    assert "optimiser.lr=1e35: expected a finite" in whole.rows[1].why
    assert (tmp_path / "compare.json").stat().st_size > 0


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_segments_is_compared_by_its_dice(tmp_path: Path) -> None:
    write_pairs(tmp_path / "data", "vessels", 4)
    small = ["epochs=1", "batch=1", "patch.steps=1", "patch.size=[32,32]"]
    over = ["net.width=2,4"]
    whole = grid(get("segment"), tmp_path / "data", tmp_path / "grid", over=over, settings=small)
    assert whole.figure == "dice"
    assert [row.state for row in whole.rows] == ["finished", "finished"]
    assert all(row.figure and row.judged_on == "validation" for row in whole.rows)
    header = (tmp_path / "grid" / "compare.csv").read_text().splitlines()[0]
    assert header.startswith("cell,net.width,state,judged_on,dice,dice_low,dice_high,validation,")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_enhances_is_compared_by_its_psnr(tmp_path: Path) -> None:
    for part, n in (("train", 4), ("test", 2)):
        for k in range(n):
            photo = phantom.photo(np.random.default_rng([k, n]), 48)
            write_png(tmp_path / "data" / part / f"{k}.png", np.moveaxis(photo.pixels, 0, -1))
    small = ["epochs=1", "batch=1", "patch.steps=1", "patch.size=[10,10]", "net.depth=1"]
    small += ["split.validation=0.3", "split.allow_leaks=true"]
    over = ["net.width=2,4"]
    whole = grid(get("sr-x4"), tmp_path / "data", tmp_path / "grid", over=over, settings=small)
    assert whole.figure == "psnr_y"
    assert [row.state for row in whole.rows] == ["finished", "finished"], whole.rows
    for row in whole.rows:
        assert row.judged_on == "test"
        assert row.figure == read_card(tmp_path / "grid" / row.name).figures["psnr_y"]
        assert row.validation
        assert row.validation.value > 10


def test_what_translates_has_no_grid(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="classify or segment or enhance, got one to translate"):
        grid(get("translate"), tmp_path, tmp_path / "grid", over=["batch=1,2"])
