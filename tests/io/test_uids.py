"""The same answer has the same UID, another one has another, and all of them are well formed."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pydicom.uid import UID

from diaphane.io.uids import Maker, uid_of

MAKER = Maker("tiny", sha256="ab" * 32, settings={"runtime": "onnxruntime cpu", "slice": "3"})


@given(st.lists(st.text()))
def test_uids_are_well_formed(words: list[str]) -> None:
    uid = uid_of(*words)
    assert UID(uid).is_valid
    unique = UUID(int=int(uid.removeprefix("2.25.")))
    assert unique.version == 8
    assert uid == uid_of(*words)


def test_words_are_not_run_together() -> None:
    assert uid_of("ab", "c") != uid_of("a", "bc")


def test_the_order_of_settings_does_not_matter() -> None:
    turned = Maker("tiny", "ab" * 32, {"slice": "3", "runtime": "onnxruntime cpu"})
    assert turned.uid("seg", "1.2") == MAKER.uid("seg", "1.2")


def test_everything_else_does() -> None:
    others = [
        Maker("other", MAKER.sha256, MAKER.settings).uid("seg", "1.2"),
        Maker("tiny", "cd" * 32, MAKER.settings).uid("seg", "1.2"),
        Maker("tiny", MAKER.sha256).uid("seg", "1.2"),
        MAKER.uid("sr", "1.2"),
        MAKER.uid("seg", "1.3"),
        MAKER.uid("seg", "1.2", "1.3"),
        MAKER.uid("seg", "1.3", "1.2"),
        MAKER.uid("seg", "1.2"),
    ]
    assert len(set(others)) == len(others)


def test_a_model_is_one_device_however_it_is_asked() -> None:
    assert MAKER.device == Maker("tiny", MAKER.sha256).device
    assert MAKER.version == "abababababab"
    assert Maker("lungs-threshold").version  # the program's own
