"""Between two networks of one shape lie others: a dial from faithful pictures to lively ones.

Network interpolation (Wang et al. 2018, section 3.4): weights are averaged, not pictures.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from .. import nets
from ..card import Card
from ..errors import BadModel, BadSetting
from ..infer.find import read_card
from ..recipe import Recipe
from .export import EXACT_FILE, SAMPLES, export_picture, put_card, store
from .rebuilt import BEST
from .safe_weights import safe_load_weights
from .start import hash_of, refuse_unfit, weights_in
from .storage import Storage


def export_blend(run: Path, other: Path, path: Path, *, share: float, storage: Storage) -> None:
    """Write a model whose weights are `share` of those of `run` and the rest of `other`'s.

    Raises `BadSetting` for a share outside 0..1 and for networks of other shapes, `BadModel` where
    one of them is no finished run of a network that enhances.
    """
    if not 0 <= share <= 1:
        raise BadSetting(f"expected a share from 0 to 1, got {share:g}")
    recipe = recipe_of(run)
    recipe_of(other)
    mine, theirs = weights_in(run / BEST), weights_in(other / BEST)
    refuse_unfit(mine, theirs, other.name)
    card = recipe.card
    net = nets.enhancer(recipe.net, channels=card.input.channels, scale=card.scale)
    net.load_state_dict({name: theirs[name].lerp(mine[name], share) for name in mine})
    samples = safe_load_weights(run / SAMPLES)["samples"].float()
    with tempfile.TemporaryDirectory() as folder:
        exact = Path(folder) / EXACT_FILE
        export_picture(net, samples, exact)
        store(exact, samples, path, storage=storage)
    put_card(path, blended(read_card(run), run, other, share))


def recipe_of(run: Path) -> Recipe:
    """Of a finished run of a network that enhances."""
    if missing := [f for f in ("recipe.json", BEST, SAMPLES) if not (run / f).is_file()]:
        raise BadModel(
            f"expected a finished run to blend, found no {missing[0]} in {str(run)!r}; name the "
            "folder of a training"
        )
    recipe = Recipe.from_json((run / "recipe.json").read_text(encoding="utf-8"))
    if recipe.card.task != "enhance":
        raise BadModel(
            f"expected runs of networks that enhance to blend, got {run.name!r}, which is to "
            f"{recipe.card.task}"
        )
    return recipe


def blended(card: Card, run: Path, other: Path, share: float) -> Card:
    """The card of the first, which says what was blended; nothing of the blend was measured."""
    told = {
        "blend": f"{share:g} of run {run.resolve().name}, {1 - share:g} of {other.resolve().name}",
        "blend_sha256": f"{hash_of(run / BEST)} {hash_of(other / BEST)}",
    }
    return card.but(figures={}, trained={**card.trained, **told})
