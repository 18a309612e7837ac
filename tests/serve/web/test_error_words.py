"""The sentences of refusals that people meet most on the page, in all of its languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import diaphane.serve.web

SERVE = Path(diaphane.serve.web.__file__).parents[1]
TABLE = Path(diaphane.serve.web.__file__).parent / "static" / "words" / "errors.json"
LANGUAGES = ("zh-Hant", "zh-Hans", "vi")
PLACE = re.compile(r"\{\w+\}")


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TABLE.read_text())
    return found


def source() -> str:
    """All that the server and the errors say, with one sign for each place that is filled."""
    files = [*SERVE.rglob("*.py"), SERVE.parent / "errors.py", SERVE.parent / "recipe.py"]
    text = "".join(file.read_text() for file in files)
    joined = re.sub(r'"\s*\n\s*f?"', "", text)  # a sentence may stand on several lines
    return re.sub(r"\{[^{}]*\}", "{}", joined)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["en"][:40])
def test_an_entry_fills_the_same_places_in_each_language(entry: dict[str, Any]) -> None:
    assert set(entry) == {"en", *LANGUAGES}
    places = set(PLACE.findall(entry["en"]))
    for language in LANGUAGES:
        assert set(PLACE.findall(entry[language])) <= places


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["en"][:40])
def test_somebody_says_it(entry: dict[str, Any]) -> None:
    said = re.sub(PLACE, "{}", entry["en"])
    if said.startswith("no "):  # made for names of every kind
        said = "no {} named {}; {}known: {}{}"
    assert said.replace("`", "") in source().replace("`", "")
