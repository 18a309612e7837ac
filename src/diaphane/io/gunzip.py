"""Unpack a gzip stream up to a known size, so that a small file cannot fill the memory."""

from __future__ import annotations

import zlib

from ..errors import UnreadableImage

CHUNK = 2**20


def gunzip(data: bytes, *, most: int, whole: bool, beyond: int | None = None) -> bytes:
    """The first `most` bytes inside.

    With `whole` the stream is read to its end, so that a cut or damaged one is noticed; what
    comes beyond `most` is thrown away, and must not be more than `beyond`, where that is given.
    Raises `UnreadableImage`.
    """
    inflater = zlib.decompressobj(wbits=31)
    try:
        kept = inflater.decompress(data, most)
        more = 0
        while whole and not inflater.eof and inflater.unconsumed_tail:
            more += len(inflater.decompress(inflater.unconsumed_tail, CHUNK))
            if beyond is not None and more > beyond:
                raise UnreadableImage(
                    f"expected at most {most + beyond} bytes in the gzip stream, as its header "
                    "promises, got more; fetch the file again"
                )
    except zlib.error as error:
        raise UnreadableImage("the gzip stream is damaged; fetch the file again") from error
    if whole and not inflater.eof:
        raise UnreadableImage("the gzip stream is cut short; fetch the file again")
    return kept
