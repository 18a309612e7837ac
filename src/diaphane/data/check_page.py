"""What a check found as one page: suspicious pairs side by side, with nothing to load."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from typing import TypeVar

from ..io import read
from ..pixels.draw import screen
from .audit import Pair
from .check import Check
from .doubtful import Doubt
from .folders import Sample

T = TypeVar("T")

PAIRS = 40
"""Shown of each kind; data.json lists all."""

LABELS = 30
"""Doubtful labels shown."""

BESIDE = 5
"""Neighbours shown with each of these."""

OF_CLASS = 6
"""Images shown of each class, evenly from the first to the last."""

EDGE = 160
"""Of a picture in the page, in pixels."""

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1b2a38; max-width: 72rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
.warning { border-left: 4px solid #b3261e; background: #fdecea; color: #8c1d18; margin: .4rem 0;
  padding: .4rem .8rem; }
table { border-collapse: collapse; margin: .6rem 0; }
th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #dde5e9;
  overflow-wrap: anywhere; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.row { display: inline-block; vertical-align: top; margin: .5rem 1.5rem .8rem 0; }
figure { display: inline-block; width: 160px; margin: 0 6px 0 0; vertical-align: top;
  font-size: .75rem; line-height: 1.3; overflow-wrap: anywhere; color: #4c5c68; }
figure img { display: block; max-width: 160px; max-height: 160px; background: #14161b; }
p.how { margin: .1rem 0 0; font-size: .85rem; }
"""


def check_page(found: Check) -> str:
    """The page; all text from outside is escaped."""
    title = f"{found.n} images in {found.root}"
    leaks, inside = found.audit.leaks, [p for p in found.audit.duplicates if not p.contradicts]
    parts = [
        f"<h1>{escape(title)}</h1>",
        *(f'<p class="warning">{escape(w)}</p>' for w in found.warnings),
        *([] if found.warnings else ["<p>Nothing suspicious was found.</p>"]),
        _counts(found),
        *_pairs("Pairs that cross between parts", leaks),
        *_pairs("Copies with different labels", found.audit.contradictions),
        *_pairs("Copies inside a part", inside),
        *_doubts(found),
        *_giveaways(found),
        *_table("Sizes", ("pixels", "images"), found.sizes.items()),
        *_table("Files", ("kind", "images"), found.kinds.items()),
        *_table(
            "Files that cannot be read",
            ("file", "why"),
            ((s.name, why) for s, why in found.audit.unreadable),
        ),
        *_classes(found),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _counts(found: Check) -> str:
    classes = sorted({name for own in found.parts.values() for name in own})
    rows = [
        (part, *(own.get(name, 0) for name in classes), sum(own.values()))
        for part, own in found.parts.items()
    ]
    return "\n".join(_table("Images", ("part", *classes, "all"), rows))


def _pairs(title: str, pairs: Sequence[Pair]) -> list[str]:
    if not pairs:
        return []
    shown = _thinned(pairs, PAIRS)
    head = f"<h2>{escape(title)}: {_of(len(shown), len(pairs))}</h2>"
    return [head, *(_row(pair.samples, pair.how) for pair in shown)]


def _doubts(found: Check) -> list[str]:
    if found.doubts.agreement is None:
        return []
    agree = f"guess {found.doubts.agreement:.0%} of the labels right (classes weighing alike)"
    head = "<h2>Labels that look wrong</h2>"
    if not found.doubts.know:
        return [head, f"<p>Not looked for: an image's neighbours {agree}, which is too little.</p>"]
    shown = found.doubts.found[:LABELS]
    told = (
        f"<p>Candidates, not findings: {_of(len(shown), len(found.doubts.found))}. Most of the "
        f"nearest neighbours of each are of another class. On these data neighbours {agree}.</p>"
    )
    return [head, told, *map(_doubt, shown)]


def _doubt(doubt: Doubt) -> str:
    how = f"{doubt.sample.label}, or {doubt.likelier}? (score {doubt.score:.2f}; its neighbours)"
    return _row((doubt.sample, *doubt.neighbours[:BESIDE]), how)


def _giveaways(found: Check) -> list[str]:
    rows = [
        (g.name, f"{g.accuracy:.3f}", f"{g.gain:.0%}", ", ".join(g.given)) for g in found.giveaways
    ]
    header = ("known of each image", "balanced accuracy", "of the gain over chance", "gives away")
    return _table("What tells the classes without a look at the picture", header, rows)


def _classes(found: Check) -> list[str]:
    by_label: dict[str, list[Sample]] = {}
    for sample in found.samples:
        by_label.setdefault(sample.label, []).append(sample)
    rows = [_row(_thinned(own, OF_CLASS), label) for label, own in sorted(by_label.items())]
    return ["<h2>A few of each class</h2>", *rows]


def _row(samples: Iterable[Sample], how: str) -> str:
    figures = "".join(map(_figure, samples))
    return f'<div class="row">{figures}<p class="how">{escape(how)}</p></div>'


def _figure(sample: Sample) -> str:
    caption = f"{escape(sample.name)}<br>{escape(sample.label)}"
    picture = "" if sample.row else f'<img alt="" src="{_picture(sample)}">'
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _picture(sample: Sample) -> str:
    """The image as a screen shows it, small, in an address that holds it."""
    from PIL import Image as Pillow

    picture = Pillow.fromarray(screen(read(sample.path)))
    picture.thumbnail((EDGE, EDGE))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=80)
    return f"data:image/jpeg;base64,{b64encode(buffer.getvalue()).decode()}"


def _thinned(items: Sequence[T], most: int) -> list[T]:
    """Evenly from the first to the last."""
    step = max(1.0, len(items) / most)
    return [items[int(k * step)] for k in range(min(most, len(items)))]


def _of(shown: int, n: int) -> str:
    return f"all {n}" if shown == n else f"{shown} of {n}, data.json lists all"


def _table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    body = [
        "".join(
            f'<td class="number">{cell}</td>'
            if isinstance(cell, int)
            else f"<td>{escape(str(cell))}</td>"
            for cell in row
        )
        for row in rows
    ]
    if not body:
        return []
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    lines = "\n".join(f"<tr>{cells}</tr>" for cells in body)
    return [f"<h2>{escape(title)}</h2>", f"<table><tr>{head}</tr>\n{lines}</table>"]
