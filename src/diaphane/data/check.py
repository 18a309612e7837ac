"""What is wrong with a folder of labelled images, looked for before anything is trained on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import BadData
from ..image import Image
from ..io.write import write_json
from .alike import Fingerprints, fingerprints
from .audit import Audit, Pair, compare
from .copies import Copies, copies
from .doubtful import Doubts, doubts
from .facts import Facts, facts
from .folders import Sample, counts, parts_in, read_classes
from .giveaways import FILE_NAME, Giveaway, giveaways
from .split import clusters, joined

WHOLE = "data"
"""How the only part is called where the data has none."""

NO_CHAINS = 2.0
"""A similarity that none has: only copies are joined."""

FEW = 30
"""Images of a class below which it is named as small."""


@dataclass(frozen=True)
class Check:
    """What was looked at, and what was found."""

    root: str
    parts: Mapping[str, Mapping[str, int]]
    """Readable images by part and class."""
    audit: Audit
    doubts: Doubts
    giveaways: tuple[Giveaway, ...]
    sizes: Mapping[str, int] = field(default_factory=dict)
    """Images by size, the most frequent first."""
    kinds: Mapping[str, int] = field(default_factory=dict)
    """Images by file type, colour and bits."""
    samples: tuple[Sample, ...] = ()
    """All that could be read."""

    @property
    def n(self) -> int:
        return len(self.samples)

    @property
    def copies(self) -> dict[str, tuple[Pair, ...]]:
        """Pairs inside the parts by what they share."""
        kinds = ("same file", "same pixels", "near copy")
        return {kind: tuple(p for p in self.audit.duplicates if p.kind == kind) for kind in kinds}

    @property
    def warnings(self) -> tuple[str, ...]:
        """The findings that one must not train over, one sentence each, the gravest first."""
        return tuple(_warnings(self))

    def to_plain(self) -> dict[str, Any]:
        """As `data check --json` prints it."""
        return {
            "data": self.root,
            "n": self.n,
            "warnings": list(self.warnings),
            "parts": {name: dict(own) for name, own in self.parts.items()},
            "sizes": dict(self.sizes),
            "kinds": dict(self.kinds),
            **self.audit.to_plain(),
            "labels": self.doubts.to_plain(),
            "giveaways": [giveaway.to_plain() for giveaway in self.giveaways],
        }


def check(
    root: Path,
    *,
    read: Callable[[Path], Image] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Check:
    """Read every image once and compare it with all others. `progress(done, of)`.

    Files that cannot be read are named. Raises `BadData` where the folder is laid out wrongly, or
    where nothing in it can be read. Needs scikit-learn.
    """
    if read is None:
        from ..io import read as read_file

        read = read_file
    part_of = {
        sample: part or WHOLE
        for part in parts_in(root) or (None,)
        for sample in read_classes(root, part)
    }
    known: dict[Path, Facts] = {}

    def noting(path: Path) -> Image:
        image = read(path)
        known[path] = facts(image, path.read_bytes())
        return image

    prints = fingerprints(tuple(part_of), read=noting, progress=progress)
    if not prints.samples:
        why = "; ".join(why for _, why in prints.unreadable[:1])
        raise BadData(f"expected images that can be read in {str(root)!r}, got none: {why}")
    return _checked(str(root), prints, [part_of[s] for s in prints.samples], known)


def _checked(
    root: str, prints: Fingerprints, named: Sequence[str], known: Mapping[Path, Facts]
) -> Check:
    copied = copies(prints)
    alone = _alone(prints, copied)
    seen = [known[s.path] for s in prints.samples if s.path in known and not s.row]
    told = giveaways(prints.samples, seen, alone) if len(seen) == len(prints.samples) else ()
    sizes = Counter(" x ".join(map(str, reversed(f.size))) for f in seen)
    return Check(
        root=root,
        parts={
            part: counts(s for s, p in zip(prints.samples, named, strict=True) if p == part)
            for part in dict.fromkeys(named)
        },
        audit=compare(prints, named, copied=copied),
        doubts=doubts(prints, alone),
        giveaways=told,
        sizes=dict(sizes.most_common()),
        kinds=dict(Counter(f.kind for f in seen).most_common()),
        samples=prints.samples,
    )


def _alone(prints: Fingerprints, copied: Copies) -> Any:
    """(N,): equal numbers for copies of one image, and for images of one patient or group."""
    own = [s.group or i for i, s in enumerate(prints.samples)]
    same = clusters(prints.thumbnails, NO_CHAINS, hashes=prints.pixels, copied=copied)
    return joined([own, same.tolist()], n=len(own))


def _warnings(found: Check) -> list[str]:
    audit, said = found.audit, []
    if audit.unreadable:
        said.append(f"{len(audit.unreadable)} files cannot be read")
    if audit.leaks:
        images = {member for pair in audit.leaks for member in pair.members}
        touched = Counter(part for part, _ in images)
        where = ", ".join(f"{n} of {part}" for part, n in sorted(touched.items()))
        said.append(f"{len(audit.leaks)} pairs cross between parts; images: {where}")
    if audit.contradictions:
        said.append(f"{len(audit.contradictions)} pairs of copies have different labels")
    said += [g.sentence for g in found.giveaways if g.grave and g.name != FILE_NAME]
    if copied := {s for pair in audit.duplicates for s in pair.samples[1:]}:
        said.append(f"{len(copied)} of {found.n} images are copies of others in their part")
    if found.doubts.found:
        said.append(f"{len(found.doubts.found)} labels deserve a second look")
    total = Counter(s.label for s in found.samples)
    if few := [f"{name} {n}" for name, n in sorted(total.items()) if n < FEW]:
        said.append(f"few images of a class: {', '.join(few)}")
    return said


def write_check(found: Check, folder: Path) -> Path:
    """data.json; raises `CannotWrite`."""
    return write_json(folder / "data.json", found.to_plain())
