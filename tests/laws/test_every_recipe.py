"""Every recipe trains, exports, and its file predicts; being in the table is being tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.card import Calibration
from diaphane.data import phantom
from diaphane.data.pairs import read_pairs
from diaphane.data.phantom_pairs import write_pairs
from diaphane.data.pictures import read_sharp
from diaphane.data.table import read_table
from diaphane.infer.model import Model
from diaphane.io.write import write_png
from diaphane.learn.train import train
from diaphane.recipe import Recipe
from diaphane.recipes import RECIPES
from diaphane.result import Result

SHORT = (
    "epochs=1",
    "batch=8",
    "card.input.size=[96,96]",
    "split.validation=0.25",
    "split.calibration=0.25",
    "split.similarity=0.9999",
    "split.allow_leaks=true",
    "weights=",
)


SHORT_ON_ROWS = ("epochs=1", "batch=8", "split.folds=2", "split.repeats=1")

SHORT_ON_SHARP = (
    "epochs=1",
    "batch=2",
    "patch.size=[16,16]",
    "patch.steps=2",
    "split.validation=0.3",
    "split.allow_leaks=true",
    "net.width=4",
)
SMALLER = {
    "sr-x4-rrdb": ("net.blocks=1", "net.growth=4"),
    "sr-x4-gan": ("objective.feature=0", "objective.discriminator.width=4"),
}
SHORT_ON_PAIRS = ("epochs=1", "batch=2", "patch.steps=2", "split.allow_leaks=true")
SHORT_ON_DOMAINS = (
    "epochs=1",
    "patch.size=[64,64]",
    "patch.steps=2",
    "augment.load=96",
    "card.input.tile=[96,96]",
    "split.validation=0.3",
    "split.allow_leaks=true",
    "net.width=4",
    "objective.discriminator.width=4",
    "objective.discriminator.depth=1",
)
DRAWN = {
    "retina-vessels": "vessels",
    "retina-conv-dense": "vessels",
    "em-membrane": "membranes",
    "em-membrane-report": "membranes",
    "hippocampus": "hippocampus",
    "lungs-ct": "lungs",
    "segment": "membranes",
}
"""What phantoms a recipe that segments is tried on."""

TABLES = {name: recipe for name, recipe in RECIPES.items() if recipe.net.name == "dense"}
MASKS = {name: recipe for name, recipe in RECIPES.items() if recipe.card.task == "segment"}
SHARP = {name: recipe for name, recipe in RECIPES.items() if recipe.card.task == "enhance"}
DOMAINS = {name: recipe for name, recipe in RECIPES.items() if recipe.card.task == "translate"}
PICTURES = {
    name: recipe
    for name, recipe in RECIPES.items()
    if name not in {**TABLES, **MASKS, **SHARP, **DOMAINS}
}


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phantoms")
    phantom.write_classes(folder, 8)
    return folder


def named_for(recipe: Recipe, phantoms: Path, folder: Path) -> Path:
    """The phantoms under the names of the recipe's classes; under their own where it has none."""
    drawn = sorted(path for path in phantoms.iterdir() if path.is_dir())
    names = recipe.card.names or tuple(path.name for path in drawn)
    folder.mkdir()
    for name, path in zip(names, drawn, strict=False):
        (folder / name).symlink_to(path, target_is_directory=True)
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("recipe", PICTURES.values(), ids=PICTURES)
def test_every_recipe_trains_exports_and_predicts(
    recipe: Recipe, phantoms: Path, tmp_path: Path
) -> None:
    data = named_for(recipe, phantoms, tmp_path / "data")
    path = train(recipe.with_settings(SHORT), data, tmp_path / "run")
    model = Model.load(path)
    assert isinstance(model.card.calibration, Calibration)
    answers = dict(model.predict_many(sorted(phantoms.rglob("*.png"))[:3]))
    for answer in answers.values():
        assert isinstance(answer, Result)
        assert sum(answer.probabilities.values()) == pytest.approx(1)
        if answer.out_of_reach:
            assert answer.heat is None
        else:
            assert answer.heat is not None
            assert answer.heat.shape == (224, 224)


def write_rows(path: Path, recipe: Recipe) -> Path:
    """A made-up table of as many columns as the recipe wants: one class lies higher than the
    other."""
    rng, size = np.random.default_rng(0), recipe.card.input.size or (5,)
    names = recipe.card.names or ("high", "low")
    rows = [
        ",".join([*map("{:.4f}".format, rng.uniform(0, 0.6, size) + 0.4 * k), names[k]])
        for k in (0, 1) * 12
    ]
    path.write_text("\n".join(rows))
    return path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("recipe", TABLES.values(), ids=TABLES)
def test_every_recipe_for_tables_trains_exports_and_predicts(
    recipe: Recipe, tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "rows.csv", recipe)
    model = Model.load(train(recipe.with_settings(SHORT_ON_ROWS), data, tmp_path / "run"))
    assert isinstance(model.card.calibration, Calibration)
    assert model.card.calibration.n == 24
    assert set(model.card.figures) == {"accuracy", "balanced_accuracy", "auroc", "brier"}
    for _, answer in model.predict_many(read_table(data, model.card.input).rows[:3]):
        assert isinstance(answer, Result)
        assert sum(answer.probabilities.values()) == pytest.approx(1)
        assert answer.out_of_reach or answer.heat is not None


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("recipe", MASKS.values(), ids=MASKS)
def test_every_recipe_on_pairs_trains_exports_and_predicts(recipe: Recipe, tmp_path: Path) -> None:
    write_pairs(tmp_path / "data", DRAWN[next(n for n in MASKS if MASKS[n] is recipe)], 3)
    small = [*SHORT_ON_PAIRS, *(["net.width=4"] if recipe.net.settings.get("width") else [])]
    if recipe.patch.size and len(recipe.patch.size) == 2:
        small.append("patch.size=[64,64]")
    path = train(recipe.with_settings(small), tmp_path / "data", tmp_path / "run")
    pair = read_pairs(tmp_path / "data")[0]
    answer = Model.load(path).predict(pair.image(), maps=True)
    assert answer.image is not None
    assert answer.image.shape == pair.image().shape
    assert {f"probability_{name}" for name in recipe.card.names} <= answer.maps.keys()
    assert list((tmp_path / "run" / "train_results").glob("*.png"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("recipe", SHARP.values(), ids=SHARP)
def test_every_recipe_on_sharp_pictures_trains_exports_and_predicts(
    recipe: Recipe, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for seed in range(4):
        photo = phantom.photo(np.random.default_rng(seed), 64)
        write_png(data / f"{seed}.png", np.moveaxis(photo.pixels, 0, -1))
    settings = [*SHORT_ON_SHARP, *SMALLER.get(recipe.name, ())]
    path = train(recipe.with_settings(settings), data, tmp_path / "run")
    model, small = Model.load(path), read_sharp(data)[0].low()
    answer = model.predict(small)
    assert answer.image is not None
    assert answer.image.shape == (64, 64)
    assert list((tmp_path / "run" / "train_results").glob("*.png"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("recipe", DOMAINS.values(), ids=DOMAINS)
def test_every_recipe_on_domains_trains_exports_and_predicts(
    recipe: Recipe, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for seed, name in enumerate(recipe.card.domains * 3 or ("mr", "ct") * 3):
        (data / name).mkdir(parents=True, exist_ok=True)
        photo = phantom.photo(np.random.default_rng(seed), 64)
        write_png(data / name / f"{seed}.png", np.moveaxis(photo.pixels, 0, -1))
    path = train(recipe.with_settings(SHORT_ON_DOMAINS), data, tmp_path / "run")
    answer = Model.load(path).predict(photo)
    assert answer.image is not None
    assert answer.image.shape == (64, 64)
    assert list((tmp_path / "run" / "train_results").glob("*.png"))
