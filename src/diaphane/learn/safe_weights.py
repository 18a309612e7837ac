"""Weights out of a file that others made: tensors are read, and code in it is never run.

This is the one place where a .pth file, which is a pickle, is opened.
"""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file

from ..errors import BadModel, first_line


def safe_load_weights(file: Path) -> dict[str, Any]:
    """Names and tensors, as they lie in a .safetensors file or, of any other name, a .pth.

    Raises `BadModel` for a file that is damaged, another, or asks for code to be run.
    """
    try:
        if file.suffix.lower() == ".safetensors":
            return dict(load_file(file))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the age of the pickle
            return dict(torch.load(file, map_location="cpu", weights_only=True))
    except pickle.UnpicklingError as error:
        if "GLOBAL" in str(error):
            raise BadModel(
                f"expected weights alone in {file.name!r}, but the file asks for code to be run; "
                "have its tensors saved as .safetensors by someone who trusts it"
            ) from error
        raise BadModel(f"expected weights in {file.name!r}, got another file") from error
    # torch's reader of pickles raises almost any type on damaged ones.
    except Exception as error:
        raise unreadable(file, error) from error


def metadata_in(file: Path) -> dict[str, str]:
    """The texts that a .safetensors file carries beside its tensors. Raises `BadModel`."""
    try:
        with safe_open(file, framework="pt") as opened:
            return dict(opened.metadata() or {})
    except (OSError, SafetensorError) as error:
        raise unreadable(file, error) from error


def unreadable(file: Path, error: Exception) -> BadModel:
    return BadModel(
        f"expected weights in {file.name!r}, but it cannot be read ({first_line(error)}); "
        "fetch it again"
    )
