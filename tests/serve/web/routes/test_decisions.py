"""Decisions, reading blind, and the folder that comes of them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from asking import Asking
from diaphane.data.folders import read_classes
from diaphane.data.pairs import read_pairs
from diaphane.io import read
from serve.web.conftest import Place, answered, picture


@pytest.fixture
def reader(place: Place) -> Asking:
    return place("reader")


def decide(ask: Asking, result: str, verdict: str, **more: Any) -> Any:
    return ask("POST", f"/api/results/{result}/decisions", json={"verdict": verdict, **more})


def unpacked(answer: Any, folder: Path) -> Path:
    """A zip, laid out."""
    assert answer.status == 200, answer.body
    assert answer.header("content-type") == "application/zip"
    assert answer.header("content-disposition").startswith("attachment")
    with zipfile.ZipFile(BytesIO(answer.body)) as packed:
        packed.extractall(folder)
    return folder


def test_a_class_is_corrected_and_can_be_trained_on(
    place: Place, reader: Asking, tmp_path: Path
) -> None:
    _, result = answered(place, reader, "brain-tumor")
    first = decide(reader, result, "accept", note="clear")
    assert first.status == 201
    assert (first.json()["actor"], first.json()["seen"]) == ("reader", True)
    second = decide(reader, result, "correct", label="glioma", previous=first.json()["id"])
    assert second.status == 201, second.body
    assert decide(reader, result, "reject", previous=first.json()["id"]).status == 409
    assert decide(reader, result, "correct", label="flu").status == 404
    assert decide(reader, result, "correct", mask="0" * 64).status == 422
    told = reader("GET", f"/api/results/{result}").json()
    assert [one["verdict"] for one in told["decisions"]] == ["accept", "correct"]
    entry = place.workplace.log.entries(action="decide")[0]
    assert (entry["subject"], entry["details"]["verdict"]) == (result, "correct")
    assert "clear" not in str(place.workplace.log.entries())
    folder = unpacked(reader("GET", "/api/review/export?task=classify"), tmp_path / "out")
    (case,) = (folder / "glioma").iterdir()
    assert np.array_equal(read(case).pixels[0], read(brought(tmp_path)).pixels[0])
    _, result = answered(place, reader, "brain-tumor", picture(80))
    decide(reader, result, "correct", label="pituitary")
    folder = unpacked(reader("GET", "/api/review/export?task=classify"), tmp_path / "two")
    assert read_classes(folder)


def brought(folder: Path) -> Path:
    """The picture as it was brought."""
    path = folder / "brought.png"
    path.write_bytes(picture())
    return path


def test_a_mask_is_corrected_and_can_be_trained_on(
    place: Place, reader: Asking, tmp_path: Path
) -> None:
    _, result = answered(place, reader, "vessels-ridge")
    labels = np.zeros((96, 96), np.uint8)
    labels[10:20, 30:40] = 1
    address = f"/api/results/{result}/masks"
    raw = {"content-type": "application/octet-stream"}
    assert reader("PUT", address, body=b"\x01" * 9, headers=raw).status == 422
    assert reader("PUT", address, body=b"\xff" * 96**2, headers=raw).status == 422
    mask = reader("PUT", address, body=labels.tobytes(), headers=raw).json()["mask"]
    assert decide(reader, result, "correct", mask=mask).status == 201
    assert decide(reader, result, "correct", label="vessels").status == 422
    folder = unpacked(reader("GET", "/api/review/export?task=segment"), tmp_path / "out")
    assert len(read_pairs(folder)) == 1
    (mask_file,) = (folder / "masks").iterdir()
    assert np.array_equal(read(mask_file).pixels[0], labels)


def test_nothing_decided_is_nothing_to_train_on(place: Place, reader: Asking) -> None:
    _, result = answered(place, reader, "vessels-ridge")
    assert reader("GET", "/api/review/export?task=segment").status == 422
    decide(reader, result, "reject")
    answer = reader("GET", "/api/review/export?task=segment")
    assert "decide about some" in answer.error
    assert list((place.workplace.folder / "tmp").iterdir()) == []


def test_who_reads_blind_answers_first(place: Place, reader: Asking) -> None:
    _, result = answered(place, reader, "brain-tumor")
    assert reader("PUT", "/api/review/settings", json={"blind": True}).status == 403
    assert place("admin")("PUT", "/api/review/settings", json={"blind": True}).status == 200
    assert reader("GET", "/api/session").json()["blind"] is True
    told = reader("GET", f"/api/results/{result}").json()
    assert told["hidden"] is True
    assert "probabilities" not in told
    assert decide(reader, result, "accept").status == 422
    assert decide(reader, result, "read", label="glioma").json()["seen"] is False
    assert reader("GET", f"/api/results/{result}").json()["probabilities"]
    assert decide(reader, result, "accept").status == 201
    # What another has not read is not in what they take away.
    other = place("bert")
    assert other("GET", "/api/review/export?task=classify").status == 422
    assert place.workplace.log.entries(action="settings")[0]["details"] == {"blind": True}
