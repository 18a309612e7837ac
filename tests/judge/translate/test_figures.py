"""KID beside that of the untouched, and by how much their ratio could be off by chance."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.card import Figure
from diaphane.judge.metrics import Array
from diaphane.judge.translate.distances import fid, kid
from diaphane.judge.translate.figures import Drawn, digits, distances, nearest


def sets(seed: int, *, gap: float, left: float, n: int = 40) -> tuple[Array, Array, Array]:
    """Features of pictures, of their translations, which went all of the way but `left` of it, and
    of those that were wanted."""
    rng = np.random.default_rng(seed)
    before = rng.normal(0, 0.5, (n, 6))
    return before, before + gap * (1 - left), rng.normal(gap, 0.5, (n, 6))


def drawn(n: int = 40, kin: int = 1) -> Drawn:
    names = [str(k // kin) for k in range(n)]
    return Drawn.of(names, names, resamples=400, seed=0)


def test_the_ratio_is_that_of_the_kids_and_its_interval_is_paired() -> None:
    before, after, wanted = sets(0, gap=1, left=0.5)
    found = distances(before, after, wanted, drawn())
    assert found["kid"].value == kid(after, wanted)
    assert found["kid_untouched"].value == kid(before, wanted)
    assert found["fid"].value == fid(after, wanted)
    assert found["fid"].low is None
    ratio, whole, own = found["kid_ratio"], found["kid_untouched"], found["kid"]
    assert ratio.value == own.value / whole.value
    assert ratio.low is not None
    assert own.low is not None
    assert whole.low is not None
    apart = np.hypot((own.value - own.low) / own.value, (whole.value - whole.low) / whole.value)
    assert 0 < ratio.value - ratio.low < 0.8 * ratio.value * apart


def test_nothing_done_is_a_ratio_of_one_without_doubt() -> None:
    before, _, wanted = sets(0, gap=1, left=1)
    ratio = distances(before, before, wanted, drawn())["kid_ratio"]
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((1, 1, 1))


def test_intervals_hold_the_true_kid_about_as_often_as_they_say() -> None:
    def of(seed: int) -> tuple[Array, Array, Array]:
        return sets(seed, gap=0.7, left=0.4, n=30)

    truth = np.mean([kid(of(k)[0], of(k)[2]) for k in range(1000, 1300)])
    inside = 0
    for seed in range(60):
        figure = distances(*of(seed), drawn(30))["kid_untouched"]
        assert figure.low is not None
        assert figure.high is not None
        inside += int(figure.low <= truth <= figure.high)
    assert inside >= 52  # 57 expected of 60, 52 or fewer in 1 of 40 trials


def test_domains_that_cannot_be_told_apart_have_no_ratio_to_trust() -> None:
    some = {}
    for seed in range(8):
        found = distances(*sets(seed, gap=0, left=0), drawn())
        low = found["kid_untouched"].low
        assert low is not None
        assert low < 0
        some[found["kid_untouched"].value > 0] = found
    assert "kid_ratio" not in some[False]
    assert some[True]["kid_ratio"].low is None


def test_what_belongs_together_is_drawn_together() -> None:
    before, after, wanted = sets(0, gap=1, left=0.5)
    alone, few = (distances(before, after, wanted, drawn(kin=kin))["kid"] for kin in (1, 10))
    assert alone.low is not None
    assert few.low is None


def test_the_nearest_is_by_distance() -> None:
    wanted = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 9.0]])
    assert nearest(np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 5.0]]), wanted) == [0, 1, 2]


@pytest.mark.parametrize(
    ("figure", "decimals"),
    [
        (Figure(1.1775, 0.6, 1.7), 2),
        (Figure(75.19), 1),
        (Figure(0.0123), 4),
        (Figure(0.000002, -0.03, 0.03), 4),
        (Figure(-0.004, -0.6, 0.6), 3),
        (Figure(12345.6), 0),
        (Figure(0.0), 4),
    ],
)
def test_as_many_digits_as_are_worth_showing(figure: Figure, decimals: int) -> None:
    assert digits(figure) == decimals
