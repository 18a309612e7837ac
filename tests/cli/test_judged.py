"""What was judged is told, written, and makes the exit code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import typer

from diaphane.cli.judged import Judged, curves_of


@dataclass(frozen=True)
class Found:
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        return {"n": 1}


def report(out: Path, with_pictures: bool) -> tuple[Path, ...]:
    return (out / ("pictures.html" if with_pictures else "bare.html"),)


def test_words_or_json_and_files_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    done = Judged(Found(), "one picture", report)
    done.tell(None, json=False, with_pictures=True)
    assert tuple(capsys.readouterr()) == ("one picture\n", "")
    done.tell(Path("out"), json=True, with_pictures=False)
    said = capsys.readouterr()
    assert said.out == '{\n  "n": 1\n}\n'
    assert said.err == "written: out/bare.html\n"


def test_what_could_not_be_judged_makes_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as stop:
        Judged(Found({"a.png": "torn"}), "words", report).tell(None, json=False, with_pictures=True)
    assert stop.value.exit_code == 3
    assert capsys.readouterr().out == "words\n"


def test_curves_lie_beside_a_runs_model(tmp_path: Path) -> None:
    assert curves_of(tmp_path) == curves_of(Path("shipped-model")) == b""
    (tmp_path / "curves.png").write_bytes(b"curves")
    (tmp_path / "model.onnx").touch()
    assert curves_of(tmp_path) == curves_of(tmp_path / "model.onnx") == b"curves"
    assert curves_of(tmp_path / "other.onnx") == b""
