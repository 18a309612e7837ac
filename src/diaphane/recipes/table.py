"""Your own table: any CSV file of numbers with a label in the last column."""

from __future__ import annotations

from ..card import Card, Input, Scaling
from ..recipe import Recipe, Split, Stop, Trust, named

table = Recipe(
    card=Card(
        name="table",
        task="classify",
        input=Input(scaling=Scaling("none")),
        summary="Your own rows of numbers: the classes are the labels in the last column",
        data="Not stated: the table it was trained on.",
        licence="Not stated.",
    ),
    net=named("dense", widths=(256,), noise=0.4),
    objective=named("cross-entropy", smoothing=0.05),
    optimiser=named("adamw", lr=3e-3, weight_decay=0.01),
    schedule=named("cosine"),
    split=Split(validation=0.0, folds=5),
    trust=Trust(coverage=0.9),
    stop=Stop("none", 0),
    epochs=60,
    batch=32,
    precision="fp32",
    wants=(
        "a CSV file, a row a sample: numbers, and the label in the last column; with or without a "
        "header"
    ),
)
"""Columns may have any units: the network standardises them. Many rows want larger batches."""
