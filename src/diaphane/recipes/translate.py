"""Make other pictures of pictures, without pairs to learn from: photographs as Van Gogh painted."""

from __future__ import annotations

from dataclasses import replace

from ..card import Card, Input, Scaling
from ..recipe import Patch, Recipe, Split, Stop, named

INPUT = Input(
    channels=3,
    tile=(256, 256),
    overlap=0.5,
    margin=32,
    multiple=32,
    scaling=Scaling("depth"),
)
CARD = Card(
    name="van-gogh",
    task="translate",
    input=INPUT,
    domains=("photo", "vangogh"),
    summary="Photographs of landscapes as if Van Gogh had painted them",
    intended_use=(
        "Teaching and the looks of pictures; not for diagnosis. What it makes was never seen by "
        "anyone."
    ),
    data=(
        "A part of vangogh2photo (Zhu et al. 2017): 250 paintings by Vincent van Gogh and 250 "
        "photographs of landscapes, 256 x 256 px in JPEG, squeezed to squares; some motifs of the "
        "paintings stand in training and test part."
    ),
    licence=(
        "Weights: Apache-2.0. Data: paintings in the public domain; photographs for research only, "
        "not included."
    ),
    limits=(
        "It learnt from landscapes: faces, rooms and print come out in colours of fields and sky.",
        "It paints colours and strokes, and moves nothing: what is there stays where it is.",
        "Even places, such as a clear sky, may get stripes and bright spots that paintings have "
        "not.",
    ),
)

van_gogh = Recipe(
    card=CARD,
    net=named("unet", width=32, depth=5),
    objective=named("cycle-gan", **{"discriminator.width": 32}),
    augment=named("crop", load=286),
    optimiser=named("adam", lr=2e-4, betas=(0.5, 0.999)),
    schedule=named("linear"),
    split=Split(validation=0.03),
    stop=Stop("none", 0),
    patch=Patch(size=(256, 256)),
    batch=1,
    epochs=50,
    export="int8",
    wants=(
        "two folders of pictures, photo and vangogh, without pairs; below train and test where "
        "there is a test part"
    ),
)
"""Two U-Nets, as small as a computer without a graphics card likes them."""

van_gogh_depthwise = van_gogh.but(
    card=CARD.but(
        name="van-gogh-depthwise",
        summary="The same with a tenth of the weights: depthwise-separable convolutions",
    ),
    net=named("unet-depthwise", width=32, depth=5),
)

van_gogh_resnet = van_gogh.but(
    card=CARD.but(
        name="van-gogh-resnet",
        summary="The same with the residual network of the paper: for graphics cards",
    ),
    net=named("resnet"),
    objective=named("cycle-gan"),
    epochs=200,
)
"""As published, with its 11 million weights (Zhu et al. 2017, appendix 7.2)."""

translate = van_gogh.but(
    card=Card(
        name="translate",
        task="translate",
        input=replace(INPUT, channels=1),
        summary="Your own two folders: make pictures of the first look like those of the second",
        data="Not stated: the folders it was trained on.",
        licence="Not stated.",
        limits=(
            "It makes pictures look like the others, and may put in or leave out what a finding "
            "hangs on (Cohen et al. 2018): never read a translated image.",
        ),
    ),
    split=Split(validation=0.05),
    wants=(
        "two folders of pictures without pairs, also DICOM and 16 bits, named one after the other, "
        "or side by side in one folder; each may have train and test"
    ),
)
"""One channel: MR to the contrast of CT, one scanner to another."""
