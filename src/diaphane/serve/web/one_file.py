"""The one file in a small form (multipart/form-data, RFC 7578) that is in memory already."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from .refused import Refused

PART = "file"

NO_FILE = f"expected a form with one file in the part {PART!r}, got none; send the file itself"


@dataclass
class Form:
    """What was met while a form was read."""

    name: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    wanted: bool = False
    found: bytearray | None = None

    def part(self) -> None:
        self.wanted = False

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self.name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def header(self) -> None:
        if self.name.lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self.value))
            if options.get(b"name") == PART.encode() and self.found is None:
                self.wanted, self.found = True, bytearray()
        self.name.clear()
        self.value.clear()

    def data(self, data: bytes, start: int, end: int) -> None:
        if self.wanted and self.found is not None:
            self.found += data[start:end]


def one_file(body: bytes, kind: str) -> bytes:
    """The bytes of the part `file`. Raises `Refused`."""
    _, options = parse_options_header(kind)
    form = Form()
    try:
        parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": form.part,
                "on_header_field": form.header_name,
                "on_header_value": form.header_value,
                "on_header_end": form.header,
                "on_part_data": form.data,
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, KeyError) as error:
        raise Refused(422, NO_FILE) from error
    if form.found is None:
        raise Refused(422, NO_FILE)
    return bytes(form.found)
