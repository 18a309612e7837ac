"""The frame of a page: what must be known first comes first, and what is empty is left out."""

from __future__ import annotations

from diaphane.card import Figure
from diaphane.judge.about import About
from diaphane.judge.frame import drawn_from, figure_tile, framed, tile
from diaphane.judge.html import element
from diaphane.judge.sections.section import Section


def test_what_must_be_known_first_comes_first() -> None:
    text = framed(
        "a <model>",
        [Section("All figures", "Means.", (element("p", "0.9"),)), Section("Empty", "Nothing.")],
        how=drawn_from(About("2026-01-02T03:04:05"), 2000, 7, of="pictures"),
        tiles=[tile("pictures", "6", "in 2 sets")],
        warnings=["few <pictures>"],
        notes=["on Y"],
        above="a shortcut",
    )
    body = text.split("<body>")[1]
    wanted = ("a shortcut", "<h1>a &lt;model&gt;", "not for diagnosis", "few &lt;pictures&gt;")
    places = [body.index(w) for w in (*wanted, "on Y", 'class="tiles"', "<nav>", "<h2")]
    assert places == sorted(places)
    assert "judged on 2026-01-02 · 95 % intervals from 2,000 resamples of pictures, seed 7" in body
    assert "Empty" not in body


def test_a_tile_of_a_figure_has_its_interval_below() -> None:
    text = figure_tile("PSNR", Figure(31.234, 30, 32.5), digits=1).text
    assert "<b>31.2</b><span>30.0 to 32.5</span>" in text
    assert "<span></span>" in figure_tile("PSNR", Figure(31.2), digits=1).text
