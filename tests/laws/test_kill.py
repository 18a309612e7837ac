"""A training killed at any moment goes on and ends as if nobody had killed it.

`DIAPHANE_KILLS=20` kills it more often than the few times that fit into every test run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "kill.py"


@pytest.mark.slow
def test_a_killed_training_goes_on_and_ends_the_same() -> None:
    kills = os.environ.get("DIAPHANE_KILLS", "4")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--kills", kills, "--seed", "1"],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert len(found["kills"]) == int(kills)
    assert not found["failed"], done.stdout
    assert all(kill["logged"] - kill["saved"] <= 1 for kill in found["kills"])
