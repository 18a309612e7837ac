"""A TIFF of the tags that its pixels need and no other (TIFF 6.0; BigTIFF): strips and tiles are
copied byte for byte, into one file after another."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ...errors import UnreadableImage
from .account import Account
from .jpeg import SOI
from .jpeg import without_notes as plain_jpeg

NEEDED = frozenset(
    (
        *(254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284),
        *(292, 296, 317, 318, 319, 320, 322, 323, 324, 325, 332, 334, 338, 339, 340, 341, 347),
        *(529, 530, 531, 532),
    )
)
"""How pixels lie, are coded and look; all numbers. TIFF 6.0, Appendix A, and 347 JPEGTables."""

NAMES = {270: "ImageDescription", 271: "Make", 272: "Model", 285: "PageName", 305: "Software"}
NAMES |= {306: "DateTime", 315: "Artist", 316: "HostComputer", 700: "XMP", 33432: "Copyright"}
NAMES |= {33723: "IPTC", 34377: "Photoshop data", 34665: "EXIF", 34675: "ICC profile", 34853: "GPS"}
NAMES |= {330: "SubIFDs", 37724: "Photoshop data", 269: "DocumentName"}

PLACES = {273: 279, 324: 325}
"""Tags of where strips and tiles lie, with those of their sizes."""

BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8}
"""By field type."""

TEXTS = (2, 7)
MOST_PAGES = 10_000
MOST_ENTRIES = 1000
JPEG_TABLES, COMPRESSION, NEW_JPEG = 347, 259, 7


@dataclass(frozen=True)
class Layout:
    """How the numbers of a file are written: byte order, and the sizes of TIFF or BigTIFF."""

    order: str
    big: bool

    @property
    def offset(self) -> str:
        return self.order + ("Q" if self.big else "I")

    @property
    def count(self) -> str:
        return self.order + ("Q" if self.big else "H")

    @property
    def entry(self) -> str:
        return self.order + ("HHQ8s" if self.big else "HHI4s")

    @property
    def place_type(self) -> int:
        return 16 if self.big else 4


@dataclass(frozen=True)
class Field:
    """An entry of a directory, with its value's bytes."""

    tag: int
    kind: int
    count: int
    raw: bytes


def without_notes(data: bytes, account: Account) -> bytes:
    """The same pixels, page by page. Raises `UnreadableImage`."""
    try:
        layout, first = header_of(data)
        pages = list(directories(data, layout, first))
        return written(data, layout, [needed(page, account) for page in pages], account)
    except (struct.error, KeyError, IndexError) as error:
        raise damaged() from error


def header_of(data: bytes) -> tuple[Layout, int]:
    """How numbers are written, and where the first directory lies."""
    order = "<" if data[:2] == b"II" else ">"
    big = struct.unpack_from(order + "H", data, 2)[0] == 43
    layout = Layout(order, big)
    return layout, struct.unpack_from(layout.offset, data, 8 if big else 4)[0]


def directories(data: bytes, layout: Layout, place: int) -> Iterator[list[Field]]:
    """The fields of each page."""
    seen: set[int] = set()
    while place:
        if place in seen or len(seen) > MOST_PAGES:
            raise damaged()
        seen.add(place)
        (count,) = struct.unpack_from(layout.count, data, place)
        if count > MOST_ENTRIES:
            raise damaged()
        start, size = place + struct.calcsize(layout.count), struct.calcsize(layout.entry)
        yield [field_at(data, layout, start + n * size) for n in range(count)]
        (place,) = struct.unpack_from(layout.offset, data, start + count * size)


def field_at(data: bytes, layout: Layout, place: int) -> Field:
    """One entry; its value lies in it or elsewhere."""
    tag, kind, count, inside = struct.unpack_from(layout.entry, data, place)
    if tag not in NEEDED:
        return Field(tag, kind, 0, b"")
    size = BYTES[kind] * count
    if size <= len(inside):
        return Field(tag, kind, count, inside[:size])
    (at,) = struct.unpack(layout.offset, inside)
    raw = data[at : at + size]
    if len(raw) < size:
        raise damaged()
    return Field(tag, kind, count, raw)


def needed(page: list[Field], account: Account) -> list[Field]:
    """The fields that the pixels need; tables of JPEG are bytes, the others numbers."""
    kept = []
    for field in page:
        if field.tag in NEEDED and (field.kind not in TEXTS or field.tag == JPEG_TABLES):
            kept.append(field)
        else:
            account.add("removed", NAMES.get(field.tag, f"TIFF tag {field.tag}"))
    return kept


def numbers(field: Field, layout: Layout) -> list[int]:
    """The values of a field of whole numbers."""
    letter = {1: "B", 3: "H", 4: "I", 16: "Q"}[field.kind]
    return list(struct.unpack(f"{layout.order}{field.count}{letter}", field.raw))


def written(data: bytes, layout: Layout, pages: list[list[Field]], account: Account) -> bytes:
    """A new file: header, then for each page its pixels, long values and directory."""
    out = bytearray(data[:2] + struct.pack(layout.order + "H", 43 if layout.big else 42))
    if layout.big:
        out += struct.pack(layout.order + "HH", 8, 0)
    link = len(out)
    out += bytes(struct.calcsize(layout.offset))
    for page in pages:
        fields = {field.tag: field for field in page}
        for places, sizes in PLACES.items():
            if places in fields:
                fields |= copied(data, out, fields[places], fields[sizes], fields, layout, account)
        if JPEG_TABLES in fields:
            tables = plain_tables(fields[JPEG_TABLES].raw, account)
            fields[JPEG_TABLES] = Field(JPEG_TABLES, 7, len(tables), tables)
        link = append_directory(out, layout, link, [fields[tag] for tag in sorted(fields)])
    return bytes(out)


def copied(
    data: bytes,
    out: bytearray,
    places: Field,
    sizes: Field,
    fields: dict[int, Field],
    layout: Layout,
    account: Account,
) -> dict[int, Field]:
    """Copy strips or tiles to the end of `out`; the fields that say where they are now."""
    jpeg = COMPRESSION in fields and numbers(fields[COMPRESSION], layout) == [NEW_JPEG]
    starts, lengths = [], []
    for place, size in zip(numbers(places, layout), numbers(sizes, layout), strict=True):
        piece = data[place : place + size]
        if len(piece) < size:
            raise damaged()
        if jpeg and piece[1:2] == bytes([SOI]):
            piece = plain_jpeg(piece, account)
        pad(out)
        starts.append(len(out))
        lengths.append(len(piece))
        out += piece
    letter = layout.offset[-1]
    return {
        field.tag: Field(
            field.tag,
            layout.place_type,
            len(values),
            struct.pack(f"{layout.order}{len(values)}{letter}", *values),
        )
        for field, values in ((places, starts), (sizes, lengths))
    }


def plain_tables(tables: bytes, account: Account) -> bytes:
    """Tables for all strips: a JPEG without a scan."""
    return plain_jpeg(tables, account)


def append_directory(out: bytearray, layout: Layout, link: int, fields: list[Field]) -> int:
    """Write a directory and point to it from `link`; where the next one's place is to be put."""
    room = struct.calcsize(layout.offset)
    insides = []
    for field in fields:
        if len(field.raw) <= room:
            insides.append(field.raw.ljust(room, b"\0"))
        else:
            pad(out)
            insides.append(struct.pack(layout.offset, len(out)))
            out += field.raw
    pad(out)
    struct.pack_into(layout.offset, out, link, len(out))
    out += struct.pack(layout.count, len(fields))
    for field, inside in zip(fields, insides, strict=True):
        out += struct.pack(layout.entry, field.tag, field.kind, field.count, inside)
    out += bytes(room)
    return len(out) - room


def pad(out: bytearray) -> None:
    """Values begin at even places (TIFF 6.0, section 2)."""
    out += bytes(len(out) % 2)


def damaged() -> UnreadableImage:
    return UnreadableImage("the TIFF picture is cut short or damaged; export it again")
