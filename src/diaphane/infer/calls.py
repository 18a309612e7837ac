"""How often a network will be called for the answer to an image: so that progress can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..card import Card, TaskName
from ..image import Floats, Image, Window
from ..pixels.orient import turned
from ..pixels.view import View, grid_of, turn_for
from ..tasks.drawn import without_alpha
from . import dense, translate
from . import enhance as enhancing
from .every import Ways
from .runtime import Network


def calls(image: Image, card: Card, ways: Ways) -> int:
    """At least 1. The image is a plane where the task is planar."""
    return COUNTED.get(card.task, _once)(image, card, ways)


def counting(network: Network, told: Callable[[int], None]) -> Network:
    """The same network, which says before each call how many there were."""
    done = 0

    def ask(batch: Floats) -> Mapping[str, Floats]:
        nonlocal done
        told(done)
        answer = network(batch)
        done += 1
        return answer

    return ask


def _once(image: Image, card: Card, ways: Ways) -> int:
    return 1


def _segment(image: Image, card: Card, ways: Ways) -> int:
    seen = _seen(turned(image, turn_for(image, card.input)), card)
    mirrored = 2 ** len(card.input.tile or ()) if ways.flips else 1
    return mirrored * count(dense.together(dense.jobs(seen)))


def _enhance(image: Image, card: Card, ways: Ways) -> int:
    return _tiles(image, card, enhancing.cuts)


def _translate(image: Image, card: Card, ways: Ways) -> int:
    colours = len(enhancing.parts(_seen(without_alpha(image), card)))
    return _tiles(image, card, translate.cuts) if ways.tiles else colours


def _tiles(image: Image, card: Card, cut: enhancing.Cut) -> int:
    seen = _seen(without_alpha(image), card)
    return sum(count(enhancing.jobs(part, cut)) for _, part in enhancing.parts(seen))


def _seen(image: Image, card: Card) -> View:
    """The grid alone: no sample is looked at."""
    return View(image, card.input, grid_of(image, card.input), Window(0.0, 0.0), 0.0)


def count(items: Iterable[object]) -> int:
    return max(1, sum(1 for _ in items))


COUNTED: dict[TaskName, Callable[[Image, Card, Ways], int]] = {
    "segment": _segment,
    "enhance": _enhance,
    "translate": _translate,
}
