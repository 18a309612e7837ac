"""A section is a heading one can jump to, a sentence, and its parts."""

from __future__ import annotations

from diaphane.judge.html import Html
from diaphane.judge.sections.section import Pictures, Section, titled


def test_html_of_a_section() -> None:
    text = Section("Is it <so>?", "It is.", (Html("<hr>"),)).html().text
    assert '<h2 id="is-it-so">Is it &lt;so&gt;?</h2>' in text
    assert "It is." in text
    assert "<hr>" in text


def test_plots_that_are_not_there_are_left_out() -> None:
    assert Pictures().drawn({"roc": "words"}) == ()
    (found,) = Pictures(plots={"roc": "<svg></svg>"}).drawn({"roc": "words", "gone": "more"})
    assert found.text.count("<figure") == 1


def test_abbreviations_are_capitals() -> None:
    assert [titled(n) for n in ("auroc", "ece", "set_size")] == ["AUROC", "ECE", "set size"]
