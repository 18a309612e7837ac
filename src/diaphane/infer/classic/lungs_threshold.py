"""Lungs in CT without training: what is air inside the body (Hu, Hoffman and Reinhardt 2001,
section II-A, with a fixed threshold).

Axes: `N` planes, one channel, `Y X`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...card import Card, Class, Code, Input, Scaling
from ...image import Floats

AIR = -400.0
"""Hounsfield units: below is air and lung, above soft tissue."""
LEAST = 0.002
"""Of the plane: smaller parts are gas in the bowel or noise."""
SURE = 6.0
"""The logit inside; outside it is as far below 0."""
WHOLE = 4096
"""Larger than any plane, so that each is seen whole."""

CARD = Card(
    name="lungs-threshold",
    task="segment",
    input=Input(tile=(WHOLE, WHOLE), scaling=Scaling("none"), modalities=("CT",)),
    classes=(Class("lungs", "Lungs", Code("SCT", "39607008", "Lung"), (90, 170, 255)),),
    summary="air inside the body in CT planes, by a threshold in Hounsfield units; no training",
    data="none: nothing was trained",
    limits=(
        "It takes the windpipe and gas in the bowel for lung.",
        "It leaves out what is dense in a lung: tumours, fluid, pneumonia.",
        "It needs Hounsfield units; in other images it finds nothing, or nonsense.",
        "Lungs that touch the border of the picture are not found.",
    ),
    network=f"air below {AIR:g} HU, inside the body, holes filled",
)


def network(batch: Floats) -> Mapping[str, Floats]:
    """(N, 1, Y, X) in Hounsfield units to logits of the same shape."""
    inside = np.stack([lungs(plane[0]) for plane in batch])[:, None]
    return {"logits": np.where(inside, np.float32(SURE), np.float32(-SURE))}


def lungs(plane: Floats) -> NDArray[np.bool_]:
    """(Y, X): air inside the body, without what is small, with the vessels inside."""
    from scipy import ndimage

    air = plane < AIR
    tissue, _ = ndimage.label(~air)
    sizes = np.bincount(tissue.ravel())[1:]
    if not sizes.size or not air.any():
        return np.zeros(plane.shape, np.bool_)
    body = ndimage.binary_fill_holes(tissue == sizes.argmax() + 1)
    parts, _ = ndimage.label(air & body)
    large = np.bincount(parts.ravel()) >= LEAST * plane.size
    large[0] = False
    return np.asarray(ndimage.binary_fill_holes(large[parts]), np.bool_)
