"""The process that decodes strangers' files, one after the other: limits first, then the decoder.

It is told a format and a file's bytes, and answers with an image, or with why there is none. It
opens no file by a name from outside and writes none.
"""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from traceback import format_exc
from typing import IO, cast

from ..errors import UnreadableImage
from . import FORMATS, NO_MEMORY, Decoder
from .room import Room
from .shared import Shared
from .sniff import Format
from .wire import BadMessage, Facts, pack, receive, send, whole


def main() -> None:
    """Answer until the one who asks is gone."""
    asked, answers = quiet()
    shared, *formats = sys.argv[1:]
    memory = Shared(int(shared)) if shared else None
    view = memory.view if memory else None
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks
    room = Room()
    for format_ in formats:
        decoder_of(format_)
    forbid_files()
    while request := next_request(asked, view):
        facts, pixels = answer(*request, room)
        del request
        send(answers, facts, pixels, view)
        del pixels


def quiet() -> tuple[IO[bytes], IO[bytes]]:
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


def next_request(asked: IO[bytes], shared: memoryview | None) -> tuple[Format, float, bytes] | None:
    """A format, seconds, and a file's bytes; None once nobody asks any more."""
    try:
        facts, size = receive(asked)
        return facts["format"], facts["seconds"], whole(asked, facts, size, shared)
    except BadMessage:
        return None


def decoder_of(format: str) -> Decoder:  # noqa: A002
    return cast(Decoder, import_module(FORMATS[cast(Format, format)], __package__))


def answer(
    format: Format,  # noqa: A002
    seconds: float,
    data: bytes,
    room: Room,
) -> tuple[Facts, memoryview]:
    """The image as facts and pixels; or why there is none. Ends this process where it takes more
    than the given seconds, and some for what is large."""
    try:
        decoder = decoder_of(format)
        room.begin(len(data), seconds=seconds)
        return pack(decoder.decode(data, format, reserve=room.reserve))
    except UnreadableImage as error:
        return {"unreadable": str(error)}, memoryview(b"")
    except MemoryError:
        return {"unreadable": NO_MEMORY}, memoryview(b"")
    except Exception:
        return {"bug": format_exc()}, memoryview(b"")
    finally:
        room.end()


if __name__ == "__main__":
    main()
