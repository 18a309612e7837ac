"""A teacher's words: how far one is from them, and who may teach whom."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from diaphane.card import Card, Class, Input
from diaphane.errors import BadModel, BadSetting
from diaphane.learn import checkpoint, supervised
from diaphane.learn.distill import Guided, Teacher, difference, guided, taught_by, teacher_of
from diaphane.nets import build
from diaphane.recipe import Guide, Recipe, named

CARD = Card("sides", "classify", Input(size=(16, 16)), classes=(Class("left"), Class("right")))
RECIPE = Recipe(card=CARD, net=named("small-cnn", width=4, depth=1))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run that has saved an epoch."""
    folder = tmp_path / "deep"
    folder.mkdir()
    net = build(RECIPE.net, inputs=1, outputs=2, size=(16, 16))
    checkpoint.save(folder / "best.safetensors", {"net": net.state_dict(), "epoch": 0})
    (folder / "recipe.json").write_text(RECIPE.to_json())
    (folder / "data.json").write_text("{}")
    return folder


def test_difference_is_the_divergence_times_the_square_of_the_temperature() -> None:
    mine, theirs = torch.tensor([[1.0, -1.0, 0.0]]), torch.tensor([[2.0, 0.0, -1.0]])
    p, q = (theirs / 3).softmax(1), (mine / 3).softmax(1)
    by_hand = 9 * (p * (p / q).log()).sum()
    torch.testing.assert_close(difference(mine, theirs, temperature=3.0), by_hand)
    assert float(difference(theirs, theirs, temperature=3.0)) == pytest.approx(0, abs=1e-6)


def test_loss_is_parted_between_truth_and_teacher(run: Path) -> None:
    torch.manual_seed(0)
    net = build(RECIPE.net, inputs=1, outputs=2, size=(16, 16)).eval()
    alone = supervised.build(named("cross-entropy"), net, counts={"left": 1, "right": 1})
    batch = {"image": torch.rand(4, 1, 16, 16), "truth": torch.eye(2)[[0, 1, 0, 1]]}
    recipe = RECIPE.but(teacher=str(run), guide=Guide(share=0.25, temperature=2.0))
    both = guided(alone, recipe, CARD)
    assert isinstance(both, Guided)
    said = teacher_of(recipe, CARD).said(batch["image"])
    true = F.cross_entropy(net(batch["image"]), batch["truth"])
    taught = difference(net(batch["image"]), said, temperature=2.0)
    torch.testing.assert_close(both.loss(batch), 0.75 * true + 0.25 * taught)
    assert guided(alone, RECIPE, CARD) is alone


def test_teacher_stands_still_and_sees_its_own_size() -> None:
    seen = []

    class Looking(torch.nn.Linear):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            seen.append(tuple(images.shape))
            return super().forward(images.mean((1, 2, 3))[:, None])

    net = Looking(1, 2)
    said = Teacher(net, (24, 20)).said(torch.rand(3, 1, 16, 16))
    assert seen == [(3, 1, 24, 20)]
    assert not said.requires_grad
    assert not any(weight.requires_grad for weight in net.parameters())


def test_the_card_says_who_taught(run: Path) -> None:
    assert taught_by(RECIPE) == {}
    told = taught_by(RECIPE.but(teacher=str(run)))
    assert told["teacher"] == "run deep"
    assert len(told["teacher_sha256"]) == 64


def test_wrong_teachers_are_refused(run: Path, tmp_path: Path) -> None:
    recipe = RECIPE.but(teacher=str(run))
    with pytest.raises(BadModel, match="expected a run's folder"):
        teacher_of(RECIPE.but(teacher=str(tmp_path)), CARD)
    with pytest.raises(BadSetting, match="expected a teacher of the classes left, middle"):
        teacher_of(recipe, CARD.but(classes=(Class("left"), Class("middle"))))
    with pytest.raises(
        BadSetting, match=r"its card.input.mean is \(0.0,\) and here it is \(0.5,\)"
    ):
        teacher_of(recipe, CARD.but(input=Input(size=(16, 16), mean=(0.5,))))
    with pytest.raises(BadSetting, match=r"guide\.share above 0"):
        teacher_of(recipe.but(guide=Guide(share=0.0)), CARD)
