"""What a training left so far is told, however far it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.card import Figure
from diaphane.serve.missing import Missing
from diaphane.serve.run_folder import BROKEN, RunFolder
from tiny_models import CARD, tiny_classifier


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


def test_before_anything_happened(run: RunFolder) -> None:
    assert run.lines() == []
    assert run.epochs() is None
    assert run.pictures() == []
    assert run.figures() == {}
    assert run.fault() is None
    assert not run.begun
    assert not run.done


def test_lines_as_far_as_they_are_whole(run: RunFolder) -> None:
    (run.path / "log.jsonl").write_text('{"epoch": 0, "loss": NaN}\n{"epoch": 1, "lo')
    assert run.lines() == [{"epoch": 0, "loss": None}]
    (run.path / "recipe.json").write_text('{"epochs": 7}')
    assert run.epochs() == 7
    assert run.begun


def test_pictures_by_names_from_the_list_alone(run: RunFolder) -> None:
    (run.path / "test").mkdir()
    for name in ("curves.png", "test/roc.png", "secret.png", "test/report.html"):
        (run.path / name).write_bytes(b"drawn")
    assert [one["name"] for one in run.pictures()] == ["curves.png", "test--roc.png"]
    assert run.picture("test--roc.png") == (b"drawn", "image/png")
    for name in ("secret.png", "test/roc.png", "../curves.png", "test--..--..--said"):
        with pytest.raises(Missing):
            run.picture(name)


def test_a_finished_one_has_figures(run: RunFolder) -> None:
    tiny_classifier(run.model, CARD.but(figures={"accuracy": Figure(0.9)}))
    assert not run.done
    run.printed.write_text("model.onnx\n")
    assert run.done
    assert run.figures()["accuracy"]["value"] == 0.9


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("training a on b\nepoch 1\n", None),
        ("training\ndiaphane: stopped\n", None),
        (
            "x\ndiaphane: expected folders in '/srv/secret/heads', got none; look\n",
            "expected folders in 'heads', got none; look",
        ),
        ("Traceback (most recent call last):\n  File\nValueError: patient", BROKEN),
    ],
)
def test_the_fault_is_a_sentence(run: RunFolder, said: str, fault: str | None) -> None:
    run.said.write_text(said)
    assert run.fault() == fault
