"""Unpack a gzip stream up to a known size, so that a small file cannot fill the memory."""

from __future__ import annotations

import zlib

from ..errors import UnreadableImage

CHUNK = 2**20


def gunzip(data: bytes, *, most: int, whole: bool) -> bytes:
    """The first `most` bytes inside.

    With `whole` the stream is read to its end, so that a cut or damaged one is noticed; what
    comes beyond `most` is thrown away. Raises `UnreadableImage`.
    """
    inflater = zlib.decompressobj(wbits=31)
    try:
        kept = inflater.decompress(data, most)
        while whole and not inflater.eof and inflater.unconsumed_tail:
            inflater.decompress(inflater.unconsumed_tail, CHUNK)
    except zlib.error as error:
        raise UnreadableImage("the gzip stream is damaged; fetch the file again") from error
    if whole and not inflater.eof:
        raise UnreadableImage("the gzip stream is cut short; fetch the file again")
    return kept
