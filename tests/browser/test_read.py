"""Images of every kind are dropped, seen, and asked about."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import nibabel
import numpy as np
import pydicom
import pytest
from PIL import Image as Pillow
from pydicom.uid import SecondaryCaptureImageStorage

import sample_cases as cases
from browsing import Page, Visit, drop, expect
from desk import ask, bring, canvas, changed, drag, drawn, proportioned, same, shares

Make = Callable[[Path], Path]

CLASSIFIED: dict[str, tuple[Make, str]] = {
    "brain": (cases.head, "brain-tumor"),
    "chest": (cases.chest, "pneumonia-xray"),
    "photo": (cases.photo, "cats-dogs"),
}
SEGMENTED: dict[str, tuple[Make, str]] = {
    "retina": (cases.retina, "retina-vessels"),
    "cells": (cases.cells, "em-membrane"),
    "ct": (lambda folder: cases.packed(cases.ct(folder)), "lungs-ct"),
    "hippocampus": (cases.hippocampus, "hippocampus"),
}
DRAWN: dict[str, tuple[Make, str]] = {
    "sharpened": (cases.photo, "sr-x4"),
    "painted": (cases.photo, "van-gogh"),
}


@pytest.mark.parametrize("kind", CLASSIFIED)
def test_a_picture_is_named(visit: Visit, tmp_path: Path, kind: str) -> None:
    make, model = CLASSIFIED[kind]
    page = visit.open()
    bring(page, make(tmp_path))
    drawn(page)
    answer = ask(page, model)
    expect(answer.locator("h2")).not_to_be_empty()
    if page.locator(".chances").count():
        assert sum(shares(page)) == pytest.approx(100, abs=0.5)
        assert shares(page) == sorted(shares(page), reverse=True)


@pytest.mark.parametrize("kind", SEGMENTED)
def test_classes_are_laid_over(visit: Visit, tmp_path: Path, kind: str) -> None:
    make, model = SEGMENTED[kind]
    page = visit.open()
    bring(page, make(tmp_path))
    bare = drawn(page)
    ask(page, model)
    laid = changed(page, bare)
    page.get_by_label("Opacity").first.fill("0")
    clear = changed(page, laid)
    page.get_by_label("Opacity").first.fill("100")
    full = changed(page, clear)
    page.get_by_label("Segmentation").uncheck()
    changed(page, full)
    same(page, bare)
    expect(page.get_by_role("heading", name="Measures")).to_be_visible()


@pytest.mark.parametrize("kind", DRAWN)
def test_before_becomes_after(visit: Visit, tmp_path: Path, kind: str) -> None:
    make, model = DRAWN[kind]
    page = visit.open()
    bring(page, make(tmp_path))
    drawn(page)
    answer = ask(page, model)
    expect(answer).to_contain_text("not for diagnosis")
    split = page.get_by_role("slider", name="Where before becomes after")
    middle = drawn(page)
    split.focus()
    split.press("Home")
    after = changed(page, middle)
    split.press("End")
    changed(page, after)


def test_a_film_is_read_by_its_window(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.packed(cases.ct(tmp_path)))
    seen = drawn(page)
    drag(page, canvas(page), 60, 40)
    seen = changed(page, seen)
    for preset in ("Lung", "Bone", "Soft tissue", "From the file", "Full range"):
        if page.get_by_label("Window", exact=True).get_by_text(preset).count():
            page.get_by_label("Window", exact=True).select_option(label=preset)
            seen = changed(page, seen)
    page.get_by_role("button", name="Swap black and white").click()
    swapped = changed(page, seen)
    page.get_by_label("Level").fill("-600")
    page.get_by_label("Level").press("Enter")
    changed(page, swapped)


def test_planes_are_scrolled_and_keep_their_proportions(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.packed(cases.ct(tmp_path)))
    drawn(page)
    seen = proportioned(page, 2)  # rows of 5 mm, columns of 2.5
    place = page.locator("label[for=slice]")
    expect(place).to_have_text(f"Axial, {cases.SLICES // 2} of {cases.SLICES}")
    canvas(page).hover()
    page.mouse.wheel(0, 120)
    seen = changed(page, seen)
    canvas(page).focus()
    for key, number in {"End": cases.SLICES, "Home": 1, "ArrowDown": 2}.items():
        page.keyboard.press(key)
        expect(place).to_have_text(f"Axial, {number} of {cases.SLICES}")
        seen = changed(page, seen)
    page.get_by_label("Axial, 2 of").last.fill("9")
    expect(place).to_have_text(f"Axial, 9 of {cases.SLICES}")
    page.get_by_role("button", name="Coronal").click()
    proportioned(page, 1)  # 16 planes of 10 mm, 64 of 2.5
    page.get_by_role("button", name="All three").click()
    expect(page.locator(".pane canvas")).to_have_count(3)
    for number in range(3):
        drawn(page, number)


def test_zoomed_and_moved(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head(tmp_path))
    fitted = drawn(page)
    page.get_by_role("button", name="Zoom in").click()
    near = changed(page, fitted)
    page.get_by_role("button", name="Move").click()
    drag(page, canvas(page), 80, 30)
    changed(page, near)
    page.get_by_role("button", name="Fit to the window").click()
    same(page, fitted)


@pytest.mark.parametrize("what", ["file", "several", "folder", "zip"])
def test_dropped(visit: Visit, tmp_path: Path, what: str) -> None:
    page = visit.open()
    several = [cases.head(tmp_path), cases.chest(tmp_path)]
    folder = cases.ct(tmp_path)
    given = {"file": several[:1], "several": several, "folder": [folder]}
    expect(page.locator("#drop")).to_be_visible()
    drop(page, page.locator("#drop"), *given.get(what, [cases.packed(folder)]))
    expect(page.locator(".strip img")).to_have_count(2 if what == "several" else 1)
    page.locator(".strip .images a").first.click()
    drawn(page)


def test_a_folder_is_chosen(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    page.locator("input[webkitdirectory]").first.set_input_files(cases.ct(tmp_path))
    drawn(page)
    expect(page.locator("h1")).to_contain_text("CT")


def test_what_is_no_image_is_said(visit: Visit, tmp_path: Path) -> None:
    letter = tmp_path / "letter.png"
    letter.write_text("dear reader")
    page = visit.open()
    page.get_by_test_id("file").first.set_input_files(letter)
    expect(page.locator(".sending")).to_contain_text("got plain text")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".sending")).to_have_count(0)


def test_of_two_files_the_broken_one_is_named(visit: Visit, tmp_path: Path) -> None:
    whole = cases.head(tmp_path)
    half = tmp_path / "half.png"
    half.write_bytes(whole.read_bytes()[:2000])
    page = visit.open()
    bring(page, whole, half)
    drawn(page)
    expect(page.locator(".sending li")).to_have_text(re.compile(r"^file 2 of 2: .*\(half\.png\)$"))
    expect(page.locator(".strip img")).to_have_count(1)


def test_what_stands_beside_an_answer_is_told(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head(tmp_path))
    drawn(page)
    for name, short in {"Level": "L", "Width": "W"}.items():
        box = page.locator("label.amount").filter(has=page.get_by_label(name, exact=True))
        expect(box).to_contain_text(short)
    expect(page.locator(".corner")).to_have_text(re.compile(r"^[2-9]\d\d%$"))  # of 224 samples
    answer = ask(page, "brain-tumor")
    expect(answer).to_contain_text(re.compile(r"Novelty\s*[\d.]+, limit [\d.]+"))
    named = page.locator(".answers [aria-current]")
    expect(named).not_to_contain_text(":")  # what it said, not when


def test_files_of_an_answer(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head(tmp_path))
    ask(page, "brain-tumor")
    got = {name: taken(page, name) for name in ("Picture (PNG)", "Record (JSON)", "report (PDF)")}
    assert Pillow.open(io.BytesIO(got["Picture (PNG)"])).width > 200
    assert json.loads(got["Record (JSON)"])["task"] == "classify"
    assert got["report (PDF)"].startswith(b"%PDF-1.")


def test_files_of_an_outline(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.packed(cases.ct(tmp_path)))
    ask(page, "lungs-ct")
    (tmp_path / "map.nii.gz").write_bytes(taken(page, "Label map (NIfTI)"))
    labels = nibabel.load(tmp_path / "map.nii.gz")
    assert sorted(labels.shape) == [cases.SLICES, 64, 64]
    assert set(np.unique(np.asarray(labels.dataobj))) == {0, 1}
    segments = pydicom.dcmread(io.BytesIO(taken(page, "DICOM SEG")))
    assert segments.Modality == "SEG"
    assert segments.SegmentSequence[0].SegmentLabel


def test_dicom_of_an_answer(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    scan = cases.head_scan(tmp_path)
    bring(page, scan)
    ask(page, "brain-tumor")
    report = dicom(page, "Report (DICOM SR)")
    assert report.Modality == "SR"
    assert report.CompletionFlag
    heat = dicom(page, "Heat map (DICOM SC)")
    assert heat.SOPClassUID == SecondaryCaptureImageStorage
    assert heat.pixel_array.ndim == 3  # in colour
    study = pydicom.dcmread(scan).StudyInstanceUID
    assert {report.StudyInstanceUID, heat.StudyInstanceUID} == {study}


def test_dicom_of_a_picture(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head_scan(tmp_path))
    ask(page, "sr-x4")
    picture = dicom(page, "Picture (DICOM SC)")
    assert picture.SOPClassUID == SecondaryCaptureImageStorage
    assert (picture.Rows, picture.Columns) == (4 * 224, 4 * 224)
    assert "SYNTHETIC" in str(picture).upper()


def dicom(page: Page, name: str) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(taken(page, name)))


def taken(page: Page, name: str) -> bytes:
    """What a button of `Take along` brings."""
    with page.expect_download() as coming:
        page.locator(".files a").filter(has_text=name).click()
    return Path(coming.value.path()).read_bytes()


def test_a_reload_keeps_everything(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.packed(cases.ct(tmp_path)))
    page.get_by_label("Window", exact=True).select_option(label="Lung")
    ask(page, "lungs-ct")
    canvas(page).focus()
    page.keyboard.press("ArrowDown")
    place = page.locator("label[for=slice]")
    expect(place).to_have_text(f"Axial, {cases.SLICES // 2 + 1} of {cases.SLICES}")
    said = page.locator("article.answer").inner_text()
    page.reload()
    expect(page.locator("article.answer")).to_have_text(re.compile("Found"))
    assert page.locator("article.answer").inner_text() == said
    expect(place).to_have_text(f"Axial, {cases.SLICES // 2 + 1} of {cases.SLICES}")
    expect(page.get_by_label("Window", exact=True)).to_have_value("lung")


def test_without_a_network_a_sentence(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head(tmp_path))
    drawn(page)
    visit.excuse("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.locator("button[data-model=brain-tumor]").click()
    expect(page.get_by_role("alert").last).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    ask(page, "brain-tumor")


def test_deleted(visit: Visit, tmp_path: Path) -> None:
    page = visit.open()
    bring(page, cases.head(tmp_path, seed=9))
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("#drop")).to_be_visible()
    expect(page.locator(".strip img")).to_have_count(0)
