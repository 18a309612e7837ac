"""Draw the pictures of docs/explain.md: what the shipped model saw in a phantom, and its maps.

python scripts/draw_explained.py docs/pictures
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from diaphane.data import phantom
from diaphane.infer.explain import explain, file_method
from diaphane.infer.features import features
from diaphane.infer.find import find, model_bytes
from diaphane.infer.model import load
from diaphane.io.write import write_bytes
from diaphane.pixels.explained import explanation_picture
from diaphane.pixels.feature_maps import feature_picture

MODEL = "brain-tumor"
SEED = 1
"""One of the few drawings in which the model sees what was drawn."""
COLOURS = 256


def main(folder: Path) -> None:
    image = phantom.brain(np.random.default_rng(SEED), "meningioma")
    model, data = load(MODEL), model_bytes(find(MODEL))
    found = explain(model, image, file_method("cam", model, data))
    save(folder / "explained.png", explanation_picture(image, found, model.card))
    maps = features(data, model.card, image)
    save(folder / "features.png", feature_picture(image, maps, model.card))


def save(path: Path, picture: NDArray[np.uint8]) -> None:
    """(3, Y, X) in few colours, small enough for a manual."""
    small = Pillow.fromarray(picture.transpose(1, 2, 0)).quantize(COLOURS)
    buffer = BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    write_bytes(path, buffer.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
