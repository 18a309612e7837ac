"""The folders that trainings may read, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.serve.datasets import Datasets
from diaphane.serve.missing import Missing


def test_what_is_below_the_roots_by_name(tmp_path: Path) -> None:
    one, other, whole = tmp_path / "one", tmp_path / "other", tmp_path / "brains"
    for folder in (one / "heads", one / ".hidden", other / "heads", whole / "train"):
        folder.mkdir(parents=True)
    (one / "rows.csv").write_text("1,2\n")
    (one / "README.md").write_text("words")
    found = Datasets([tmp_path / "none", one, other, whole])
    assert found.names() == ["heads", "rows.csv", "other/heads", "brains"]
    assert found.path("heads") == one / "heads"
    assert found.path("other/heads") == other / "heads"
    assert found.path("brains") == whole


@pytest.mark.parametrize("name", ["..", "", "/", "/etc", "../one", "one/../one", "heads/", "."])
def test_no_other_name_is_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "one" / "heads").mkdir(parents=True)
    with pytest.raises(Missing, match="there is no such folder"):
        Datasets([tmp_path / "one"]).path(name)
