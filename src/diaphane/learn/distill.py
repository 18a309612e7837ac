"""A small network learns what a trained one says, and not only what is true (distillation).

Do networks need to be deep? A shallow one that is guided by a deep one comes closer to it than one
that learns from labels alone (Ba and Caruana 2014; Hinton, Vinyals and Dean 2015).
Legend: `N` images, `K` classes.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from ..card import Card
from ..errors import BadSetting
from ..recipe import Guide, Recipe
from .objective import Batch, Phase
from .rebuilt import BEST, rebuilt
from .start import hash_of
from .supervised import Supervised


def difference(logits: Tensor, teacher: Tensor, *, temperature: float) -> Tensor:
    """T^2 KL(softmax(teacher / T) || softmax(logits / T)), mean over the batch.

    Both (N, K). The square keeps gradients as large as those of the truth whatever the temperature
    (Hinton et al. 2015, section 2).
    """
    asked = F.log_softmax(logits.float() / temperature, dim=1)
    wanted = F.log_softmax(teacher.float() / temperature, dim=1)
    apart = F.kl_div(asked, wanted, reduction="batchmean", log_target=True)
    return temperature**2 * apart


class Guided:
    """A supervised objective with a teacher beside the truth."""

    def __init__(self, alone: Supervised, teacher: Teacher, how: Guide) -> None:
        self.alone, self.teacher, self.how = alone, teacher, how
        self.net = alone.net
        self.phases = (Phase("distil", alone.net, self.loss),)

    def begin(self, epoch: int) -> None:
        self.alone.begin(epoch)

    def loss(self, batch: Batch) -> Tensor:
        logits = self.net(batch["image"])
        true = self.alone.compare(logits, batch["truth"], **self.alone.settings)
        said = self.teacher.said(batch["image"])
        taught = difference(logits, said, temperature=self.how.temperature)
        return (1 - self.how.share) * true + self.how.share * taught


class Teacher:
    """A trained network that looks at the same changed pictures, and never changes itself."""

    def __init__(self, net: nn.Module, size: tuple[int, ...] | None) -> None:
        """`size` (Y, X) is what it was trained on; None leaves pictures as they are."""
        self.net, self.size = net.eval().requires_grad_(False), size

    @torch.no_grad()
    def said(self, images: Tensor) -> Tensor:
        """Its logits (N, K) for images (N, C, Y, X), or rows (N, C, X), of whatever size."""
        if self.size and images.ndim == 4 and tuple(images.shape[2:]) != self.size:
            images = F.interpolate(images, list(self.size), mode="bilinear", antialias=True)
        self.net.to(images.device)
        logits: Tensor = self.net(images)
        return logits


def teacher_of(recipe: Recipe, card: Card) -> Teacher:
    """The network of the run `recipe.teacher`.

    Raises `BadModel` where there is no run, `BadSetting` where it has other classes or sees
    pictures made ready in another way.
    """
    how = recipe.guide
    if not 0 < how.share <= 1 or how.temperature <= 0:
        raise BadSetting(
            f"expected guide.share above 0 and at most 1 and guide.temperature above 0, got "
            f"{how.share} and {how.temperature}"
        )
    found = rebuilt(Path(recipe.teacher))
    if found.card.names != card.names:
        raise BadSetting(
            f"expected a teacher of the classes {', '.join(card.names)}, got one of "
            f"{', '.join(found.card.names)}; name another run or set teacher="
        )
    theirs = found.card.input
    mine = card.input
    alike = ("channels", "crop", "fit", "scaling", "mean", "std")
    if other := [name for name in alike if getattr(theirs, name) != getattr(mine, name)]:
        raise BadSetting(
            f"expected a teacher whose pictures are made ready in the same way, but its "
            f"card.input.{other[0]} is {getattr(theirs, other[0])!r} and here it is "
            f"{getattr(mine, other[0])!r}; only the size may differ"
        )
    return Teacher(found.net, theirs.size)


def guided(alone: Supervised, recipe: Recipe, card: Card) -> Supervised | Guided:
    """The objective with the recipe's teacher, or as it is where there is none."""
    return Guided(alone, teacher_of(recipe, card), recipe.guide) if recipe.teacher else alone


def taught_by(recipe: Recipe) -> dict[str, str]:
    """What the card says of the teacher; nothing where there was none."""
    if not recipe.teacher:
        return {}
    run = Path(recipe.teacher)
    return {"teacher": f"run {run.name}", "teacher_sha256": hash_of(run / BEST)}
