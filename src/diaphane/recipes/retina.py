"""Find the vessels on photographs of the retina."""

from __future__ import annotations

from ..card import Card, Class, Code, Input
from ..recipe import Patch, Recipe, Split, Stop, named

VESSEL = Class(
    "vessel",
    "retinal vessel",
    Code("SCT", "59820001", "Blood vessel"),
    (80, 235, 200),
)

CARD = Card(
    name="retina-vessels",
    task="segment",
    input=Input(
        channels=3,
        tile=(640, 640),
        multiple=16,
        mean=(0.5, 0.27, 0.16),
        std=(0.33, 0.18, 0.1),
    ),
    classes=(VESSEL,),
    summary="A colour photograph of the retina: where its vessels are",
    intended_use=(
        "Research and teaching; not for diagnosis. Colour fundus photographs of adults, 45 degrees "
        "in view, about 565 x 584 px."
    ),
    data=(
        "DRIVE (Staal et al. 2004, doi:10.1109/TMI.2004.825627): 20 training and 17 test "
        "photographs of a Dutch screening of diabetics, vessels drawn by the first observer. The "
        "public test part has 20; three are not at hand."
    ),
    licence="Weights: Apache-2.0. Data: offered for research and education; not included.",
    limits=(
        "One camera, one screening, one observer: other cameras and sharper photographs need "
        "another network, or a smaller picture.",
        "Two observers agree at a Dice of 0.79 on these photographs; what lies above is one "
        "observer's habit.",
        "It was trained on twenty photographs; large lesions, haemorrhages and scars were hardly "
        "among them.",
    ),
)

retina_vessels = Recipe(
    card=CARD,
    net=named("unet", width=32, depth=3, norm="batch", dropout=0.1),
    objective=named("dice-cross-entropy"),
    augment=named(
        "warp",
        rotate=30.0,
        zoom=0.25,
        stretch=0.1,
        flip=0.5,
        elastic=4.0,
        brightness=0.1,
        contrast=0.25,
        gamma=0.3,
        noise=0.03,
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.01),
    schedule=named("cosine", warmup=1),
    split=Split(validation=0.1),
    stop=Stop("loss", 0),
    patch=Patch(size=(128, 128), steps=100, foreground=0.5, outside=1.0),
    batch=8,
    epochs=32,
    average=0.99,
    clip=5.0,
    export="quantised",
    wants=(
        "photographs in images, the vessels in masks under the same names, and the field of view "
        "in fov; below train and test where there is a test part"
    ),
)

retina_conv_dense = retina_vessels.but(
    card=CARD.but(
        name="retina-conv-dense",
        input=Input(channels=1, size=(96, 96), tile=(96, 96), multiple=96, mean=(0.3,), std=(0.2,)),
        limits=(
            "It is here to show what copied features are worth: every pixel of its mask has "
            "weights of its own, and they learn where vessels mostly are.",
        ),
    ),
    net=named("conv-dense"),
    augment=named("none"),
    optimiser=named("sgd", lr=0.5, momentum=0.9),
    schedule=named("constant"),
    patch=Patch(outside=1.0),
    batch=2,
    epochs=100,
    average=0.0,
    export="fp32",
)
"""Convolutions, then fully connected layers, plain SGD, batches of two: its mask hardly changes
from image to image. The rate is that large because each pixel's weights see a ten-thousandth of the
loss."""
