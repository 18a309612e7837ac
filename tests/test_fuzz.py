"""A few damaged files for every reader (`make fuzz` tries more), and those that once were bugs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import fuzz
from diaphane.errors import BadSetting, UnreadableImage
from diaphane.io import read
from diaphane.io.safe_archive import safe_extract
from diaphane.recipe import Recipe
from make_dicom import as_bytes, make_dicom

FEW = 12


@pytest.mark.parametrize("name", [n for n in fuzz.READERS if n != "pth"])
def test_damaged_files_are_read_or_refused(name: str, tmp_path: Path) -> None:
    fuzz.refuse_bad_seeds(name)
    for number in range(FEW):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert fuzz.try_one(name, fuzz.mutated(name, 1, number), folder) == "", number


def test_a_finding_is_told_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def bug(path: Path) -> None:
        if path.read_bytes() != b"whole":
            raise ZeroDivisionError

    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(fuzz.READERS, "bug", fuzz.Reader(bug, lambda: [b"whole"]))
    assert fuzz.fuzz("bug", 0, 0.0) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "fuzz-findings").iterdir()] == ["bug-0-1"]


def test_an_element_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    data = as_bytes(make_dicom(fuzz.PIXELS, PatientSex=""))
    (tmp_path / "a.dcm").write_bytes(data.replace(b"\x10\0\x40\0CS", b"\x10\0\x40\0CQ"))
    with pytest.raises(UnreadableImage, match="could not read the DICOM header"):
        read(tmp_path / "a.dcm")


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    data = fuzz.seeds_of("archive")[0]
    (tmp_path / "a.zip").write_bytes(data.replace(b"a/0.dcm", b"\0/0.dcm"))
    with pytest.raises(UnreadableImage, match=r"the archive|rename it"):
        safe_extract(tmp_path / "a.zip", tmp_path / "out")


def test_axes_beyond_measure_are_left_out_with_a_note(tmp_path: Path) -> None:
    data = bytearray(fuzz.seeds_of("nifti")[1])
    data[400:408] = np.array([1e300]).tobytes()  # the first number of NIfTI-2's srow
    (tmp_path / "a.nii").write_bytes(data)
    assert any("do not span a volume" in note for note in read(tmp_path / "a.nii").warnings)


def test_json_that_is_nested_beyond_measure_is_refused() -> None:
    with pytest.raises(BadSetting, match="nested too deeply"):
        Recipe.from_json("[" * 100_000)
