"""`diaphane recipes`: what is printed can be trained."""

from __future__ import annotations

from typer.testing import CliRunner

from diaphane.cli.main import app
from diaphane.recipe import Recipe
from diaphane.recipes import RECIPES

runner = CliRunner()


def test_all_recipes_are_listed() -> None:
    said = runner.invoke(app, ["recipes"]).stdout.splitlines()
    assert [line.split()[0] for line in said] == ["name", *RECIPES]


def test_one_recipe_can_be_read_back() -> None:
    said = runner.invoke(app, ["recipes", "brain-tumor"]).stdout
    assert Recipe.from_json(said).name == "brain-tumor"


def test_the_nearest_name_is_offered() -> None:
    said = runner.invoke(app, ["recipes", "brain-tumour"])
    assert said.exit_code == 2
    assert "did you mean 'brain-tumor'" in said.stderr
