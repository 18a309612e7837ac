"""`diaphane anonymize`: image files without their patients.

Nothing said or written repeats a value of an input, nor its name: inputs are told by their number.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting, CannotWrite, MissingPackage, UnreadableImage
from .anonymized import Done, as_plain, in_words
from .options import Json
from .terminal import progress, show, show_json, tell

if TYPE_CHECKING:
    from ..io.deidentify.pseudonyms import Pseudonyms
    from ..io.deidentify.settings import Faces, Settings

Inputs = Annotated[
    list[Path],
    typer.Argument(
        metavar="INPUT...",
        help="DICOM, NIfTI, PNG, JPEG and TIFF files, or folders of them.",
        show_default=False,
    ),
]
Where = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help="Write the files here.")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="A secret: with it a patient has the same pseudonym in every run; made if absent.",
        show_default=False,
    ),
]
Link = Annotated[
    Path | None,
    typer.Option(
        "--link",
        metavar="FILE",
        help="Write a table of which input became which file; as secret as the inputs.",
        show_default=False,
    ),
]
Blank = Annotated[
    list[str] | None,
    typer.Option(
        "--blank",
        metavar="LEFT,TOP,WIDTH,HEIGHT",
        help="Blank this region of every image; may be repeated.",
        show_default=False,
    ),
]
BlankRows = Annotated[
    int,
    typer.Option(
        "--blank-rows", metavar="N", min=0, help="Blank N rows at the top of every image."
    ),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        help="Regions to blank by modality, manufacturer and model, as TOML.",
        show_default=False,
    ),
]
Faces_ = Annotated[
    bool | None,
    typer.Option(
        "--faces/--no-faces",
        help="Blur faces in pictures; if not said, in colour pictures where OpenCV is installed.",
        show_default=False,
    ),
]
KeepFolders = Annotated[
    bool,
    typer.Option("--keep-folders", help="Keep the names of folders, which may name a person."),
]

REPORT = "anonymized.json"
WIDEST = 2**16
"""Columns that no image exceeds."""

PLAIN_FOLDERS = ("train", "test", "validation", "calibration", "images", "masks")
"""Names of folders that say nothing of a person and much to a training."""


@dataclass(frozen=True)
class Found:
    """A file to anonymise."""

    path: Path
    place: PurePosixPath
    """Below the folder named."""
    named: bool
    """Named itself, so that it has to be an image."""


def anonymize(
    inputs: Inputs,
    out: Where,
    key: Key = None,
    link: Link = None,
    blank: Blank = None,
    blank_rows: BlankRows = 0,
    rules: Rules = None,
    faces: Faces_ = None,
    keep_folders: KeepFolders = False,
    json: Json = False,
) -> None:
    """Take out of image files what tells who the patient is.

    DICOM by PS3.15, Basic Profile: names, numbers, private elements, overlays go, UIDs are
    replaced alike everywhere, dates moved by days that are a patient's own. NIfTI, PNG, JPEG and
    TIFF keep their pixels and lose their words. What was done stands in anonymized.json. No
    program sees all: look at the warnings and at the images before you hand them on.
    """
    from ..io.write import write_json

    refuse_places(inputs, out, key, link)
    settings = settings_of(key, blank or [], blank_rows, rules, faces)
    files = list(found(inputs))
    every = anonymized(files, out, settings, keep_folders)
    done = list(progress(every, total=len(files), doing="anonymizing"))
    report = as_plain(done)
    write_json(out / REPORT, report)
    if link:
        write_link(link, [(file.path, one.file) for file, one in zip(files, done, strict=True)])
    show_json(report) if json else show(in_words(report, out / REPORT))
    finish(done)


def settings_of(
    key: Path | None, blank: list[str], rows: int, rules: Path | None, faces: bool | None
) -> Settings:
    """What was asked for on the command line."""
    from ..io.deidentify.pseudonyms import for_this_run, from_file
    from ..io.deidentify.regions import Region, read_rules, region_of
    from ..io.deidentify.settings import Settings

    band = [Region(0, 0, WIDEST, rows)] if rows else []
    return Settings(
        from_file(key) if key else for_this_run(),
        blank=(*map(region_of, blank), *band),
        rules=read_rules(rules) if rules else (),
        faces=face_finder(faces),
        gray_faces=bool(faces),
    )


def face_finder(asked: bool | None) -> Faces | None:
    """Finds faces as regions; None where it is not to, or cannot and was not asked to."""
    from ..io.deidentify.regions import Region
    from ..pixels.faces import find_faces, opencv

    if asked is False:
        return None
    try:
        opencv()
    except MissingPackage:
        if asked:
            raise
        return None
    return lambda picture: [Region(f.left, f.top, f.side, f.side) for f in find_faces(picture)]


def found(inputs: Sequence[Path]) -> Iterator[Found]:
    """The files named, and all in the folders named but hidden ones and directories of DICOM."""
    for root in inputs:
        if not root.is_dir():
            yield Found(root, PurePosixPath(root.name), named=True)
            continue
        for folder, inner, names in os.walk(root):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                path = Path(folder, name)
                if not name.startswith(".") and name.upper() != "DICOMDIR":
                    yield Found(path, PurePosixPath(path.relative_to(root)), named=False)


def anonymized(
    files: Sequence[Found], out: Path, settings: Settings, keep_folders: bool
) -> Iterator[Done]:
    """What became of each file, once its result is written."""
    from ..io import contents
    from ..io.deidentify import deidentify, is_image
    from ..io.write import write_bytes

    taken: set[PurePosixPath] = set()
    for number, file in enumerate(files, start=1):
        name = pseudonym(file.place, settings.pseudonyms, keep_folders)
        if not file.named and not is_image(file.path):
            yield Done(number, left_out=True)
            continue
        try:
            made = deidentify(contents(file.path), name, settings)
        except UnreadableImage as error:
            tell(f"input {number}: {error}")
            yield Done(number, error=str(error))
            continue
        place = free(made.name, taken)
        taken.add(place)
        write_bytes(out / place, made.data)
        yield Done(number, file=place, account=made.account)


def pseudonym(place: PurePosixPath, pseudonyms: Pseudonyms, keep_folders: bool) -> PurePosixPath:
    """What a file is called that names itself by no UID; files of one name are called alike, so
    that an image still has its mask."""
    folders = [
        name if keep_folders or name in PLAIN_FOLDERS else pseudonyms.word(name)
        for name in place.parent.parts
    ]
    stem = place.name.removesuffix(".gz").removesuffix(place.suffix).removesuffix(".nii")
    return PurePosixPath(*folders, pseudonyms.word(stem))


def free(name: PurePosixPath, taken: set[PurePosixPath]) -> PurePosixPath:
    """The name, with a number where it is taken."""
    stem, dot, suffix = name.name.partition(".") if name.suffix != ".dcm" else _instance(name)
    count = 2
    while name in taken:
        name = name.with_name(f"{stem}-{count}{dot}{suffix}")
        count += 1
    return name


def _instance(name: PurePosixPath) -> tuple[str, str, str]:
    return name.stem, ".", "dcm"


def refuse_places(inputs: Sequence[Path], out: Path, key: Path | None, link: Path | None) -> None:
    """Raise `BadSetting` where results would lie among inputs, or secrets among results."""
    folder = out.resolve()
    if any(folder == path.resolve() or path.resolve() in folder.parents for path in inputs):
        raise BadSetting(
            "expected -o to name a folder outside of the inputs, got one in them; choose another"
        )
    for option, secret in (("--key", key), ("--link", link)):
        if secret and folder in secret.resolve().parents:
            raise BadSetting(
                f"expected {option} to name a file outside of -o, got one in it; whoever gets the "
                "results would get it, too"
            )


def write_link(path: Path, rows: Sequence[tuple[Path, PurePosixPath | None]]) -> None:
    """Which input became which file, for the owner only. Raises `CannotWrite`."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("input", "file"))
    table.writerows(
        (os.fsencode(given).decode("utf-8", "replace"), file or "") for given, file in rows
    )
    try:
        path.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text.getvalue())
    except OSError as error:
        reason = (error.strerror or "unknown").lower()
        raise CannotWrite(f"could not write the table of --link: {reason}") from error


def finish(done: Sequence[Done]) -> None:
    """Leave with the exit code for files that were refused."""
    refused = any(one.error for one in done)
    if not any(one.account for one in done):
        if not refused:
            tell("diaphane: expected DICOM, NIfTI, PNG, JPEG or TIFF files, found none")
        raise typer.Exit(2)
    if refused:
        raise typer.Exit(3)
