"""Changes are drawn once, applied as often as one likes, and do what their names say."""

from __future__ import annotations

import pytest
import torch

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn import augment
from diaphane.recipe import named


def chance(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def pictures() -> torch.Tensor:
    return torch.rand(6, 1, 24, 20, generator=chance(1))


def test_nothing_asked_changes_nothing() -> None:
    drawn = augment.draw(augment.Picture(), 6, chance())
    torch.testing.assert_close(augment.apply(pictures(), drawn), pictures(), atol=1e-5, rtol=0)


def test_one_draw_gives_the_same_pictures_again() -> None:
    how = augment.Picture(rotate=20, zoom=0.2, shear=0.1, shift=0.1, flip=0.5, noise=0.1, mix=0.4)
    drawn = augment.draw(how, 6, chance())
    assert torch.equal(augment.apply(pictures(), drawn), augment.apply(pictures(), drawn))
    other = augment.draw(how, 6, chance(2))
    assert not torch.equal(augment.apply(pictures(), drawn), augment.apply(pictures(), other))


def test_flip_mirrors_left_to_right() -> None:
    drawn = augment.draw(augment.Picture(flip=1.0), 6, chance())
    mirrored = augment.apply(pictures(), drawn)
    torch.testing.assert_close(mirrored, pictures().flip(-1), atol=1e-5, rtol=0)


def test_beyond_the_edge_is_black_or_what_was_nearest() -> None:
    white = torch.ones(6, 1, 24, 20)
    for fill, least in (("black", 0.0), ("nearest", 1.0)):
        how = augment.build(named("picture", shift=0.8, fill=fill))
        assert how is not None
        moved = augment.apply(white, augment.draw(how, 6, chance()))
        assert float(moved.min()) == pytest.approx(least)


def test_rotation_turns_by_at_most_what_was_asked() -> None:
    angles = augment.draw(augment.Picture(rotate=30), 500, chance()).grid
    turned = torch.rad2deg(torch.atan2(angles[:, 1, 0], angles[:, 1, 1]))
    assert turned.abs().max() <= 30
    assert turned.abs().max() > 25


def test_the_grid_is_the_one_of_torch() -> None:
    how = augment.draw(augment.Picture(rotate=30, zoom=0.2, shear=0.2, shift=0.2), 6, chance())
    theirs = torch.nn.functional.affine_grid(how.grid, [6, 1, 24, 20], align_corners=False)
    torch.testing.assert_close(augment.grid_of(how.grid, pictures()), theirs, atol=1e-6, rtol=0)


def test_erased_boxes_hold_one_value() -> None:
    drawn = augment.draw(augment.Picture(erase=1.0), 6, chance())
    erased = augment.erase(pictures(), drawn)
    for old, new, fill in zip(pictures(), erased, drawn.fill, strict=True):
        changed = new != old
        assert 0.005 < changed.float().mean() < 0.15
        assert (new[changed] == fill).all()


def test_mixed_truth_adds_up_and_follows_the_area() -> None:
    truth = torch.eye(6)
    for seed in range(20):
        drawn = augment.draw(augment.Picture(mix=0.8), 6, chance(seed))
        shares = augment.mixed_truth(truth, drawn, pictures())
        torch.testing.assert_close(shares.sum(1), torch.ones(6))
        if drawn.pasted:
            levels = torch.arange(6.0).view(-1, 1, 1, 1).expand(6, 1, 24, 20)
            pasted = augment.mix(levels, drawn)
            stays = (pasted == levels).flatten(1).float().mean(1)
            moved = drawn.partner != torch.arange(6)
            torch.testing.assert_close(shares.diagonal()[moved], stays[moved])


def test_mix_draws_what_it_always_drew() -> None:
    """Runs that were started with it go on exactly."""
    drawn = [augment.draw(augment.Picture(mix=0.4), 6, chance(seed)) for seed in range(4)]
    assert [round(draw.share, 4) for draw in drawn] == [0.8325, 0.16, 0.0097, 0.994]
    assert [draw.pasted is None for draw in drawn] == [True, True, False, True]


@pytest.mark.parametrize(
    ("how", "pasted"),
    [
        (augment.Picture(mixup=0.4), {False}),
        (augment.Picture(cutmix=0.4), {True}),
        (augment.Picture(mixup=0.4, cutmix=1.0), {False, True}),
    ],
)
def test_mixup_blends_and_cutmix_pastes(how: augment.Picture, pasted: set[bool]) -> None:
    drawn = [augment.draw(how, 6, chance(seed)) for seed in range(20)]
    assert {draw.pasted is not None for draw in drawn} == pasted
    assert all(0 <= draw.share <= 1 for draw in drawn)


def test_blending_adds_pictures_and_truth_in_the_same_shares() -> None:
    drawn = augment.draw(augment.Picture(mixup=1.0), 6, chance(3))
    share, partner = drawn.share, drawn.partner
    blended = augment.mix(pictures(), drawn)
    torch.testing.assert_close(blended, pictures() * share + pictures()[partner] * (1 - share))
    truth = torch.eye(6)
    mixed = augment.mixed_truth(truth, drawn, pictures())
    torch.testing.assert_close(mixed, truth * share + truth[partner] * (1 - share))


def test_settings_of_mixing_must_make_sense() -> None:
    with pytest.raises(BadSetting, match="expected mix, which is both, or mixup and cutmix, got"):
        augment.build(named("picture", mix=0.2, mixup=0.2))
    with pytest.raises(BadSetting, match="at least 0, which mixes nothing, got -0"):
        augment.build(named("picture", cutmix=-0.5))


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UnknownName, match="no augmentation named 'pictures'"):
        augment.build(named("pictures"))
    with pytest.raises(BadSetting, match="spin"):
        augment.build(named("picture", spin=3))
