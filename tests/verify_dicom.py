"""dciodvfy, the verifier of dicom3tools: what it finds wrong with a DICOM file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_verifier = pytest.mark.skipif(
    shutil.which("dciodvfy") is None,
    reason="needs dciodvfy: apt-get install dicom3tools",
)


def errors_in(path: Path) -> list[str]:
    """The lines in which it speaks of errors; warnings are left out."""
    said = subprocess.run(["dciodvfy", str(path)], capture_output=True, check=False)
    lines = (said.stdout + said.stderr).decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.startswith("Error")]
