"""Do intervals and sets hold the truth as often as they promise? Simulated answers, known truth.

    python benchmarks/coverage.py [--trials 1000] [--resamples 1000] [--only 100] [--no-sets]

A classifier is made up: its logits are the true class plus normal noise, half of it shared by the
images of a group (of 1 to 5 images), times 1.6, so that it is surer than it should be. What it is
worth on infinitely many images is known from a million; a trial is a test set by chance, and asks
whether the 95 % interval of each figure holds that. With 1,000 trials a share has a standard error
of 0.7 points. Sets: thresholds from calibration cases by chance, and how often the set of a new
image of each class holds it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from diaphane.infer.bench import machine
from diaphane.infer.trust import conformal_thresholds, softmax
from diaphane.judge.figures import Draws, figures
from diaphane.judge.metrics import METRICS, Answers, Array

SHOWN = ("accuracy", "balanced_accuracy", "auroc", "brier", "ece")
MEASURES = {name: METRICS[name] for name in SHOWN}
OVERSURE = 1.6
SHARED = 0.5
"""Of the noise's variance, what the images of a group have in common."""


@dataclass(frozen=True)
class Maker:
    """A made-up classifier and the images it meets."""

    title: str
    skill: float
    shares: tuple[float, ...]
    """Of the classes."""

    def answers(
        self, n: int, rng: np.random.Generator, *, grouped: bool
    ) -> tuple[Answers, tuple[str, ...]]:
        """What it says of n images, and their groups."""
        sizes = rng.integers(1, 6 if grouped else 2, n)
        group = np.repeat(np.arange(n), sizes)[:n]
        truth = rng.choice(len(self.shares), n, p=self.shares)[group]
        noise = [rng.normal(size=(n, len(self.shares))) for _ in range(2)]
        shared = SHARED if grouped else 0.0
        mixed = np.sqrt(shared) * noise[0][group] + np.sqrt(1 - shared) * noise[1]
        z = self.skill * np.eye(len(self.shares))[truth] + mixed
        p = softmax(OVERSURE * self.skill * z, temperature=1.0)
        groups = tuple(map(str, group)) if grouped else ("",) * n
        return Answers(p, truth, np.ones(n, np.bool_)), groups

    def worth(self) -> dict[str, float]:
        """Its figures on a million images."""
        told, _ = self.answers(1_000_000, np.random.default_rng(0), grouped=False)
        return {name: float(measure(told, told.once())[0]) for name, measure in MEASURES.items()}


MAKERS = (
    Maker("two classes, hard", 1.2, (0.5, 0.5)),
    Maker("two classes, easy", 2.3, (0.5, 0.5)),
    Maker("three classes, 6:3:1", 2.5, (0.6, 0.3, 0.1)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--only", type=int, help="this number of images")
    parser.add_argument("--no-sets", action="store_true")
    asked = parser.parse_args()
    where = ", ".join(f"{key} {value}" for key, value in machine().items())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {where}; {asked.trials} trials\n")
    print("| classifier | images | groups |", " | ".join(SHOWN), "|")
    print("|---|---|---|" + "---|" * len(SHOWN), flush=True)
    for n in (100, 500) if asked.only is None else (asked.only,):
        for line in interval_lines(n, trials=asked.trials, resamples=asked.resamples):
            print(line, flush=True)
    if not asked.no_sets:
        print("\n| calibration cases | promised | held, by class | within 3 points |")
        print("|---|---|---|---|")
        print(*set_lines(asked.trials), sep="\n")


def interval_lines(n: int, *, trials: int, resamples: int) -> Iterator[str]:
    """A row for each classifier, with images alone and in groups."""
    for maker in MAKERS:
        worth = maker.worth()
        for grouped in (False, True):
            held = dict.fromkeys(SHOWN, 0)
            rng, groups = np.random.default_rng(1), 0
            for trial in range(trials):
                told, group = maker.answers(n, rng, grouped=grouped)
                groups += len(set(group)) if grouped else n
                found = figures(told, Draws(group, resamples, trial), MEASURES)
                for name, figure in found.items():
                    held[name] += (figure.low or 0) <= worth[name] <= (figure.high or 0)
            shares = " | ".join(f"{100 * k / trials:.1f}" for k in held.values())
            yield f"| {maker.title} | {n} | {round(groups / trials)} | {shares} |"


def set_lines(trials: int) -> Iterator[str]:
    """A row for each number of calibration cases and each promise."""
    for title, counts in (("200 of each class", (200, 200, 200)), ("200 in all", (120, 60, 20))):
        for promised in (0.9, 0.95):
            held = np.stack(list(held_by_class(counts, promised, trials)))
            by_class = ", ".join(f"{100 * share:.1f}" for share in held.mean(axis=0))
            near = (np.abs(held - promised) <= 0.03).mean()
            yield f"| {title} | {promised:.0%} | {by_class} | {near:.0%} |"


def held_by_class(counts: Sequence[int], promised: float, trials: int) -> Iterator[Array]:
    """(3,) a trial: the share of new images of each class whose set holds it."""
    maker, rng = MAKERS[-1], np.random.default_rng(2)
    new = misses(maker, (20_000,) * 3, rng)
    for _ in range(trials):
        told = misses(maker, counts, rng)
        truth = np.repeat(np.arange(3), counts)
        chances = np.zeros((len(truth), 3))
        chances[np.arange(len(truth)), truth] = 1 - np.concatenate(told)
        limits = conformal_thresholds(chances, truth, coverage=promised)
        yield np.array([(miss <= limit).mean() for miss, limit in zip(new, limits, strict=True)])


def misses(maker: Maker, counts: Sequence[int], rng: np.random.Generator) -> list[Array]:
    """1 less the probability of the true class, for so many images of each class."""
    found = []
    for k, n in enumerate(counts):
        z = maker.skill * np.eye(3)[k] + rng.normal(size=(n, 3))
        p = softmax(OVERSURE * maker.skill * z, temperature=1.0)
        found.append(np.asarray(1 - p[:, k], np.float64))
    return found


if __name__ == "__main__":
    main()
