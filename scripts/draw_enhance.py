"""Draw the picture of docs/enhance.md: a flower that comes with scikit-learn, shrunk four times and
enlarged again. None of it comes from a patient.

python scripts/draw_enhance.py docs/pictures [MODEL]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from sklearn.datasets import load_sample_image

from diaphane import Image, load
from diaphane.pixels.draw_enhanced import enhanced_picture
from diaphane.pixels.interpolate import shrink

COLOURS = 200
"""Enough that the page shows no steps, few enough for a small file."""


def main(folder: Path, name: str = "sr-x4") -> None:
    """Write enhanced.png into `folder`."""
    photo = np.moveaxis(load_sample_image("flower.jpg"), -1, 0)[:, :424]
    small = np.rint(shrink(photo.astype(np.float32), 4)).clip(0, 255).astype(np.uint8)
    model = load(name)
    image = Image(small)
    drawn = enhanced_picture(image, model.predict(image), model.card)
    page = Pillow.fromarray(np.moveaxis(drawn, 0, -1))
    page.quantize(COLOURS).save(folder / "enhanced.png", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
