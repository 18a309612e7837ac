"""Sentences without the places of files."""

from __future__ import annotations

import pytest

from diaphane.serve.sentences import without_paths


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("could not read '/srv/d/uploads/0001': empty", "could not read '0001': empty"),
        ('it is in "/srv/my place/x y.dcm"', 'it is in "x y.dcm"'),
        ("rename 'C:\\data\\scan.dcm'", "rename 'scan.dcm'"),
        ("/srv/d/diaphane.db: locked", "diaphane.db: locked"),
        ("open file:///srv/d", "open file:///srv/d"),
        ("see https://example.org/a/b", "see https://example.org/a/b"),
        ("text/html, 1/2, and/or", "text/html, 1/2, and/or"),
    ],
)
def test_only_the_last_name_of_a_path_is_left(said: str, left: str) -> None:
    assert without_paths(said) == left
