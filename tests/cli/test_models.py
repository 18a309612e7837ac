"""`diaphane models`: cards for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from diaphane.card import Bar, Figure
from diaphane.cli.main import app
from diaphane.cli.models import card_text
from diaphane.infer.classic import CLASSIC
from diaphane.infer.find import shipped
from tiny_models import CARD, tiny_classifier

runner = CliRunner()


def test_the_shipped_models_are_listed() -> None:
    said = runner.invoke(app, ["models"])
    assert said.exit_code == 0, said.output
    assert [line.split()[0] for line in said.stdout.splitlines()] == ["name", *shipped(), *CLASSIC]


def test_a_card_for_a_person() -> None:
    card = CARD.but(
        figures={"accuracy": Figure(0.9412, 0.927, 0.955), "ece": Figure(0.02)},
        limits=("It sees no stripes.",),
        reliability=(Bar(0.9333, 1.0, 0.988, 0.9812, 310),),
        licence="Apache-2.0",
    )
    text = card_text(card)
    assert text.startswith("tiny (classify)\n  which side of a picture is bright\n")
    assert "  the left side, middle, the right side" in text
    assert "  accuracy  0.941 (0.927 to 0.955)\n  ece       0.020" in text
    assert "  - It sees no stripes." in text
    assert "came true:\n  0.93 to 1.00  told 0.988  true 0.981  of 310 images" in text


def test_a_card_says_between_which_domains_a_model_translates() -> None:
    card = CARD.but(task="translate", classes=(), domains=("photo", "vangogh"))
    assert "domains:\n  photo to vangogh\n" in card_text(card)


def test_a_card_for_a_program(tmp_path: Path) -> None:
    file = tiny_classifier(tmp_path / "tiny.onnx")
    said = runner.invoke(app, ["models", str(file), "--json"])
    assert json.loads(said.stdout)["name"] == "tiny"


def test_an_unknown_name_is_one_line() -> None:
    said = runner.invoke(app, ["models", "brain-tumr"])
    assert said.exit_code == 2
    assert "no model named 'brain-tumr'" in said.stderr
