"""`diaphane evaluate`: what is judged must be said, and said once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from diaphane.cli.main import app
from tiny_models import tiny_classifier

runner = CliRunner()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "expected MODEL and DATA, or --from"),
        (["tiny.onnx"], "expected MODEL and DATA, or --from"),
        (["tiny.onnx", "data", "--from", "out"], "expected either MODEL and DATA or --from, got"),
        (["--from", "nowhere"], "expected a report's folder"),
        (["tiny.onnx", "nowhere"], "expected a folder of labelled images"),
    ],
)
def test_what_is_judged_must_be_said_once(
    words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "tiny.onnx")
    said = runner.invoke(app, ["evaluate", *words])
    assert said.exit_code == 2
    assert sentence in said.stderr
