"""The load benchmark in short, with room for busy machines: what must hold anywhere, and what is
many times what it should be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "serve.py"
SHORT = ("--seconds", "2", "--soak", "12", "--gigabytes", "0.2")
ROOMS = {"ms": 4, "s": 4, "/s": 4, "images/s": 4, "times": 4, "MiB": 1.5}
"""How many times what is asked a figure may be off, by its unit; counts are exact."""


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.parametrize(
    "part", ["start", "idle", "classify", "light", "upload", "dripping", "full", "soak"]
)
def test_the_server_under_load(part: str) -> None:
    """Once more where it took too long: a machine that stands still for a third of a second lets
    the slowest hundredth of two seconds look so. What is counted holds each time."""
    for _ in range(2):
        off = [figure for figure in measured(part) if not near(figure)]
        assert [figure for figure in off if figure["unit"] == ""] == []
        if not off:
            return
    assert off == []


def measured(part: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--only", part, *SHORT, "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.stdout, done.stderr
    figures: list[dict[str, Any]] = json.loads(done.stdout)["figures"]
    assert figures
    return figures


def near(figure: dict[str, Any]) -> bool:
    """Within reach of what is asked; counts are exact."""
    measured, asked = figure["measured"], figure["asked"]
    warming = figure["part"] == "soak" and "growth" in figure["name"]  # so short a time is no soak
    if asked is None or figure["held"] or warming:
        return True
    factor = ROOMS.get(figure["unit"], 1.0)
    return bool(
        measured <= factor * asked if figure["sign"] == "<=" else measured >= asked / factor
    )
