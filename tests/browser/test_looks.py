"""Every page can be seen, read and reached: in light and dark, four languages, on a telephone."""

from __future__ import annotations

import re

import pytest

from browsing import NARROW, Page, Visit, Visitors, expect, keys_shown, looks, nameless, unreached

PLACES = ("read", "review", "models", "models/brain-tumor", "train", "audit")
LANGUAGES = {
    "zh-Hant": "繁體中文",
    "zh-Hans": "简体中文",
    "vi": "Tiếng Việt",
    "en": "English",
}


def shown(page: Page) -> Page:
    """The page, once it has said what it is, and waits for nothing."""
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".loading, [aria-busy=true]")).to_have_count(0)
    return page


def speak(page: Page, tag: str, name: str) -> None:
    """Choose a language, and wait until the page is there in it."""
    page.locator("h1").evaluate("(h1) => h1.dataset.before = 'yes'")
    page.locator("#language").select_option(label=name)
    expect(page.locator("html")).to_have_attribute("lang", tag)
    expect(page.locator("h1[data-before]")).to_have_count(0)
    shown(page)


@pytest.mark.parametrize("place", PLACES)
def test_light_and_dark(visit: Visit, place: str) -> None:
    page = shown(visit.open(place))
    assert looks(page) == []
    page.get_by_label("Light and dark").select_option("dark")
    assert looks(page) == []
    page.get_by_label("Light and dark").select_option("auto")
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert looks(page) == []


@pytest.mark.parametrize("place", PLACES)
def test_on_a_telephone(visit: Visit, place: str) -> None:
    visit.page.set_viewport_size(NARROW)
    page = shown(visit.open(place))
    assert looks(page) == []


@pytest.mark.parametrize("place", PLACES)
def test_names_and_order_of_controls(visit: Visit, place: str) -> None:
    page = shown(visit.open(place))
    assert nameless(page) == []
    assert unreached(page) == []


@pytest.mark.parametrize("place", PLACES)
def test_languages(visit: Visit, place: str) -> None:
    page = shown(visit.open(place))
    english = page.inner_text("body")
    for tag, name in LANGUAGES.items():
        speak(page, tag, name)
        assert keys_shown(page) == []
        assert looks(page) == []
        assert (page.inner_text("body") == english) == (tag == "en")


def test_a_language_stays(visit: Visit) -> None:
    page = shown(visit.open("models"))
    page.locator("#language").select_option(label=LANGUAGES["vi"])
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page).to_have_title(re.compile("diaphane"))


def test_the_browser_s_language_is_taken(visitors: Visitors) -> None:
    for wish, tag in {"zh-TW": "zh-Hant", "zh-CN": "zh-Hans", "vi-VN": "vi", "de-DE": "en"}.items():
        with visitors(wish, locale=wish) as visit:
            shown(visit.open("models"))
            expect(visit.page.locator("html")).to_have_attribute("lang", tag)


def test_skipping_to_the_content(visit: Visit) -> None:
    page = shown(visit.open("models"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
