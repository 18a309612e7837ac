"""Files are whole or not there, and their names are ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import BadSetting, CannotWrite
from diaphane.serve.keep import CHUNK, Places, keep, keep_array, load, remove
from diaphane.serve.store import new_id


def test_a_file_is_kept_whole(tmp_path: Path) -> None:
    path = keep(tmp_path / "new" / "file", [b"one ", b"two"])
    assert path.read_bytes() == b"one two"
    assert [one.name for one in path.parent.iterdir()] == ["file"]


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield b"half"
        raise KeyError

    with pytest.raises(KeyError):
        keep(tmp_path / "file", broken())  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotWrite, match="make room"):
        keep(tmp_path / "file" / "below", [b""])


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.float32, np.float64, ">u2", np.int32])
def test_an_array_comes_back_as_it_was(tmp_path: Path, dtype: object) -> None:
    array = np.arange(2 * 3 * 5 * 7).reshape(2, 3, 5, 7).astype(dtype)  # type: ignore[call-overload]
    turned = array[:, ::-1].transpose(0, 3, 1, 2)
    found = load(keep_array(tmp_path / "a.npy", turned))
    assert isinstance(found, np.memmap)
    np.testing.assert_array_equal(found, turned)
    np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), turned)


def test_a_large_array_is_written_piece_by_piece(tmp_path: Path) -> None:
    array = np.arange(CHUNK // 2, dtype=np.uint32).reshape(4, -1, 64)
    np.testing.assert_array_equal(load(keep_array(tmp_path / "a.npy", array)), array)


NOT_OURS = ("..", "../../etc/passwd", "", "/", "a" * 19, "A" * 20, "0" * 20 + "\n", "g" * 20)


@pytest.mark.parametrize("name", NOT_OURS)
def test_a_name_that_we_did_not_give_is_no_path(tmp_path: Path, name: str) -> None:
    places = Places(tmp_path)
    for place in (places.upload, places.image, places.result, places.mask, places.training):
        with pytest.raises(BadSetting, match="a name that the workplace gave"):
            place(name)


def test_names_of_ours_are_below_the_root(tmp_path: Path) -> None:
    places, name = Places(tmp_path), new_id()
    assert places.pixels(name) == tmp_path / "images" / name / "pixels.npy"
    assert places.layer(name, "1") == tmp_path / "results" / name / "1.npy"
    with pytest.raises(BadSetting):
        places.layer(name, "../1")


def test_what_is_gone_may_be_removed_again(tmp_path: Path) -> None:
    remove(tmp_path / "a")
    keep(tmp_path / "a" / "b", [b""])
    remove(tmp_path / "a")
    assert not (tmp_path / "a").exists()
