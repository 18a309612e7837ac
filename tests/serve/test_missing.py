"""What is not there is told in one sentence, without the names of others."""

from __future__ import annotations

from diaphane.errors import UnknownName
from diaphane.serve.missing import Missing


def test_the_sentence() -> None:
    error = Missing("image")
    assert isinstance(error, UnknownName)
    assert str(error) == "there is no such image, or it was removed; go back to the list"
    assert error.known == []
