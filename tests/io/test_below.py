"""All files of a folder in order, but hidden ones."""

from __future__ import annotations

from pathlib import Path

from diaphane.io.below import files_below


def test_files_come_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.png", "a/2.png", "a/1.png", ".git/x", "__MACOSX/y", "a/.z"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)]
    assert found == ["b.png", "a/1.png", "a/2.png"]
