"""Tell cats from dogs on photographs: the lesson every course begins with."""

from __future__ import annotations

from ..card import Card, Class, Input
from ..recipe import Recipe, Split, Stop, Trust, named

PHOTO = Input(channels=3, size=(128, 128), mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))

CARD = Card(
    name="cats-dogs",
    task="classify",
    input=PHOTO,
    classes=(
        Class("cat", "cat", colour=(230, 150, 60)),
        Class("dog", "dog", colour=(90, 140, 230)),
    ),
    summary="A photograph: a cat or a dog",
    intended_use="Teaching: the same engine on photographs.",
    data=(
        "A part of Asirra (Elson et al. 2007), the pictures of 'Dogs vs. Cats': 350 training and "
        "150 test photographs of each, longest side 192 px, wrong pictures taken out of the test "
        "part by eye; some labels in the training part are wrong."
    ),
    licence="Weights: Apache-2.0. Data: unclear, the photographers' rights remain; not included.",
    limits=(
        "It was trained from random weights on few photographs; a network that saw ImageNet before "
        "is far better.",
        "It knows no third animal, and calls most of them one of the two.",
    ),
)

cats_dogs = Recipe(
    card=CARD,
    net=named("vgg16_bn", dense=(512,), dropout=0.3),
    objective=named("cross-entropy", smoothing=0.1),
    augment=named(
        "picture",
        rotate=15.0,
        zoom=0.25,
        stretch=0.15,
        shear=0.1,
        shift=0.15,
        flip=0.5,
        brightness=0.15,
        contrast=0.3,
        gamma=0.3,
        erase=0.2,
        mix=0.2,
    ),
    optimiser=named("adamw", lr=5e-4, weight_decay=0.05),
    schedule=named("cosine", warmup=2),
    split=Split(validation=0.1, calibration=0.12, similarity=0.985),
    stop=Stop("loss", 0),
    trust=Trust(coverage=0.8),
    epochs=40,
    average=0.99,
    clip=5.0,
    wants="photographs in folders cat and dog, below train and test where there is a test part",
)
"""VGG16 with batch normalisation. Where the weights of ImageNet can be fetched, transfer is far
better: `--set weights=imagenet --set freeze=head`, then `--set freeze=all --set
weights=THAT_RUN`."""

cats_dogs_small = cats_dogs.but(
    card=CARD.but(
        input=Input(channels=3, size=(128, 128), mean=(0.48, 0.45, 0.41), std=(0.25, 0.25, 0.25))
    ),
    net=named("resnet18d", channels=(32, 64, 128, 256), dropout=0.2),
    augment=named(
        "picture",
        rotate=15.0,
        zoom=0.3,
        stretch=0.2,
        shear=0.1,
        shift=0.15,
        flip=0.5,
        brightness=0.15,
        contrast=0.3,
        gamma=0.3,
        noise=0.05,
        soften=0.2,
        erase=0.3,
        mix=0.4,
    ),
    optimiser=named("adamw", lr=2e-3, weight_decay=0.05),
    epochs=250,
    average=0.998,
    export="quantised",
)
"""The network that ships as `cats-dogs`."""
