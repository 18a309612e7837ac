"""Your own classes: any folder of class folders, without writing a recipe."""

from __future__ import annotations

from ..card import Card, Input, Scaling
from ..recipe import Recipe, Split, Stop, named

classify = Recipe(
    card=Card(
        name="classify",
        task="classify",
        input=Input(
            channels=3,
            size=(160, 160),
            scaling=Scaling("percentile", 0.5, 99.5),
            mean=(0.485, 0.456, 0.406),
            std=(0.229, 0.224, 0.225),
        ),
        summary="Your own pictures: the classes are the names of the folders",
        data="Not stated: the folder it was trained on.",
        licence="Not stated.",
    ),
    net=named("resnet18d", channels=(32, 64, 128, 256), dropout=0.2),
    objective=named("cross-entropy", smoothing=0.1),
    augment=named(
        "picture", rotate=12.0, zoom=0.2, shift=0.1, flip=0.5, brightness=0.1, contrast=0.2, mix=0.2
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.05),
    schedule=named("cosine", warmup=2),
    split=Split(validation=0.12, calibration=0.12, similarity=0.98),
    stop=Stop("loss", 0),
    epochs=60,
    average=0.995,
    clip=5.0,
    wants=(
        "pictures of any format we read, one folder a class, or a table labels.csv with the "
        "columns file and label; below train and test where there is a test part"
    ),
)
"""A network that learns from random weights on a laptop; choose another by `--set net=NAME`."""
