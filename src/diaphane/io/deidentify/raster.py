"""A PNG, JPEG or TIFF picture without notes; its pixels stay bit for bit, unless regions are
blanked or faces blurred."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from ...errors import UnreadableImage
from .. import decode, raster
from ..foreign import foreign
from ..sniff import Format
from . import jpeg, png, tiff
from .account import Account, Cleaned
from .blur import blurred
from .regions import Region
from .settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

PLAIN = {"png": png.without_notes, "jpeg": jpeg.without_notes, "tiff": tiff.without_notes}
SUFFIXES = {"png": ".png", "jpeg": ".jpg", "tiff": ".tif"}
SAVED: dict[str, dict[str, Any]] = {
    "png": {"format": "PNG"},
    "jpeg": {"format": "JPEG", "quality": 95, "subsampling": 0},
    "tiff": {"format": "TIFF", "compression": "tiff_lzw"},
}
"""How a picture is written whose pixels were changed."""

PAINTED = ("L", "RGB", "RGBA", "LA")
"""Modes of 8 bits, on which regions are painted."""

FACES = "faces were blurred; look whether all were found, and whether it was one"


NOT_LOOKED = (
    "faces were not looked for in a colour picture; where there may be any, say --faces "
    "(pip install 'diaphane[faces]')"
)


def deidentify(data: bytes, format: Format, name: PurePosixPath, settings: Settings) -> Cleaned:  # noqa: A002
    """The picture without notes; see `deidentify` of the package."""
    if format not in PLAIN:
        raise UnreadableImage(
            f"expected PNG, JPEG, TIFF, DICOM or NIfTI, got {format.upper()}; convert it to PNG"
        )
    account = Account()
    before = decode(data)  # in a process of its own: what fails there is never opened here
    plain = PLAIN[format](data, account)
    picture = opened(data, format)
    plain = upright_as_before(plain, format, raster.orientation_of(picture))
    faces = found_faces(data, format, settings, account)
    if settings.blank or faces:
        plain = repainted(data, format, settings.blank, faces)
    elif not np.array_equal(decode(plain).pixels, before.pixels):
        raise UnreadableImage(
            f"the pixels of this {format.upper()} picture depend on what would be removed; "
            "convert it to PNG"
        )
    if settings.blank:
        account.add("blanked", "regions of pixels")
    if faces:
        account.add("blurred", "faces", len(faces))
        account.warn(FACES)
    return Cleaned(plain, name.with_name(name.name + SUFFIXES[format]), account)


def opened(data: bytes, format: Format) -> Any:  # noqa: A002
    """The picture by its one decoder."""
    module, name = raster.PLUGINS[format]
    with foreign(f"decode the {format.upper()} picture"):
        return getattr(import_module(module), name)(BytesIO(data))


def upright_as_before(plain: bytes, format: Format, orientation: int) -> bytes:  # noqa: A002
    """With how the camera was held, and nothing else, where the picture has to be turned."""
    if orientation not in range(2, 9) or format == "tiff":  # a TIFF has it among its tags
        return plain
    from PIL.Image import Exif

    exif = Exif()
    exif[raster.ORIENTATION] = orientation
    noted = exif.tobytes()
    if format == "png":
        return png.with_exif(plain, noted.removeprefix(b"Exif\0\0"))
    return jpeg.with_exif(plain, noted)


def painting(data: bytes, format: Format) -> Picture:  # noqa: A002
    """The picture upright, in a mode that can be painted on."""
    picture = opened(data, format)
    orientation = raster.orientation_of(picture)
    with foreign(f"decode the {format.upper()} picture"):
        picture.load()
    made: Picture = raster.upright(picture, orientation, [])
    if made.mode in ("P", "PA", "CMYK", "YCbCr", "1"):
        made = made.convert("L" if made.mode == "1" else "RGB")
    return made


def found_faces(
    data: bytes,
    format: Format,  # noqa: A002
    settings: Settings,
    account: Account,
) -> list[Region]:
    """Faces in a photograph: a picture in colours, unless gray ones are asked about, too."""
    picture = painting(data, format)
    if picture.mode not in PAINTED or (is_gray(picture) and not settings.gray_faces):
        return []
    if settings.faces is None:
        account.warn(NOT_LOOKED)
        return []
    return list(settings.faces(np.asarray(picture.convert("RGB"))))


def is_gray(picture: Picture) -> bool:
    """True where all colours are gray."""
    rgb = np.asarray(picture.convert("RGB"))
    return bool((rgb == rgb[..., :1]).all())


def repainted(
    data: bytes,
    format: Format,  # noqa: A002
    blank: tuple[Region, ...],
    faces: list[Region],
) -> bytes:
    """The picture with regions black and faces blurred, written anew and upright."""
    picture = painting(data, format)
    if getattr(opened(data, format), "n_frames", 1) > 1:
        raise UnreadableImage(
            "expected one picture to paint on, got a file with several; divide it into pages"
        )
    if picture.mode not in PAINTED or raster.losses(cast(Any, opened(data, format)), data):
        raise UnreadableImage(
            "expected 8 bits a sample in a picture to paint on, got another depth; convert it"
        )
    for r in blank:
        picture.paste(0, (r.left, r.top, r.left + r.width, r.top + r.height))
    for face in faces:
        blurred(picture, face)
    picture.info.clear()
    if format == "jpeg" and picture.mode in ("RGBA", "LA"):
        picture = picture.convert("RGB")
    buffer = BytesIO()
    picture.save(buffer, **SAVED[format])
    return PLAIN[format](buffer.getvalue(), Account())
