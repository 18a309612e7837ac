"""A report of what was judged case by case, as files: what is alike for every task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from ..card import Card
from ..infer.provenance import Origin
from ..io.write import write_json, write_text
from .about import About, about
from .plain import plain
from .predictions import Prediction
from .stored import FIGURES


class Case(Protocol):
    """One case, as far as it is told by files."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def truth_sha256(self) -> str: ...


def about_cases(
    cases: Iterable[Case], unreadable: Mapping[str, str], card: Card, origin: Origin | None
) -> About:
    """What was judged on what: the true class of an image is here its mask or true picture."""
    rows = [Prediction(c.name, c.truth_sha256, sha256=c.sha256) for c in cases]
    rows += [Prediction(name, "", error=why) for name, why in unreadable.items()]
    return about(rows, card, origin)


def write_both(
    folder: Path, page: str, figures: Mapping[str, Any], card: Card, known: About
) -> tuple[Path, ...]:
    """report.html and report.json, with the card and where the figures come from; raises
    `CannotWrite`."""
    whole = {**figures, "card": plain(card), "about": plain(known)}
    return write_text(folder / "report.html", page), write_json(folder / FIGURES, whole)
