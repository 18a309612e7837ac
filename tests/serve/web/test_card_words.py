"""What cards and recipes say can be read in all languages of the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import diaphane.serve.web
from diaphane.card import Card
from diaphane.deliver.sentences import known
from diaphane.infer.classic import CLASSIC
from diaphane.infer.find import read_card, shipped
from diaphane.recipes import RECIPES

TABLE = Path(diaphane.serve.web.__file__).parent / "static" / "words" / "cards.json"
LANGUAGES = ("zh-Hant", "zh-Hans", "vi")


def cards() -> Iterator[Card]:
    yield from (read_card(path) for path in shipped().values())
    yield from (recipe.card for recipe in RECIPES.values())
    yield from (method.card for method in CLASSIC.values())


def texts() -> set[str]:
    """Sentences of cards; names of networks and versions are the same everywhere."""
    found = {recipe.wants for recipe in RECIPES.values()}
    for card in cards():
        found |= {card.summary, card.intended_use, card.data, card.licence, *card.limits}
        found |= {one.title for one in card.classes}
    return found - {""}


@pytest.fixture(scope="module")
def table() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TABLE.read_text())
    return found


def test_every_text_has_an_entry(table: list[dict[str, Any]]) -> None:
    entries = {entry["en"] for entry in table}
    assert {text for text in texts() if text not in entries and known(text) is None} == set()


def test_no_entry_is_left_over(table: list[dict[str, Any]]) -> None:
    assert {entry["en"] for entry in table} - texts() == set()


def test_entries_are_whole_and_stand_once(table: list[dict[str, Any]]) -> None:
    assert all(set(entry) == {"en", *LANGUAGES} and all(entry.values()) for entry in table)
    assert len({entry["en"] for entry in table}) == len(table)
