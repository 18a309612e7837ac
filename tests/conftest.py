"""Fixtures shared by all tests: where the real data lies, if it lies anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared"


def folder(variable: str, beside: str) -> Path:
    """The folder named by an environment variable, or the one beside the project, or a skip."""
    place = Path(os.environ.get(variable, BESIDE / beside))
    if not place.is_dir():
        pytest.skip(f"no {beside} at hand: set {variable} to its folder")
    return place


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real images for training and testing."""
    return folder("DIAPHANE_DATA", "data")


@pytest.fixture(scope="session")
def zoo() -> Path:
    """Unusual and malformed files with a manifest."""
    return folder("DIAPHANE_ZOO", "zoo")
