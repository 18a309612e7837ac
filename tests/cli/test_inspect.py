"""`diaphane inspect`: what is told of files, folders and archives, and what never is."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from make_dicom import make_dicom
from make_dicom import save as save_file
from make_series import DISC, filled, packed, save

SECRETS = {
    "PatientName": "Doe^Jane",
    "PatientID": "ID-4711",
    "PatientBirthDate": "19610203",
    "StudyDate": "20240506",
    "SeriesDescription": "seen by Dr Roe",
    "StudyInstanceUID": "1.2.840.777.1",
    "SeriesInstanceUID": "1.2.840.777.2",
    "FrameOfReferenceUID": "1.2.840.777.3",
}


def inspect(*words: Path | str) -> Result:
    return CliRunner().invoke(app, ["inspect", *map(str, words)])


def told(*words: Path | str) -> dict[str, Any]:
    said = inspect(*words, "--json")
    assert said.exit_code == 0, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


def test_a_series_in_a_folder_or_archive(tmp_path: Path) -> None:
    folder = filled(tmp_path / "study/ct", 0.0, 3.0, 6.0, SliceThickness=2.5)
    facts = told(tmp_path / "study")
    assert facts["kind"] == "volume"
    assert facts["dimensions"] == {"slices": 3, "rows": 2, "columns": 3}
    assert facts["spacing_mm"] == {"slices": 3.0, "rows": 0.5, "columns": 0.75}
    assert (facts["units"], facts["modality"], facts["images"]) == ("HU", "CT", 3)
    assert facts["slice_thickness_mm"] == 2.5
    assert facts["transfer_syntax"] == "Explicit VR Little Endian"
    assert facts["values"] == {"type": "int32", "lowest": -1024, "highest": -1022, "mean": -1023.0}
    assert facts["plane"] == "axial"
    assert facts["warnings"] == []
    assert told(packed(folder, tmp_path / "a.zip")) == facts


def test_pictures_and_words(tmp_path: Path) -> None:
    said = inspect(filled(tmp_path / "ct", 0.0, 3.0, 6.0), "-o", tmp_path / "out")
    assert said.exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"histogram.png", "planes.png", "montage.png", "inspect.json"}
    assert said.stdout.startswith("CT volume of 3 slices x 2 rows x 3 columns, 3 files\n")
    assert "spacing in mm: slices 3, rows 0.5, columns 0.75\n" in said.stdout


def test_pictures_of_a_picture(tmp_path: Path) -> None:
    Pillow.fromarray(np.zeros((4, 6, 3), np.uint8)).save(tmp_path / "a.png")
    facts = told(tmp_path / "a.png", "-o", tmp_path / "out")
    assert (facts["kind"], facts["channels"]) == ("picture", 3)
    assert [Path(file).name for file in facts["files"]] == ["histogram.png", "planes.png"]


def test_several_series_and_one_that_makes_no_volume(tmp_path: Path) -> None:
    filled(tmp_path / "a", 0.0, 3.0, SeriesNumber=1, SeriesInstanceUID="1.2.3.1")
    filled(tmp_path / "b", 0.0, 3.0, 9.0, 12.0, SeriesNumber=2, SeriesInstanceUID="1.2.3.2")
    said = inspect(tmp_path, "--json", "-o", tmp_path / "out")
    assert said.exit_code == 3
    assert said.stderr == "diaphane: 1 of 2 series make no volume\n"
    found = json.loads(said.stdout)
    assert found["series"][0]["dimensions"]["slices"] == 2
    assert found["warnings"][0].startswith("series 2: expected slices 3 mm apart, got 6 mm between")
    assert (tmp_path / "out/series-1/montage.png").is_file()
    assert "! expected slices 3 mm apart" in inspect(tmp_path).stdout


def test_a_disc() -> None:
    found = json.loads(inspect(DISC, "--json").stdout)
    assert max(entry["study"] for entry in found["series"]) == 6


@pytest.mark.parametrize("heights", [(0.0,), (0.0, 2.0, 4.0), (0.0, 2.0, 8.0, 10.0)])
def test_no_patient_is_named(heights: tuple[float, ...], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for k, height in enumerate(heights):
        place = [0, 0, height]
        uid = f"1.2.840.777.9.{k}"
        save(folder, f"Doe-{k}", k, ImagePositionPatient=place, SOPInstanceUID=uid, **SECRETS)
    out = tmp_path / "out"
    for said in (inspect(folder), inspect(folder, "--json", "-o", out)):
        spoken = said.stdout + said.stderr
        spoken += "".join(path.read_text("latin1") for path in out.rglob("*") if path.is_file())
        for secret in ("Doe", "Jane", "4711", "19610203", "20240506", "Roe", "1.2.840.777"):
            assert secret not in spoken


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words")
    for path, sentence in (
        (tmp_path / "none.dcm", "there is no such file"),
        (tmp_path / "a.txt", "got plain text"),
        (tmp_path, "got one without; name a file"),
    ):
        said = inspect(path)
        assert said.exit_code == 2
        assert sentence in said.stderr
        assert said.stderr.count("\n") == 1


def test_frames_and_signs_of_the_header(tmp_path: Path) -> None:
    frames = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    facts = told(save_file(make_dicom(frames), tmp_path / "a.dcm"))
    assert facts["kind"] == "frames"
    assert facts["dimensions"] == {"frames": 2, "rows": 3, "columns": 4}


def test_faces_are_told_and_boxed(tmp_path: Path) -> None:
    pytest.importorskip("cv2", reason="needs the faces extra")
    photographs = pytest.importorskip("skimage.data", reason="needs the judge extra")
    photograph = tmp_path / "a.png"
    Pillow.fromarray(photographs.astronaut()[:230, 100:330]).save(photograph)
    said = inspect(photograph, "--faces", "-o", tmp_path / "out")
    assert said.exit_code == 0
    assert re.search(r"^  face: \d+ pixels wide, from \d+, \d+, \d+ votes$", said.stdout, re.M)
    with Pillow.open(tmp_path / "out/faces.png") as boxed:
        assert boxed.size == (230, 230)
    (face,) = json.loads((tmp_path / "out/inspect.json").read_text())["faces"]
    assert face.keys() == {"left", "top", "side", "votes"}


def test_faces_are_looked_for_in_one_picture(tmp_path: Path) -> None:
    said = inspect(filled(tmp_path / "ct", 0.0, 3.0, 6.0), "--faces")
    assert said.exit_code == 2
    assert "expected a picture for --faces, got a volume; name a photograph" in said.stderr
