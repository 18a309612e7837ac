"""Sharp pictures, and each of them small: what a network that enhances learns from.

    DATA/1.jpg                DATA/any/2.png         a folder of pictures: small ones are made
    DATA/HR/1.png             DATA/LRx4/1.png        small ones given, for a scale of 4
    DATA/Set5/HR/1.png        DATA/Set5/LRx4/1.png   several such sets
    DATA/manifest.csv (optional): path, and any of group, patient, study

Any of them may lie below DATA/train and DATA/test; both must exist then, and DATA/validation may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .. import io
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..image import Image
from ..io.below import files_below, hidden
from .degrade import fitted, smaller
from .folders import Part, group_of, may_be_image, parts_in, read_manifest
from .pairs import stem_of
from .table import listed

SHARP = "HR"


@dataclass(frozen=True)
class Sharp:
    """A picture as it should become, and as it is given. Reads from any thread."""

    name: str
    """The sharp picture's path below the data folder: how reports call it."""
    truth: Callable[[], Image] = field(compare=False)
    """Reads the sharp picture, cut to a multiple of the scale; raises `UnreadableImage`, and
    `BadData` for what is no picture."""
    low: Callable[[], Image] = field(compare=False)
    """Reads the small one, or makes it by bicubic."""
    given: bool = False
    """Does the small one come from a file?"""
    group: str = ""
    """The set it belongs to, where there are several."""
    kin: str = ""
    """Pictures of one patient, or of another group of the manifest, stay in one part; empty: on
    its own."""
    path: Path | None = None
    """The sharp picture's file."""


def read_sharp(root: Path | str, part: Part | None = None, scale: int = 4) -> tuple[Sharp, ...]:
    """The pictures below `root`, sorted by name. Nothing but names is read.

    `part`, one of `parts_in`, chooses where the data is in parts (None: all of them) and says
    nothing elsewhere. Raises `BadData` where the folder is laid out otherwise, and `Several`.
    """
    root = Path(root)
    if not root.is_dir():
        raise BadData(
            f"expected a folder of pictures, or one with {SHARP}/ and {small_name(scale)}/, found "
            f"{'a file' if root.exists() else 'nothing'} at {str(root)!r}"
        )
    parts = parts_in(root)
    places = [root / p for p in parts if part in (None, p)] if parts else [root]
    wrong: list[DiaphaneError] = []
    found = [attempt(partial(pictures_in, root, place, scale), wrong) for place in places]
    refuse(wrong)
    return tuple(sorted((one for there in found for one in there or ()), key=lambda s: s.name))


def small_name(scale: int) -> str:
    """What the folder of small pictures is called."""
    return f"LRx{scale}"


def pictures_in(root: Path, place: Path, scale: int) -> list[Sharp]:
    """The pictures of one part: of its one set, of its several sets, or all there are."""
    if (place / SHARP).is_dir():
        return in_set(root, place, scale, group="")
    sets = sorted(d for d in place.iterdir() if not hidden(d.name) and (d / SHARP).is_dir())
    if sets:
        return [one for folder in sets for one in in_set(root, folder, scale, group=folder.name)]
    return loose(root, place, {}, scale, group="")


def in_set(root: Path, place: Path, scale: int, *, group: str) -> list[Sharp]:
    """Pictures of HR/, with the small ones beside them where these are there."""
    folder = place / small_name(scale)
    if not folder.is_dir():
        return loose(root, place / SHARP, {}, scale, group=group)
    small = {stem_of(path.relative_to(folder)): path for path in files_in(folder)}
    found = loose(root, place / SHARP, small, scale, group=group)
    stems = {stem_of(path.relative_to(place / SHARP)) for path in files_in(place / SHARP)}
    lone = sorted(set(small) - stems)
    bare = sorted(stems - set(small))
    if lone or bare:
        raise BadData(
            f"expected pictures of equal names in {SHARP}/ and {folder.name}/ of {str(place)!r}, "
            f"found only one of the two for {listed([*bare, *lone])}; bring the other, or take "
            f"{folder.name}/ away and the small ones are made"
        )
    return found


def loose(
    root: Path, folder: Path, small: dict[str, Path], scale: int, *, group: str
) -> list[Sharp]:
    """A picture of each file below the folder."""
    manifest, found = read_manifest(root), []
    for path in files_in(folder):
        given = small.get(stem_of(path.relative_to(folder)))
        found.append(
            Sharp(
                name=path.relative_to(root).as_posix(),
                truth=partial(sharp_of, path, given, scale),
                low=partial(low_of, path, given, scale),
                given=given is not None,
                group=group,
                kin=group_of(manifest.get(path.absolute(), {})),
                path=path,
            )
        )
    if not found:
        raise BadData(f"expected pictures in {str(folder)!r}, found none; put some into it")
    return found


def files_in(folder: Path) -> Iterator[Path]:
    """Files below that may be images, in order."""
    return (path for path in files_below(folder) if may_be_image(path.name))


def sharp_of(path: Path, given: Path | None, scale: int) -> Image:
    image = fitted(plane_of(path), scale)
    if min(image.shape) == 0:
        raise BadData(f"{path}: expected a picture of at least {scale} x {scale} pixels")
    if given:
        refuse_other_size(image, plane_of(given), given, scale)
    return image


def low_of(path: Path, given: Path | None, scale: int) -> Image:
    if not given:
        return smaller(sharp_of(path, None, scale), scale)
    small = plane_of(given)
    refuse_other_size(fitted(plane_of(path), scale), small, given, scale)
    return small


def plane_of(path: Path) -> Image:
    """Raises `BadData` for volumes and frames, and for what has no pixels to part."""
    image = io.read(path)
    if image.axes != "yx":
        raise BadData(
            f"{path}: expected a picture, got {' x '.join(map(str, image.shape))} samples along "
            f"{', '.join(image.axes)}; cut it into planes"
        )
    return image


def refuse_other_size(sharp: Image, small: Image, path: Path, scale: int) -> None:
    """Raise `BadData` where the given small picture is not the sharp one, made smaller."""
    want = tuple(n // scale for n in sharp.shape)
    if small.shape != want:
        raise BadData(
            f"{path}: expected {want[1]} x {want[0]} pixels, a {scale}th of the sharp picture's, "
            f"got {small.shape[1]} x {small.shape[0]}; take {path.parent.name}/ away and the small "
            "ones are made"
        )
    if small.channels != sharp.channels:
        raise BadData(
            f"{path}: expected {sharp.channels} channels as the sharp picture has, got "
            f"{small.channels}"
        )
