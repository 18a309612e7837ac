"""Tell a rock from a metal cylinder by what it sends back of a sonar chirp: a row of 60 numbers."""

from __future__ import annotations

from ..card import Card, Class, Input, Scaling
from ..recipe import Recipe, Split, Stop, Trust, named

CARD = Card(
    name="sonar",
    task="classify",
    input=Input(size=(60,), scaling=Scaling("fixed", 0.0, 1.0)),
    classes=(Class("M", "mine", colour=(230, 90, 70)), Class("R", "rock", colour=(120, 160, 190))),
    summary="A sonar return, 60 numbers: mine (a metal cylinder) or rock",
    intended_use=(
        "Teaching, and a first look at tables. Rows of 60 numbers from 0 to 1: the energy in bands "
        "of rising frequency, as in the data below."
    ),
    data=(
        "Connectionist Bench, Sonar, Mines vs. Rocks (UCI Machine Learning Repository; Gorman and "
        "Sejnowski, Neural Networks 1, 1988, 75-89): 177 of its 208 returns, 83 of rocks and 94 of "
        "a metal cylinder. They stand in the order of the aspect angle, so that neighbours are "
        "alike; they were shuffled, each class alike in all folds."
    ),
    licence="Weights: Apache-2.0. Data: CC BY 4.0.",
    limits=(
        "Its figures are cross-validated: no test part was kept back, and what was chosen by hand "
        "(width, noise) was chosen on other folds of the same returns.",
        "One cylinder and some rocks on one sandy bottom: of other mines, rocks, bottoms and "
        "sonars it knows nothing.",
        "Returns from nearly the same angle lie in different folds. Where four neighbours always "
        "stayed together, the same network was right in 0.81 (0.71 to 0.90) of the returns: at "
        "angles it never saw it is that much worse.",
    ),
)

sonar = Recipe(
    card=CARD,
    net=named("dense", widths=(256,), noise=0.5),
    optimiser=named("adamw", lr=3e-3, weight_decay=0.01),
    schedule=named("cosine"),
    split=Split(validation=0.0, folds=10, repeats=5),
    trust=Trust(coverage=0.9),
    stop=Stop("none", 0),
    epochs=60,
    batch=32,
    precision="fp32",
    wants=(
        "a CSV file of rows with 60 numbers from 0 to 1 and then R or M: sonar.csv of the UCI "
        "repository's Connectionist Bench"
    ),
)
"""The shipped model: one wide hidden layer, and noise on its inputs against learning by heart."""

sonar_report = sonar.but(
    card=CARD.but(name="sonar-report"),
    net=named("dense", widths=(60,)),
    split=Split(validation=0.0, folds=10),
    optimiser=named("adam", lr=1e-3),
    schedule=named("constant"),
    epochs=100,
    batch=5,
)
"""As a first lesson does it: one hidden layer of 60, Adam, 100 epochs in batches of five."""
