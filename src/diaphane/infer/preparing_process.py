"""The process that decodes strangers' files and makes them ready for a network, so that the process
which runs the network does little else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from ..card import Input, from_plain
from ..image import Image
from ..io.decoding_process import main
from ..io.wire import Facts
from .question import pack_question, question


def ready(image: Image, asked: Facts) -> tuple[Facts, Sequence[memoryview]]:
    """The question that an image is; `asked` names the network's input and the slice."""
    return pack_question(question(image, need_in(asked["input"]), slice=asked["slice"]))


@lru_cache
def need_in(text: str) -> Input:
    return from_plain(Input, json.loads(text))  # type: ignore[no-any-return]


if __name__ == "__main__":
    main(ready)
