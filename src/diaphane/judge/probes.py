"""Shortcut probes: how far one gets with what should not be enough to tell the classes.

found = probe(read_classes(DATA, "train"), read_classes(DATA, "test"), card=card, accuracy=0.97)
found.shortcut                            "with only the outer 10 % ..."; empty where all is well

In collections of chest films a class often comes from one hospital, and a network that names the
hospital looks like one that finds the illness (DeGrave et al. 2021, Nature Machine Intelligence 3,
610; Maguolo and Nanni 2021, Information Fusion 76, 1; Roberts et al. 2021, Nature Machine
Intelligence 3, 199). A probe is a small classifier that is shown too little to find an illness:
where it is nearly as good as the model, the model's figures do not show that it looks at more.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ..card import Card, Figure, Input
from ..data.folders import Sample
from ..errors import DiaphaneError
from ..image import Image
from ..result import Result
from .figures import Draws, figures
from .glimpses import BORDER, CENTRE, SIDE, THUMBNAIL, Read, Seen, glimpsed, without_centre
from .metrics import Answers, balanced_accuracy
from .small import Labels, Maker, small_classifiers, strongest

LIMIT = 0.8
"""A probe that reaches this share of the model's gain over chance makes the red sentence."""

FEWEST = 20
"""Groups (or images) that each class needs in the training part."""

MOST = 4000
"""Images of a part that are looked at, drawn by chance: enough, and a matter of seconds."""

ASKED = 300
"""Test images, drawn by chance, about which the model itself is asked."""

SHUFFLES = 3
"""Times that dealt-out labels must all be told above chance before an alarm is raised: once, they
are by chance in one evaluation of forty."""

REST = f"seen at {SIDE} x {SIDE} pixels"
SENTENCES: Mapping[str, str] = {
    "centre": f"the middle {CENTRE:.0%} of height and width blacked out, the rest {REST}",
    "borders": f"only the outer {BORDER:.0%} at each side, {REST}",
    "thumbnail": f"the image as a thumbnail of {THUMBNAIL} x {THUMBNAIL} pixels",
    "file": "no picture: file type, file size, width, height, bit depth, spacing and how often "
    "each grey value occurs",
    "shuffled": f"a thumbnail of {THUMBNAIL} x {THUMBNAIL} pixels, with labels dealt out by "
    "chance, group by group; all but chance here means that the parts share images",
    "model_centre": "the model itself, asked about {n} test images with the middle "
    f"{CENTRE:.0%} of height and width blacked out; {{unlike}} of them it called unlike its "
    "training images",
    "model_borders": "the model itself, asked about {n} test images of which only the outer "
    f"{BORDER:.0%} at each side are left; {{unlike}} of them it called unlike its training images",
}
WORDS: Mapping[str, str] = {
    "centre": "with the middle blacked out",
    "borders": "with the borders alone",
    "thumbnail": f"with {THUMBNAIL} x {THUMBNAIL} pixels",
    "file": "with file facts and grey values alone",
    "model_centre": "by the model itself with the middle blacked out",
    "model_borders": "by the model itself with the borders alone",
}
"""The same in the red sentence."""

HIDDEN: Mapping[str, float] = {"model_centre": CENTRE, "model_borders": 1 - 2 * BORDER}
"""Share of height and width blacked out before the model is asked."""


@dataclass(frozen=True)
class Probe:
    """A small classifier that was shown too little, and how far it got on the test part."""

    name: str
    """centre, borders, thumbnail, file, shuffled; model_centre and model_borders are the model's
    own answers on images cut the same way."""
    sentence: str
    """What it saw, for a person."""
    accuracy: Figure
    """Balanced accuracy on the test part, with its 95 % interval."""
    gain: float
    """The share of the model's gain over chance that the probe reaches: 0 chance, 1 the model."""


@dataclass(frozen=True)
class Probes:
    """All probes of one pair of training and test part, and what they mean for the model."""

    probes: tuple[Probe, ...]
    shortcut: str = ""
    """The red sentence; empty where no probe reaches `LIMIT`."""
    skipped: str = ""
    """Why there are none; empty where there are some."""

    def to_plain(self) -> dict[str, Any]:
        """As `evaluate --json` prints it."""
        if self.skipped:
            return {"skipped": self.skipped}
        return {"shortcut": self.shortcut, "probes": [_plain(probe) for probe in self.probes]}


Ask = Callable[[Image], Result]
"""A model's answer about one image."""


def probe(
    training: Sequence[Sample],
    test: Sequence[Sample],
    *,
    card: Card,
    accuracy: float,
    ask: Ask | None = None,
    read: Read | None = None,
    resamples: int = 2000,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Probes:
    """Train small classifiers on too little of the training part and score them on the test part.

    Args:
        card: Of the model: its classes, and how its images are scaled.
        accuracy: The model's own balanced accuracy on the test part.
        ask: The model, where it is at hand: asked about images cut in the same ways.
        read: How a file is read; None: `diaphane.io.read`.
        seed: Of the images drawn, the folds, the trees, the labels dealt out and the intervals.

    Raises `MissingPackage` where scikit-learn is not there. What makes probes impossible (a table
    of numbers, no training part, few images, a model that knows no more than chance) is told in
    `Probes.skipped`.
    """
    training = [s for s in training if s.label in {t.label for t in test}]
    if why := unfit(training, test, card, accuracy):
        return Probes((), skipped=why)
    if read is None:
        from ..io import read as read_file

        read = read_file
    makers = small_classifiers(seed)  # without scikit-learn this is said before anything is read
    some = _drawn(training, MOST, seed), _drawn(test, MOST, seed)
    fit, held = _seen(*some, need=card.input, read=read, progress=progress)
    if why := unfit(fit.samples, held.samples, card, accuracy):
        return Probes((), skipped=f"of the images that can be read: {why}")
    scale = Scale(tuple(sorted({s.label for s in held.samples})), accuracy, resamples, seed)
    found = _trained(fit, held, scale)
    if ask is not None:
        found += _asked(ask, _drawn(held.samples, ASKED, seed), card.input, scale, read=read)
    shuffled, alarm = _shuffled(fit, held, scale, makers["trees"])
    told = "; ".join(filter(None, (_shortcut(found, scale), alarm)))
    return Probes((*found, shuffled), shortcut=told)


def unfit(training: Sequence[Sample], test: Sequence[Sample], card: Card, accuracy: float) -> str:
    """Why there can be no probes; empty where there can."""
    if card.task != "classify":
        return f"shortcut probes are for models that classify, and this one is made to {card.task}"
    if any(s.row is not None for s in test):
        return "a row of numbers has no centre and no borders, so there are no shortcut probes"
    classes = {s.label for s in test}
    if len(classes) < 2:
        return "shortcut probes need test images of two classes at least"
    if not training:
        return "no training part is at hand, so it is not known what else the classes differ by"
    n = Counter(label for label, _ in {(s.label, s.group or s.path) for s in training})
    if few := [f"{name} {n[name]}" for name in sorted(classes) if n[name] < FEWEST]:
        return (
            f"shortcut probes need {FEWEST} images or groups of each class in the training part, "
            f"and there are fewer: {', '.join(few)}"
        )
    if accuracy <= 1 / len(classes):
        return "the model is no better than chance, so there is no gain that a shortcut may explain"
    return ""


@dataclass(frozen=True)
class Scale:
    """From chance to the model: what answers about the test part are measured on."""

    classes: tuple[str, ...]
    """Those that occur in the test part."""
    accuracy: float
    """The model's balanced accuracy."""
    resamples: int
    seed: int

    @property
    def chance(self) -> float:
        """Balanced accuracy of who guesses."""
        return 1 / len(self.classes)

    def numbers(self, labels: Sequence[str]) -> Labels:
        """(N,): classes as numbers; all that do not occur share the last."""
        known = {name: k for k, name in enumerate(self.classes)}
        return np.array([known.get(label, len(known)) for label in labels], np.int64)

    def probe(
        self, name: str, said: Labels, truth: Labels, groups: Sequence[str], sentence: str = ""
    ) -> Probe:
        """The figures of the classes said, (N,) numbers, against the true ones."""
        told = Answers(np.eye(len(self.classes) + 1)[said], truth, np.ones(len(said), np.bool_))
        draws = Draws(tuple(groups), self.resamples, self.seed)
        seen = figures(told, draws, {"balanced_accuracy": balanced_accuracy})["balanced_accuracy"]
        gain = (seen.value - self.chance) / (self.accuracy - self.chance)
        return Probe(name, sentence or SENTENCES[name], seen, gain)


def _drawn(samples: Sequence[Sample], most: int, seed: int) -> tuple[Sample, ...]:
    """All of them, or so many by chance, in their order."""
    if len(samples) <= most:
        return tuple(samples)
    rows = np.random.default_rng(seed).choice(len(samples), most, replace=False)
    return tuple(samples[row] for row in np.sort(rows).tolist())


def _seen(
    training: Sequence[Sample],
    test: Sequence[Sample],
    *,
    need: Input,
    read: Read,
    progress: Callable[[int, int], None] | None,
) -> tuple[Seen, Seen]:
    """Both parts, each image read once."""
    of = len(training) + len(test)

    def tell(done: int, *, before: int) -> None:
        if progress is not None:
            progress(before + done, of)

    fit = glimpsed(training, need, read=read, progress=partial(tell, before=0))
    held = glimpsed(test, need, read=read, progress=partial(tell, before=len(training)))
    return fit, held


def _trained(fit: Seen, held: Seen, scale: Scale) -> tuple[Probe, ...]:
    """A small classifier for each glimpse, as many at a time as there are cores."""
    truth = scale.numbers([s.label for s in fit.samples])
    groups = _groups(fit.samples)
    true = scale.numbers([s.label for s in held.samples])

    def of(name: str) -> Probe:
        guesser = strongest(fit.glimpses[name], truth, groups, seed=scale.seed)
        return scale.probe(
            name, guesser.predict(held.glimpses[name]), true, [s.group for s in held.samples]
        )

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return tuple(pool.map(of, fit.glimpses))


def _asked(
    ask: Ask, samples: Sequence[Sample], need: Input, scale: Scale, *, read: Read
) -> tuple[Probe, ...]:
    """The model's own answers about images of which the middle is hidden. It says of many that
    they are unlike its training images; what counts here is what its network makes of them."""
    answered = {s: told for s in samples if (told := _answers(ask, s, need, read=read))}
    if {s.label for s in answered} != set(scale.classes):
        return ()
    truth = scale.numbers([s.label for s in answered])
    groups = [s.group for s in answered]

    def of(name: str) -> Probe:
        every = [told[name] for told in answered.values()]
        said = scale.numbers([max(r.probabilities, key=r.probabilities.__getitem__) for r in every])
        unlike = float(np.mean([result.out_of_reach for result in every]))
        sentence = SENTENCES[name].format(n=len(every), unlike=f"{unlike:.0%}")
        return scale.probe(name, said, truth, groups, sentence)

    return tuple(of(name) for name in HIDDEN)


def _answers(ask: Ask, sample: Sample, need: Input, *, read: Read) -> Mapping[str, Result]:
    """One for each way to hide the middle; none where the model cannot say."""
    image = read(sample.path)
    try:
        return {
            name: ask(without_centre(image, need, hidden=hidden)) for name, hidden in HIDDEN.items()
        }
    except DiaphaneError:
        return {}


def _shuffled(fit: Seen, held: Seen, scale: Scale, make: Maker) -> tuple[Probe, str]:
    """Trees that learn labels dealt out by chance, and the alarm where they do better than that
    on the test part each time."""
    rng = np.random.default_rng(scale.seed)
    for _ in range(SHUFFLES):
        label = _dealt([*fit.samples, *held.samples], rng)
        truth, true = (
            scale.numbers([label[_group(s)] for s in seen.samples]) for seen in (fit, held)
        )
        trees = make().fit(fit.glimpses["thumbnail"], truth)
        said = trees.predict(held.glimpses["thumbnail"])
        found = scale.probe("shuffled", said, true, _groups(held.samples))
        low, high = found.accuracy.low or 0, found.accuracy.high or 0
        if low <= scale.chance:
            return found, ""
    return found, (
        "labels dealt out by chance are told with a balanced accuracy of "
        f"{found.accuracy.value:.2f} ({low:.2f} to {high:.2f}) where {scale.chance:.2f} is chance: "
        "the training and the test part share images or groups, and no figure here holds"
    )


def _dealt(samples: Sequence[Sample], rng: np.random.Generator) -> Mapping[str, str]:
    """A label for each group: the labels there are, in another order."""
    labels = {_group(s): s.label for s in samples}
    order = rng.permutation(list(labels.values())).tolist()
    return dict(zip(labels, order, strict=True))


def _groups(samples: Sequence[Sample]) -> list[str]:
    return [_group(s) for s in samples]


def _group(sample: Sample) -> str:
    return sample.group or str(sample.path)


def _shortcut(found: Sequence[Probe], scale: Scale) -> str:
    """The red sentence, the strongest probe first; empty where none reaches the limit."""
    reached = sorted((p for p in found if p.gain >= LIMIT), key=lambda p: -p.gain)
    if not reached:
        return ""
    best, *others = reached
    also = "".join(f", {_percent(p.gain)} {WORDS[p.name]}" for p in others)
    return (
        f"shortcut: {_percent(best.gain)} of the model's gain over chance is reached "
        f"{WORDS[best.name]} (balanced accuracy {best.accuracy.value:.3f}; the model "
        f"{scale.accuracy:.3f}){also}: the classes can be told by something else than what the "
        "model is meant to look at, and its figures do not show by what it tells them"
    )


def _percent(gain: float) -> str:
    return f"{min(gain, 1):.0%}"


def _plain(probe: Probe) -> dict[str, Any]:
    seen = probe.accuracy
    return {
        "name": probe.name,
        "sentence": probe.sentence,
        "balanced_accuracy": {"value": seen.value, "low": seen.low, "high": seen.high},
        "gain": probe.gain,
    }
