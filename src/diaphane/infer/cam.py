"""Class activation maps, which a model's file gives beside its answer."""

from __future__ import annotations

from functools import partial

from ..errors import BadModel
from ..pixels.prepare import Prepared
from ..tasks.base import finite
from .method import Found, Method, again
from .model import Model
from .runtime import Network


def cam(model: Model, data: bytes | None) -> Method:
    """Class activation map (Zhou et al. 2016), from the output `cam` of the file.

    Raises `BadModel` where the file gives none.
    """

    def find(network: Network, prepared: Prepared, k: int) -> Found:
        outputs = network(prepared.pixels[None])
        if "cam" not in outputs:
            raise BadModel(
                "expected an output named 'cam', got "
                f"{', '.join(sorted(outputs))}; use the method 'occlusion', which needs none"
            )
        return Found(finite(outputs, "cam")[0, k])

    return Method(
        "cam",
        "class activation map (Zhou et al. 2016)",
        partial(find, model.network),
        again(data, find),
        layer="the last feature maps",
        least=0.01,
    )
