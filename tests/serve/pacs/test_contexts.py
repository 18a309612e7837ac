"""What is taken is what can be read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import DeflatedExplicitVRLittleEndian

from diaphane.serve.pacs.contexts import SYNTAXES, storage


def test_every_syntax_has_a_decoder() -> None:
    assert len(set(SYNTAXES)) == len(SYNTAXES)
    assert all(get_decoder(syntax).is_available for syntax in SYNTAXES)
    assert DeflatedExplicitVRLittleEndian in SYNTAXES


def test_kinds_without_pixels_are_not_taken() -> None:
    names = {context.abstract_syntax.name for context in storage() if context.abstract_syntax}
    assert {"CT Image Storage", "Segmentation Storage", "Parametric Map Storage"} <= names
    assert not any(
        word in name for name in names for word in ("SR ", "Waveform", "PDF", "Presentation State")
    )


@pytest.mark.filterwarnings("ignore")  # pydicom, of damaged files
def test_what_the_zoo_has_to_be_read_is_taken(zoo: Path) -> None:
    taken = {context.abstract_syntax for context in storage()}
    known = ("1.2.840.10008.5.1.4.1.1.6", "1.2.276.0.19.55.1.5.1.1.1")  # retired, a maker's own
    with (zoo / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "dicom-valid"]
    for row in (row for row in rows if row["must"] == "DECODE"):
        dataset = dcmread(zoo / row["file"], stop_before_pixels=True, force=True)
        if "SOPClassUID" in dataset:
            assert dataset.SOPClassUID in (*taken, *known), row["file"]
            assert dataset.file_meta.get("TransferSyntaxUID", SYNTAXES[0]) in SYNTAXES
