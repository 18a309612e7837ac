"""The files in a form (multipart/form-data, RFC 7578), written to a folder while they arrive.

No file is in memory as a whole, and none goes to the system's folder for temporary files. What a
file is called is noted for the one who sent it; on the disk it is called by its number.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from unicodedata import category

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ...io.write_through import write_through
from .refused import Refused

PART = "files"
"""What each part is called."""
HEADERS = 8
"""Of a part."""
HEADER_BYTES = 2**14
"""Of one of them."""
NAME = 1024
"""Characters of a file's name, with the folders before it."""
AROUND = HEADERS * HEADER_BYTES
"""Bytes that a part may have besides its file."""

NO_FORM = "expected a form with files (multipart/form-data), got another body; send files"
BROKEN = "expected a whole form, got one that is broken or cut short; send the files again"
NO_FILES = f"expected parts called {PART!r} with a file each, got none; choose files"
OTHER = f"expected parts called {PART!r} with a file each, got another; leave it out"
LONG = f"expected names of at most {NAME} characters, got a longer one; rename the file"


@dataclass
class Part:
    """One that is being read."""

    field: bytes = b""
    value: bytes = b""
    named: str | None = None
    file: IO[bytes] | None = None
    size: int = 0


@dataclass
class Parts:
    """Takes a form piece by piece."""

    folder: Path
    boundary: bytes
    most_bytes: int
    most_files: int
    came: list[dict[str, Any]] = field(default_factory=list)
    """`{"file": "0001", "name": ..., "bytes": ...}`, as the table of uploads has it."""
    size: int = 0
    part: Part = field(default_factory=Part)
    whole: bool = False

    def __post_init__(self) -> None:
        try:
            self.parser = MultipartParser(
                self.boundary,
                {
                    "on_part_begin": self.begin,
                    "on_header_field": self.header_field,
                    "on_header_value": self.header_value,
                    "on_header_end": self.header,
                    "on_headers_finished": self.open,
                    "on_part_data": self.write,
                    "on_part_end": self.end,
                    "on_end": self.finish,
                },
                max_header_count=HEADERS,
                max_header_size=HEADER_BYTES,
            )
        except FormParserError as error:
            raise Refused(422, NO_FORM) from error

    def take(self, data: bytes) -> None:
        """The next piece. Raises `Refused`, and `OSError` of the disk."""
        try:
            self.parser.write(data)
        except FormParserError as error:
            raise Refused(422, BROKEN) from error

    def done(self) -> list[dict[str, Any]]:
        """The files, once the form has ended and all is on the disk."""
        if not self.whole:
            raise Refused(422, BROKEN)
        if not self.came:
            raise Refused(422, NO_FILES)
        write_through(self.folder)
        return self.came

    def close(self) -> None:
        """Let go of a file that is open."""
        if self.part.file is not None:
            self.part.file.close()

    def begin(self) -> None:
        self.part = Part()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self.part.field += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.part.value += data[start:end]

    def header(self) -> None:
        if self.part.field.lower() == b"content-disposition":
            _, options = parse_options_header(self.part.value)
            if options.get(b"name") != PART.encode():
                raise Refused(422, OTHER)
            self.part.named = shown(options[b"filename"]) if b"filename" in options else None
        self.part.field = self.part.value = b""

    def open(self) -> None:
        if self.part.named is None:
            raise Refused(422, OTHER)
        if len(self.came) >= self.most_files:
            raise Refused(
                413,
                f"expected at most {self.most_files} files at once, got more; send a zip, or fewer",
            )
        if self.part.named:  # a form that was sent without a choice has a file without a name
            path = self.folder / f"{len(self.came) + 1:04d}"
            self.part.file = path.open("xb", buffering=2**17)

    def write(self, data: bytes, start: int, end: int) -> None:
        self.size += end - start
        self.part.size += end - start
        if self.size > self.most_bytes:
            raise Refused(413, too_large(self.most_bytes))
        if self.part.file is not None:
            self.part.file.write(memoryview(data)[start:end])

    def end(self) -> None:
        file, self.part.file = self.part.file, None
        if file is None:
            return
        with file:
            file.flush()
            os.fsync(file.fileno())
        name = f"{len(self.came) + 1:04d}"
        self.came.append({"file": name, "name": self.part.named, "bytes": self.part.size})

    def finish(self) -> None:
        self.whole = True


def shown(name: bytes) -> str:
    """What a file is called, as text to be looked at: a browser writes quotes as %22."""
    text = name.decode("utf-8", "replace").replace("%22", '"').replace("\\", "/")
    if len(text) > NAME:
        raise Refused(422, LONG)
    return "".join(c for c in text if category(c) not in ("Cc", "Cs")) or "_" * bool(name)


def too_large(most: int) -> str:
    return (
        f"expected at most {most / 2**20:.0f} MiB at once, got more; send fewer files, or have an "
        "admin raise --upload-mib"
    )
