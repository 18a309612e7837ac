"""What stands in the place of a patient is the same with one key, and another with another."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydicom.uid import UID

from diaphane.errors import BadSetting, CannotWrite
from diaphane.io.deidentify.pseudonyms import FARTHEST, NEAREST, Pseudonyms, for_this_run, from_file


def test_one_key_gives_one_pseudonym(tmp_path: Path) -> None:
    one, again = from_file(tmp_path / "key"), from_file(tmp_path / "key")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    for what in ("patient", "uid", "word", "days"):
        said, same, other = (
            [getattr(key, what)(f"1.{number}") for number in range(9)]
            for key in (one, again, for_this_run())
        )
        assert said == same
        assert said != other  # nine of them: two keys agree on the days of one by chance
        assert len(set(said)) > 7


def test_they_are_well_formed_and_tell_nothing() -> None:
    made = Pseudonyms(b"k" * 32)
    assert UID(made.uid("1.2.3")).is_valid
    assert -FARTHEST < made.days("x") <= -NEAREST
    assert len(made.patient("x")) <= 64
    assert "k" * 4 not in repr(made)


def test_a_key_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("not a key")
    with pytest.raises(BadSetting, match=r"^expected --key to name a file with a key, or a new"):
        from_file(tmp_path / "key")
    with pytest.raises(CannotWrite, match=r"^could not write the key: no such file"):
        from_file(tmp_path / "nowhere/key")
