"""What was done to a file: which attributes, never their values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

Action = Literal[
    "removed", "emptied", "replaced", "renumbered", "shifted", "cleaned", "blanked", "blurred"
]
"""removed: gone; emptied: without a value; replaced: by a pseudonym or a dummy; renumbered: a new
UID; shifted: a date moved; cleaned: only known words kept; blanked, blurred: pixels."""

ACTIONS: tuple[Action, ...] = (
    *("removed", "emptied", "replaced", "renumbered", "shifted", "cleaned", "blanked", "blurred"),
)


@dataclass
class Account:
    """Filled while a file is anonymised."""

    counts: dict[Action, Counter[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def add(self, action: Action, attribute: str, times: int = 1) -> None:
        """Count what was done to an attribute, by its name in the standard."""
        self.counts.setdefault(action, Counter())[attribute] += times

    def warn(self, sentence: str) -> None:
        """Say, once, what cannot be known."""
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def plain(self) -> dict[str, dict[str, int]]:
        """By action and attribute, for JSON."""
        return {a: dict(sorted(self.counts[a].items())) for a in ACTIONS if a in self.counts}


@dataclass(frozen=True)
class Cleaned:
    """A file without its patient."""

    data: bytes
    name: PurePosixPath
    """Made of pseudonyms, to be put below the folder of results."""
    account: Account


def total(accounts: Iterable[Account]) -> Mapping[str, dict[str, int]]:
    """The sums over files."""
    whole = Account()
    for account in accounts:
        for action, counts in account.counts.items():
            whole.counts.setdefault(action, Counter()).update(counts)
    return whole.plain()
