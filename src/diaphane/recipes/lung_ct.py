"""Tell normal lungs, benign and malignant nodules apart on axial CT slices."""

from __future__ import annotations

from ..card import Card, Class, Code, Input, Scaling
from ..recipe import Recipe, Split, Stop, named

CARD = Card(
    name="lung-ct",
    task="classify",
    input=Input(
        channels=1,
        size=(224, 224),
        scaling=Scaling("fixed", -1000.0, 400.0),
        mean=(0.4,),
        std=(0.35,),
        modalities=("CT",),
    ),
    classes=(
        Class("normal", "no nodule", Code("SCT", "17621005", "Normal"), (120, 190, 120)),
        Class("benign", "benign nodule", Code("SCT", "30807003", "Benign"), (240, 170, 50)),
        Class("malignant", "malignant nodule", Code("SCT", "21594007", "Malignant"), (230, 90, 70)),
    ),
    summary="An axial slice of a chest CT: no nodule, benign or malignant. Bring your own data",
    intended_use="Research and teaching; not for diagnosis.",
    data="Whatever it is trained on: no labelled lung CT comes with this package.",
    licence="Weights: as their data allow.",
    limits=(
        "Slices of one patient are alike: without patients named in the data, figures flatter.",
        "One slice does not show a whole nodule.",
    ),
)

lung_ct = Recipe(
    card=CARD,
    net=named("resnet18d", channels=(32, 64, 128, 256), dropout=0.2),
    objective=named("cross-entropy", smoothing=0.05),
    augment=named(
        "picture", rotate=10.0, zoom=0.15, shift=0.1, flip=0.5, contrast=0.1, noise=0.03, erase=0.1
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.05),
    schedule=named("cosine", warmup=2),
    split=Split(validation=0.12, calibration=0.12, similarity=0.97),
    stop=Stop("loss", 0),
    epochs=60,
    average=0.998,
    clip=5.0,
    export="quantised",
    wants=(
        "axial slices of chest CT in Hounsfield units (DICOM or NIfTI) in folders normal, benign "
        "and malignant, with labels.csv or manifest.csv naming each slice's patient in a column "
        "'patient' or 'group'; IQ-OTH/NCCD (doi:10.17632/bhmdr45bh2) has these classes. For PNG or "
        "JPEG, which hold no Hounsfield units, add --set card.input.scaling.low=0 "
        "--set card.input.scaling.high=255"
    ),
)
"""A recipe without a model: labelled lung CT was not at hand."""
