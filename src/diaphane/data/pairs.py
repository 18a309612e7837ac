"""Images with the masks that say what is where: folders `images/` and `masks/`, with equal stems.

    DATA/images/21.png            DATA/masks/21.png         DATA/fov/21.png (optional)
    DATA/images/scan.nii.gz       DATA/masks/scan.nii.gz
    DATA/images/SERIES/*.dcm      DATA/masks/SERIES.dcm     one series of DICOM files, and its SEG
    DATA/images/PATIENT/1.png     DATA/masks/PATIENT/1.png
    DATA/manifest.csv (optional): path, and any of group, patient, study
    DATA.tfrecord, or DATA/*.tfrecord: see `record_files.py` and `records.py`

Any of them may lie below DATA/train and DATA/test; both must exist then, and DATA/validation and
DATA/calibration may.
Axes: space, as in `diaphane.image`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .. import io
from ..card import Card
from ..errors import BadData, DiaphaneError, attempt, refuse
from ..image import Image
from ..io.below import hidden
from ..io.dicom_seg_in import is_seg, read_seg
from .folders import SUFFIXES, Part, group_of, may_be_image, parts_in, read_manifest
from .masks import Field, Labels, counted_in, labels_of
from .record_files import record_files
from .table import listed

IMAGES, MASKS, FIELDS = "images", "masks", "fov"


@dataclass(frozen=True)
class Pair:
    """An image and its mask, wherever they are stored. Reads from any thread."""

    name: str
    """The image's path below the data folder, or its record: how reports call the pair."""
    image: Callable[[], Image] = field(compare=False)
    """Reads the image; raises `UnreadableImage`."""
    mask: Callable[[], Image] = field(compare=False)
    """Reads the mask as it is stored."""
    fov: Callable[[], Image] | None = field(default=None, compare=False)
    """Reads the field of view; None where all of the image counts."""
    group: str = ""
    """Pairs of one group (patient, stack) stay in one part; empty: on its own."""
    path: Path | None = None
    """The image's file, or the folder of its series; None where it is a record."""

    def labels(self, card: Card) -> Labels:
        """The mask in the card's classes; raises `BadData` for values that are none of theirs."""
        mask = self.mask()
        return labels_of(mask, card, str(mask.source.path or f"the mask of {self.name}"))

    def counted(self) -> Field | None:
        """Where results count; None: everywhere."""
        if self.fov is None:
            return None
        fov = self.fov()
        return counted_in(fov, str(fov.source.path or f"the field of view of {self.name}"))


def holds_pairs(root: Path) -> bool:
    """Do images and masks lie here, or in a part below?"""
    places = [root, *(root / part for part in parts_in(root))] if root.is_dir() else []
    return any((place / IMAGES).is_dir() and (place / MASKS).is_dir() for place in places)


def read_pairs(root: Path | str, part: Part | None = None) -> tuple[Pair, ...]:
    """The pairs below `root`, sorted by name. Of folders nothing but names is read.

    `part`, one of `parts_in`, chooses where the data is in parts (None: all of them) and says
    nothing elsewhere.
    Raises `BadData` where the folder is laid out otherwise, and `Several` where in several ways.
    """
    root = Path(root)
    if records := record_files(root):
        from .records import read_record_pairs

        return read_record_pairs(records.of(part), records.named)
    if not root.is_dir():
        raise BadData(
            f"expected a folder with {IMAGES}/ and {MASKS}/, or a .tfrecord file, found "
            f"{'another file' if root.exists() else 'nothing'} at {str(root)!r}"
        )
    wrong: list[DiaphaneError] = []
    parts = parts_in(root)
    places = [root / p for p in parts if part in (None, p)] if parts else [root]
    found = [attempt(partial(_paired, root, place), wrong) for place in places]
    refuse(wrong)
    return tuple(sorted((p for there in found for p in there or ()), key=lambda pair: pair.name))


def _paired(root: Path, place: Path) -> list[Pair]:
    """The pairs of one part."""
    if absent := [name for name in (IMAGES, MASKS) if not (place / name).is_dir()]:
        raise BadData(
            f"expected folders {IMAGES}/ and {MASKS}/ in {str(place)!r}, found no "
            f"{'/ and no '.join(absent)}/; put each image into the one and its mask, under the "
            "same name, into the other"
        )
    masks = _entries(place / MASKS)
    images = _entries(place / IMAGES, series=_series(place))
    fields = _entries(place / FIELDS) if (place / FIELDS).is_dir() else {}
    _refuse_odd(place, images, masks, fields)
    manifest = read_manifest(root)
    return [
        Pair(
            name=images[stem][0].relative_to(root).as_posix(),
            image=partial(io.read, images[stem][0]),
            mask=partial(_mask, masks[stem][0], images[stem][0]),
            fov=partial(io.read, fields[stem][0]) if stem in fields else None,
            group=group_of(manifest.get(images[stem][0].absolute(), {})),
            path=images[stem][0],
        )
        for stem in images
    ]


def _mask(path: Path, image: Path) -> Image:
    """A mask as it is stored; a DICOM SEG on the grid of its image."""
    return read_seg(path, io.read(image)) if is_seg(path) else io.read(path)


def _series(place: Path) -> Callable[[Path], bool]:
    """Is a folder of images one volume? It is where there is no such folder of masks."""

    def one(folder: Path) -> bool:
        return not (place / MASKS / folder.relative_to(place / IMAGES)).is_dir()

    return one


Entries = dict[str, list[Path]]
"""Files, and folders that are one volume, by their path without its ending."""


def _entries(folder: Path, series: Callable[[Path], bool] = lambda _: False) -> Entries:
    found: Entries = {}
    waiting = [folder]
    while waiting:
        for path in sorted(p for p in waiting.pop().iterdir() if not hidden(p.name)):
            if path.is_dir() and not series(path):
                waiting.append(path)
            elif path.is_dir() or may_be_image(path.name):
                found.setdefault(stem_of(path.relative_to(folder)), []).append(path)
    return found


def stem_of(path: Path) -> str:
    """The path without the ending of an image; what follows a dot in a DICOM UID is no ending."""
    name = path.as_posix()
    name = name[:-3] if name.lower().endswith(".nii.gz") else name
    suffix = Path(name).suffix
    return name.removesuffix(suffix) if suffix.lower() in SUFFIXES else name


def _refuse_odd(
    place: Path, images: Entries, masks: Entries, fields: Mapping[str, Sequence[Path]]
) -> None:
    """Raise `BadData`, or `Several`, for images and masks that are not two and two."""
    bare = [stem for stem in images if stem not in masks]
    lone = [stem for stem in masks if stem not in images]
    blind = [stem for stem in images if fields and stem not in fields]
    every = [*images.values(), *masks.values(), *fields.values()]
    twice = [path.relative_to(place).as_posix() for paths in every for path in paths[1:]]
    sentences = {
        f"expected images in {str(place / IMAGES)!r}, found none": not images,
        f"expected a mask for each image of {str(place)!r}, found none for {listed(bare)}; bring "
        f"it under the image's name into {MASKS}/, or take the image away": bare,
        f"expected an image for each mask of {str(place)!r}, found none for {listed(lone)}; bring "
        f"it under the mask's name into {IMAGES}/, or take the mask away": lone,
        f"expected a field of view for each image of {str(place)!r}, or no {FIELDS}/ at all, found "
        f"none for {listed(blind)}; bring it": blind,
        f"expected one file of each name in {str(place)!r}, got {listed(twice)} again under "
        "another ending; keep one of them": twice,
    }
    refuse([BadData(sentence) for sentence, odd in sentences.items() if odd])
