"""Where the figures come from: the training, the model's card, and what it takes to repeat them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...card import Card
from ..about import About
from ..html import Cell, Html, element, joined, picture, table, uri
from ..study import Study
from .section import Pictures, Section


def training(study: Study, shown: Pictures) -> Section:
    """Curves and provenance of the weights."""
    return training_of(study.card, shown.training)


def training_of(card: Card, curves: bytes) -> Section:
    """The same of a card; `curves` is a PNG file, or empty."""
    parts = []
    if curves:
        caption = "Over the epochs. No weight was fitted to the validation images."
        parts.append(picture(uri(curves, "image/png"), caption, kind="training"))
    if card.trained:
        parts.append(table(("", ""), list(card.trained.items()), ("", "code")))
    return Section(
        "The training",
        "How the weights came to be, and the versions of what had a part in it.",
        tuple(parts),
    )


def model(study: Study, shown: Pictures) -> Section:
    """The card."""
    return model_of(study.card)


def model_of(card: Card) -> Section:
    """What a card says of the model."""
    need = card.input
    size = " x ".join(map(str, need.size)) if need.size else "any size"
    size += f", in tiles of {' x '.join(map(str, need.tile))}" if need.tile else ""
    rows = [
        ("what", card.summary),
        ("for", card.intended_use),
        ("classes", ", ".join(card.names)),
        ("network", card.network),
        ("input", f"{size}, {need.channels} channel{'s' * (need.channels > 1)}"),
        ("trained on", card.data),
        *(("limit", limit) for limit in card.limits),
        ("licence", card.licence),
    ]
    said = [row for row in rows if row[1]]
    return Section(
        "The model", "What it says of itself, on its card.", (table(("", ""), said, ("", "words")),)
    )


def origin(study: Study, shown: Pictures) -> Section:
    """Counts, seeds, hashes and versions, and the command that repeats the figures."""
    done, known = study.evaluation, study.about
    intervals = (
        f"95 %, from the spread of {done.resamples:,} resamples of whole groups drawn anew within "
        f"each class, seed {done.seed}: Wilson's for shares, with as many images as would vary "
        "like the resamples; on the logit scale for areas under a curve"
    )
    rows = [
        ("images", f"{done.n} judged, {len(done.unreadable)} unreadable"),
        ("independent groups", str(done.groups)),
        ("intervals", intervals),
    ]
    again: list[Cell] = [
        "The same figures again, from the predictions stored beside this page: ",
        element("code", "diaphane evaluate --from THIS_FOLDER -o ANOTHER"),
    ]
    parts = [
        provenance(rows, known),
        element("p", joined(again, "")),
        *left_out(done.unreadable, "Files that could not be read", "file"),
    ]
    return Section(
        "How this page was made", "What it takes to get the same figures again.", tuple(parts)
    )


def origin_of(
    rows: Sequence[tuple[str, str]], known: About, unreadable: Mapping[str, str], *, what: str
) -> Section:
    """The same of what was judged case by case; `what` is the word for one of them."""
    parts = (
        provenance(rows, known),
        *left_out(unreadable, f"{what.capitalize()}s that could not be judged", what),
    )
    return Section("How this page was made", "What the figures were made of.", parts)


def provenance(rows: Sequence[tuple[str, str]], known: About) -> Html:
    """A table of the rows that say something, and of when, what, on what and with what."""
    every = [
        *rows,
        ("predicted", known.date),
        ("model SHA-256", known.model_sha256),
        ("data SHA-256", known.data_sha256),
        ("preparation", known.prepare),
        ("runtime", ", ".join(filter(None, (known.runtime, known.precision)))),
        ("versions", ", ".join(f"{name} {version}" for name, version in known.versions.items())),
    ]
    return table(("", ""), [row for row in every if row[1]], ("", "code"))


def left_out(unreadable: Mapping[str, str], title: str, what: str) -> tuple[Html, ...]:
    """Why, by name; nothing where there is none."""
    if not unreadable:
        return ()
    rows = list(unreadable.items())
    return element("h3", title), table((what, "why"), rows, ("file", "words"))
