"""What `diaphane compare` does with models that are judged case by case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from .terminal import Told, counter, show, show_json, tell

if TYPE_CHECKING:
    from ..infer.model import Model

Case = TypeVar("Case")


class Comparison(Protocol):
    """What was found, as far as it is written."""

    def to_plain(self) -> dict[str, Any]: ...


Compared = TypeVar("Compared", bound=Comparison)


def compare_cases(
    models: Mapping[str, Model],
    out: Path | None,
    *,
    warnings: Iterable[str],
    cases: Callable[[Model, Told], Case],
    compare: Callable[[dict[str, Case]], Compared],
    told: Callable[[Compared], str],
    json: bool,
) -> None:
    """Ask each model for its `cases`, and tell by how much they differ; compare.json goes to
    `out`."""
    from ..io.write import write_json

    for warning in warnings:
        tell(f"! {warning}")
    comparison = compare(
        {name: cases(model, counter(f"asking {name}")) for name, model in models.items()}
    )
    if out is not None:
        tell(f"written: {write_json(out / 'compare.json', comparison.to_plain())}")
    show_json(comparison.to_plain()) if json else show(told(comparison))
