"""What was written is waited for; what is not there is no success."""

from __future__ import annotations

from pathlib import Path

import pytest

from diaphane.io.write_through import write_through


def test_files_and_folders(tmp_path: Path) -> None:
    file = tmp_path / "one"
    file.write_bytes(b"1")
    write_through(file)
    write_through(tmp_path)
    assert file.read_bytes() == b"1"
    with pytest.raises(FileNotFoundError):
        write_through(tmp_path / "none")
