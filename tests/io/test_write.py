"""Files are whole or absent, whatever the disk does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.errors import CannotWrite
from diaphane.io.write import make_folder, write_bytes, write_json, write_png, write_text


def test_folders_are_made_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a" / "b.txt", "täglich")
    assert path.read_text(encoding="utf-8") == "täglich"
    assert [p.name for p in path.parent.iterdir()] == ["b.txt"]


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old and long")
    assert write_bytes(path, b"new").read_bytes() == b"new"


def test_json_keeps_odd_file_names(tmp_path: Path) -> None:
    plain = {"input": "caf\udce9.png", "value": 0.5}
    assert json.loads(write_json(tmp_path / "r.json", plain).read_text()) == plain


def test_json_refuses_what_it_cannot_say(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "r.json", {"value": float("nan")})
    assert not list(tmp_path.iterdir())


def test_png_keeps_pixels_and_words(tmp_path: Path) -> None:
    picture = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    path = write_png(tmp_path / "p.png", picture, texts={"Comment": "research use only"})
    with Pillow.open(path) as read:
        assert np.array_equal(np.asarray(read), picture)
        assert read.info["Comment"] == "research use only"


def test_a_very_long_name_fits(tmp_path: Path) -> None:
    assert write_bytes(tmp_path / ("n" * 255), b"x").read_bytes() == b"x"


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match=r"could not write '.*file.*': .*another folder"):
        make_folder(tmp_path / "file" / "out")
    with pytest.raises(CannotWrite, match="could not write"):
        write_bytes(tmp_path / "file" / "out.png", b"x")


FILL = """
import resource
from pathlib import Path
from diaphane.errors import CannotWrite
from diaphane.io.write import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_bytes(Path("big.png"), bytes(5000))
except CannotWrite as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are a POSIX thing")
def test_a_full_disk_keeps_the_old_file_and_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", FILL], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("could not write 'big.png': file too large")
    assert [p.name for p in tmp_path.iterdir()] == ["big.png"]
    assert (tmp_path / "big.png").read_bytes() == b"old"
