"""Checkpoints: one safetensors file holds weights, optimisers and the place in the training.

Tensors lie under `part/name`; everything else is JSON in the file's metadata. No pickle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from ..errors import BadData, CannotWrite
from ..io.write_through import write_through

State = dict[str, Any]
"""Nested dictionaries and lists of tensors and plain values, as `state_dict` gives them."""


def save(path: Path, state: Mapping[str, Any]) -> None:
    """Write all of `state`; a kill leaves either the old file or the new one.

    Raises `CannotWrite`, and then the old one is there still.
    """
    tensors: dict[str, Tensor] = {}
    skeleton = take_out(dict(state), "", tensors)
    write_tensors(path, tensors, metadata={"skeleton": json.dumps(skeleton)})


def write_tensors(
    path: Path, tensors: dict[str, Tensor], *, metadata: dict[str, str] | None = None
) -> None:
    """A whole safetensors file or none, safe from a power cut as well; raises `CannotWrite`."""
    part = path.with_suffix(".part")
    try:
        save_file(tensors, part, metadata=metadata)
        write_through(part)
        part.replace(path)
        write_through(path.parent)
    except (OSError, SafetensorError) as error:
        part.unlink(missing_ok=True)
        reason = str(error).rpartition("error: ")[2].lower()
        raise CannotWrite(
            f"could not write {str(path)!r}: {reason}; make room, then go on with --resume: what "
            "was saved before is whole"
        ) from error


def load(path: Path) -> State:
    """Read what `save` wrote; raises `BadData` for a damaged or foreign file."""
    try:
        with safe_open(path, framework="pt") as file:
            skeleton = json.loads((file.metadata() or {})["skeleton"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise BadData(
            f"expected a checkpoint written by a training run, got {path.name!r} ({error}); "
            "train anew without --resume"
        ) from error
    return dict(put_back(skeleton, tensors))


def take_out(value: Any, place: str, tensors: dict[str, Tensor]) -> Any:
    """`value` with every tensor replaced by its place, the tensors put into `tensors`."""
    if isinstance(value, Tensor):
        tensors[place] = value.detach().cpu().clone().contiguous()
        return {"tensor": place}
    if isinstance(value, Mapping):
        pairs = [[key, take_out(v, f"{place}/{key}", tensors)] for key, v in value.items()]
        return {"mapping": pairs}
    if isinstance(value, list | tuple):
        return [take_out(v, f"{place}/{i}", tensors) for i, v in enumerate(value)]
    return value


def put_back(value: Any, tensors: Mapping[str, Tensor]) -> Any:
    """The reverse of `take_out`; tuples come back as lists."""
    if isinstance(value, dict):
        if "tensor" in value:
            return tensors[value["tensor"]]
        return {key: put_back(v, tensors) for key, v in value["mapping"]}
    if isinstance(value, list):
        return [put_back(v, tensors) for v in value]
    return value
