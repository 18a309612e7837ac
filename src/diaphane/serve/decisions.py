"""What a reader decided about a result: records that are added and never changed.

A reader's own answer before the model's was shown is a `read`; then the result is accepted,
corrected or rejected. To change one's mind is a further record, which names the one it follows on.
Each is hashed, and an entry of the log holds the hash.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select

from ..errors import BadSetting, DiaphaneError, UnknownName
from .audit import Log
from .seals import DECISION, hash_decision
from .store import Store, iso, new_id
from .tables import decisions, results

Verdict = Literal["read", "accept", "correct", "reject"]

VERDICTS: tuple[Verdict, ...] = ("read", "accept", "correct", "reject")

SHA256 = re.compile("[0-9a-f]{64}")

MOST_NOTE = 10_000
"""Characters of a note."""


class Outdated(DiaphaneError):
    """Somebody else decided meanwhile."""

    def __init__(self, latest: dict[str, Any] | None) -> None:
        self.latest = latest
        """The decision that stands, or None where there is none."""
        super().__init__(
            "expected the decision that stands now as the previous one, got another: somebody "
            "decided meanwhile; look at the result again and decide anew"
        )


class NoResult(DiaphaneError):
    """There is no result of this id."""

    def __init__(self) -> None:
        super().__init__("expected the id of a result, got another; reload the list")


def decide(
    store: Store,
    log: Log,
    *,
    result: str,
    actor: str,
    verdict: str,
    classes: Collection[str],
    label: str | None = None,
    mask: str | None = None,
    note: str = "",
    previous: str | None = None,
    seen: bool,
) -> dict[str, Any]:
    """Add a record, and an entry of the log in the same transaction.

    Args:
        verdict: `read`, `accept`, `correct` or `reject`.
        classes: Names of the classes on the model's card.
        label: The class that the reader sees.
        mask: SHA-256 of the label map that the reader drew.
        previous: Id of a record of this result. After it others may have given reads, and no more;
            None where nobody has decided yet.
        seen: Whether the model's answer was shown to this person before.

    Returns:
        The record as JSON.

    Raises:
        BadSetting: What was given does not go together.
        NoResult: No such result.
        Outdated: Somebody else decided meanwhile.
    """
    check_words(verdict, label, mask, note, classes)
    check_sight(verdict, seen)
    with store.begin() as connection:
        log.lock(connection)  # from here on decisions come one after the other
        found = connection.execute(select(results).where(results.c.id == result)).first()
        if found is None:
            raise NoResult
        check_task(found, label, mask)
        if verdict == "correct" and label is not None and label == found.label:
            raise BadSetting(
                f"expected another class than the model's with 'correct', got {label!r}; accept it"
            )
        check_turn(rows_of(connection, result), actor, verdict, previous)
        row: dict[str, Any] = {
            "number": last_number(connection) + 1,
            "id": new_id(),
            "result": result,
            "previous": previous,
            "actor": actor,
            "verdict": verdict,
            "label": label,
            "mask": mask,
            "note": note,
            "seen": seen,
            "created": round(store.now(connection), 6),
        }
        row["sha256"] = hash_decision(tuple(row[name] for name in DECISION))
        added = connection.execute(insert(decisions).values(row).returning(decisions)).one()
        told = {"decision": row["id"], "verdict": verdict, "sha256": row["sha256"]}
        log.write(connection, actor=actor, action="decide", subject=result, details=told)
    return plain(added)


def standing(connection: Connection, wanted: Collection[str]) -> dict[str, dict[str, Any]]:
    """The decision that stands, by the id of the result: the last that is no read. Results on
    which nobody has decided are not in it."""
    asked = (
        select(decisions)
        .where(decisions.c.result.in_(wanted), decisions.c.verdict != "read")
        .order_by(decisions.c.number)
    )
    return {row.result: plain(row) for row in connection.execute(asked)}


def hidden(connection: Connection, wanted: Collection[str], *, actor: str, blind: bool) -> set[str]:
    """Which of these results are to be hidden from a person: where reading is blind, those of which
    this person has given no record."""
    if not blind:
        return set()
    asked = select(decisions.c.result).where(
        decisions.c.result.in_(wanted), decisions.c.actor == actor
    )
    return set(wanted) - set(connection.execute(asked.distinct()).scalars())


def unread(rows: Sequence[Row[Any]], *, actor: str, blind: bool) -> bool:
    """The same of one result, by all its records."""
    return blind and all(row.actor != actor for row in rows)


def check_words(
    verdict: str, label: str | None, mask: str | None, note: str, classes: Collection[str]
) -> None:
    """What was said goes together. Raises `BadSetting`."""
    if verdict not in VERDICTS:
        raise UnknownName("verdict", verdict, VERDICTS)
    if label is not None and label not in classes:
        raise UnknownName("class", label, classes)
    if mask is not None and not SHA256.fullmatch(mask):
        raise BadSetting("expected the SHA-256 of a mask, got another text; send the mask first")
    if len(note) > MOST_NOTE:
        raise BadSetting(
            f"expected a note of at most {MOST_NOTE} characters, got {len(note)}; shorten it"
        )
    if "\0" in note:  # PostgreSQL keeps none
        raise BadSetting("expected a note without a NUL character, got one; take it out")
    given = label is not None or mask is not None
    if verdict in ("accept", "reject") and given:
        raise BadSetting(
            f"expected no class and no mask with {verdict!r}, got one; choose 'correct' for it"
        )
    if verdict == "correct" and not given:
        raise BadSetting("expected a class or a mask with 'correct', got none; give one")
    if verdict == "read" and not (given or note.strip()):
        raise BadSetting("expected a class, a mask or a note with 'read', got none; give one")


def check_sight(verdict: str, seen: bool) -> None:
    """A reader's own answer comes first, the decision after. Raises `BadSetting`."""
    if verdict == "read" and seen:
        raise BadSetting(
            "expected 'read' before the model's answer is shown, got it after; accept, correct or "
            "reject the answer"
        )
    if verdict != "read" and not seen:
        raise BadSetting(
            f"expected your own answer before the model's is shown, got {verdict!r}; give a 'read' "
            "first"
        )


def check_task(result: Row[Any], label: str | None, mask: str | None) -> None:
    """A class is for a classifier, a mask for a segmentation. Raises `BadSetting`."""
    if label is not None and result.task != "classify":
        raise BadSetting(
            f"expected no class for a result of {result.task!r}, got one; leave it out"
        )
    if mask is not None and result.task != "segment":
        raise BadSetting(f"expected no mask for a result of {result.task!r}, got one; leave it out")


def check_turn(rows: Sequence[Row[Any]], actor: str, verdict: str, previous: str | None) -> None:
    """Nothing was decided that this person has not seen. Raises `BadSetting`, `Outdated`."""
    if verdict == "read":
        if any(row.actor == actor for row in rows):
            raise BadSetting(
                "expected one answer of your own, got a second; accept, correct or reject the "
                "model's"
            )
        return
    places = [row.id for row in rows]
    if previous is not None and previous not in places:
        raise Outdated(latest(rows))
    later = rows if previous is None else rows[places.index(previous) + 1 :]
    if any(row.verdict != "read" for row in later):
        raise Outdated(latest(rows))


def latest(rows: Sequence[Row[Any]]) -> dict[str, Any] | None:
    """The decision that stands."""
    decided = [row for row in rows if row.verdict != "read"]
    return plain(decided[-1]) if decided else None


def last_number(connection: Connection) -> int:
    return connection.execute(select(func.max(decisions.c.number))).scalar() or 0


def rows_of(connection: Connection, result: str) -> Sequence[Row[Any]]:
    """The records of a result, the first first."""
    asked = select(decisions).where(decisions.c.result == result).order_by(decisions.c.number)
    return connection.execute(asked).all()


def plain(row: Row[Any]) -> dict[str, Any]:
    """A record as JSON."""
    names = ("id", "actor", "verdict", "label", "mask", "note", "seen", "previous")
    return {name: getattr(row, name) for name in names} | {"created": iso(row.created)}
