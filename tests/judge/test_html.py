"""Pieces of a page: what comes from outside is escaped, nothing is loaded from elsewhere."""

from __future__ import annotations

from diaphane.card import Figure
from diaphane.judge.html import (
    Html,
    bar,
    drawing,
    element,
    number,
    page_of,
    picture,
    table,
    themed,
    value,
)


def test_words_are_escaped_and_html_is_not() -> None:
    assert element("p", "a <b>").text == "<p>a &lt;b&gt;</p>"
    assert element("p", Html("<b>a</b>"), kind="x").text == '<p class="x"><b>a</b></p>'
    assert "&lt;script&gt;" in table(("<script>",), [["<script>"]], ("",)).text
    assert '"><script>' not in picture("data:,", '"><script>').text


def test_number_with_its_interval() -> None:
    text = number(Figure(0.5, 0.4, 0.6)).text
    assert "0.500" in text
    assert "0.400 to 0.600" in text
    assert number(None).text == "&ndash;"
    assert "short" in number(Figure(0.5, 0.4, 0.6), short=True).text
    assert "<span>0.50</span><small>0.40 to 0.60" in number(Figure(0.5, 0.4, 0.6), digits=2).text
    assert (value(0.12345, digits=4).text, value(float("nan")).text) == ("0.1235", "&ndash;")


def test_number_is_not_rounded_up_to_certainty() -> None:
    assert "0.9998" in number(Figure(0.9998, 0.999, 1)).text
    assert "1.000<" in number(Figure(1, 0.9, 1)).text


def test_bar_lies_where_the_figure_is() -> None:
    assert "left:40.0%;width:20.0%" in bar(Figure(0.5, 0.4, 0.6)).text
    assert bar(None).text == bar(Figure(0.5)).text == ""


def test_drawing_turns_over_in_the_dark() -> None:
    svg = '<?xml version="1.0"?><svg width="1"><path style="stroke: #1b2a38"/></svg>'
    themes = themed(svg)
    assert "stroke: var(--c0)" in themes
    assert themes.index("<style>") > themes.index("<svg")
    assert "prefers-color-scheme:dark" in themes
    assert drawing(svg, "words").text.startswith('<figure><img alt="words" src="data:image/svg')


def test_page_stands_alone() -> None:
    text = page_of("a <title>", [Html("<p>x</p>")])
    assert "<title>a &lt;title&gt;</title>" in text
    assert "<script" not in text
    assert "@media print" in text
