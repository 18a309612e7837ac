"""Whatever is done to the record without its key is found, and the first place is named."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from diaphane.serve.anchor import Anchor, Point
from diaphane.serve.audit import Log
from diaphane.serve.decisions import decide
from diaphane.serve.store import Store
from diaphane.serve.tables import images, results, uploads
from diaphane.serve.verify import Verdict
from forging import Rows, decided, entries, put_in_place

LENGTH = 9
"""Entries of the chain that is tampered with; numbers 3, 5 and 7 are of decisions."""
DECIDED = (3, 5, 7)


@pytest.fixture
def log(store: Store, tmp_path: Path) -> Log:
    return small_record(store, tmp_path)


@pytest.fixture(scope="module")
def quick() -> Iterator[Log]:
    """The same on SQLite, for many tries."""
    with tempfile.TemporaryDirectory() as name:
        store = Store.open(Path(name))
        yield small_record(store, Path(name))
        store.close()


def small_record(store: Store, folder: Path) -> Log:
    log = Log(store, folder)
    with store.begin() as connection:
        connection.execute(insert(uploads).values(id="u", owner="ann", created=0.0, files=[]))
        connection.execute(
            insert(images).values(
                id="i",
                upload="u",
                number=1,
                owner="ann",
                title="",
                sha256="",
                facts={},
                created=0.0,
            )
        )
        connection.execute(
            insert(results).values(
                id="r", job="j", image="i", owner="ann", task="classify", model="m",
                model_sha256="", label="cat", answer={}, layers={}, created=0.0,
            )
        )  # fmt: skip
    previous = None
    for number in range(1, LENGTH + 1):
        if number in DECIDED:
            previous = decide(
                store, log, result="r", actor="ann", verdict="reject", classes=("cat", "dog"),
                note=f"note {number}", previous=previous, seen=True,
            )["id"]  # fmt: skip
        else:
            with store.begin() as connection:
                log.write(connection, actor="ann", action="predict", subject="r")
    return log


def after(log: Log, rows: Rows, records: Rows) -> Verdict:
    """What is found while the tables hold this; then they are as they were."""
    true = entries(log.store), decided(log.store)
    put_in_place(log.store, rows, records)
    try:
        return log.verify()
    finally:
        put_in_place(log.store, *true)


def assert_found(verdict: Verdict, number: int | None, sentence: str = "") -> None:
    assert not verdict.sound
    assert verdict.number == number
    assert sentence in (verdict.fault or "")


def forged(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """An entry with the best seal there is without the key."""
    changed = row | changes
    seal = hashlib.sha256(repr(sorted(changed.items())).encode()).hexdigest()
    return changed | {"hash": changes.get("hash", seal)}


def test_untouched_it_is_sound(log: Log) -> None:
    verdict = log.verify()
    assert (verdict.sound, verdict.entries, verdict.fault) == (True, LENGTH, None)
    assert verdict.seal == entries(log.store)[-1]["hash"]


def test_an_empty_record_is_sound(store: Store, tmp_path: Path) -> None:
    assert Log(store, tmp_path).verify().entries == 0


EDITS: dict[str, Any] = {
    "time": 1.5, "actor": "eve", "action": "view", "subject": "x", "details": '{"a":1}',
    "previous": "f" * 64, "hash": "f" * 64,
}  # fmt: skip


def test_every_edit_of_every_entry(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place, row in enumerate(rows):
        for column, value in EDITS.items():
            for changed in (row | {column: value}, forged(row, **{column: value})):
                tampered = [*rows[:place], changed, *rows[place + 1 :]]
                assert_found(
                    after(log, tampered, records),
                    place + 1,
                    f"entry {place + 1} is not as it was written",
                )


def test_a_changed_record_opens_and_its_fault_is_named(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place in (0, 4, LENGTH - 1):
        changed = [*rows[:place], rows[place] | {"actor": "eve"}, *rows[place + 1 :]]
        put_in_place(log.store, changed, records)
        assert_found(Log(log.store, log.anchor.path.parent).verify(), place + 1)


def test_every_entry_deleted(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place in range(LENGTH - 1):
        tampered = rows[:place] + rows[place + 1 :]
        assert_found(after(log, tampered, records), place + 1, f"entry {place + 1} is missing")


def test_every_entry_deleted_and_the_others_moved_up(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place in range(LENGTH - 1):
        moved = [forged(row, number=row["number"] - 1) for row in rows[place + 1 :]]
        assert_found(after(log, rows[:place] + moved, records), place + 1)


def test_an_entry_inserted_anywhere(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place in range(LENGTH + 1):
        before = rows[place - 1]["hash"] if place else "0" * 64
        new = forged(rows[0], number=place + 1, previous=before, actor="eve")
        moved = [row | {"number": row["number"] + 1} for row in rows[place:]]
        assert_found(after(log, [*rows[:place], new, *moved], records), place + 1)


@pytest.mark.parametrize("number", [0, -1, LENGTH + 1, LENGTH + 5])
def test_an_entry_before_or_behind_all_others(log: Log, number: int) -> None:
    rows, records = entries(log.store), decided(log.store)
    verdict = after(log, [*rows, rows[3] | {"number": number}], records)
    assert_found(verdict, min(number, LENGTH + 1))


def test_any_two_exchanged(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for one in range(LENGTH):
        for other in range(one + 1, LENGTH):
            swapped = list(rows)
            swapped[one] = rows[other] | {"number": one + 1}
            swapped[other] = rows[one] | {"number": other + 1}
            assert_found(after(log, swapped, records), one + 1)


def test_the_end_cut_off_anywhere(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for left in range(LENGTH):
        verdict = after(log, rows[:left], records)
        assert_found(verdict, left + 1, f"entries {left + 1} to {LENGTH} were cut off the end")


def test_the_end_cut_off_with_all_that_hangs_on_it(log: Log) -> None:
    assert_found(after(log, [], []), 1)


def test_the_end_cut_off_and_the_anchor_with_it(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    log.anchor.path.unlink()
    for left in range(1, LENGTH + 1):
        verdict = after(log, rows[:left], records)
        assert_found(verdict, None, "the anchor is missing, so entries may have been cut off")


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"number": 1, "hash": "0", "seal": 3}', "\0"])
def test_an_anchor_that_somebody_wrote(log: Log, content: str) -> None:
    log.anchor.path.write_text(content)
    assert_found(log.verify(), None, "the anchor is not as it was written")


def test_an_anchor_moved_back_without_the_key(log: Log) -> None:
    rows = entries(log.store)
    Anchor(log.anchor.path.parent, b"another key").write(Point(4, rows[3]["hash"]))
    verdict = after(log, rows[:4], decided(log.store)[:1])
    assert_found(verdict, None, "the anchor is not as it was written")


def test_a_crash_between_commit_and_anchor_is_no_fault(log: Log) -> None:
    rows = entries(log.store)
    for number in range(LENGTH):
        behind = Point(number, rows[number - 1]["hash"]) if number else Point(0, "0" * 64)
        log.anchor.write(behind)
        assert log.verify().sound
    with log.store.begin() as connection:
        log.write(connection, actor="ann", action="predict")
    anchored = log.anchor.read()
    assert anchored
    assert anchored.number == LENGTH + 1


DECISION_EDITS: dict[str, Any] = {
    "number": 99, "result": "r", "previous": "x", "actor": "eve", "verdict": "accept",
    "label": "dog", "mask": "a" * 64, "note": "", "seen": False, "created": 1.0, "sha256": "b" * 64,
}  # fmt: skip


def test_every_edit_of_every_decision(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place, record in enumerate(records):
        for column, value in DECISION_EDITS.items():
            if record[column] == value:
                continue
            tampered = [*records[:place], record | {column: value}, *records[place + 1 :]]
            verdict = after(log, rows, tampered)
            assert_found(verdict, DECIDED[place], f"decision {record['id']} is not as entry")


def test_two_decisions_exchanged(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    first, second, third = records
    swapped = [first | {"number": 2}, second | {"number": 1}, third]
    assert_found(after(log, rows, swapped), DECIDED[1])


def test_every_decision_deleted(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    for place, record in enumerate(records):
        verdict = after(log, rows, records[:place] + records[place + 1 :])
        assert_found(verdict, DECIDED[place], f"decision {record['id']} is missing")


def test_a_decision_added(log: Log) -> None:
    rows, records = entries(log.store), decided(log.store)
    added = records[0] | {"id": "x" * 20, "number": 4}
    assert_found(after(log, rows, [*records, added]), None, "was added: no entry tells of it")


def test_values_of_another_kind(quick: Log) -> None:
    """SQLite keeps bytes and words where numbers should be."""
    rows, records = entries(quick.store), decided(quick.store)
    for changed in (f"details = X'{b'{}'.hex()}'", "time = 'late'", "details = X'ff'"):
        put_in_place(quick.store, rows, records)
        with quick.store.begin() as connection:
            connection.exec_driver_sql(f"UPDATE audit SET {changed} WHERE number = 4")
        assert_found(quick.verify(), 4, "entry 4 is not as it was written")
    for table, column, entry in (("audit", "actor", 1), ("decisions", "note", 3)):
        put_in_place(quick.store, rows, records)
        with quick.store.begin() as connection:
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = X'ff' WHERE number = 1")
        again = Log(quick.store, quick.anchor.path.parent)  # the first entry tells whose key it is
        assert_found(again.verify(), entry, "is not as")
    put_in_place(quick.store, rows, records)
    assert quick.verify().sound


TEXT = st.text(max_size=5)
VALUES = {
    "number": st.integers(-3, LENGTH + 3), "time": st.floats(0, 2e9), "actor": TEXT, "action": TEXT,
    "subject": TEXT, "details": TEXT, "previous": TEXT, "hash": TEXT,
}  # fmt: skip
EDIT = st.sampled_from(sorted(VALUES)).flatmap(lambda c: st.tuples(st.just(c), VALUES[c]))
STEP = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, LENGTH - 1), EDIT),
    st.tuples(st.just("delete"), st.integers(0, LENGTH - 1), st.none()),
    st.tuples(st.just("copy"), st.integers(0, LENGTH - 1), st.integers(-3, LENGTH + 3)),
    st.tuples(st.just("swap"), st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1)),
)


def tampered(rows: Rows, steps: list[Any]) -> Rows:
    """The rows after some steps, in the order of their numbers; of two with one the later."""
    rows = [dict(row) for row in rows]
    for what, place, more in steps:
        if place >= len(rows):
            continue
        if what == "edit":
            rows[place][more[0]] = more[1]
        elif what == "delete":
            del rows[place]
        elif what == "copy":
            rows.append(rows[place] | {"number": more})
        elif more < len(rows):
            one, other = rows[place]["number"], rows[more]["number"]
            rows[place]["number"], rows[more]["number"] = other, one
    by_number = {row["number"]: row for row in rows}
    return [by_number[number] for number in sorted(by_number)]


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(STEP, min_size=1, max_size=4))
def test_any_tampering_at_all(quick: Log, steps: list[Any]) -> None:
    rows, records = entries(quick.store), decided(quick.store)
    changed = tampered(rows, steps)
    verdict = after(quick, changed, records)
    assert verdict.sound == (changed == rows)
    same = [one == other for one, other in zip(changed, rows, strict=False)]
    assert verdict.entries == (same.index(False) if False in same else min(len(rows), len(changed)))
