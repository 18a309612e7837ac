"""`diaphane convert`: images in another format, and images with masks as TFRecord files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..errors import BadSetting
from .converted import SUFFIXES, Kind, Named, Wanted, convert_images
from .terminal import progress, show

if TYPE_CHECKING:
    from ..data.folders import Part
    from ..data.pairs import Pair
    from ..io.tfrecord import Features

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="An image, DICOM images in a folder or archive, or images with masks.",
        show_default=False,
    ),
]
File = Annotated[
    Path,
    typer.Argument(
        metavar="OUT",
        help="NAME.nii.gz, NAME.nii or NAME.tfrecord; or a new folder, with --to.",
        show_default=False,
    ),
]
To = Annotated[
    Kind | None,
    typer.Option("--to", help="What to write, where OUT does not say.", show_default=False),
]
By = Annotated[
    Named | None,
    typer.Option(
        "--window",
        help="Which values PNG files show, from black to white; the file's if not said.",
        show_default=False,
    ),
]
Origin = Annotated[
    Path | None,
    typer.Option(
        "--source",
        metavar="PATH",
        help="The DICOM series that DATA was made of: the new one is of the same study.",
        show_default=False,
    ),
]
Modality = Annotated[
    Literal["CT", "MR"] | None,
    typer.Option("--modality", help="Of a DICOM series made of NIfTI.", show_default=False),
]


def convert(
    data: Data,
    out: File,
    to: To = None,
    window: By = None,
    source: Origin = None,
    modality: Modality = None,
) -> None:
    """Write images in another format: NIfTI, DICOM, PNG, TFRecord.

    Volumes keep their place in the patient. Each of several series goes to a file or folder of its
    own. DICOM series are new ones, marked as derived, and refer to their source. PNG files hold 8
    bits of one window each. Images with masks become TFRecord files, which are data again.
    """
    kind = kind_of(out, to, window)
    refuse_unused(kind, window, source, modality)
    if kind == "tfrecord":
        convert_pairs(data, out)
        return
    sources = files_of(source) if source else ()
    wanted = Wanted(kind, window or "file", sources, modality or "")
    convert_images(data, out, wanted)


def kind_of(out: Path, to: Kind | None, window: Named | None) -> Kind:
    """What OUT is to be. Raises `BadSetting` where nothing says so."""
    told = SUFFIXES.get(out.suffix.lower().replace("records", "record"))
    if to and told and to != told:
        raise BadSetting(
            f"expected OUT to be a name for {to}, got {str(out)!r}; leave --to out, or name another"
        )
    if kind := to or told or ("png" if window else None):
        return kind
    raise BadSetting(
        "expected OUT to be called NAME.nii.gz, NAME.nii or NAME.tfrecord, or a folder with --to "
        f"dicom or --to png, got {str(out)!r}"
    )


def refuse_unused(
    kind: Kind, window: Named | None, source: Path | None, modality: str | None
) -> None:
    """Raise `BadSetting` for options that would do nothing."""
    given = {"--window": window, "--source": source, "--modality": modality}
    for option in (option for option, value in given.items() if value is not None):
        of = "png" if option == "--window" else "dicom"
        if of != kind:
            raise BadSetting(f"expected --to {of} for {option}, got {kind}; leave the option out")


def files_of(source: Path) -> tuple[Path, ...]:
    """The DICOM files of the series that DATA was made of. Raises `UnreadableImage`."""
    from ..io.dicom_inside import holds_files, is_numbered

    if not holds_files(source) and not is_numbered(source):
        return (source,)
    from ..io.dicom_studies import the_series

    return the_series(source).files


def convert_pairs(data: Path, out: Path) -> None:
    """Put images and their masks into TFRecord files, as they are: data again.

    TensorFlow reads them, too: image_raw and image_label hold the samples, height, width and depth
    their size, dtype their type, geometry the rest.
    """
    from ..data.folders import parts_in
    from ..data.pairs import read_pairs
    from ..io.tfrecord import write_records

    refuse_other(out)
    parts: Sequence[Part | None] = parts_in(data) or (None,)
    for part in parts:
        file = out.with_name(f"{out.stem}-{part}{out.suffix}") if part else out
        refuse_itself(file, data)
        pairs = read_pairs(data, part)
        write_records(file, records(pairs, f"writing {file.name}"))
        show(str(file))


def refuse_other(out: Path) -> None:
    """Raise `BadSetting` for what is no TFRecord file by its name."""
    from ..data.record_files import SUFFIXES

    if out.suffix.lower() not in SUFFIXES:
        raise BadSetting(f"expected OUT to be called NAME.tfrecord, got {str(out)!r}; rename it")


def refuse_itself(file: Path, data: Path) -> None:
    """Raise `BadSetting` where a file would take its own place."""
    from ..data.record_files import record_files

    read = record_files(data)
    if read and file.absolute() in {path.absolute() for path in read.files}:
        raise BadSetting(
            f"expected OUT to be another file than DATA, got {str(file)!r} for both; name another"
        )


def records(pairs: Sequence[Pair], doing: str) -> Iterator[Features]:
    """The record of each pair, one at a time."""
    from ..data.records import features_of

    return progress(map(features_of, pairs), total=len(pairs), doing=doing)
