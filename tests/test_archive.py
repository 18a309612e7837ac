"""Every kind of result goes to a real archive and comes back as it was: stored by STOW-RS and by
C-STORE, found by QIDO-RS, fetched by WADO-RS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dicomweb_client import DICOMwebClient
from highdicom.pm import ParametricMap
from highdicom.seg import segread
from highdicom.sr import srread
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pynetdicom import AE
from typer.testing import CliRunner

from diaphane import read
from diaphane.cli.main import app
from diaphane.io.dicom_seg_in import read_seg
from make_study import make_study
from run_orthanc import Archive, needs_orthanc, orthanc, session
from tiny_enhancer import tiny_enhancer
from tiny_models import tiny_classifier
from tiny_segmenter import TWO, tiny_segmenter
from tiny_translator import tiny_translator

pytestmark = needs_orthanc

KINDS = {
    "labels/scans.dcm": "SEG",
    "report/0-report.dcm": "SR",
    "report/0-heat-picture.dcm": "MR",  # a picture has the modality of its image
    "report/0-heat-values.dcm": "OT",
    "larger/0.dcm": "MR",
    "other/0.dcm": "MR",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with orthanc(tmp_path_factory.mktemp("orthanc")) as started:
        yield started


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A series of three slices in `scans`, and an answer of each kind."""
    here = tmp_path_factory.mktemp("results")
    first, *_ = make_study("MR", here / "scans", slices=3)
    answered(tiny_segmenter(here / "parts.onnx", TWO), here / "scans", here / "labels")
    answered(tiny_classifier(here / "classes.onnx"), first, here / "report")
    answered(tiny_enhancer(here / "larger.onnx"), first, here / "larger")
    answered(tiny_translator(here / "other.onnx"), first, here / "other")
    return here


def answered(model: Path, asked: Path, out: Path) -> None:
    words = ["predict", str(model), str(asked), "-o", str(out), "--dicom"]
    said = CliRunner().invoke(app, words)
    assert said.exit_code == 0, said.output


@pytest.fixture(scope="module")
def client(archive: Archive, results: Path) -> DICOMwebClient:
    """Sources and results are stored already, by STOW-RS."""
    made = DICOMwebClient(url=archive.dicomweb, session=session())
    for path in (*sorted((results / "scans").iterdir()), *(results / name for name in KINDS)):
        stored(made, path)
    return made


def stored(client: DICOMwebClient, path: Path) -> None:
    answer = client.store_instances([dcmread(path)])
    assert not answer.get("FailedSOPSequence")
    assert len(answer.ReferencedSOPSequence) == 1


def fetched(client: DICOMwebClient, path: Path) -> Dataset:
    """The same object, by WADO-RS."""
    sent = dcmread(path)
    uids = (sent.StudyInstanceUID, sent.SeriesInstanceUID, sent.SOPInstanceUID)
    return client.retrieve_instance(*uids)


def as_file(dataset: Dataset) -> BytesIO:
    file = BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    file.seek(0)
    return file


def instances(archive: Archive) -> int:
    asked = session().get(f"{archive.url}/statistics", timeout=10)
    return int(asked.json()["CountInstances"])


@pytest.mark.parametrize("name", KINDS)
def test_every_element_comes_back(client: DICOMwebClient, results: Path, name: str) -> None:
    assert fetched(client, results / name) == dcmread(results / name)


def test_all_lie_in_the_study_of_the_images(client: DICOMwebClient, results: Path) -> None:
    (study,) = client.search_for_studies()
    uid = study["0020000D"]["Value"][0]
    assert uid == dcmread(results / "scans" / "0.dcm").StudyInstanceUID
    series = client.search_for_series(uid)
    found = Counter(one["00080060"]["Value"][0] for one in series)
    assert found == Counter(["MR", *KINDS.values()])
    numbers = sorted(one["00200011"]["Value"][0] for one in series)
    assert numbers == [3, 9000, 9000, 9000, 9001, 9002, 9003]


def test_sent_twice_it_is_one_object(
    archive: Archive, client: DICOMwebClient, results: Path, tmp_path: Path
) -> None:
    before = instances(archive)
    assert before == 3 + len(KINDS)
    answered(results / "classes.onnx", results / "scans" / "0.dcm", tmp_path / "again")
    answered(results / "parts.onnx", results / "scans", tmp_path / "again")
    for path in (tmp_path / "again").glob("*.dcm"):
        stored(client, path)
    assert instances(archive) == before


@pytest.mark.usefixtures("client")
def test_the_older_way_of_sending(archive: Archive, results: Path) -> None:
    before = instances(archive)
    objects = [dcmread(results / name) for name in KINDS]
    caller = AE(ae_title=archive.caller)
    for one in objects:
        caller.add_requested_context(one.SOPClassUID, one.file_meta.TransferSyntaxUID)
    association = caller.associate("127.0.0.1", archive.dicom, ae_title=archive.title)
    assert association.is_established
    answers: list[Any] = [association.send_c_store(one) for one in objects]
    association.release()
    assert [answer.get("Status") for answer in answers] == [0] * len(KINDS)
    assert instances(archive) == before


def test_labels_are_pixel_exact(client: DICOMwebClient, results: Path, tmp_path: Path) -> None:
    scans = read(results / "scans")
    sent = read_seg(results / "labels" / "scans.dcm", scans).pixels
    assert set(np.unique(sent)) == {0, 1, 2}
    back = as_file(fetched(client, results / "labels" / "scans.dcm"))
    found = segread(back).get_volume(combine_segments=True).array
    forward = found if np.array_equal(found[0], sent[0, 0]) else found[::-1]
    np.testing.assert_array_equal(forward, sent[0])
    (tmp_path / "back.dcm").write_bytes(back.getvalue())
    np.testing.assert_array_equal(read_seg(tmp_path / "back.dcm", scans).pixels, sent)


def test_a_report_is_read_back(client: DICOMwebClient, results: Path) -> None:
    report: Any = srread(as_file(fetched(client, results / "report" / "0-report.dcm")))
    first, *classes = report.content.get_image_measurement_groups()
    said = [one.value.meaning for one in first.get_qualitative_evaluations()]
    assert said[0] == "Left"
    likely = [group.get_measurements()[0].value for group in classes]
    assert sum(likely) == pytest.approx(100, abs=0.001)
    assert max(likely) == likely[0]


def test_heat_is_read_back(client: DICOMwebClient, results: Path) -> None:
    name = results / "report" / "0-heat-values.dcm"
    sent, back = (
        ParametricMap.from_dataset(one).get_volume().array
        for one in (dcmread(name), fetched(client, name))
    )
    assert sent.max() == pytest.approx(1)
    np.testing.assert_array_equal(back, sent)


def test_pictures_are_shown(client: DICOMwebClient, results: Path) -> None:
    """The archive itself draws what a plain viewer would."""
    for name in ("report/0-heat-picture.dcm", "larger/0.dcm", "other/0.dcm"):
        sent = dcmread(results / name)
        uids = (sent.StudyInstanceUID, sent.SeriesInstanceUID, sent.SOPInstanceUID)
        drawn = client.retrieve_instance_rendered(*uids, media_types=("image/png",))
        assert drawn.startswith(b"\x89PNG")
