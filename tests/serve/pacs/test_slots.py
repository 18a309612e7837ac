"""Places for connections."""

from __future__ import annotations

from diaphane.serve.pacs.slots import Slots


def test_one_address_has_half_of_them() -> None:
    slots = Slots(5)
    assert [slots.take("a") for _ in range(3)] == [True, True, False]
    assert [slots.take("b") for _ in range(3)] == [True, True, False]
    assert [slots.take("c") for _ in range(2)] == [True, False]
    assert slots.taken == 5
    slots.free("a")
    assert slots.take("c")
    assert not slots.take("a")


def test_a_single_one_can_be_had() -> None:
    slots = Slots(1)
    assert slots.take("a")
    slots.free("a")
    assert slots.taken == 0
    assert slots.take("b")
