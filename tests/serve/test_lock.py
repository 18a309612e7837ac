"""One server at a time on a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from diaphane.errors import BadSetting, CannotWrite
from diaphane.serve.lock import Lock


def test_a_second_one_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom diaphane.serve.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1]))\nprint('held', flush=True)\nsys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdin
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(BadSetting, match=f"got one of process {holder.pid}; stop that one"):
        Lock(tmp_path)
    holder.kill()  # however it ends, the folder is free
    holder.communicate()
    Lock(tmp_path).close()


def test_it_is_let_go_of(tmp_path: Path) -> None:
    Lock(tmp_path / "new").close()
    Lock(tmp_path / "new").close()


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CannotWrite, match="could not write to the folder"):
            Lock(folder)
