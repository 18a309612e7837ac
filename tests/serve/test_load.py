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
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--only", part, *SHORT, "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)["figures"]
    assert figures
    assert [figure for figure in figures if not near(figure)] == []


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
