"""A network whose features sets of pictures are compared by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from ...card import Card
from ...errors import BadModel, BadSetting
from ...image import Image, Window
from ...infer.find import card_in, find, model_bytes
from ...infer.runtime import Network, check_input, start
from ...pixels.prepare import prepare
from ..enhance.fidelity import values
from ..metrics import Array

FEATURES = "features"
"""The output of a model's file: numbers that the network makes of a picture before it names it."""
DEFAULT = "cats-dogs"
"""The only shipped model that was trained on photographs in colour."""


@dataclass(frozen=True)
class Eye:
    """What looks at pictures. KIDs by different eyes cannot be compared."""

    card: Card
    sha256: str
    """Of its file."""
    network: Network

    @property
    def name(self) -> str:
        return self.card.name

    @property
    def of_one_length(self) -> bool:
        """Are features scaled to a mean square of 1? Those of a classifier are: nothing bounds
        them, and where one picture's are long, the cubic kernel of KID sees that picture alone (of
        photographs against paintings by `cats-dogs` -0.1 +- 1.6 without, 1.2 +- 0.5 with). Those of
        a file that gives nothing but features are as its maker wants them."""
        return bool(self.card.classes)

    def seen(self, image: Image, limits: Window) -> Array:
        """(F,): the features of a picture, prepared as the network's card says.

        `limits` are its black and white. Cards of photographs count on 0 to 255, so a picture of
        another depth is given in eight bits.
        """
        if image.pixels.dtype != np.uint8:
            pixels = np.rint(np.clip(values(image, limits), 0, 255)).astype(np.uint8)
            image = image.but(pixels=pixels, window=None)
        outputs = self.network(prepare(image, self.card.input).pixels[None])
        features = np.asarray(outputs[FEATURES][0], np.float64).ravel()
        return evened(features) if self.of_one_length else features


def evened(features: Array) -> Array:
    """With a mean square of 1; of nothing but zeros they stay."""
    length = np.sqrt(np.square(features).mean())
    return np.asarray(features / length) if length else features


def open_eye(name: str | Path) -> Eye:
    """The eye that a shipped model, a .onnx file or a run's folder is.

    Raises `UnknownName` and `BadModel` where there is none, or it has no features, and `BadSetting`
    where it looks at no pictures.
    """
    path = find(name)
    data = model_bytes(path)
    card = card_in(data, path)
    if len(card.input.size or ()) != 2:
        raise BadSetting(
            f"expected a model of pictures of one size for --features, got {card.name!r}; name a "
            f"classifier such as {DEFAULT!r}"
        )
    engine = start(data, runtime="onnxruntime", device="cpu")
    if FEATURES not in engine.outputs:
        raise BadModel(
            f"expected an output named {FEATURES!r} in {path.name!r}, got "
            f"{', '.join(engine.outputs)}; name a classifier such as {DEFAULT!r}"
        )
    check_input(engine, card)
    return Eye(card, sha256(data).hexdigest(), engine)


def told(eye: Eye, number: int) -> Iterator[str]:
    """Which features figures are by, for who would compare them with others."""
    scaled = ", scaled to a mean square of 1" if eye.of_one_length else ""
    yield (
        f"features: {number} numbers of {eye.name!r} (SHA-256 {eye.sha256[:12]}){scaled}; KID and "
        "FID by other features cannot be compared with these"
    )
    if eye.of_one_length and eye.card.summary:
        yield f"{eye.name!r} was made for: {eye.card.summary[:1].lower()}{eye.card.summary[1:]}"
