"""Which models fit an image, and how well: by what their cards say and what is known of the image.

Nothing is asked of a network here. A model is made for an image whose modality its card names; it
is possible where nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from typing import Any, Literal, NamedTuple

from ..card import Card

Fit = Literal["made for this", "possible"]

ORDER = ("classify", "segment", "enhance", "translate")
"""Of equally good offers, what is asked first."""

LIGHT = ("", "XC", "OP", "ES", "GM", "SM", "OT", "SC")
"""Modalities whose images may be photographs (DICOM PS3.3, C.7.3.1.1.1), and none said."""

FILMS = {"CR", "DX", "DR", "MG", "RG"}
"""Modalities of projections."""

BELOW = -100
"""Values that reach below this are Hounsfield units, most likely: of air and fat."""

ROOMY = 4
"""A volume that measures more than so many tiles along an axis is no cut-out of what a network of
volumes saw in training."""


class Candidate(NamedTuple):
    """A model that may be offered."""

    name: str
    card: Card
    trained: bool
    """False for a method that needs no training."""


def fitting(facts: dict[str, Any], candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """The models that fit, best first, as the interface offers them."""
    found = [(one, fit) for one in candidates if (fit := fit_of(one.card, facts))]
    found.sort(key=lambda pair: place(pair[0], pair[1], facts))
    return [
        {
            "name": one.name,
            "task": one.card.task,
            "title": one.card.name.replace("-", " "),
            "summary": one.card.summary,
            "fits": fit,
        }
        for one, fit in found
    ]


def place(one: Candidate, fit: Fit, facts: dict[str, Any]) -> tuple[Any, ...]:
    """Where an offer stands: the lower, the nearer to the top."""
    colour = not facts["kept"]["gray"]
    volumes = len(one.card.input.tile or ()) == 3
    return (
        fit != "made for this",
        not one.trained,
        (one.card.input.channels == 3) != colour,
        not (volumes and is_cut_out(one.card, facts)),
        ORDER.index(one.card.task),
        one.name,
    )


def fit_of(card: Card, facts: dict[str, Any]) -> Fit | None:
    """None where the model has nothing to do with such an image."""
    if len(card.input.size or ()) == 1 or not has_axes(card, facts):
        return None
    if not card.input.modalities and (for_photos(card, facts) or out_of_range(card, facts)):
        return None
    if card.input.modalities and facts["modality"]:
        named = facts["modality"] in card.input.modalities
        if not named or not hounsfield(card, facts):
            return None
        return "made for this" if is_cut_out(card, facts) else "possible"
    if card.input.modalities and not facts["modality"] and not could_be(card, facts):
        return None
    return "possible" if hounsfield(card, facts) else None


def could_be(card: Card, facts: dict[str, Any]) -> bool:
    """Could an image of no modality be of one of the card's? Scans are gray, a film is no volume,
    and of all of them CT alone goes far below 0."""
    film = facts["axes"] == "zyx" and set(card.input.modalities) <= FILMS
    below = facts["range"]["low"] < BELOW and "CT" not in card.input.modalities
    return bool(facts["kept"]["gray"]) and not film and not below


def has_axes(card: Card, facts: dict[str, Any]) -> bool:
    """A network of volumes takes no plane; one of planes takes any."""
    return len(card.input.tile or card.input.size or ()) < 3 or facts["axes"] == "zyx"


def for_photos(card: Card, facts: dict[str, Any]) -> bool:
    """Is it a model of photographs, and the image what a scanner took, or a map of colours to be
    found in gray? What enlarges takes all."""
    if card.input.channels != 3 or card.task == "enhance":
        return False
    scanned = facts["modality"] not in LIGHT or facts["units"] == "HU" or facts["axes"] == "zyx"
    return scanned or (card.task == "segment" and bool(facts["kept"]["gray"]))


def out_of_range(card: Card, facts: dict[str, Any]) -> bool:
    """Do the values go far beyond those that the model takes as black and white?"""
    scaling, has = card.input.scaling, facts["range"]
    width = scaling.high - scaling.low
    below, above = scaling.low - has["low"], has["high"] - scaling.high
    return scaling.kind == "fixed" and max(below, above) > width / 2


def hounsfield(card: Card, facts: dict[str, Any]) -> bool:
    """Do the values reach down to where the model's begin? One of CT wants Hounsfield units."""
    if card.input.modalities != ("CT",):
        return True
    stored = facts["dtype"] in ("int16", "float32") and facts["range"]["low"] < BELOW
    return facts["units"] == "HU" or (not facts["modality"] and stored)


def is_cut_out(card: Card, facts: dict[str, Any]) -> bool:
    """Is a volume about as large as what a network of volumes looks at?"""
    tile, spacing = card.input.tile or (), card.input.spacing
    if len(tile) < 3 or not spacing or not facts["spacing"]:
        return True
    has = prod(n * mm for n, mm in zip(facts["shape"], facts["spacing"], strict=True))
    return bool(has <= ROOMY * prod(n * mm for n, mm in zip(tile, spacing, strict=True)))
