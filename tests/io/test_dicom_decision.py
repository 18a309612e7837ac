"""A decision on an answer that is no class, and on images that nothing can refer to. What stands in
other decisions is tested in `tests/deliver/test_decided.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from highdicom.sr import srread
from pydicom import dcmread

from diaphane.decision import Decision
from diaphane.errors import BadData
from diaphane.io.dicom_decision import write_decision
from diaphane.io.uids import Maker
from diaphane.result import Result
from diaphane.words import DISCLAIMER
from make_study import make_study
from tiny_segmenter import CARD

MAKER = Maker("tiny", sha256="ab" * 32)
WHEN = datetime(2026, 11, 21, 18, 30, 5, tzinfo=UTC)
FOUND = Result("segment", measures={"bright_area_px": 12.0, "bright_share": 0.25})
NO = Decision("reject", "Reader", WHEN, note="the edge is too wide")


def test_measures_stand_in_it_and_there_is_no_document_before_it(tmp_path: Path) -> None:
    sources = make_study("MR", tmp_path)
    made: Any = srread(write_decision(tmp_path / "d.dcm", NO, FOUND, CARD, sources, MAKER))
    (group,) = made.content.get_image_measurement_groups()
    said = [item.value for item in group[0].ContentSequence if item.name.meaning == "Comment"]
    assert said == [
        DISCLAIMER,
        "note: the edge is too wide",
        "bright_area_px: 12",
        "bright_share: 0.25",
    ]
    assert "PredecessorDocumentsSequence" not in made
    (who,) = made.VerifyingObserverSequence
    assert who.VerifyingOrganization == "not told"


def test_images_that_nothing_can_refer_to(tmp_path: Path) -> None:
    (path,) = make_study("MR", tmp_path)
    bare = dcmread(path)
    del bare.StudyInstanceUID
    bare.save_as(path)
    with pytest.raises(BadData, match="got some without StudyInstanceUID; take the JSON"):
        write_decision(tmp_path / "d.dcm", NO, FOUND, CARD, [path], MAKER)
