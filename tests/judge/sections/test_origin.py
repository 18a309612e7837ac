"""The training, the card, and what it takes to repeat the figures."""

from __future__ import annotations

from dataclasses import replace

from diaphane.judge.sections.origin import model, origin, training
from diaphane.judge.sections.section import Pictures
from diaphane.judge.study import Study


def test_training_with_and_without_curves(studied: Study) -> None:
    assert "2026-01-02" in training(studied, Pictures()).html().text
    assert "data:image/png" in training(studied, Pictures(training=b"png")).html().text
    untold = replace(studied, card=studied.card.but(trained={}))
    assert training(untold, Pictures()).parts == ()


def test_card_is_told_without_its_blanks(studied: Study) -> None:
    text = model(studied, Pictures()).html().text
    assert "32 x 32, 1 channel<" in text
    assert "newts" in text
    assert "licence" not in text


def test_seed_resamples_groups_and_hashes(studied: Study) -> None:
    text = origin(studied, Pictures()).html().text
    assert "60 resamples of whole groups" in text
    assert "seed 0" in text
    assert studied.about.data_sha256 in text
    assert "diaphane evaluate --from" in text
    assert "no &lt;image&gt;" in text
