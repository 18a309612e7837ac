"""Two generators and two discriminators: each phase moves its own, by the published losses."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from diaphane import nets
from diaphane.errors import BadSetting, UnknownName
from diaphane.learn.pool import Pool
from diaphane.learn.translating import Both, Translating, away, build
from diaphane.nets.translator import Translator
from diaphane.recipe import named


class Brighter(Translator):
    """Adds what it has learnt: nothing, at first."""

    def __init__(self, added: float = 0.0) -> None:
        super().__init__()
        self.added = nn.Parameter(torch.tensor(added))

    def picture(self, images: Tensor) -> Tensor:
        return images + self.added


def batch() -> dict[str, Tensor]:
    return {"image": torch.rand(2, 3, 32, 32), "truth": torch.rand(2, 3, 32, 32)}


def objective(forth: float = 0.0, back: float = 0.0, **settings: object) -> Translating:
    both = Both(Brighter(forth), Brighter(back))
    settings = {"discriminator.width": 4, "discriminator.depth": 1, **settings}
    return build(named("cycle-gan", **settings), both, channels=3, space=(32, 32))


def test_each_phase_moves_its_own_networks() -> None:
    both = objective(0.1, -0.1)
    both.begin(0)
    generators, discriminators = both.phases
    given = batch()
    generators.loss(given).backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is not None for weight in generators.moves.parameters())
    assert all(weight.grad is None for weight in discriminators.moves.parameters())
    before = [weight.grad.clone() for weight in generators.moves.parameters()]  # type: ignore[union-attr]
    discriminators.loss(given).backward()  # type: ignore[no-untyped-call]
    assert all(weight.grad is not None for weight in discriminators.moves.parameters())
    after = [weight.grad for weight in generators.moves.parameters()]
    assert before == after


def test_cycle_and_identity_by_hand() -> None:
    """One way adds 0.1 and the other 0.2: the way there and back adds 0.3 for both domains."""
    given = batch()
    alone = objective(0.1, 0.2, cycle=0)
    fooled = float(alone.generators_loss(given).detach())
    torch.testing.assert_close(
        float(with_critics(objective(0.1, 0.2, cycle=10, identity=0), alone, given)) - fooled,
        10 * 2 * (0.3 + 0.3),
        atol=1e-3,
        rtol=0,
    )
    torch.testing.assert_close(
        float(with_critics(objective(0.1, 0.2, cycle=1, identity=0.5), alone, given)) - fooled,
        2 * (0.6 + 0.5 * (0.1 + 0.2)),
        atol=1e-3,
        rtol=0,
    )


def with_critics(one: Translating, other: Translating, given: dict[str, Tensor]) -> Tensor:
    """The loss by the other's discriminators."""
    one.critics = other.critics
    return one.generators_loss(given).detach()


def test_least_squares() -> None:
    assert float(away(torch.tensor([0.0, 2.0, 4.0]), 1)) == pytest.approx((1 + 1 + 9) / 3)


def test_a_pool_gives_old_pictures_for_half_of_the_new_ones() -> None:
    torch.manual_seed(0)
    pool, seen = Pool(4, 1, (2, 2)), []
    for number in range(400):
        seen.append(float(pool(torch.full((1, 1, 2, 2), number / 512))[0, 0, 0, 0]) * 512)
    assert seen[:4] == [0, 1, 2, 3]
    new = sum(got == number for number, got in enumerate(seen[4:], start=4))
    assert 150 < new < 250
    old = [got for number, got in enumerate(seen) if got != number]
    assert len(set(old)) == len(old)  # each is given away once, and replaced


def test_a_pool_of_none_gives_what_it_gets() -> None:
    pictures = torch.rand(3, 1, 2, 2)
    torch.testing.assert_close(Pool(0, 1, (2, 2))(pictures), pictures)


def test_a_pool_is_part_of_the_state() -> None:
    pool, other = Pool(2, 1, (2, 2)), Pool(2, 1, (2, 2))
    pool(torch.rand(2, 1, 2, 2))
    other.load_state_dict(pool.state_dict())
    assert torch.equal(other.kept, pool.kept)  # type: ignore[arg-type]
    assert int(other.filled) == 2  # type: ignore[arg-type]
    state = objective().critics.state_dict()
    assert {"pool_a.kept", "pool_b.filled"} <= state.keys()


def test_what_it_does_not_take_is_told() -> None:
    net = Both(Brighter(), Brighter())

    def made(name: str, **settings: object) -> Translating:
        return build(named(name, **settings), net, channels=3, space=(8, 8))

    with pytest.raises(UnknownName, match="cycle-gan"):
        made("l1")
    with pytest.raises(BadSetting, match="has no setting 'lambda'; known: cycle, identity, pool"):
        made("cycle-gan", **{"lambda": 3})
    with pytest.raises(BadSetting, match="expected cycle of at least 0, got -1"):
        made("cycle-gan", cycle=-1)
    with pytest.raises(UnknownName, match="discriminator"):
        made("cycle-gan", discriminator="vgg")


def test_generators_of_the_recipes_are_free_in_size() -> None:
    net = nets.translator(named("unet", width=4, depth=2), channels=1)
    assert set(net.free()) == {0, 2, 3}
