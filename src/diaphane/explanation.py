"""An explanation: where a model found a class, and how far that can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .image import Floats
from .result import Result

ALIKE = 0.5
"""A mean rank correlation with the maps of shuffled weights above this fails the sanity check:
more than a quarter of the variance of its ranks owes nothing to what the network learned."""
SIGNIFICANT = 0.1
"""The deletion score counts as better than chance when so few random orders are as good."""
SMALL = 0.1
"""Of a probability that begins below this nothing can be said by taking it away."""


@dataclass(frozen=True)
class Sanity:
    """Does the map depend on what the network learned? (Adebayo et al. 2018, model parameter
    randomisation test, all layers at once.)"""

    similar: float
    """Rank correlation (Spearman), -1..1, of the map with those of shuffled weights; the mean."""
    draws: int
    """Times the weights were shuffled."""

    @property
    def passed(self) -> bool:
        return self.similar <= ALIKE

    @property
    def sentence(self) -> str:
        figures = (
            f"mean rank correlation {self.similar:.2f} over {self.draws} shuffles, at most "
            f"{ALIKE:g} is asked for"
        )
        if self.passed:
            return f"sanity check passed: with shuffled weights the map is another one ({figures})"
        return (
            "sanity check FAILED: with shuffled weights the map stays much the same, so it shows "
            f"the image and not what was learned ({figures})"
        )


@dataclass(frozen=True)
class Deletion:
    """What becomes of a probability as the hottest places are taken away (Petsiuk et al. 2018)."""

    shares: tuple[float, ...]
    """Of the image that is taken away, 0..1."""
    hottest: tuple[float, ...]
    """The probability at each share, the hottest places first."""
    random: NDArray[np.float64]
    """(orders, shares): the same when the map lies elsewhere on the image, at random."""
    cover: str
    """What places are covered with, in words."""

    @property
    def area(self) -> float:
        """Under the curve, 0..1: low where the hot places matter."""
        return float(under(np.array(self.shares), np.array(self.hottest)))

    @property
    def areas(self) -> NDArray[np.float64]:
        """(orders,): the same of each random order."""
        return under(np.array(self.shares), self.random)

    @property
    def chance(self) -> float:
        """How often an order that knows nothing is as good: the Monte Carlo p value."""
        return float((1 + (self.areas <= self.area).sum()) / (1 + len(self.random)))

    @property
    def judged(self) -> bool:
        """False where there is no probability to lose, or none is lost with the whole image."""
        return self.hottest[0] >= SMALL and self.hottest[-1] < self.hottest[0] / 2

    @property
    def passed(self) -> bool:
        return self.judged and self.chance <= SIGNIFICANT

    @property
    def sentence(self) -> str:
        first, last = self.hottest[0], self.hottest[-1]
        if first < SMALL:
            return f"deletion says nothing: the class has only {first:.1%} to lose"
        if not self.judged:
            return (
                f"deletion says nothing: the class has {first:.1%} on the image and {last:.1%} "
                f"when all of it lies under {self.cover}"
            )
        figures = (
            f"area {self.area:.2f} under the curve, {self.areas.mean():.2f} in "
            f"{len(self.random)} random orders, p = {self.chance:.2f}, covered in {self.cover}"
        )
        if self.passed:
            return f"deletion: the hot places matter more than others ({figures})"
        return f"deletion: not clearly better than chance; other places matter as much ({figures})"

    def to_plain(self) -> dict[str, Any]:
        return {
            "shares": list(self.shares),
            "hottest": list(self.hottest),
            "random_mean": self.random.mean(axis=0).tolist(),
            "area": self.area,
            "random_area": float(self.areas.mean()),
            "random_orders": len(self.random),
            "cover": self.cover,
            "p": self.chance,
            "judged": self.judged,
            "passed": self.passed,
            "sentence": self.sentence,
        }


def under(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The area under (..., n) values y at n places x, by trapezia."""
    return np.asarray(((y[..., 1:] + y[..., :-1]) / 2 * np.diff(x)).sum(axis=-1))


@dataclass(frozen=True)
class Explanation:
    """Where a class was found in an image, by which method, and how good the map is."""

    result: Result
    """What the model says of the image."""
    name: str
    """The class that is explained; the likeliest one if no other was asked for."""
    method: str
    how: str
    """The method in words, with its source."""
    layer: str
    """Whose feature maps were read; empty for a method that reads none."""
    heat: Floats | None = None
    """(Y, X) in 0..1 on the grid of the input; None where there is none to show."""
    blank: str = ""
    """Why there is no heat; empty where there is."""
    sanity: Sanity | None = None
    """None where there is no map, or the weights are not at hand."""
    deletion: Deletion | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    """Numbers of the method itself."""
    notes: tuple[str, ...] = ()
    """What the method says of itself, one sentence each."""

    def sentences(self, title: str) -> tuple[str, ...]:
        """All of it in words; `title` is that of the class."""
        place = f", from {self.layer}" if self.layer else ""
        checks = [check.sentence for check in (self.sanity, self.deletion) if check]
        lines = (f"explained: {title}", f"method: {self.how}{place}", *self.notes, *checks)
        return (*lines, f"no heat: {self.blank}") if self.blank else lines

    def but(self, **changes: Any) -> Explanation:
        """A changed copy."""
        return replace(self, **changes)

    def to_plain(self) -> dict[str, Any]:
        """As `explain --json` prints it under `explanation`."""
        plain: dict[str, Any] = {"class": self.name, "method": self.method, "how": self.how}
        if self.layer:
            plain["layer"] = self.layer
        if self.blank:
            plain["blank"] = self.blank
        if self.sanity:
            plain["sanity"] = {
                "rank_correlation": self.sanity.similar,
                "shuffles": self.sanity.draws,
                "limit": ALIKE,
                "passed": self.sanity.passed,
                "sentence": self.sanity.sentence,
            }
        if self.deletion:
            plain["deletion"] = self.deletion.to_plain()
        if self.measures:
            plain["measures"] = dict(self.measures)
        return {**plain, "notes": list(self.notes)}


@dataclass(frozen=True)
class Features:
    """What one layer of a network makes of an image. Axes: `F` maps, `y x` the layer's grid."""

    layer: str
    shape: tuple[int, int, int]
    """(F, y, x) of all its maps."""
    which: tuple[int, ...]
    """Numbers of the maps that vary most, from 0, the strongest first."""
    maps: Floats
    """(shown, y, x): these maps."""
    even: int
    """Maps with the same value everywhere: they found nothing in the image."""

    @property
    def sentence(self) -> str:
        count, height, width = self.shape
        said = f"{self.layer}: {count} maps of {height} x {width}"
        return f"{said}, {self.even} of them even" if self.even else said

    def to_plain(self) -> dict[str, Any]:
        return {
            "layer": self.layer,
            "shape": list(self.shape),
            "shown": list(self.which),
            "deviation": self.maps.std(axis=(1, 2)).tolist(),
            "even": self.even,
        }
