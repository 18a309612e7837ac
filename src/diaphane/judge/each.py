"""Samples measured one by one: one that cannot be read is named, not fatal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from ..errors import BadData, DiaphaneError

SHOWN = 5
"""Names of what could not be read, before they are cut short."""


class Named(Protocol):
    """A sample, as far as it must be told from others."""

    @property
    def name(self) -> str: ...


Sample = TypeVar("Sample", bound=Named)
Case = TypeVar("Case")


def measured(
    samples: Sequence[Sample],
    measure: Callable[[Sample], Case],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Case], dict[str, str]]:
    """What was measured of each sample, and by its name why one could not be. `progress(done,
    of)`."""
    cases: list[Case] = []
    unreadable: dict[str, str] = {}
    for done, sample in enumerate(samples, start=1):
        try:
            cases.append(measure(sample))
        except DiaphaneError as error:
            unreadable[sample.name] = str(error)
        if progress is not None:
            progress(done, len(samples))
    return cases, unreadable


def refuse_none(
    cases: Sequence[object], unreadable: Mapping[str, str], *, model: str, expected: str
) -> None:
    """Raise `BadData` where nothing is left to judge."""
    if not cases:
        raise BadData(
            f"expected {expected} to judge {model!r} on, but none of {len(unreadable)} could be "
            f"judged: {next(iter(unreadable.values()), 'there are none')}"
        )


def left_out(unreadable: Mapping[str, str], what: str) -> tuple[str, ...]:
    """A warning that names them, if there are any; `what` says of what kind they are and what was
    wrong: `files could not be read`."""
    if not unreadable:
        return ()
    some = ", ".join(list(unreadable)[:SHOWN]) + (" ..." if len(unreadable) > SHOWN else "")
    return (f"{len(unreadable)} {what} and are not in the figures: {some}",)
