"""Make pictures four times as fine, by detail that was learnt and is therefore made up."""

from __future__ import annotations

from ..card import Card, Input, Scaling
from ..recipe import Patch, Recipe, Split, Stop, named

CARD = Card(
    name="sr-x4",
    task="enhance",
    input=Input(channels=3, tile=(272, 272), overlap=0.0, margin=12, scaling=Scaling("depth")),
    scale=4,
    summary="Any picture four times as large: photographs best, with detail that is made up",
    intended_use=(
        "Teaching and the looks of pictures; not for diagnosis. What it adds was not in the "
        "picture: it is what photographs mostly have in such places."
    ),
    data=(
        "BSDS500, training part (Arbelaez et al. 2011, doi:10.1109/TPAMI.2010.161): 199 "
        "photographs of 481 x 321 px in JPEG, made smaller by bicubic; one that Set5 holds a crop "
        "of was left out."
    ),
    licence=(
        "Weights: Apache-2.0. Data: for research and education, not commercial; not included."
    ),
    limits=(
        "It was trained on 199 photographs and on no medical image: on those it sharpens edges, "
        "and finds nothing that was lost.",
        "It undoes bicubic shrinking and nothing else: noise, blur and traces of JPEG are enlarged "
        "as if they were part of the scene.",
    ),
)

sr_x4 = Recipe(
    card=CARD,
    net=named("compact", width=64, depth=10),
    objective=named("l1"),
    augment=named("bicubic"),
    optimiser=named("adam", lr=1e-3),
    schedule=named("cosine", warmup=0.5),
    split=Split(validation=0.06),
    stop=Stop("psnr", 0),
    patch=Patch(size=(48, 48), steps=250),
    batch=16,
    epochs=12,
    average=0.999,
    export="quantised",
    wants=(
        "sharp pictures: a folder of them, or HR and, where small ones are given, LRx4 beside it; "
        "below train and test where there is a test part, which may have several sets"
    ),
)
"""The network that ships: small enough for computers without a graphics card."""

sr_x4_rrdb = sr_x4.but(
    card=CARD.but(
        name="sr-x4-rrdb",
        input=Input(channels=3, tile=(160, 160), overlap=0.1, margin=24, scaling=Scaling("depth")),
        summary="Any picture four times as large, by the network of ESRGAN: for graphics cards",
    ),
    net=named("rrdb"),
    optimiser=named("adam", lr=2e-4),
    patch=Patch(size=(32, 32), steps=500),
    epochs=200,
    export="fp16",
)
"""The published network with its 16.7 million weights, trained for PSNR (Wang et al. 2018,
section 4.1): a graphics card is needed."""

sr_x4_gan = sr_x4.but(
    card=CARD.but(
        name="sr-x4-gan",
        summary="Any picture four times as large, with texture that looks real and is made up",
        limits=(
            "Its texture is invented: two runs invent different ones, and neither was there.",
            *CARD.limits,
        ),
    ),
    objective=named("adversarial"),
    optimiser=named("adam", lr=1e-4),
    schedule=named("constant"),
    stop=Stop("none", 0),
    patch=Patch(size=(32, 32), steps=250),
    epochs=20,
    export="fp16",
)
"""The adversarial stage: begin it with the weights of a run that was trained for PSNR,
`--set weights=RUN`. Without VGG-19 of ImageNet at hand set objective.features to a run of ours."""

enhance = sr_x4.but(
    card=Card(
        name="enhance",
        task="enhance",
        input=Input(channels=1, tile=(272, 272), overlap=0.0, margin=12, scaling=Scaling("depth")),
        scale=4,
        summary="Your own sharp images: learn to make such images four times as large",
        data="Not stated: the folder it was trained on.",
        licence="Not stated.",
        limits=("What it adds was learnt from other images: it is not in the one you ask about.",),
    ),
    patch=Patch(size=(32, 32), steps=250),
    split=Split(validation=0.1),
    epochs=30,
    export="fp16",
    wants=(
        "sharp planes of any kind, also DICOM and 16 bits: a folder of them, or HR and LRx4; below "
        "train and test where there is a test part"
    ),
)
"""One channel: a model trained on gray images makes colour ones larger colour by colour."""
