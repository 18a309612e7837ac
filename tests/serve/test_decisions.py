"""Decisions: what goes together, whose turn it is, what is hidden under blind reading."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from diaphane.errors import BadSetting, UnknownName
from diaphane.serve.audit import Log
from diaphane.serve.decisions import NoResult, Outdated, decide, hidden, plain, rows_of, standing
from diaphane.serve.store import Store
from diaphane.serve.tables import images, results, uploads

MASK = "a" * 64
Answer = dict[str, Any]


@pytest.fixture
def log(store: Store, tmp_path: Path) -> Log:
    """With a result of each task."""
    image = {"upload": "u", "number": 1, "owner": "ann", "title": "", "sha256": "", "facts": {}}
    result = {
        "image": "i", "owner": "ann", "model": "m", "model_sha256": "", "answer": {}, "layers": {},
        "created": 0.0,
    }  # fmt: skip
    with store.begin() as connection:
        connection.execute(insert(uploads).values(id="u", owner="ann", created=0.0, files=[]))
        connection.execute(insert(images).values(image | {"id": "i", "created": 0.0}))
        for task in ("classify", "segment", "enhance"):
            label = "cat" if task == "classify" else None
            named = {"id": task, "job": task, "task": task, "label": label}
            connection.execute(insert(results).values(result | named))
    return Log(store, tmp_path)


def say(log: Log, verdict: str, *, by: str = "ann", on: str = "classify", **more: Any) -> Answer:
    values: Answer = {"classes": ("cat", "dog"), "seen": verdict != "read"} | more
    return decide(log.store, log, result=on, actor=by, verdict=verdict, **values)


def of(store: Store, result: str) -> list[Answer]:
    with store.read() as connection:
        return [plain(row) for row in rows_of(connection, result)]


def test_a_decision_is_kept_with_its_entry(log: Log) -> None:
    made = say(log, "accept", note="clear")
    assert of(log.store, "classify") == [made]
    assert len(made.pop("id")) == 20
    assert made.pop("created").endswith("Z")
    assert made == {
        "actor": "ann", "verdict": "accept", "label": None, "mask": None, "note": "clear",
        "seen": True, "previous": None,
    }  # fmt: skip
    entry = log.entries()[0]
    assert (entry["actor"], entry["action"], entry["subject"]) == ("ann", "decide", "classify")
    assert entry["details"]["verdict"] == "accept"
    assert "clear" not in json.dumps(entry), "a note may name a patient"


def test_to_change_ones_mind_is_a_new_record(log: Log) -> None:
    first = say(log, "accept")
    second = say(log, "correct", label="dog", previous=first["id"])
    third = say(log, "reject", by="bob", previous=second["id"])
    assert of(log.store, "classify") == [first, second, third]
    assert second["previous"] == first["id"]
    with log.store.read() as connection:
        assert standing(connection, ["classify", "segment"]) == {"classify": third}
    assert log.verify().sound


def test_whoever_has_not_seen_the_last_decision_is_told(log: Log) -> None:
    first = say(log, "accept")
    with pytest.raises(Outdated, match="somebody decided meanwhile") as outdated:
        say(log, "reject", by="bob")
    assert outdated.value.latest == first
    second = say(log, "reject", by="bob", previous=first["id"])
    with pytest.raises(Outdated):
        say(log, "accept", previous=first["id"])
    with pytest.raises(Outdated):
        say(log, "accept", previous="unknown")
    with pytest.raises(Outdated):
        say(log, "accept", on="segment", previous=second["id"])
    assert len(log.entries()) == 2


def test_of_two_at_once_one_is_told(log: Log) -> None:
    def one(reader: str) -> bool:
        try:
            say(log, "reject", by=reader)
        except Outdated:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(one, "abcdefgh")) == [False] * 7 + [True]
    assert len(of(log.store, "classify")) == 1
    assert log.verify().sound


def test_readers_answer_by_themselves_before_anyone_decides(log: Log) -> None:
    mine = say(log, "read", label="dog")
    his = say(log, "read", by="bob", note="unsure: motion")
    decided = say(log, "correct", label="dog", previous=mine["id"])
    late = say(log, "read", by="cem", label="cat")
    assert [r["seen"] for r in (mine, his, decided, late)] == [False, False, True, False]
    with log.store.read() as connection:
        assert standing(connection, ["classify"]) == {"classify": decided}
    changed = say(log, "accept", by="bob", previous=late["id"])
    assert of(log.store, "classify")[-1] == changed


def test_one_answers_once(log: Log) -> None:
    say(log, "read", label="dog")
    with pytest.raises(BadSetting, match="one answer of your own, got a second"):
        say(log, "read", label="cat")
    say(log, "accept", by="bob")
    with pytest.raises(BadSetting, match="one answer of your own"):
        say(log, "read", by="bob", label="cat")


REFUSED: list[tuple[Answer, str]] = [
    ({"verdict": "maybe"}, "no verdict named 'maybe'"),
    ({"verdict": "accept", "label": "dog"}, "no class and no mask with 'accept'"),
    ({"verdict": "accept", "on": "segment", "mask": MASK}, "no class and no mask with 'accept'"),
    ({"verdict": "reject", "label": "dog"}, "no class and no mask with 'reject'"),
    ({"verdict": "correct"}, "a class or a mask with 'correct', got none"),
    ({"verdict": "correct", "label": "horse"}, "no class named 'horse'; known: cat, dog"),
    ({"verdict": "correct", "label": ""}, "no class named ''"),
    ({"verdict": "correct", "label": "cat"}, "another class than the model's"),
    ({"verdict": "correct", "mask": MASK}, "no mask for a result of 'classify'"),
    ({"verdict": "correct", "on": "segment", "label": "cat"}, "no class for a result of 'segment'"),
    ({"verdict": "correct", "on": "enhance", "label": "cat"}, "no class for a result of 'enhance'"),
    ({"verdict": "correct", "on": "segment", "mask": "../../etc"}, "the SHA-256 of a mask"),
    ({"verdict": "correct", "on": "segment", "mask": MASK.upper()}, "the SHA-256 of a mask"),
    ({"verdict": "read"}, "a class, a mask or a note with 'read', got none"),
    ({"verdict": "read", "note": "  "}, "a class, a mask or a note with 'read', got none"),
    ({"verdict": "read", "label": "dog", "seen": True}, "before the model's answer is shown"),
    ({"verdict": "accept", "seen": False}, "your own answer before the model's is shown"),
    ({"verdict": "reject", "seen": False}, "give a 'read' first"),
    ({"verdict": "accept", "note": "n" * 10_001}, "at most 10000 characters, got 10001"),
    ({"verdict": "accept", "note": "a\0b"}, "a note without a NUL character"),
]


def test_what_does_not_go_together_is_refused(log: Log) -> None:
    for said, sentence in REFUSED:
        with pytest.raises((BadSetting, UnknownName)) as refused:
            say(log, **said)
        assert sentence in str(refused.value)
    assert log.entries() == []


def test_what_goes_together(log: Log) -> None:
    say(log, "correct", on="segment", mask=MASK, note="ventricle left out")
    say(log, "read", by="bob", on="segment", mask=MASK)
    say(log, "reject", on="enhance", note="鬼影")
    say(log, "correct", label="dog")
    assert log.verify().sound


def test_there_must_be_a_result(log: Log) -> None:
    with pytest.raises(NoResult, match="expected the id of a result"):
        say(log, "accept", on="unknown")


def test_under_blind_reading_a_result_is_hidden_until_one_has_answered(log: Log) -> None:
    all_of_them = {"classify", "segment", "enhance"}
    say(log, "read", label="dog")
    say(log, "accept", by="bob", on="segment")
    with log.store.read() as connection:
        for actor, expected in (
            ("ann", {"segment", "enhance"}),
            ("bob", {"classify", "enhance"}),
            ("cem", all_of_them),
        ):
            assert hidden(connection, all_of_them, actor=actor, blind=True) == expected
            assert hidden(connection, all_of_them, actor=actor, blind=False) == set()
        assert hidden(connection, [], actor="ann", blind=True) == set()
