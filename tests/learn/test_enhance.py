"""A network that enhances, from a folder of pictures to a file; killed and gone on with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from PIL import Image as Pillow
from safetensors.torch import load_file

from diaphane.data import phantom
from diaphane.data.pictures import read_sharp
from diaphane.errors import BadData, BadSetting, Several, UnknownName
from diaphane.infer.model import Model
from diaphane.io.write import write_png
from diaphane.learn.find_rate import find_rate
from diaphane.learn.train import train
from diaphane.learn.watch import Line, Silent
from diaphane.recipe import Recipe
from diaphane.recipes.enhance import sr_x4

TINY = sr_x4.with_settings(
    [
        *("net.width=6", "net.depth=2", "patch.size=[10,10]", "patch.steps=4", "batch=2"),
        *("epochs=3", "average=0.9", "split.validation=0.3", "split.allow_leaks=true"),
        "export=fp16",
    ]
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(4):
        photo = phantom.photo(np.random.default_rng(seed), 48)
        write_png(folder / f"{seed}.png", np.moveaxis(photo.pixels, 0, -1))
    return folder


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(TINY, data, folder)
    return folder


def test_the_file_makes_pictures_four_times_as_large(run: Path, data: Path) -> None:
    small = read_sharp(data)[0].low()
    answer = Model.load(run / "model.onnx").predict(small)
    assert answer.image is not None
    assert answer.image.shape == (48, 48)
    assert answer.image.pixels.dtype == np.uint8


def test_the_file_holds_half_precision_and_its_card(run: Path) -> None:
    stored = {weight.data_type for weight in onnx.load(run / "model.onnx").graph.initializer}
    assert onnx.TensorProto.FLOAT16 in stored
    card = Model.load(run / "model.onnx").card
    assert card.scale == 4
    assert card.network == "compact(width=6, depth=2)"
    assert set(card.trained) >= {"date", "recipe_sha256", "data_sha256"}


def test_the_run_says_how_it_went(run: Path) -> None:
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1, 2]
    assert all(line["val_psnr"] > 10 for line in lines)
    best = max(lines, key=lambda line: line["val_psnr"])
    assert lines[-1]["best_epoch"] == best["epoch"]
    assert json.loads((run / "data.json").read_text())["counts"] == {
        "train": {"pictures": 3},
        "validation": {"pictures": 1},
    }


def test_pictures_are_kept_each_epoch(run: Path) -> None:
    assert len(list((run / "train_results").glob("*.png"))) == 3
    with Pillow.open(run / "training.gif") as film:
        assert getattr(film, "n_frames", 1) == 3


class Killed(Exception):
    """As far as it got."""


class Killer(Silent):
    def epoch(self, line: Line) -> None:
        if line["epoch"] == 1:
            raise Killed


def test_a_killed_run_ends_with_the_same_weights(run: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(Killed):
        train(TINY, data, tmp_path, watchers=[Killer()])
    train(TINY, data, tmp_path, resume=True)
    whole, resumed = (load_file(place / "last.safetensors") for place in (run, tmp_path))
    assert whole.keys() == resumed.keys()
    for name, weights in whole.items():
        np.testing.assert_array_equal(weights, resumed[name], err_msg=name)


def test_a_run_does_not_go_on_with_other_pictures(run: Path, data: Path, tmp_path: Path) -> None:
    begun, others = tmp_path / "run", tmp_path / "data"
    shutil.copytree(run, begun)
    shutil.copytree(data, others)
    photo = phantom.photo(np.random.default_rng(99), 48)
    write_png(others / "0.png", np.moveaxis(photo.pixels, 0, -1))
    with pytest.raises(BadData, match="expected the data that the run was started with"):
        train(TINY, others, begun, resume=True)


def test_without_validation_the_last_weights_are_kept(data: Path, tmp_path: Path) -> None:
    settings = ["split.validation=0", "stop.watch=none", "epochs=1", "patch.steps=1"]
    assert train(TINY.with_settings(settings), data, tmp_path).is_file()


def test_a_rate_is_found(data: Path) -> None:
    whole = TINY.with_settings(["patch.size=[12,12]", "batch=3", "augment=none"])
    assert 1e-6 < find_rate(whole, data).suggested < 1


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["split.validation=0"], "expected split.validation above 0 to watch 'psnr', got 0"),
        (["patch.size=[8,9]"], r"as high as wide, since they are turned, got \[8, 9\]; set patch"),
        (["card.input.tile=null"], "expected card.input.tile, got none; set it to"),
        (["teacher=runs/x"], "expected teacher='' for a recipe that enhances, got 'runs/x'"),
        (["card.scale=8", "patch.size=[4,4]"], "expected a scale of 2 or 3 or 4, got 8"),
        (["card.scale=2", "net=rrdb", "patch.size=[9,9]"], "multiples of 2, which rrdb at a scale"),
    ],
)
def test_settings_that_do_not_go_are_told(
    settings: list[str], sentence: str, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        train(TINY.with_settings(settings), data, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    recipe: Recipe = TINY.with_settings(["net=unet", "objective=dice", "augment=warp", "epochs=0"])
    with pytest.raises(Several) as told:
        train(recipe, tmp_path, tmp_path / "run")
    assert [type(error) for error in told.value.errors] == [
        BadSetting,
        BadData,
        UnknownName,
        UnknownName,
        UnknownName,
    ]
