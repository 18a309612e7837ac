"""Several models on the same cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.stats import wilcoxon as signed_rank

from diaphane.card import Figure
from diaphane.errors import BadData, BadSetting
from diaphane.judge.paired import Wilcoxon, aligned, apart, in_words, left_out, several, wilcoxon


@dataclass(frozen=True)
class One:
    name: str
    truth_sha256: str = "1"
    group: str = ""


A, B, C = One("a"), One("b"), One("c")


def test_cases_come_in_the_order_of_the_first_model() -> None:
    models = {"one": [A, B, C], "other": [C, A]}
    found = aligned(models, truths="masks", alike="the same classes")
    assert found == {"one": (A, C), "other": (A, C)}
    assert list(left_out(models, found["one"])) == [
        "1 cases that some model could not answer were left out for all"
    ]


def test_what_cannot_be_set_side_by_side_is_refused() -> None:
    for models, error, sentence in (
        ({"one": [A]}, BadSetting, "expected two models or more to compare, got 1"),
        ({"one": [A], "other": [B]}, BadData, "that all models could answer, got none"),
        (
            {"one": [A], "other": [One("a", "2")]},
            BadData,
            "the same masks for all models, but 'other' was judged by another for 'a'; compare "
            "models of the same classes on one folder",
        ),
    ):
        with pytest.raises(error, match=sentence):
            aligned(models, truths="masks", alike="the same classes")


def test_the_signed_rank_test_is_scipys_and_knows_no_nan() -> None:
    values = np.array([0.5, np.nan, 0.25, -0.125, 1.0])
    found = wilcoxon(values)
    assert (found.better, found.worse) == (3, 1)
    assert found.p == signed_rank(values[~np.isnan(values)]).pvalue
    assert wilcoxon(np.zeros(3)) == Wilcoxon(0, 0, 1.0)


def test_words_name_the_better_one_first() -> None:
    figure, test = Figure(-0.52, -0.7, -0.3), Wilcoxon(2, 17, 0.004)
    words = in_words(("one", "other"), figure, test, of="PSNR on Y", unit=" dB", digits=2)
    assert words == (
        "other has a higher PSNR on Y than one by 0.52 dB (0.30 to 0.70); better in 17 cases and "
        "worse in 2 (Wilcoxon p = 0.004)"
    )
    chance = in_words(("one", "other"), Figure(0.1, -0.1, 0.3), test, of="Dice")
    assert "one has a higher Dice than other by 0.100, which may be chance;" in chance
    assert [apart(Figure(1, *ends)) for ends in ((-1, 1), (0.1, 1), (-1, -0.1))] == [0, 1, -1]


def test_several_pairs_are_told() -> None:
    assert not list(several({"one": 1, "other": 2}))
    assert "3 pairs were tested: only a p-value below 0.017" in next(several(dict.fromkeys("abc")))
