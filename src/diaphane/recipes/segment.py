"""Your own masks: any folder of images and masks, without writing a recipe."""

from __future__ import annotations

from ..card import Card, Class, Input, Scaling
from ..recipe import Patch, Recipe, Split, Stop, named

segment = Recipe(
    card=Card(
        name="segment",
        task="segment",
        input=Input(
            channels=1,
            tile=(512, 512),
            multiple=16,
            scaling=Scaling("percentile", 0.5, 99.5),
            mean=(0.4,),
            std=(0.25,),
        ),
        classes=(Class("object", "object"),),
        summary="Your own images and masks: one class on gray planes, unless you say otherwise",
        data="Not stated: the folder it was trained on.",
        licence="Not stated.",
    ),
    net=named("unet", width=16, depth=4, norm="batch", dropout=0.1),
    objective=named("dice-cross-entropy"),
    augment=named("warp", rotate=15.0, zoom=0.2, flip=0.5, elastic=4.0, contrast=0.2, gamma=0.2),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.01),
    schedule=named("cosine", warmup=1),
    split=Split(validation=0.15),
    stop=Stop("loss", 0),
    patch=Patch(size=(128, 128), steps=100, foreground=0.5),
    batch=8,
    epochs=30,
    average=0.99,
    clip=5.0,
    wants=(
        "pictures or volumes in images and masks under the same names in masks, or TFRecord files "
        "of both; below train and test where there is a test part"
    ),
)
