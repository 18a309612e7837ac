"""Find the two parts of the hippocampus in volumes of brain MR."""

from __future__ import annotations

from ..card import Card, Class, Code, Input, Scaling
from ..recipe import Patch, Recipe, Split, Stop, named

CARD = Card(
    name="hippocampus",
    task="segment",
    input=Input(
        channels=1,
        tile=(48, 64, 48),
        multiple=8,
        scaling=Scaling("percentile", 0.5, 99.5),
        mean=(0.4,),
        std=(0.25,),
        spacing=(1.0, 1.0, 1.0),
        modalities=("MR",),
    ),
    classes=(
        Class(
            "anterior",
            "anterior hippocampus",
            Code("SCT", "5366008", "Hippocampus"),
            (240, 150, 50),
        ),
        Class(
            "posterior",
            "posterior hippocampus",
            Code("SCT", "5366008", "Hippocampus"),
            (80, 150, 240),
        ),
    ),
    summary="A cut-out of brain MR around one hippocampus: its anterior and posterior part",
    intended_use=(
        "Research and teaching; not for diagnosis. T1-weighted MR at 1 mm, cut out around the "
        "hippocampus: about 35 x 50 x 35 mm."
    ),
    data=(
        "Medical Segmentation Decathlon, task 4 (Antonelli et al. 2022, "
        "doi:10.1038/s41467-022-30695-9; Simpson et al. 2019): 104 training and 22 test volumes of "
        "its public part, from Vanderbilt; healthy adults and patients with psychosis. The split "
        "is ours, one volume a person as far as known."
    ),
    licence="Weights: CC BY-SA 4.0, as the data (Medical Segmentation Decathlon).",
    limits=(
        "It must be given the cut-out, not a whole head, and does not look for the hippocampus.",
        "One site, one protocol: nothing is known about other scanners or about atrophy.",
        "Where the head ends and the body begins is a line that people draw differently.",
    ),
)

hippocampus = Recipe(
    card=CARD,
    net=named("unet", width=16, depth=3, norm="instance", dropout=0.1),
    objective=named("dice-cross-entropy"),
    augment=named(
        "warp",
        rotate=12.0,
        zoom=0.15,
        stretch=0.1,
        shift=0.1,
        elastic=2.0,
        brightness=0.1,
        contrast=0.25,
        gamma=0.3,
        noise=0.04,
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.01),
    schedule=named("cosine", warmup=1),
    split=Split(validation=0.1),
    stop=Stop("dice", 0),
    patch=Patch(size=(40, 56, 40), foreground=0.5),
    batch=2,
    epochs=40,
    average=0.99,
    clip=5.0,
    export="int8",
    wants=(
        "NIfTI volumes in images and label volumes (1 anterior, 2 posterior) in masks under the "
        "same names; below train and test where there is a test part"
    ),
)
