"""Networks that translate, from two folders to two files; killed and gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from safetensors.torch import load_file

from diaphane.data import phantom
from diaphane.errors import BadData, BadSetting, Several
from diaphane.infer.model import Model
from diaphane.io.write import write_png
from diaphane.learn.find_rate import find_rate
from diaphane.learn.train import train
from diaphane.learn.watch import Line, Silent
from diaphane.recipes.translate import translate, van_gogh

TINY = van_gogh.with_settings(
    [
        *("net.width=4", "net.depth=2", "objective.discriminator.width=4", "objective.pool=2"),
        *("objective.discriminator.depth=1", "patch.size=[16,16]", "augment.load=32", "batch=2"),
        *("epochs=3", "patch.steps=2", "split.validation=0.3", "split.allow_leaks=true"),
        *("card.input.tile=[32,32]", "card.input.multiple=4", "card.input.margin=4"),
    ]
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the exporter


def draw(folder: Path, number: int, *, inverted: bool = False) -> None:
    folder.mkdir(parents=True)
    for seed in range(number):
        pixels = phantom.photo(np.random.default_rng(seed + 10 * inverted), 40).pixels
        write_png(folder / f"{seed}.png", np.moveaxis(255 - pixels if inverted else pixels, 0, -1))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("domains")
    draw(folder / "photo", 4)
    draw(folder / "vangogh", 5, inverted=True)
    return folder


@pytest.fixture(scope="module")
def run(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "run"
    train(TINY, data, folder)
    return folder


def test_both_directions_are_exported(run: Path) -> None:
    forth, back = (Model.load(run / name).card for name in ("model.onnx", "model-back.onnx"))
    assert forth.domains == ("photo", "vangogh")
    assert back.domains == ("vangogh", "photo")
    assert (forth.name, back.name) == ("van-gogh", "van-gogh-back")
    image = phantom.photo(np.random.default_rng(3), 32)
    made = [Model.load(run / name).predict(image) for name in ("model.onnx", "model-back.onnx")]
    assert all(answer.image and answer.image.shape == (32, 32) for answer in made)
    assert made[0].image
    assert made[1].image
    assert not np.array_equal(made[0].image.pixels, made[1].image.pixels)


def test_the_run_says_how_it_went(run: Path) -> None:
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [0, 1, 2]
    assert all(0 < line["val_loss"] < 1 for line in lines)
    assert json.loads((run / "data.json").read_text())["counts"] == {
        "train/photo": {"pictures": 3},
        "train/vangogh": {"pictures": 3},
        "validation/photo": {"pictures": 1},
        "validation/vangogh": {"pictures": 2},
    }


def test_the_test_part_judges_both_files(tmp_path: Path) -> None:
    for number, part in enumerate(("train", "test")):
        draw(tmp_path / "data" / part / "photo", 3 + number)
        draw(tmp_path / "data" / part / "vangogh", 3 + number, inverted=True)
    short = TINY.with_settings(["epochs=1", "patch.steps=1"])
    train(short, tmp_path / "data", tmp_path / "run")
    for name in ("model.onnx", "model-back.onnx"):
        figures = Model.load(tmp_path / "run" / name).card.figures
        assert {"kid", "kid_untouched", "kid_ratio", "fid", "content", "cycle"} <= set(figures)
    assert (tmp_path / "run" / "test" / "report.html").is_file()
    assert not list((tmp_path / "run").glob("unfinished*"))


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


def test_a_killed_run_resumes_all_networks_and_the_pool(
    run: Path, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(Killed):
        train(TINY, data, tmp_path, watchers=[Killer()])
    train(TINY, data, tmp_path, resume=True)
    whole, resumed = (load_file(place / "last.safetensors") for place in (run, tmp_path))
    assert whole.keys() == resumed.keys()
    assert any("pool_a" in name for name in whole)
    for name, weights in whole.items():
        np.testing.assert_array_equal(weights, resumed[name], err_msg=name)


def test_two_folders_of_gray_pictures(tmp_path: Path) -> None:
    draw(tmp_path / "mr", 3)
    draw(tmp_path / "ct", 3, inverted=True)
    recipe = translate.with_settings(
        [
            *("net.width=4", "net.depth=1", "epochs=1", "patch.steps=1", "patch.size=[8,8]"),
            *("objective.discriminator.width=4", "objective.discriminator.depth=1"),
            *("augment.load=16", "card.input.tile=[16,16]", "card.input.multiple=2"),
            "card.input.margin=2",
            "split.allow_leaks=true",
        ]
    )
    path = train(recipe.but(towards=str(tmp_path / "ct")), tmp_path / "mr", tmp_path / "run")
    assert Model.load(path).card.domains == ("mr", "ct")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (["patch.size=[18,18]"], r"multiples of 4, which unet brings down to one, got \[18, 18\]"),
        (["card.input.multiple=64"], r"in multiples of card.input.multiple, 64, got \[32, 32\]"),
        (["card.input.margin=16"], r"below half a tile of \[32, 32\], got 16"),
        (["card.input.tile=null"], r"expected card.input.tile and crops of two axes; set it to"),
        (["teacher=runs/x"], "expected teacher='' for a recipe that translates, got 'runs/x'"),
    ],
)
def test_settings_that_do_not_go_are_told(
    settings: list[str], sentence: str, data: Path, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting, match=sentence):
        train(TINY.with_settings(settings), data, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_data_that_does_not_do_is_told(tmp_path: Path) -> None:
    draw(tmp_path / "photo", 1)
    draw(tmp_path / "vangogh", 3)
    with pytest.raises(BadData, match="at least two pictures in 'train/photo', got 1; add some"):
        train(TINY, tmp_path, tmp_path / "run")
    with pytest.raises(Several) as told:
        train(TINY.with_settings(["net=vit", "augment.load=8"]), tmp_path, tmp_path / "run")
    sentences = [str(error) for error in told.value.errors]
    assert any("set augment.load=16 or more, or patch.size" in one for one in sentences)
    assert not (tmp_path / "run").exists()


def test_a_rate_is_found(data: Path) -> None:
    assert 1e-6 < find_rate(TINY, data).suggested < 1
