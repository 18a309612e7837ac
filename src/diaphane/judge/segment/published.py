"""What papers reached on the same collections: figures to stand beside, each with what to mind.

Typed in from the papers, not measured here, and seldom on the same split: a difference in the third
digit says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One method of one paper."""

    who: str
    figures: Mapping[str, float]
    """Under our names."""
    mind: str = ""


@dataclass(frozen=True)
class Benchmark:
    """A collection, and what was reached on it."""

    title: str
    caveat: str
    rows: tuple[Published, ...]


DRIVE = Benchmark(
    "DRIVE, vessels of the retina",
    "The papers pool all pixels inside the field of view of the 20 test images, by the first "
    "observer: compare them with the pooled figures. The collection judged here may hold fewer of "
    "the 20. Many papers count the black around the retina, too, and look better for it; inside, "
    "0.9582 is the highest accuracy reached (Kovacs and Fazekas 2022, Medical Image Analysis 75).",
    (
        Published(
            "second human observer (Staal et al. 2004, IEEE TMI 23, 501)",
            {
                "pixel_accuracy_pooled": 0.9473,
                "sensitivity_pooled": 0.7761,
                "specificity_pooled": 0.9725,
            },
            "a person, against the first observer",
        ),
        Published(
            "Staal et al. 2004, ridges",
            {"pixel_accuracy_pooled": 0.9442, "auroc_pooled": 0.9520},
        ),
        Published(
            "Liskowski and Krawiec 2016, IEEE TMI 35, 2369, convolutions",
            {"pixel_accuracy_pooled": 0.9535, "auroc_pooled": 0.9790},
            "balanced patches, structured prediction",
        ),
    ),
)

ISBI_2012 = Benchmark(
    "ISBI 2012, membranes of neurons",
    "The papers were judged on 30 hidden slices of another stack, at the best of several "
    "thresholds; slices judged here are of the stack that was trained on, so these figures flatter "
    "the model. Warping error there counts splits and mergers alone.",
    (
        Published(
            "second human observer (Ronneberger et al. 2015, table 1)",
            {"warping_error": 0.000005, "rand_error_best": 0.0021, "pixel_error": 0.0010},
        ),
        Published(
            "U-Net (Ronneberger et al. 2015, MICCAI, table 1)",
            {"warping_error": 0.000353, "rand_error_best": 0.0382, "pixel_error": 0.0611},
            "mean over seven rotations of the input",
        ),
        Published(
            "Ciresan et al. 2012, NIPS, sliding window (the same table)",
            {"warping_error": 0.000420, "rand_error_best": 0.0504, "pixel_error": 0.0613},
        ),
    ),
)

HIPPOCAMPUS = Benchmark(
    "Medical Segmentation Decathlon, hippocampus",
    "The paper's figures are of the 130 hidden test volumes; the ones judged here are a part of "
    "the public training volumes that the model never saw.",
    (
        Published(
            "nnU-Net (Isensee et al. 2021, Nature Methods 18, 203)",
            {"dice anterior": 0.90, "dice posterior": 0.89},
            "an ensemble of networks",
        ),
    ),
)

PUBLISHED: Mapping[str, Benchmark] = {
    "retina-vessels": DRIVE,
    "retina-conv-dense": DRIVE,
    "vessels-ridge": DRIVE,
    "em-membrane": ISBI_2012,
    "em-membrane-report": ISBI_2012,
    "hippocampus": HIPPOCAMPUS,
}
"""By the card's name."""
