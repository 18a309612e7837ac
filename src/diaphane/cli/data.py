"""`diaphane data`: look at a folder of labelled images, part it, or draw one to try things out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..errors import BadData, BadSetting, MissingPackage
from .options import Json, Out
from .terminal import counter, show, show_json, table, tell

if TYPE_CHECKING:
    from ..data.audit import Pair
    from ..data.check import Check
    from ..data.divide import Divided

SHOWN = 5
"""Pairs and labels listed in the terminal; the page shows more, data.json all."""

Data = Annotated[
    Path,
    typer.Argument(
        metavar="DATA",
        help="Labelled images: one folder a class, or labels.csv.",
        show_default=False,
    ),
]
Into = Annotated[
    Path,
    typer.Option("-o", "--out", metavar="DIR", help="A new folder.", show_default=False),
]
Shares = Annotated[
    str,
    typer.Option("--parts", metavar="NAME=SHARE,...", help="train, test, and two more if asked."),
]
Seed = Annotated[int, typer.Option("--seed", help="Another one divides, or draws, differently.")]
Similarity = Annotated[
    float,
    typer.Option("--similarity", help="Images whose thumbnails correlate more stay together."),
]
Link = Annotated[bool, typer.Option("--link", help="Link to the files and do not copy them.")]
New = Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)]
Number = Annotated[int, typer.Option("--n", help="Images of each class.", min=1)]
Kind = Annotated[
    Literal["heads", "vessels", "membranes", "lungs", "hippocampus"],
    typer.Option("--kind", help="Heads come in folders of classes, all others with masks."),
]

data = typer.Typer(
    name="data",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Check, divide or draw labelled images.",
)


@data.command()
def check(data: Data, out: Out = None, json: Json = False) -> None:
    """Find what is wrong with labelled images.

    Copies (also resized, encoded anew, brighter, mirrored, turned), copies in two parts or with
    two labels, labels that look wrong, files that cannot be read, and what gives the class away
    without a look at the picture. With -o a page shows suspicious pairs side by side.
    """
    if find_spec("sklearn") is None:
        raise MissingPackage("checking data", "judge")
    from ..data.check import check as look
    from ..data.pairs import holds_pairs

    if holds_pairs(data):
        raise BadData(
            f"expected labelled images, got images and masks in {str(data)!r}; train and evaluate "
            "check those by themselves, before anything else"
        )

    found = look(data, progress=counter("reading"))
    if out is not None:
        from ..data.check import write_check
        from ..data.check_page import check_page
        from ..io.write import write_text

        tell(f"written: {write_check(found, out)}")
        tell(f"written: {write_text(out / 'data.html', check_page(found))}")
    show_json(found.to_plain()) if json else show(in_words(found))
    if found.audit.unreadable:
        raise typer.Exit(3)


@data.command()
def split(
    data: Data,
    out: Into,
    parts: Shares = "train=0.7,validation=0.1,calibration=0.1,test=0.1",
    seed: Seed = 0,
    similarity: Similarity = 0.94,
    link: Link = False,
) -> None:
    """Divide labelled images into parts that do not leak.

    Patients, groups and copies stay together, and so does what is merely alike. DIR gets a folder
    for each part and a manifest.csv, as train and evaluate read them.
    """
    from ..data.divide import divide

    shares = shares_of(parts)
    done = divide(
        data,
        out,
        shares,
        seed=seed,
        similarity=similarity,
        link=link,
        progress=counter("reading"),
    )
    show(divided(done))
    for sample, why in done.unreadable:
        tell(f"left out {sample.name}: {why}")
    if done.unreadable:
        raise typer.Exit(3)


@data.command()
def phantom(folder: New, n: Number = 50, seed: Seed = 0, kind: Kind = "heads") -> None:
    """Draw made-up heads, without and with tumours, or images with masks.

    No patient, no real image: for trying commands out, not for judging a model.
    """
    from ..data.lay_out import refuse_occupied
    from ..data.phantom import KINDS, write_classes

    refuse_occupied(folder)
    if kind != "heads":
        from ..data.phantom_pairs import write_pairs

        written = write_pairs(folder, kind, n, seed=seed)
        show(f"{len(written)} drawn images in {folder}/images, their masks in {folder}/masks")
        return
    written = write_classes(folder, n, seed=seed)
    show(f"{len(written)} drawn heads in {folder}: {', '.join(KINDS)}")


def shares_of(text: str) -> dict[str, float]:
    """`train=0.8,test=0.2` as numbers; raises `BadSetting`."""
    try:
        pairs = [pair.split("=") for pair in text.split(",")]
        return {name.strip(): float(share) for name, share in pairs}
    except ValueError as error:
        raise BadSetting(
            f"expected shares as train=0.8,test=0.2, got {text!r}; correct --parts"
        ) from error


def in_words(found: Check) -> str:
    """What was found, for a person."""
    parts = [
        f"{found.n} images in {found.root}",
        "\n".join(f"! {warning}" for warning in found.warnings) or "nothing suspicious was found",
        counts(found.parts),
        pairs("cross between parts", found.audit.leaks),
        pairs("copies with different labels", found.audit.contradictions),
        *(pairs(f"inside a part: {kind}", own) for kind, own in found.copies.items()),
        labels(found),
        giveaways(found),
        listed("sizes", [f"{size}: {n}" for size, n in found.sizes.items()]),
        listed("files", [f"{kind}: {n}" for kind, n in found.kinds.items()]),
        listed("cannot be read", [f"{s.name}: {why}" for s, why in found.audit.unreadable]),
    ]
    return "\n\n".join(filter(None, parts))


def counts(parts: Mapping[str, Mapping[str, int]]) -> str:
    """Images by part and class."""
    names = sorted({name for own in parts.values() for name in own})
    rows = [
        (part, *(str(own.get(name, 0)) for name in names), str(sum(own.values())))
        for part, own in parts.items()
    ]
    return table(("part", *names, "all"), rows, figures=True)


def pairs(what: str, found: Sequence[Pair]) -> str:
    return listed(what, [pair.sentence for pair in found])


def labels(found: Check) -> str:
    """Candidates, and how much their neighbours know."""
    known = found.doubts.agreement
    if known is None:
        return ""
    if not found.doubts.know:
        return f"labels were not doubted: neighbours guess {known:.0%} of them, which is too little"
    rows = [
        f"{d.sample.name}: {d.sample.label}, or {d.likelier}? (score {d.score:.2f})"
        for d in found.doubts.found
    ]
    what = f"labels that look wrong (candidates; neighbours guess {known:.0%} of all labels)"
    return listed(what, rows)


def giveaways(found: Check) -> str:
    """What tells the classes without a look at the picture."""
    rows = [
        (g.name, f"{g.accuracy:.3f}", f"{g.gain:.0%}", ", ".join(g.given)) for g in found.giveaways
    ]
    header = ("alone", "balanced accuracy", "of the gain over chance", "gives away")
    return table(header, rows) if rows else ""


def listed(what: str, rows: Sequence[str]) -> str:
    """A head and the first few rows; nothing where there are none."""
    if not rows:
        return ""
    more = [f"  and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
    return "\n".join([f"{what}: {len(rows)}", *(f"  {row}" for row in rows[:SHOWN]), *more])


def divided(done: Divided) -> str:
    """Counts by part and class, and how far the parts lie from the training images."""
    from ..data.folders import counts as by_class

    far = [
        (name, *(f"{quantiles[q]:.2f}" for q in ("low", "median", "high")))
        for name, quantiles in done.farness.items()
    ]
    head = ("highest correlation with train", "lowest 5 %", "median", "highest 5 %")
    return "\n\n".join(
        [
            counts({name: by_class(own) for name, own in done.parts.items()}),
            table(head, far, figures=True),
            f"{done.together} groups of images were kept together",
        ]
    )
