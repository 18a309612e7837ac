"""Parts as folders that `train` and `evaluate` read, with a manifest that keeps what was known.

OUT/train/glioma/1.png    OUT/validation/...    OUT/calibration/...    OUT/test/...
OUT/manifest.csv          path, split, label, group, max_train_corr, and the columns of DATA
"""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path, PurePosixPath
from secrets import token_hex

from ..errors import BadSetting, CannotWrite, reason
from ..io.write import make_folder, write_text
from .audit import NEAREST
from .folders import GROUPS, MANIFEST, Sample

OWN = ("path", "split", "label", "group", NEAREST)
"""Columns that the new manifest writes anew, whatever the old one said. Its groups hold those of
the old one, which would be read in their place."""


def refuse_occupied(out: Path, root: Path | None = None) -> None:
    """Raise `BadSetting` where `out` holds something, or lies in the data that it is made of."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadSetting(
            f"expected a new or empty folder, got {str(out)!r}, which is not; choose another"
        )
    if root is not None and out.absolute().is_relative_to(root.absolute()):
        raise BadSetting(
            f"expected a folder outside the data, got {str(out)!r} inside {str(root)!r}, where it "
            "would be read as data; choose another"
        )


def lay_out(
    parts: Mapping[str, Sequence[Sample]],
    out: Path,
    *,
    groups: Mapping[Sample, str],
    nearest: Mapping[Sample, float],
    link: bool = False,
) -> Path:
    """Copy every file, or link to it, and return the manifest; all of it is there or nothing.

    Args:
        groups: What each sample belongs to; empty: it is on its own.
        nearest: For test samples, how near their nearest training image is.

    Raises `BadSetting` for a folder that holds something and `CannotWrite` for a full disk.
    """
    refuse_occupied(out)
    make_folder(out.absolute().parent)
    unfinished = out.absolute().with_name(f".diaphane-{os.getpid()}-{token_hex(4)}.part")
    places = {s: place for name, own in parts.items() for s, place in _places(name, own).items()}
    try:
        for sample, place in places.items():
            make_folder((unfinished / place).parent)
            _put(sample.path.absolute(), unfinished / place, link=link)
        write_text(unfinished / MANIFEST, _manifest(places, groups, nearest))
        unfinished.replace(out)
    except OSError as error:
        raise CannotWrite(
            f"could not write {str(out)!r}: {reason(error)}; make room or choose another folder"
        ) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return out / MANIFEST


def _places(part: str, samples: Sequence[Sample]) -> dict[Sample, PurePosixPath]:
    """Where each goes: under its own name, with a number where that is taken."""
    taken: Counter[str] = Counter()
    places = {}
    for sample in samples:
        name = f"{part}/{sample.label}/{sample.path.name}"
        taken[name.casefold()] += 1
        if (n := taken[name.casefold()]) > 1:
            name = f"{part}/{sample.label}/{n}-{sample.path.name}"
            taken[name.casefold()] += 1
        places[sample] = PurePosixPath(name)
    return places


def _put(source: Path, target: Path, *, link: bool) -> None:
    if link:
        target.symlink_to(source)
    else:
        shutil.copyfile(source, target)


def _manifest(
    places: Mapping[Sample, PurePosixPath],
    groups: Mapping[Sample, str],
    nearest: Mapping[Sample, float],
) -> str:
    known = dict.fromkeys(key for sample in places for key in sample.extra)
    kept = [key for key in known if key not in (*OWN, *GROUPS)]
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*OWN, *kept])
    for sample, place in places.items():
        near = f"{nearest[sample]:.4f}" if sample in nearest else ""
        own = [place, place.parts[0], sample.label, groups[sample], near]
        table.writerow([*own, *(sample.extra.get(key, "") for key in kept)])
    return text.getvalue()
