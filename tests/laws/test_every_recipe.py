"""Every recipe trains, exports, and its file predicts; being in the table is being tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.card import Calibration
from diaphane.data import phantom
from diaphane.infer.model import Model
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
@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
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
