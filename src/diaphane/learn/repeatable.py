"""Arithmetic that comes out the same each time, bit by bit, for as long as a training lasts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from ..errors import BadSetting

WORKSPACE = ("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
"""What NVIDIA's cuBLAS asks for (cuBLAS manual, section 2.1.4, results reproducibility)."""


@contextmanager
def repeatable(wanted: bool) -> Iterator[None]:
    """Around a training: with `wanted` only deterministic algorithms run; afterwards all is as
    it was. Raises `BadSetting` where the device has none for an operation."""
    if not wanted:
        yield
        return
    name, value = WORKSPACE
    before = (
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
        torch.backends.cudnn.benchmark,
        os.environ.get(name),
    )
    os.environ[name] = value
    torch.backends.cudnn.benchmark = False  # it picks the fastest algorithm, by the clock
    torch.use_deterministic_algorithms(True)
    try:
        yield
    except RuntimeError as error:
        if "deterministic" not in str(error):
            raise
        raise BadSetting(
            f"expected operations with a deterministic form for deterministic=true, got one "
            f"without ({str(error).partition('.')[0]}); train on a CPU or set deterministic=false"
        ) from error
    finally:
        restore(*before)


def restore(on: bool, warn_only: bool, benchmark: bool, workspace: str | None) -> None:
    torch.use_deterministic_algorithms(on, warn_only=warn_only)
    torch.backends.cudnn.benchmark = benchmark
    if workspace is None:
        os.environ.pop(WORKSPACE[0], None)
    else:
        os.environ[WORKSPACE[0]] = workspace
