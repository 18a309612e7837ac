"""`diaphane train`: what it takes for a recipe, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from diaphane.cli.main import app
from diaphane.cli.needs import training
from diaphane.cli.train import find_recipe
from diaphane.cli.training import epoch_text
from diaphane.data.phantom_pairs import write_pairs
from diaphane.errors import BadSetting, MissingPackage, UnknownName
from diaphane.recipes import RECIPES

runner = CliRunner()

OWN = """
from diaphane.recipes import RECIPES
mine = RECIPES["brain-tumor"].but(epochs=2)
number = 3
"""


def test_a_recipe_by_name_in_a_file_and_from_a_run(tmp_path: Path) -> None:
    recipe = RECIPES["brain-tumor"]
    assert find_recipe("brain-tumor") == recipe
    (tmp_path / "own.py").write_text(OWN)
    assert find_recipe(f"{tmp_path}/own.py:mine").epochs == 2
    (tmp_path / "recipe.json").write_text(recipe.to_json())
    assert find_recipe(f"{tmp_path}/recipe.json").to_json() == recipe.to_json()


def test_what_is_no_recipe_is_said(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN)
    with pytest.raises(UnknownName, match=r"no recipe in .*own.py named 'number'.*known: mine"):
        find_recipe(f"{tmp_path}/own.py:number")
    with pytest.raises(BadSetting, match="could not read it"):
        find_recipe(f"{tmp_path}/none.py:mine")
    with pytest.raises(BadSetting, match="could not read it"):
        find_recipe(f"{tmp_path}/none.json")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brain-tumour", "DATA"], "did you mean 'brain-tumor'"),
        (
            ["brain-tumor", "nowhere"],
            "expected a folder of samples or a table, found none at 'nowhere'",
        ),
        (["brain-tumor", "DATA", "--set", "epoch=3"], "'epoch'"),
        (["brain-tumor", "DATA", "--set", "epochs"], "key=value"),
        (["brain-tumor", "DATA", "--resume"], "expected -o RUN beside --resume"),
    ],
)
def test_a_wrong_call_is_one_line(
    words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for image in ("DATA/a/1.png", "DATA/b/1.png"):
        (tmp_path / image).parent.mkdir(parents=True)
        (tmp_path / image).touch()
    monkeypatch.chdir(tmp_path)
    said = runner.invoke(app, ["train", *words])
    assert said.exit_code == 2
    assert sentence in said.stderr
    assert said.stderr.count("\n") == 1


def test_a_wrong_call_is_told_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    settings = ["--set", "epoch=3", "--set", "stop.watch=luck"]
    said = runner.invoke(app, ["train", "brain-tumor", str(tmp_path), *settings, "--resume"])
    assert said.exit_code == 2
    first, *lines = said.stderr.splitlines()
    assert first == "diaphane: 4 things are to be mended:"
    words = ("-o RUN beside --resume", "did you mean 'epochs'", "'stop.watch'", "found none in")
    assert all(word in line for word, line in zip(words, lines, strict=True))


def test_a_recipe_that_does_not_run_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(f"{OWN}\nother = mine.but(epoch=3)\n")
    with pytest.raises(BadSetting, match=r"does not run: .* argument 'epoch'"):
        find_recipe(f"{tmp_path}/own.py:mine")


def test_absent_torch_names_the_extra() -> None:
    sentence = r"training needs .* 'diaphane\[train\]'"
    with pytest.raises(MissingPackage, match=sentence), training("training"):
        raise ModuleNotFoundError("no torch", name="torch")
    with pytest.raises(ModuleNotFoundError), training("training"):
        raise ModuleNotFoundError("a bug", name="diaphane.learn.absent")


def test_an_epoch_in_words() -> None:
    line = {"epoch": 2, "loss": 0.7123, "seconds": 31.4, "rate": 0.1, "val_accuracy": 0.9121}
    assert epoch_text(line) == "epoch 3: loss 0.712, validation accuracy 0.912, 31 s"


def test_records_are_asked_for_features_of_any_name(tmp_path: Path) -> None:
    write_pairs(tmp_path / "data", "vessels", 2)
    records = tmp_path / "all.tfrecord"
    assert runner.invoke(app, ["convert", str(tmp_path / "data"), str(records)]).exit_code == 0
    words = ["train", "segment", f"{records}?image=nope", "-o", str(tmp_path / "run")]
    said = runner.invoke(app, words)
    assert said.exit_code == 2
    assert "'nope'" in said.stderr
    assert "image_raw" in said.stderr


def test_records_that_are_not_there_are_told_before_torch(tmp_path: Path) -> None:
    said = runner.invoke(app, ["train", "segment", f"{tmp_path}/none.tfrecord?image=x"])
    assert said.exit_code == 2
    assert "found none at" in said.stderr


def test_a_second_folder_is_for_recipes_that_translate(tmp_path: Path) -> None:
    words = [str(tmp_path), str(tmp_path / "b"), "-o", str(tmp_path / "run")]
    said = runner.invoke(app, ["train", "segment", *words])
    assert said.exit_code == 2
    assert "expected one place of data for a recipe to segment" in said.stderr
    said = runner.invoke(app, ["train", "translate", *words])
    assert said.exit_code == 2
    assert "expected a folder of pictures to translate into, found none" in said.stderr
