"""What `diaphane anonymize` did, as plain values and in words: counts and attributes, no values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from .terminal import table

if TYPE_CHECKING:
    from ..io.deidentify.account import Account

MOST_NAMES = 8
"""Attributes that a line lists."""


@dataclass(frozen=True)
class Done:
    """What became of one input."""

    number: int
    """From 1, in the order in which inputs are taken: folders and names sorted."""
    file: PurePosixPath | None = None
    """Below the folder of results; None where nothing was written."""
    account: Account | None = None
    error: str = ""
    left_out: bool = False
    """No image, and not named itself."""


def as_plain(done: Sequence[Done]) -> dict[str, Any]:
    """The report as JSON holds it."""
    from ..io.deidentify.account import total
    from ..io.deidentify.profile import EDITION

    accounts = [one.account for one in done if one.account]
    warnings = Counter(sentence for account in accounts for sentence in account.warnings)
    return {
        "profile": f"DICOM PS3.15 {EDITION}, Basic Application Level Confidentiality Profile",
        "anonymized": len(accounts),
        "refused": sum(bool(one.error) for one in done),
        "left_out": sum(one.left_out for one in done),
        "actions": total(accounts),
        "warnings": [{"files": n, "sentence": said} for said, n in warnings.most_common()],
        "files": [entry(one) for one in done if not one.left_out],
    }


def entry(one: Done) -> dict[str, Any]:
    """One input of the report."""
    if one.account is None:
        return {"input": one.number, "error": one.error}
    return {
        "input": one.number,
        "file": str(one.file),
        "actions": one.account.plain(),
        "warnings": one.account.warnings,
    }


def in_words(report: dict[str, Any], file: Path) -> str:
    """What a person wants to know first."""
    lines = [f"{report['anonymized']} anonymized, {report['refused']} refused"]
    if report["left_out"]:
        lines[0] += f", {report['left_out']} left out that are no images"
    if report["actions"]:
        rows = [
            (action, str(sum(counts.values())), listed(counts))
            for action, counts in report["actions"].items()
        ]
        lines += ["", table(("action", "times", "attributes"), rows)]
    if report["warnings"]:
        lines += ["", "Mind:"]
        lines += [f"- {warning_of(w)}" for w in report["warnings"]]
    return "\n".join([*lines, "", f"In full: {file}"])


def listed(counts: dict[str, int]) -> str:
    """The attributes met most often."""
    names = sorted(counts, key=lambda name: (-counts[name], name))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def warning_of(warning: dict[str, Any]) -> str:
    files = warning["files"]
    return f"{files} file{'s' if files > 1 else ''}: {warning['sentence']}"
