"""Of free text only known words stay."""

from __future__ import annotations

import pytest

from diaphane.io.deidentify.descriptors import cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CT Thorax axial 5mm", "CT Thorax axial 5mm"),
        ("T2_FLAIR_TRA (Dr Smith)", "T2 FLAIR TRA"),
        ("chest 19430217 room 12", "chest"),
        ("Smith, 3.5mm, w contrast", "3.5mm w contrast"),
        ("Smith", ""),
        ("", ""),
    ],
)
def test_known_words(text: str, expected: str) -> None:
    assert cleaned(text) == expected
