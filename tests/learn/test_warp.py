"""Patches are changed together with their masks, in two dimensions and in three."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import Generator, Tensor

from diaphane.errors import BadSetting, UnknownName
from diaphane.learn import warp
from diaphane.learn.warp import Warp
from diaphane.recipe import named

SIZES = [(24, 32), (12, 16, 14)]
ALL = Warp(
    rotate=20,
    zoom=0.2,
    stretch=0.1,
    shear=0.1,
    shift=0.1,
    flip=(0.5,),
    quarter=0.5,
    elastic=2,
    elastic_grid=12,
)


def chance(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def smooth(size: tuple[int, ...], n: int = 3) -> Tensor:
    """(N, 1, *size) of values whose slopes are gentle."""
    noise = np.random.default_rng(1).normal(size=(n, 1, *size))
    blurred = ndimage.gaussian_filter(noise, (0, 0, *(3 for _ in size)))
    return torch.from_numpy(blurred / blurred.std() / 6 + 0.5).float()


def moved(how: Warp, image: Tensor, size: tuple[int, ...]) -> tuple[Tensor, ...]:
    """Patches of `size` out of `image`, and the mask of what is bright in it."""
    places = warp.positions(warp.draw(how, len(image), size, chance()), size)
    assert places is not None
    labels = (image[:, 0] > 0.5).to(torch.uint8)
    return warp.moved(image, labels, torch.ones(labels.shape), places)


@pytest.mark.parametrize("size", SIZES)
def test_a_mask_of_what_is_bright_stays_one(size: tuple[int, ...]) -> None:
    image, labels, weight = moved(ALL, smooth(tuple(2 * n for n in size)), size)
    assert image.shape == (3, 1, *size)
    assert labels.dtype == torch.uint8
    # Linear and nearest differ by the slope of half a sample.
    clear = (weight > 0) & ((image[:, 0] - 0.5).abs() > 0.08)
    assert clear.float().mean() > 0.5
    assert torch.equal(labels[clear] > 0, image[:, 0][clear] > 0.5)


@pytest.mark.parametrize("size", SIZES)
def test_nothing_asked_for_changes_nothing(size: tuple[int, ...]) -> None:
    drawn = warp.draw(Warp(), 3, size, chance())
    assert warp.positions(drawn, size) is None
    assert warp.room(None, size) == (0,) * len(size)
    assert not drawn.colours
    image = smooth(size)
    assert warp.coloured(image, drawn) is image


@pytest.mark.parametrize("size", SIZES)
def test_mirror_images_are_those_of_torch(size: tuple[int, ...]) -> None:
    image = smooth(size)
    for axis in range(len(size)):
        flip = tuple(float(axis == k) for k in range(len(size)))
        new, labels, weight = moved(Warp(flip=flip), image, size)
        assert torch.allclose(new, image.flip(axis + 2), atol=1e-4)
        assert torch.equal(labels, (image[:, 0] > 0.5).flip(axis + 1).to(torch.uint8))
        assert weight.all()


@pytest.mark.parametrize("size", [(20, 20), (6, 20, 20)])
def test_quarter_turns_are_those_of_torch(size: tuple[int, ...]) -> None:
    image = smooth(size, n=1)
    turned = {k: image.rot90(k, (-2, -1)) for k in (1, 2, 3)}
    met = set()
    for seed in range(12):
        places = warp.positions(warp.draw(Warp(quarter=1), 1, size, chance(seed)), size)
        assert places is not None
        new, _, _ = warp.moved(image, image[:, 0], image[:, 0], places)
        met |= {k for k, whole in turned.items() if torch.allclose(new, whole, atol=1e-3)}
    assert met == {1, 2, 3}


def test_a_turn_is_that_of_scipy() -> None:
    image = smooth((41, 41), n=1)
    angle = torch.tensor([math.radians(30)])
    matrix = warp.turned(angle, (0, 1), 2)
    drawn = warp.draw(Warp(), 1, (41, 41), chance())
    places = warp.positions(warp.Draw(**{**vars(drawn), "matrix": matrix}), (41, 41))
    assert places is not None
    new, _, _ = warp.moved(image, image[:, 0], image[:, 0], places)
    # scipy's matrix, too, leads from places in the new array to places in the old one.
    middle = np.array([20.0, 20.0])
    theirs = ndimage.affine_transform(
        image[0, 0].numpy(),
        matrix[0].numpy(),
        middle - matrix[0].numpy() @ middle,
        order=1,
        mode="nearest",
    )
    assert new[0, 0].numpy() == pytest.approx(theirs, abs=1e-4)


@pytest.mark.parametrize("size", SIZES)
def test_weight_beyond_the_old_patch_is_0(size: tuple[int, ...]) -> None:
    _, _, weight = moved(Warp(zoom=0.5), smooth(size), size)
    assert set(weight.flatten().tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("size", SIZES)
def test_with_room_nothing_from_beyond_is_seen(size: tuple[int, ...]) -> None:
    for seed in range(5):
        places = warp.positions(warp.draw(ALL, 4, size, chance(seed)), size)
        assert places is not None
        more = warp.room(places, size)
        large = tuple(n + 2 * k for n, k in zip(size, more, strict=True))
        image = torch.rand(4, 1, *large)
        assert warp.moved(image, image[:, 0], torch.ones(4, *large), places)[2].all()


def test_cubics_pass_through_their_points_and_keep_lines_straight() -> None:
    weights = warp.cubic(64, warp.controls(64, 16))
    assert torch.allclose(weights.sum(1), torch.ones(64), atol=1e-6)
    ramp = weights @ torch.arange(weights.shape[1]).float()
    assert torch.allclose(ramp.diff(), torch.full((63,), 1 / 16), atol=1e-5)


@pytest.mark.parametrize("size", SIZES)
def test_bends_are_as_large_as_asked_for(size: tuple[int, ...]) -> None:
    how = Warp(elastic=3, elastic_grid=8)
    drawn = warp.draw(how, 64, size, chance())
    assert drawn.bend is not None
    assert float(drawn.bend.std()) == pytest.approx(3, rel=0.05)
    bent = warp.bent(drawn.bend, size)
    assert bent.shape == (64, len(size), *size)
    assert 1.5 < float(bent.std()) < 3


@pytest.mark.parametrize("size", SIZES)
def test_values_are_changed_patch_by_patch(size: tuple[int, ...]) -> None:
    image = smooth(size).clamp(0.05, 0.95)
    brighter = warp.coloured(image, warp.draw(Warp(brightness=0.2), 3, size, chance())) - image
    assert brighter.flatten(1).std(1).max() < 1e-6
    assert len(set(brighter[:, 0].flatten(1)[:, 0].tolist())) == 3
    gamma = warp.coloured(image, warp.draw(Warp(gamma=0.5), 3, size, chance()))
    exponents = (gamma.log() / image.log()).flatten(1)
    assert exponents.std(1).max() < 1e-3
    drawn = warp.draw(Warp(noise=0.1), 3, size, chance())
    assert torch.equal(warp.coloured(image, drawn), warp.coloured(image, drawn))


def test_softening_is_a_binomial_blur() -> None:
    image = torch.zeros(1, 1, 9, 9)
    image[..., 4, 4] = 1
    soft = warp.softened(image, torch.full((1, 1, 1, 1), 0.25))[0, 0]
    row = np.convolve([0.25, 0.5, 0.25], [0.25, 0.5, 0.25])
    assert soft[2:7, 2:7].numpy() == pytest.approx(np.outer(row, row))
    even = torch.ones(1, 1, 4, 5, 6)
    assert torch.allclose(warp.softened(even, torch.full((1, 1, 1, 1, 1), 0.2)), even)


def test_settings_are_read_from_a_recipe() -> None:
    assert warp.build(named("none")) is None
    assert warp.build(named("warp", flip=0.5)) == Warp(flip=(0.5,))
    assert warp.build(named("warp", flip=[0, 0.5, 0.5])) == Warp(flip=(0, 0.5, 0.5))
    assert warp.build(named("warp", rotate=15, elastic=10)) == Warp(rotate=15, elastic=10)


def test_wrong_settings_are_told() -> None:
    with pytest.raises(UnknownName, match="no augmentation named 'wrap'; did you mean 'warp'"):
        warp.build(named("wrap"))
    with pytest.raises(BadSetting, match="augmentation 'warp': Warp has no 'rotat'"):
        warp.build(named("warp", rotat=15))
    with pytest.raises(BadSetting, match="augmentation 'warp': expected float, got 'much'"):
        warp.build(named("warp", zoom="much"))
    with pytest.raises(BadSetting, match="at least 1 sample between control points, got"):
        warp.build(named("warp", elastic=1, elastic_grid=0))
    with pytest.raises(BadSetting, match="expected one probability of flips, or 3, one for each"):
        warp.per_axis((0.5, 0.5), 3)
