"""Find the membranes between cells on electron micrographs."""

from __future__ import annotations

from ..card import Card, Class, Input
from ..recipe import Patch, Recipe, Split, Stop, named

CARD = Card(
    name="em-membrane",
    task="segment",
    input=Input(channels=1, tile=(512, 512), multiple=16, mean=(0.5,), std=(0.25,)),
    classes=(Class("membrane", "membrane", colour=(90, 200, 120), values=(0,)),),
    summary="An electron micrograph of neural tissue: where the membranes are",
    intended_use="Research and teaching: sections of neural tissue at 4 nm a pixel.",
    data=(
        "ISBI 2012 (Arganda-Carreras et al. 2015, doi:10.3389/fnana.2015.00142; Cardona et al. "
        "2010): the 30 labelled sections of one stack of a fly's ventral nerve cord, 24 for "
        "training, 5 of the last six for testing. The challenge's own test labels are not public."
    ),
    licence="Weights: Apache-2.0. Data: free with citation; not included.",
    limits=(
        "One stack: its test sections lie beside its training sections, and other tissue, "
        "staining or microscopes look different.",
    ),
)

em_membrane = Recipe(
    card=CARD,
    net=named("unet", widths=(24, 48, 96, 160, 192), norm="batch", dropout=0.2),
    objective=named("cross-entropy"),
    augment=named(
        "warp",
        rotate=20.0,
        zoom=0.1,
        flip=0.5,
        quarter=1.0,
        elastic=8.0,
        brightness=0.1,
        contrast=0.2,
        gamma=0.2,
        noise=0.03,
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.01),
    schedule=named("cosine", warmup=1),
    split=Split(validation=0.15),
    stop=Stop("loss", 0),
    patch=Patch(size=(192, 192), steps=80, foreground=0.0),
    batch=4,
    epochs=30,
    average=0.99,
    clip=5.0,
    export="quantised",
    wants=(
        "micrographs in images, and in masks under the same names pictures that are black on "
        "membranes and white inside cells; below train and test where there is a test part"
    ),
)

em_membrane_report = em_membrane.but(
    card=CARD.but(name="em-membrane-report"),
    net=named("unet", width=64, depth=4, norm="none", dropout=0.5),
    objective=named("focal", gamma=2.0),
    augment=named("none"),
    optimiser=named("adam", lr=2e-4),
    schedule=named("constant"),
    patch=Patch(size=(512, 512), steps=100, foreground=0.0),
    batch=2,
    epochs=4,
    average=0.0,
)
"""The U-Net report's settings: 64 to 1,024 filters, half of them dropped at the bottom, focal loss
with gamma 2, 512 x 512 px, 4 epochs of 100 batches of two, rate 2e-4. On a processor an hour; with
`--set net.width=16` minutes."""
