"""Two folders of pictures without pairs: what is to be translated, and into what.

DATA/photo/1.jpg           DATA/vangogh/any/2.png    two folders, found by their names
DATA/train/photo/1.jpg     DATA/test/vangogh/2.png   the same below parts; both must exist then
A/1.jpg                    B/2.dcm                   two folders that are told apart
DATA/manifest.csv (optional): path, and any of group, patient, study
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from ..errors import BadData, DiaphaneError, attempt, refuse
from ..image import Image
from ..io.below import hidden
from .folders import Part, group_of, parts_in, read_manifest
from .pictures import files_in, plane_of
from .table import listed


@dataclass(frozen=True)
class Member:
    """A picture of a domain. Reads from any thread."""

    name: str
    """Its path below the folder that was named: how reports call it."""
    path: Path
    read: Callable[[], Image] = field(compare=False)
    """Raises `UnreadableImage`, and `BadData` for what is no picture."""
    kin: str = ""
    """Pictures of one patient, or of another group of the manifest, stay in one part; empty: on
    its own."""


@dataclass(frozen=True)
class Domains:
    """What is translated, and into what; the number of pictures need not be equal."""

    names: tuple[str, str]
    a: tuple[Member, ...]
    b: tuple[Member, ...]


def read_domains(
    root: Path | str,
    part: Part | None = None,
    *,
    names: Sequence[str] = (),
    towards: Path | str | None = None,
) -> Domains:
    """The pictures of both domains, sorted by name. Nothing but names is read.

    Args:
        part: One of `domain_parts`; None, or data without parts: all of them.
        names: Of the two folders in `root`, what is translated first; empty: the only two there
            are, in the order of the alphabet.
        towards: The second domain's folder, where `root` is that of the first.

    Raises `BadData` where the folders are laid out otherwise, and `Several`.
    """
    root = Path(root)
    if towards is not None:
        return told_apart(root, Path(towards), part, names)
    wrong: list[DiaphaneError] = []
    places = [root / p for p in parts_in(folder(root)) if part in (None, p)] or [root]
    found = names or attempt(partial(named, places[0]), wrong)
    refuse(wrong)
    first, second = found or ("", "")
    pictures = [
        attempt(partial(members, root, [place / name for place in places]), wrong)
        for name in (first, second)
    ]
    refuse(wrong)
    a, b = pictures
    return Domains((first, second), a or (), b or ())


def told_apart(a: Path, b: Path, part: Part | None, names: Sequence[str]) -> Domains:
    """Each folder on its own, in parts or not."""
    wrong: list[DiaphaneError] = []
    pictures = [attempt(partial(of_part, place, part), wrong) for place in (a, b)]
    if a.resolve() == b.resolve():
        wrong.append(BadData(f"expected two folders of pictures, got {str(a)!r} twice"))
    refuse(wrong)
    first, second = names or (a.resolve().name, b.resolve().name)
    return Domains((first, second), pictures[0] or (), pictures[1] or ())


def domain_parts(root: Path, towards: Path | None = None) -> tuple[Part, ...]:
    """The parts that the data brings; of two folders those that both have. Raises `BadData`."""
    parts = parts_in(folder(root))
    if towards is None:
        return parts
    return tuple(part for part in parts if part in parts_in(folder(towards)))


def of_part(root: Path, part: Part | None) -> tuple[Member, ...]:
    places = [root / p for p in parts_in(folder(root)) if part in (None, p)]
    return members(root, places or [root])


def folder(place: Path) -> Path:
    """Raise `BadData` where there is none."""
    if not place.is_dir():
        raise BadData(
            f"expected a folder of pictures, found {'a file' if place.exists() else 'nothing'} at "
            f"{str(place)!r}"
        )
    return place


def named(place: Path) -> tuple[str, str]:
    """The names of the only two folders that are there."""
    found = sorted(d.name for d in place.iterdir() if d.is_dir() and not hidden(d.name))
    if len(found) != 2:
        raise BadData(
            f"expected two folders of pictures in {str(place)!r}, what is translated and into "
            f"what, found {listed(found) if found else 'none'}; name the two, or tell them apart "
            "in card.domains"
        )
    return found[0], found[1]


def members(root: Path, places: Sequence[Path]) -> tuple[Member, ...]:
    """A picture of each file below the places."""
    manifest = read_manifest(root)
    found = [
        Member(
            name=path.relative_to(root).as_posix(),
            path=path,
            read=partial(plane_of, path),
            kin=group_of(manifest.get(path.absolute(), {})),
        )
        for place in places
        for path in files_in(folder(place))
    ]
    if not found:
        raise BadData(f"expected pictures in {str(places[0])!r}, found none; put some into it")
    return tuple(sorted(found, key=lambda one: one.name))
