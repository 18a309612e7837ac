"""Find the lungs on slices of chest CT."""

from __future__ import annotations

from ..card import Card, Class, Code, Input, Scaling
from ..recipe import Patch, Recipe, Split, Stop, named

CARD = Card(
    name="lungs-ct",
    task="segment",
    input=Input(
        channels=1,
        tile=(192, 192),
        multiple=16,
        scaling=Scaling("fixed", -1000.0, 400.0),
        mean=(0.4,),
        std=(0.35,),
        spacing=(2.5, 2.5),
        modalities=("CT",),
    ),
    classes=(Class("lungs", "lungs", Code("SCT", "39607008", "Lung"), (80, 190, 230), least=0.1),),
    summary="A slice or a volume of chest CT: where the lungs are",
    intended_use=(
        "Research and teaching; not for diagnosis. Axial chest CT in Hounsfield units, whole chest "
        "in view."
    ),
    data=(
        "Four chest CT volumes of 128 x 128 x 64 with lung masks, of unstated origin: three for "
        "training, one for testing."
    ),
    licence="Weights: Apache-2.0. Data: licence not established; not included.",
    limits=(
        "Three scans taught it: lungs with consolidation, effusion or a tumour at the wall were "
        "hardly among them, and may be cut.",
        "It looks at each slice alone and knows nothing of the ones above and below.",
    ),
)

lungs_ct = Recipe(
    card=CARD,
    net=named("unet", width=16, depth=4, norm="batch", dropout=0.1),
    objective=named("dice-cross-entropy"),
    augment=named(
        "warp",
        rotate=20.0,
        zoom=0.3,
        stretch=0.15,
        shift=0.15,
        flip=(0.0, 0.5),
        elastic=6.0,
        brightness=0.05,
        contrast=0.15,
        gamma=0.2,
        noise=0.04,
        soften=0.3,
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.01),
    schedule=named("cosine", warmup=1),
    split=Split(validation=0.0),
    stop=Stop("none", 0),
    patch=Patch(size=(128, 128), steps=60, foreground=0.3),
    batch=8,
    epochs=20,
    average=0.99,
    clip=5.0,
    export="quantised",
    wants=(
        "volumes in Hounsfield units in images and label volumes in masks under the same names; "
        "below train and test where there is a test part"
    ),
)
"""Nothing is held out: each of three scans is needed. The moving average of the last weights is
kept."""
