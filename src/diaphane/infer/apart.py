"""Files made ready for a network in a process of their own, several at a time."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from hashlib import sha256

from ..card import Input
from ..errors import DiaphaneError
from ..io import decode, recognised
from ..io.apart import Asked, Pool
from ..io.plain import is_plain
from ..io.sniff import HEAD
from ..io.wire import Coming, Facts
from .question import Question, fitting, question, unpack_question

COMMAND = (sys.executable, "-P", "-m", f"{__package__}.preparing_process")

POOL = Pool(COMMAND)


def questions(
    files: Sequence[bytes],
    need: Input,
    *,
    slices: Sequence[int | None] | None = None,
    pool: Pool = POOL,
) -> list[Question | Exception]:
    """Each file's image made ready, or what is wrong with it: a `DiaphaneError`, or a bug.

    What must be decoded goes together to one process, which makes it ready, too; where that one
    does not survive it, each file goes alone.

    Args:
        slices: Which slice of each is looked at, from 1; None takes the middle one.
    """
    asked = [*zip(files, slices or [None] * len(files), strict=True)]
    here = [taken_here(data, need, index) for data, index in asked]
    others = [one for one, found in zip(asked, here, strict=True) if found is None]
    apart = iter(taken_apart(others, need, pool))
    return [next(apart) if found is None else found for found in here]


def taken_here(data: bytes, need: Input, index: int | None) -> Question | Exception | None:
    """Of a file that is read in place, and of one that is no image; None of the others."""
    try:
        if is_plain(data, recognised(data[:HEAD])):
            return question(decode(data), need, slice=index)
    except DiaphaneError as error:
        return error
    return None


def taken_apart(
    asked: Sequence[tuple[bytes, int | None]], need: Input, pool: Pool
) -> list[Question | Exception]:
    if not asked:
        return []

    def unpacked(facts: Facts, coming: Coming) -> Question:
        return fitting(unpack_question(facts, coming), need)

    told = [
        Asked(data, recognised(data[:HEAD]), {"input": plain(need), "slice": index})
        for data, index in asked
    ]
    found = pool.ask(told, unpacked)
    return [
        one if isinstance(one, Exception) else of_file(one, file)
        for one, file in zip(found, told, strict=True)
    ]


def of_file(asked: Question, file: Asked) -> Question:
    """With the name of the format and the sum of the file that we saw ourselves."""
    source = replace(asked.image.source, format=file.format, sha256=sha256(file.data).hexdigest())
    return replace(asked, image=asked.image.but(source=source))


@lru_cache
def plain(need: Input) -> str:
    return json.dumps(asdict(need))
