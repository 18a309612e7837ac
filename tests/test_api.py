"""The public names are the ones listed in `api.json`, so that none comes or goes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer

import diaphane
from diaphane.cli.main import app

LISTED: dict[str, Any] = json.loads((Path(__file__).parent / "api.json").read_text())


def test_the_package() -> None:
    assert sorted(diaphane.__all__) == LISTED["diaphane"]
    assert sorted(dir(diaphane)) == LISTED["diaphane"]
    for name in diaphane.__all__:
        assert getattr(diaphane, name) is not None


@pytest.mark.parametrize("module", ["errors", "image", "card", "decision", "result", "recipe"])
def test_the_modules_of_values(module: str) -> None:
    found = import_module(f"diaphane.{module}")
    own = [
        name
        for name, value in vars(found).items()
        if isinstance(value, type) and value.__module__ == found.__name__
    ]
    assert sorted(own) == LISTED[f"diaphane.{module}"]


def test_the_commands_and_their_options() -> None:
    commands: Any = typer.main.get_command(app)
    found = {
        name: sorted(o for p in command.params if p.param_type_name == "option" for o in p.opts)
        for name, command in callable_ones(commands)
    }
    assert found == LISTED["commands"]


def callable_ones(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command below, by its whole name: `data check`; `serve` does something by itself."""
    for name, command in group.commands.items():
        if getattr(command, "invoke_without_command", True):
            yield before + name, command
        if hasattr(command, "commands"):
            yield from callable_ones(command, f"{before}{name} ")
