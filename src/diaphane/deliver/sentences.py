"""What answers say, in four languages: `sentences.json`, which the page reads, too.

An entry has a key and a template a language. The English one is the sentence as the program says
it, with places in braces; `translated` names the places whose own words have entries: a title of a
class, or several of them between commas. What has no entry stays as it is. Entries whose keys begin
with `report.` or `measure.` are asked for by their keys, and no sentence is taken for one of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "zh-Hant", "zh-Hans", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-Hant", "zh-Hans", "vi")

BETWEEN: Mapping[str, Mapping[Language, str]] = {
    ", ": {"en": ", ", "zh-Hant": "、", "zh-Hans": "、", "vi": ", "},
    " or ": {"en": " or ", "zh-Hant": "或", "zh-Hans": "或", "vi": " hoặc "},
}
"""What stands between the parts of a list."""
BY_KEY = ("report.", "measure.")
PLACE = re.compile(r"\{([\w-]+)\}")


@dataclass(frozen=True)
class Sentence:
    """One thing that is said, or one word of a page."""

    key: str
    templates: Mapping[Language, str]
    translated: tuple[str, ...] = ()
    """Places whose words are looked up, too."""

    @property
    def places(self) -> tuple[str, ...]:
        """Names of what is filled in."""
        return tuple(PLACE.findall(self.templates["en"]))

    @property
    def pattern(self) -> str:
        """A regular expression of the English template, one group a place."""
        parts = PLACE.split(self.templates["en"])
        return "".join("(.+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts))


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Sentence]:
    """All there are, by key, in the order in which they are tried."""
    plain = json.loads(files(__package__).joinpath("sentences.json").read_text("utf-8"))
    return {one["key"]: sentence_of(one) for one in plain}


def sentence_of(plain: Mapping[str, object]) -> Sentence:
    templates: dict[Language, str] = {name: str(plain[name]) for name in LANGUAGES}
    places = plain.get("translated", ())
    assert isinstance(places, list | tuple)
    return Sentence(str(plain["key"]), templates, tuple(map(str, places)))


@lru_cache(maxsize=1)
def patterns() -> tuple[tuple[re.Pattern[str], Sentence], ...]:
    """Of the entries that sentences are made of."""
    said = (one for one in sentences().values() if not one.key.startswith(BY_KEY))
    return tuple((re.compile(one.pattern), one) for one in said)


def known(said: str) -> tuple[Sentence, dict[str, str]] | None:
    """The entry that a sentence is made of and what fills its places; None where it has none."""
    for pattern, one in patterns():
        if found := pattern.fullmatch(said):
            return one, dict(zip(one.places, found.groups(), strict=True))
    return None


def in_language(said: str, language: Language) -> str:
    """The sentence in another language; as it is where it has no entry."""
    found = None if language == "en" else known(said)
    if found is None:
        return said
    one, values = found
    for place in one.translated:
        values[place] = listed(values[place], language)
    return filled(one.templates[language], values)


def listed(words: str, language: Language) -> str:
    """A title, or several with something between them."""
    for between, own in BETWEEN.items():
        if known(words) is None and between in words:
            return own[language].join(listed(word, language) for word in words.split(between))
    return in_language(words, language)


def say(key: str, language: Language, **values: object) -> str:
    """An entry by its key, with its places filled."""
    texts = {name: str(value) for name, value in values.items()}
    return filled(sentences()[key].templates[language], texts)


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its places filled; not by `format`, which would look into the values."""
    return PLACE.sub(lambda place: values[place[1]], template)
