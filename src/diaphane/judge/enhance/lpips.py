"""How different two pictures look to a network, as people would say (LPIPS; Zhang et al. 2018).

The network is a file that `diaphane export --lpips` makes: its weights are not ours to ship.
Axes: `C` channels, `Y X` space; values are 0 (black) to 255 (white).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import BadModel
from ...image import Image
from ...infer import onnxfile
from ...infer.find import model_bytes
from ...infer.runtime import Network, start
from ...pixels.prepare import colours, depth
from .fidelity import PEAK, Values, inner, values

KEY = "diaphane.lpips"
"""Where the file's metadata say which network looks."""
OUTPUT = "apart"
LEAST = 64
"""Samples along an axis; below, the deepest layers see a point or nothing."""
EYES = {"alex": "AlexNet", "squeeze": "SqueezeNet", "vgg": "VGG-16"}


@dataclass(frozen=True)
class Lpips:
    """Tells how different pictures look; 0 for the same, lower is better."""

    network: Network
    """Of two pictures (2, 3, Y, X) in 0..1."""
    eye: str
    """Which network looks."""

    def __call__(self, truth: Image, picture: Image, *, border: int) -> float:
        """Of two pictures of one size, without alpha and without `border` samples at each end; a
        gray one is shown in three equal colours. NaN for what is smaller than `LEAST`."""
        limits = depth(truth.pixels[: colours(truth)])
        pair = [coloured(inner(values(one, limits), border)) for one in (truth, picture)]
        if min(pair[0].shape[1:]) < LEAST:
            return float("nan")
        batch = np.stack(pair).clip(0, PEAK) / PEAK
        return float(self.network(batch.astype(np.float32))[OUTPUT][0])


def read_lpips(path: Path) -> Lpips:
    """Raises `BadModel` for what `export --lpips` did not make."""
    data = model_bytes(path)
    known = onnxfile.metadata(data) if data else {}
    if KEY not in known or onnxfile.points_outside(data):
        raise BadModel(
            f"expected a file of LPIPS made by diaphane, got another at {str(path)!r}; make one: "
            "diaphane export BACKBONE.pth --lpips LINEAR.pth"
        )
    engine = start(data, runtime="onnxruntime", device="cpu")
    return Lpips(engine, EYES[json.loads(known[KEY])["eye"]])


def coloured(picture: Values) -> Values:
    """(3, Y, X)."""
    return np.broadcast_to(picture, (3, *picture.shape[1:]))
