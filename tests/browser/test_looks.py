"""Every page can be seen, read and reached: in light and dark, four languages, on a telephone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sample_cases as cases
from browsing import (
    NARROW,
    WIDE,
    Page,
    Visit,
    Visitors,
    expect,
    keys_shown,
    looks,
    nameless,
    unreached,
)
from run_serve import Server

ANSWER = "article.answer"
PLACES = {
    "start": ("read", "#drop"),
    "brain": ("read/{brain}/{tumour}", ANSWER),
    "ct": ("read/{ct}/{lungs}", ANSWER),
    "photo": ("read/{photo}/{painted}", ANSWER),
    "list": ("review?decided=no", "tbody tr"),
    "case": ("review/{tumour}", ANSWER),
    "models": ("models", "main a:visible"),
    "card": ("models/brain-tumor", "main svg"),
    "train": ("train", "form"),
    "audit": ("audit", "tbody tr"),
    "people": ("people", "form"),
}
"""Addresses, and what is there once all is."""
LANGUAGES = {
    "zh-Hant": "繁體中文",
    "zh-Hans": "简体中文",
    "vi": "Tiếng Việt",
    "en": "English",
}


@pytest.fixture(scope="module")
def content(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A workplace in use: images and answers by the names that addresses call them."""
    folder = tmp_path_factory.mktemp("content")
    files = {
        "brain": cases.head(folder),
        "ct": cases.packed(cases.ct(folder)),
        "photo": cases.photo(folder),
    }
    made = {name: server.image(file) for name, file in files.items()}
    made["tumour"] = server.answer(made["brain"], "brain-tumor")
    made["lungs"] = server.answer(made["ct"], "lungs-ct")
    made["painted"] = server.answer(made["photo"], "van-gogh")
    decision = {"verdict": "correct", "label": "glioma", "note": "a ring, left behind"}
    server.post(f"/api/results/{made['tumour']}/decisions", decision)
    return made


def opened(visit: Visit, content: dict[str, str], place: str) -> Page:
    return shown(visit.open(PLACES[place][0].format(**content)), PLACES[place][1])


def shown(page: Page, whole: str) -> Page:
    """The page, once what makes it whole is there."""
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(whole).first).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0)
    return page


def speak(page: Page, tag: str, whole: str) -> None:
    """Choose a language, and wait until the page is there in it."""
    page.locator("h1").evaluate("(h1) => h1.dataset.before = 'yes'")
    page.locator("#language").select_option(label=LANGUAGES[tag])
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("h1[data-before]")).to_have_count(0)
    shown(page, whole)


@pytest.mark.parametrize("place", PLACES)
def test_seen_and_reached(visit: Visit, content: dict[str, str], place: str) -> None:
    page = opened(visit, content, place)
    found = {"light": looks(page), "names": nameless(page), "order": unreached(page)}
    page.get_by_label("Light and dark").select_option("dark")
    found["dark"] = looks(page)
    page.screenshot(path=shot(place, "dark"))
    page.get_by_label("Light and dark").select_option("auto")
    page.emulate_media(color_scheme="dark")
    found["dark by the system"] = looks(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    found["telephone"] = looks(page)
    page.screenshot(path=shot(place, "telephone"))
    assert {how: faults for how, faults in found.items() if faults} == {}


@pytest.mark.parametrize("place", PLACES)
def test_languages(visit: Visit, content: dict[str, str], place: str) -> None:
    page = opened(visit, content, place)
    english = page.inner_text("body")
    for tag in LANGUAGES:
        speak(page, tag, PLACES[place][1])
        assert keys_shown(page) == []
        page.screenshot(path=shot(place, tag))
        assert (page.inner_text("body") == english) == (tag == "en")
        page.set_viewport_size(NARROW)
        assert looks(page) == []
        page.set_viewport_size(WIDE)


def shot(place: str, how: str) -> Path:
    return Path(__file__).parent / f"screenshots/looks--{place}-{how}.png"


def test_a_language_stays(visit: Visit) -> None:
    page = shown(visit.open("models"), "h1")
    speak(page, "vi", "h1")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page).to_have_title(re.compile("diaphane"))


def test_the_browser_s_language_is_taken(visitors: Visitors) -> None:
    for wish, tag in {"zh-TW": "zh-Hant", "zh-CN": "zh-Hans", "vi-VN": "vi", "de-DE": "en"}.items():
        with visitors(wish, locale=wish) as visit:
            shown(visit.open("models"), "h1")
            expect(visit.page.locator("html")).to_have_attribute("lang", tag)


def test_skipping_to_the_content(visit: Visit) -> None:
    page = shown(visit.open("models"), "h1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
