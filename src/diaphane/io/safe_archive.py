"""Unpack a zip or tar file that a stranger packed: all of it, inside a folder, or nothing.

What the archive says of itself is judged before anything is written, and what comes out is
counted. An archive inside is refused, not unpacked.
"""

from __future__ import annotations

import stat
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import IO

from ..errors import UnreadableImage
from .safe_path import safe_parts, shown
from .write import make_folder

CHUNK = 2**20

ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!")
"""How archives begin; a gzip of one NIfTI volume is let through by its name."""

ODD = "a link, a device or a file with holes"

MOST_AT_ONCE = 2**24
"""Bytes that a reader may ask for at once: a zip's list of members, a long name in a tar."""


@dataclass(frozen=True)
class Limits:
    """What an archive may hold."""

    members: int = 20_000
    total: int = 4 * 2**30
    """Bytes, unpacked."""
    each: int = 2 * 2**30
    """Bytes of one member."""
    ratio: int = 100
    """Bytes unpacked for each packed, of what is larger than `small`."""
    small: int = 16 * 2**20
    """Bytes unpacked that are no harm, however well they were packed: blank slices shrink well."""


LIMITS = Limits()

Box = zipfile.ZipFile | tarfile.TarFile


@dataclass(frozen=True)
class Member:
    """A file or folder that an archive says it holds."""

    name: str
    size: int
    packed: int
    kind: str
    """file, folder or `ODD`."""
    source: zipfile.ZipInfo | tarfile.TarInfo


def is_archive(head: bytes) -> bool:
    """Does a file that begins so look like one that `safe_extract` unpacks?"""
    if head[128:132] == b"DICM":  # the bytes before may be of another file
        return False
    return head.startswith((ARCHIVES[0], ARCHIVES[1])) or head[257:262] == b"ustar"


def safe_extract(archive: Path, folder: Path, *, limits: Limits = LIMITS) -> tuple[Path, ...]:
    """Unpack into `folder`, which is made; the files, in the archive's order.

    Raises `UnreadableImage` where a member would lie outside, is a link or device, comes twice or
    is an archive, where there is too much of it, the archive is damaged or locked, or there is no
    room. Nothing is left behind then.
    """
    with opened(archive, limits.members) as (box, members):
        judge(members, limits)
        make_folder(folder)
        # Within the target, so that what was unpacked takes its place in one step.
        part = Path(mkdtemp(prefix=".diaphane-", dir=folder))
        try:
            unpack(box, members, part, limits)
            for top in sorted(part.iterdir()):
                if (folder / top.name).exists():
                    raise UnreadableImage(
                        f"expected a folder without {shown(top.name)}, which the archive holds "
                        "too; unpack into an empty one"
                    )
            for top in sorted(part.iterdir()):
                top.rename(folder / top.name)
        finally:
            rmtree(part, ignore_errors=True)
    return tuple(folder.joinpath(*parts_of(m)) for m in members if m.kind == "file")


class Sips(FileIO):
    """A file that is read in sips, so that no length in it fills the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_AT_ONCE:
            raise ValueError(f"expected to read at most {MOST_AT_ONCE} bytes at once, got {size}")
        return super().read(size) or b""


@contextmanager
def opened(archive: Path, most: int) -> Iterator[tuple[Box, Sequence[Member]]]:
    """The archive and what it says it holds, `most` members and one more at most. Raises
    `UnreadableImage`, here and in the block."""
    try:
        with Sips(archive) as file:
            if is_tar(file):
                with tarfile.TarFile(fileobj=file) as tar:
                    yield tar, [tar_member(info) for info in islice(tar, most + 1)]
            else:
                with zipfile.ZipFile(file) as box:
                    yield box, [zip_member(info) for info in box.infolist()]
    # What Python's readers raise on damaged, locked or unheard-of archives.
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise UnreadableImage(
            "the archive is cut short, damaged, locked or packed in a way that is not known; fetch "
            "it again, or unpack it yourself"
        ) from error
    except OSError as error:
        raise UnreadableImage(
            f"the archive cannot be unpacked ({error.strerror}); check its permissions and the room"
        ) from error


def is_tar(file: FileIO) -> bool:
    head = file.read(512)
    file.seek(0)
    return head[257:262] == b"ustar"


def zip_member(info: zipfile.ZipInfo) -> Member:
    mode = stat.S_IFMT(info.external_attr >> 16)
    odd = mode not in (0, stat.S_IFREG, stat.S_IFDIR)
    kind = ODD if odd else "folder" if info.orig_filename.endswith("/") else "file"
    # `filename` has had its NULs and backslashes mended; judged is what the archive says.
    return Member(info.orig_filename, info.file_size, info.compress_size, kind, info)


def tar_member(info: tarfile.TarInfo) -> Member:
    plain = info.isreg() and not info.issparse()
    kind = "folder" if info.isdir() else "file" if plain else ODD
    return Member(info.name, info.size, info.size, kind, info)


def parts_of(member: Member) -> tuple[str, ...]:
    name = member.name.removesuffix("/") if member.kind == "folder" else member.name
    return safe_parts(name.removeprefix("./"))


def judge(members: Sequence[Member], limits: Limits) -> None:
    """Refuse an archive for what it says of itself."""
    if len(members) > limits.members:
        raise too_much(f"{limits.members} members", len(members))
    for member in members:
        if member.kind not in ("file", "folder"):
            raise UnreadableImage(
                f"expected files and folders alone in the archive, got {shown(member.name)}, "
                f"{ODD}; pack the files themselves"
            )
        if member.size > limits.each:
            raise too_much(f"{limits.each} bytes in a file", member.size)
    # Names that differ in case alone are one file on some systems.
    names = Counter("/".join(parts_of(m)).casefold() for m in members)
    files = {"/".join(parts_of(m)).casefold() for m in members if m.kind == "file"}
    if twice := next((name for name in files if names[name] > 1), None):
        raise UnreadableImage(
            f"expected each name once in the archive, got {shown(twice)} {names[twice]} times; "
            "pack it again"
        )
    total, packed = sum(m.size for m in members), sum(m.packed for m in members)
    if total > limits.total:
        raise too_much(f"{limits.total} bytes unpacked", total)
    if total > limits.small and total > limits.ratio * packed:
        raise too_much(f"{limits.ratio} bytes for each that is packed", total // max(1, packed))


def too_much(most: str, got: int) -> UnreadableImage:
    return UnreadableImage(
        f"expected at most {most} in the archive, got {got}; unpack it yourself, if you trust it, "
        "and name the folder"
    )


def unpack(box: Box, members: Sequence[Member], folder: Path, limits: Limits) -> None:
    """Write the members below an empty folder, counting what comes."""
    for member in members:
        path = folder.joinpath(*parts_of(member))
        if member.kind == "folder":
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with content(box, member) as packed, path.open("xb") as file:
            copy(packed, file, member, limits)


def content(box: Box, member: Member) -> IO[bytes]:
    if isinstance(member.source, zipfile.ZipInfo):
        assert isinstance(box, zipfile.ZipFile)
        return box.open(member.source)
    assert isinstance(box, tarfile.TarFile)
    inside = box.extractfile(member.source)
    assert inside is not None
    return inside


def copy(packed: IO[bytes], file: IO[bytes], member: Member, limits: Limits) -> None:
    """The bytes of a member, as many as it says."""
    came = 0
    while chunk := packed.read(CHUNK):
        if came == 0 and chunk.startswith(ARCHIVES) and not member.name.endswith(".nii.gz"):
            raise UnreadableImage(
                f"expected no archive in the archive, got {shown(member.name)}; unpack it "
                "yourself, if you trust it"
            )
        came += len(chunk)
        if came > min(member.size, limits.each):
            raise too_much(f"{member.size} bytes of {shown(member.name)}, as it says,", came)
        file.write(chunk)
    if came < member.size:
        raise UnreadableImage(
            f"the archive is cut short: {shown(member.name)} promises {member.size} bytes, {came} "
            "came; fetch it again"
        )
