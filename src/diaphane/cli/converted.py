"""What `diaphane convert` makes of images: NIfTI volumes, DICOM series, stacks of PNG files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import BadData, BadSetting, DiaphaneError
from .inputs import series_inside
from .terminal import progress, show, tell

if TYPE_CHECKING:
    from ..image import Image, Window

Kind = Literal["nifti", "dicom", "png", "tfrecord"]
Named = Literal["lung", "bone", "brain", "soft-tissue", "file"]

SUFFIXES: dict[str, Kind] = {".nii": "nifti", ".gz": "nifti", ".tfrecord": "tfrecord"}
"""What the name of OUT asks for."""


@dataclass(frozen=True)
class Wanted:
    """How images are to be written."""

    kind: Kind
    window: Named = "file"
    """Of PNG files."""
    sources: tuple[Path, ...] = ()
    """Of a DICOM series: the files it was made of; empty for those of the image itself."""
    modality: str = ""


def convert_images(data: Path, out: Path, wanted: Wanted) -> None:
    """Write the image, or each series of several to a file or folder of its own: OUT-1, OUT-2, ...

    Raises `DiaphaneError` where nothing could be written; exits with 3 where a series failed.
    """
    places = places_in(data)
    outs = [out] if len(places) == 1 else [numbered(out, place.name) for place in places]
    for file in outs:
        refuse_taken(file, data, wanted.kind)
    failed = 0
    for place, file in zip(places, outs, strict=True):
        try:
            write_one(place, file, wanted)
        except DiaphaneError as error:
            if len(places) == 1:
                raise
            tell(f"diaphane: {error}")
            failed += 1
    if failed:
        import typer

        tell(f"diaphane: {failed} of {len(places)} series failed")
        raise typer.Exit(2 if failed == len(places) else 3)


def places_in(data: Path) -> list[Path]:
    """The file itself, or each series of a folder, an archive or a DICOMDIR as `DATA/1`."""
    found = series_inside(data)
    return [data / str(one.number) for one in found] if len(found) > 1 else [data]


def numbered(out: Path, number: str) -> Path:
    """`OUT-2.nii.gz`, of `OUT.nii.gz`."""
    ending = "".join(suffix for suffix in out.suffixes[-2:] if suffix in SUFFIXES)
    return out.with_name(f"{out.name.removesuffix(ending)}-{number}{ending}")


def refuse_taken(out: Path, data: Path, kind: Kind) -> None:
    """Raise `BadSetting` where OUT would take the place of DATA, or is a folder that holds
    something."""
    if kind == "nifti":
        if out.absolute() == data.absolute():
            raise BadSetting(
                f"expected OUT to be another file than DATA, got {str(out)!r} for both; name "
                "another"
            )
        return
    from ..data.lay_out import refuse_occupied

    refuse_occupied(out, data if data.is_dir() else None)


def write_one(place: Path, out: Path, wanted: Wanted) -> None:
    """Read an image and write it."""
    from ..io import read

    image = read(place)
    for warning in image.warnings:
        tell(f"diaphane: {place}: {warning}")
    if wanted.kind == "nifti":
        write_volume(out, image)
    elif wanted.kind == "dicom":
        write_series(out, image, wanted)
    else:
        write_stack(out, image, wanted.window)


def write_volume(out: Path, image: Image) -> None:
    if image.channels != 1:
        raise BadData(
            f"expected a gray image for NIfTI, got {image.channels} channels; write PNG files"
        )
    from ..io.nifti_out import write_nifti

    show(str(write_nifti(out, image)))


def write_series(out: Path, image: Image, wanted: Wanted) -> None:
    from ..io.dicom_volume import write_volume

    sources = wanted.sources or image.source.dicom_files
    written = write_volume(out, image, sources=sources, modality=wanted.modality)
    show(f"{out}: {len(written)} DICOM files")


def write_stack(out: Path, image: Image, name: Named) -> None:
    """Each slice as a PNG of 8 bits, turned as radiology shows it."""
    import numpy as np

    from ..io.write import write_png
    from ..pixels.planes import plane, slice_axis
    from ..pixels.window import black_and_white, shown
    from ..words import DISCLAIMER

    image = image.but(window=window_for(image, name))
    count = 1
    if image.axes in ("zyx", "tyx"):
        count = image.shape[slice_axis(image) if image.axes == "zyx" else 0]
    window = image.window
    texts = {"Comment": DISCLAIMER}
    if window:
        texts["Description"] = black_and_white(window, image.units)
    for number in progress(range(1, count + 1), total=count, doing="writing"):
        one = plane(image, number)[0]
        values = np.rint(np.moveaxis(shown(one), 0, -1) * 255).astype(np.uint8)
        write_png(
            out / f"{number:04}.png", values[..., 0] if image.channels == 1 else values, texts=texts
        )
    if one.spacing and abs(one.spacing[0] / one.spacing[1] - 1) > 0.01:
        tell(
            f"diaphane: pixels are {one.spacing[0]:g} mm high and {one.spacing[1]:g} mm wide, "
            "which PNG files do not keep"
        )
    show(f"{out}: {count} PNG files" if count > 1 else str(out / "0001.png"))


def window_for(image: Image, name: Named) -> Window | None:
    """The window asked for; the file's where that is asked for, and that of the whole volume's
    values where the file has none."""
    from ..pixels.window import NAMED, percentiles

    if name != "file":
        if image.units != "HU":
            raise BadSetting(
                f"expected Hounsfield units for --window {name}, got "
                f"{image.units or 'values without units'}; take --window file"
            )
        return NAMED[name]
    if image.window or image.channels > 1 or image.pixels.dtype == "uint8":
        return image.window
    tell("diaphane: the file has no window; its values from 0.5 to 99.5 % are shown")
    return percentiles(image.pixels)
