"""Draw the picture of docs/translate.md: two photographs that come with scikit-learn, translated as
a whole and in tiles, and back again where a model of the way back is named.

python scripts/draw_translate.py docs/pictures [MODEL [BACK]]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from sklearn.datasets import load_sample_image

from diaphane import Image, Model, load
from diaphane.pixels.draw import screen
from diaphane.pixels.page import TEXT, WARNING, Picture
from diaphane.pixels.panels import row, words
from diaphane.words import REPAINTED

QUALITY = 88
"""Of the JPEG file, which is a fifth of a PNG's size."""


def main(folder: Path, name: str = "van-gogh", back: str = "") -> None:
    """Write translated.jpg into `folder`."""
    model, again = load(name), load(back) if back else None
    title = " to ".join(model.card.domains)
    rows = [panels(photo(file), model, again) for file in ("china.jpg", "flower.jpg")]
    page = np.concatenate([words([title], TEXT), *rows, words([REPAINTED], WARNING)], axis=0)
    Pillow.fromarray(page).save(folder / "translated.jpg", quality=QUALITY)


def photo(file: str) -> Image:
    return Image(np.moveaxis(load_sample_image(file), -1, 0))


def panels(image: Image, model: Model, again: Model | None) -> Picture:
    """The photograph and what became of it, side by side."""
    whole = translated(model, image)
    shown = {"image": image, "as a whole": whole, "in tiles": translated(model, image, tiles=True)}
    if again is not None:
        shown["as a whole, and back"] = translated(again, whole)
    return row({name: screen(one) for name, one in shown.items()})


def translated(model: Model, image: Image, *, tiles: bool = False) -> Image:
    picture = model.predict(image, tiles=tiles).image
    assert picture is not None, "a model that translates answers with a picture"
    return picture


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
