"""Diaphane: models that read medical images and say how sure they are.

The public names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import DiaphaneError
    from .image import Image
    from .infer.model import Model, load
    from .io import read
    from .result import Result

__version__ = "0.1.0"
__all__ = ["DiaphaneError", "Image", "Model", "Result", "__version__", "load", "read"]

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""onnxruntime, from 1.31 on, keeps in the user's cache which program ran which network how often,
with the program's path and the words of errors, and knows an address to send it to. The switch
counts only before the first import."""

_HOME = {
    "DiaphaneError": "errors",
    "Image": "image",
    "Model": "infer.model",
    "Result": "result",
    "load": "infer.model",
    "read": "io",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'diaphane' has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
