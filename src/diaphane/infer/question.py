"""An image made ready for a network that sees it whole, and how one is sent between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..card import Input
from ..image import Image, Window
from ..io.wire import BadMessage, Coming, Facts, array_in, pack, raw, unpack
from ..pixels.prepare import Prepared, prepare


@dataclass(frozen=True)
class Question:
    """An image made ready for the network."""

    image: Image
    prepared: Prepared
    note: str
    """Which plane it is; empty where there was no choice."""


def question(image: Image, need: Input, *, slice: int | None = None) -> Question:  # noqa: A002
    """Choose a plane, counted from 1, or the middle one, and prepare it. Raises `BadSetting`,
    `BadData`."""
    seen, note = plane_of(image, need, slice)
    return Question(seen, prepare(seen, need), note)


def plane_of(image: Image, need: Input, index: int | None) -> tuple[Image, str]:
    """What a model of planes looks at, and words for it; other models get all."""
    if image.axes != "tyx" and len(need.size or ()) == len(image.axes) > 2:
        return image, ""
    from ..pixels.planes import plane

    chosen, note = plane(image, index)
    if chosen is image:
        return image, note
    return chosen.but(pixels=chosen.pixels.copy()), note  # lets go of the volume


def pack_question(asked: Question) -> tuple[Facts, list[memoryview]]:
    """What to send of a question."""
    facts, pixels = pack(asked.image)
    ready = asked.prepared
    more: Facts = {
        "note": asked.note,
        "frame": ready.pixels.shape,
        "cut": pairs(ready.cut),
        "box": pairs(ready.box),
        "shape": ready.shape,
        "limits": (ready.limits.low, ready.limits.high),
        "clipped": ready.clipped,
    }
    return {"image": facts, **more}, [pixels, raw(ready.pixels)]


def unpack_question(facts: Facts, coming: Coming) -> Question:
    """The question that such facts and the bytes that come are. Raises `BadMessage`."""
    image = unpack(facts["image"], coming)
    low, high = facts["limits"]
    ready = Prepared(
        array_in("<f4", facts["frame"], coming),
        slices(facts["cut"]),
        slices(facts["box"]),
        tuple(map(int, facts["shape"])),
        Window(low, high),
        facts["clipped"],
    )
    return Question(image, ready, facts["note"])


def fitting(asked: Question, need: Input) -> Question:
    """The same. Raises `BadMessage` where it is not of the size that the network takes."""
    channels, *frame = asked.prepared.pixels.shape
    if channels != need.channels or (need.size and tuple(frame) != need.size):
        raise BadMessage(f"expected {need.channels} x {need.size}, got {channels} x {frame}")
    return asked


def pairs(ranges: tuple[slice, ...]) -> list[tuple[int, int]]:
    return [(one.start, one.stop) for one in ranges]


def slices(ends: Any) -> tuple[slice, ...]:
    return tuple(slice(int(start), int(stop)) for start, stop in ends)
