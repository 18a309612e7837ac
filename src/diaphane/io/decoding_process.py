"""The process that decodes strangers' files, one after the other: limits first, then the decoder.

It is told formats and the bytes of some files, and answers with their images, or with why there are
none. It opens no file by a name from outside and writes none.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from io import BufferedReader
from traceback import format_exc
from typing import IO, cast

from ..errors import DiaphaneError, UnreadableImage
from ..image import Image
from . import FORMATS, NO_MEMORY, Decoder
from .room import Room
from .shared import Shared
from .sniff import Format
from .wire import BadMessage, Facts, Pieces, Readable, pack, receive, send

Finish = Callable[[Image, Facts], tuple[Facts, Sequence[memoryview]]]
"""What is sent of an image, which was asked for with such facts: more facts, and bytes."""


def main(finish: Finish | None = None) -> None:
    """Answer until the one who asks is gone; with images, or what `finish` makes of them."""
    asked, answers = quiet()
    shared, *formats = sys.argv[1:]
    memory = Shared(int(shared)) if shared else None
    view = memory.view if memory else None
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    room = Room()
    for format_ in formats:
        decoder_of(format_)
    forbid_files()
    while files := next_request(asked, view):
        found = [answer(*file, finish or as_it_is, room) for file in files]
        del files
        send(answers, *together(found), view)
        del found


def as_it_is(image: Image, _: Facts) -> tuple[Facts, Sequence[memoryview]]:
    facts, pixels = pack(image)
    return facts, [pixels]


def together(answers: Sequence[tuple[Facts, Sequence[memoryview]]]) -> tuple[Facts, Pieces]:
    """As one message."""
    pieces = [piece for _, pieces in answers for piece in pieces]
    return {"answers": [facts for facts, _ in answers]}, pieces


def quiet() -> tuple[BufferedReader, IO[bytes]]:
    """The two pipes. What decoders print goes nowhere: it would break in on the answers, and may
    quote a patient's data."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return asked, answers


def forbid_files() -> None:
    """No file is written from here on, not even a dump of a crash (setrlimit(2))."""
    if sys.platform == "win32":
        return
    from resource import RLIMIT_CORE, RLIMIT_FSIZE, setrlimit

    sys.dont_write_bytecode = True
    for kind in (RLIMIT_CORE, RLIMIT_FSIZE):
        setrlimit(kind, (0, 0))


def next_request(asked: Readable, shared: memoryview | None) -> list[tuple[Facts, bytes]] | None:
    """Files, and what is asked of each; None once nobody asks any more."""
    try:
        facts, coming = receive(asked, shared)
        return [(file, coming.take(file["bytes"])) for file in facts["files"]]
    except BadMessage:
        return None


def decoder_of(format: str) -> Decoder:  # noqa: A002
    return cast(Decoder, import_module(FORMATS[cast(Format, format)], __package__))


def answer(
    asked: Facts, data: bytes, finish: Finish, room: Room
) -> tuple[Facts, Sequence[memoryview]]:
    """What is sent of a file's image; or why there is none. Ends this process where decoding takes
    more than the seconds that are asked, and some for what is large."""
    try:
        decoder = decoder_of(asked["format"])
        room.begin(len(data), seconds=asked["seconds"])
        image = decoder.decode(data, asked["format"], reserve=room.reserve)
        room.end()
        return finish(image, asked)
    except DiaphaneError as error:
        return {"refused": type(error).__name__, "says": str(error)}, ()
    except MemoryError:
        return {"refused": UnreadableImage.__name__, "says": NO_MEMORY}, ()
    except Exception:
        return {"bug": format_exc()}, ()
    finally:
        room.end()


if __name__ == "__main__":
    main()
