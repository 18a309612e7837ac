"""The page: what must be seen first comes first, and nothing in it runs or is loaded."""

from __future__ import annotations

from dataclasses import replace

from diaphane.card import Figure
from diaphane.judge.page import page
from diaphane.judge.probes import Probe, Probes
from diaphane.judge.study import Study


def test_text_from_outside_is_escaped(studied: Study) -> None:
    text = page(studied)
    for raw in ("<i>newts", "no <image>", "<bad>"):
        assert raw not in text
    assert "&lt;bad&gt;.png" in text
    assert "<script" not in text
    assert "http" not in text


def test_shortcut_opens_the_page(studied: Study) -> None:
    probes = Probes((Probe("file", "the <header>", Figure(0.9, 0.8, 1), 0.95),), "it is <red>")
    red = replace(studied, evaluation=replace(studied.evaluation, probes=probes))
    body = page(red).split("<body>")[1]
    assert body.lstrip().startswith('<p class="shortcut">it is &lt;red&gt;</p>')
    assert "the &lt;header&gt;" in body
    assert 'class="shortcut"' not in page(studied)


def test_warnings_come_before_figures(studied: Study) -> None:
    noted = replace(
        studied, evaluation=replace(studied.evaluation, warnings=("one image leaks", "and more"))
    )
    text = page(noted)
    assert text.index("one image leaks") < text.index("and more") < text.index('class="tiles"')
    assert "not for diagnosis" in text


def test_each_section_is_there_and_linked(studied: Study) -> None:
    text = page(studied)
    for title in (
        "All figures",
        "Classes",
        "Shortcut probes",
        "Telling one from the other",
        "Thresholds to work with",
        "Do the probabilities mean what they say?",
        "Sets of possible classes",
        "When only the surest are answered",
        "Images unlike the training images",
        "Subgroups",
        "Mistakes",
        "The training",
        "The model",
        "How this page was made",
    ):
        assert f">{title}</h2>" in text
        assert f">{title}</a>" in text
    assert text.count('href="#') == text.count("<h2")


def test_main_figures_are_at_the_top(studied: Study) -> None:
    top = page(studied).split("<nav>")[0]
    assert "AUROC, ill against normal" in top
    assert "in 60 independent groups" in top
    assert "60 resamples of whole groups, seed 0" in top
