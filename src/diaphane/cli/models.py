"""`diaphane models`: the trained models that ship, and the card of each."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json
from .terminal import show, show_json, table

if TYPE_CHECKING:
    from ..card import Bar, Card, Figure

Name = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="A model: prints its whole card.", show_default=False),
]


def models(name: Name = None, json: Json = False) -> None:
    """List models and methods that need no training, or print a card.

    A card says what the model is for, its figures, limits, data and licence.
    """
    from ..infer.classic import CLASSIC
    from ..infer.find import read_card, shipped

    if name is not None:
        card = read_card(name)
        show_json(plain(card)) if json else show(card_text(card))
        return
    cards = [read_card(known) for known in (*shipped(), *CLASSIC)]
    if json:
        show_json([plain(card) for card in cards])
    else:
        show(table(("name", "task", "summary"), ((c.name, c.task, c.summary) for c in cards)))


def plain(card: Card) -> dict[str, object]:
    """The card as JSON values."""
    from dataclasses import asdict

    return asdict(card)


def card_text(card: Card) -> str:
    """The card for a person."""
    parts = {
        "classes": ", ".join(c.title or c.name for c in card.classes),
        "domains": " to ".join(card.domains),
        "intended use": card.intended_use,
        "data": card.data,
        "network": card.network,
        "licence": card.licence,
    }
    lines = [f"{card.name} ({card.task})", wrapped(card.summary)]
    lines += [f"{head}:\n{wrapped(text)}" for head, text in parts.items() if text]
    if card.limits:
        lines.append("limits:\n" + "\n".join(wrapped(f"- {limit}") for limit in card.limits))
    if card.figures:
        width = max(map(len, card.figures))
        lines.append(f"{measured_on(card)}, with 95 % intervals:")
        lines += [f"  {name:{width}}  {figure_text(f)}" for name, f in card.figures.items()]
    if card.reliability:
        lines.append("how often a probability came true:")
        lines += [f"  {bar_text(bar)}" for bar in card.reliability]
    return "\n".join(lines)


def bar_text(bar: Bar) -> str:
    """`0.93 to 1.00  told 0.988  true 0.981  of 310 images`: a bar of the reliability diagram."""
    return (
        f"{bar.low:.2f} to {bar.high:.2f}  told {bar.predicted:.3f}  true {bar.observed:.3f}  "
        f"of {bar.n} images"
    )


def measured_on(card: Card) -> str:
    """What the card's figures were measured on."""
    folds = card.trained.get("folds")
    return f"cross-validated in {folds}" if folds else "measured on its test part"


def figure_text(figure: Figure) -> str:
    """`0.941 (0.927 to 0.955)`: a figure with its 95 % interval where there is one."""
    if figure.low is None or figure.high is None:
        return f"{figure.value:.3f}"
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def wrapped(text: str) -> str:
    return fill(text, 92, initial_indent="  ", subsequent_indent="  ")
