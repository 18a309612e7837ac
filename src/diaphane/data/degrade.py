"""Small pictures made of sharp ones: bicubic as in the papers, or as cameras and files do it.

Axes: `C` channels, `Y X` space.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np

from ..errors import BadSetting, UnknownName
from ..image import Floats, Image, Pixels
from ..pixels.interpolate import shrink
from ..recipe import Named

QUALITY = 100
"""Of JPEG at its best; at it nothing is packed at all."""


@dataclass(frozen=True)
class Degrading:
    """What may happen to a picture besides that it gets smaller; each time as much as chance
    says, from nothing up to these."""

    turn: bool = True
    """Patches are mirrored and turned by quarters."""
    blur: float = 0.0
    """Standard deviation of a Gaussian before, in pixels of the sharp picture."""
    noise: float = 0.0
    """Standard deviation of noise after, as a share of the range from black to white."""
    quality: int = QUALITY
    """Lowest quality of JPEG in the end; 100 for none."""

    @property
    def plain(self) -> bool:
        """Does nothing happen but that it gets smaller?"""
        return not self.blur and not self.noise and self.quality == QUALITY


DEGRADINGS = {
    "none": Degrading(turn=False),
    "bicubic": Degrading(),
    "realistic": Degrading(blur=2.0, noise=0.03, quality=40),
}
"""By the names that `Recipe.augment` has for them."""


def build(part: Named) -> Degrading:
    """The degradation of that name; raises `UnknownName`, `BadSetting`."""
    if part.name not in DEGRADINGS:
        raise UnknownName("degradation", part.name, DEGRADINGS)
    whole = vars(DEGRADINGS[part.name]) | dict(part.settings)
    if unknown := sorted(set(whole) - set(vars(Degrading()))):
        raise BadSetting(
            f"degradation {part.name!r} has no setting {unknown[0]!r}; known: "
            f"{', '.join(vars(Degrading()))}"
        )
    how = Degrading(**whole)
    for name, value, least, most in (
        ("blur", how.blur, 0, 20),
        ("noise", how.noise, 0, 1),
        ("quality", how.quality, 1, QUALITY),
    ):
        if isinstance(value, bool) or not least <= value <= most:
            raise BadSetting(f"expected {name} from {least} to {most}, got {value!r}")
    return how


def fitted(image: Image, scale: int) -> Image:
    """Without the last rows and columns that make its size no multiple of the scale."""
    height, width = (n - n % scale for n in image.shape)
    return image.but(pixels=image.pixels[:, :height, :width])


def smaller(image: Image, scale: int) -> Image:
    """A picture, whose size is a multiple of the scale, by bicubic: the papers' degradation."""
    values = shrink(image.pixels.astype(np.float32), scale)
    spacing = image.spacing and tuple(step * scale for step in image.spacing)
    return image.but(pixels=as_stored(values, image.pixels), spacing=spacing)


def as_stored(values: Floats, like: Pixels) -> Pixels:
    """Of the dtype of `like`: rounded and within its range where it holds whole numbers."""
    if like.dtype.kind == "f":
        return values.astype(like.dtype)
    most = np.iinfo(like.dtype)
    return np.rint(values).clip(most.min, most.max).astype(like.dtype)


def degraded(sharp: Floats, scale: int, how: Degrading, chance: np.random.Generator) -> Floats:
    """(C, Y / scale, X / scale) of (C, Y, X), both in 0..1: blurred, made smaller, noisy and
    packed, each by chance."""
    from scipy import ndimage

    blur, noise = chance.uniform(0, how.blur), chance.uniform(0, how.noise)
    quality = int(chance.integers(how.quality, QUALITY + 1))
    soft = ndimage.gaussian_filter(sharp, (0, blur, blur)) if blur else sharp
    small = shrink(soft, scale)
    if noise:
        small = small + chance.normal(0, noise, small.shape).astype(np.float32)
    small = small.clip(0, 1)
    return packed(small, quality) if quality < QUALITY else small


def packed(picture: Floats, quality: int) -> Floats:
    """(C, Y, X) in 0..1, of one channel or three, after a JPEG of that quality."""
    from PIL import Image as Pillow

    whole = np.rint(picture * 255).astype(np.uint8)
    file = BytesIO()
    plain = whole[0] if len(whole) == 1 else np.ascontiguousarray(np.moveaxis(whole, 0, -1))
    Pillow.fromarray(plain).save(file, "JPEG", quality=quality)
    with Pillow.open(file) as again:
        values: Floats = np.asarray(again, np.float32) / np.float32(255)
    return values[None] if values.ndim == 2 else np.ascontiguousarray(np.moveaxis(values, -1, 0))
