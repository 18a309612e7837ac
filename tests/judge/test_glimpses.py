"""What a probe may see, and that it sees no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.card import Input, Scaling
from diaphane.data.folders import Sample
from diaphane.image import Image, Source
from diaphane.io import read
from diaphane.judge.glimpses import (
    BORDER,
    CENTRE,
    GREYS,
    SIDE,
    facts,
    glimpsed,
    glimpses,
    without_centre,
)
from diaphane.pixels.prepare import prepare

NEED = Input(1, size=(32, 32), mean=(0.4,), std=(0.2,))


def noise(seed: int = 0, *, height: int = 60, width: int = 80) -> Image:
    made = np.random.default_rng(seed).integers(0, 256, (1, height, width), np.uint8)
    return Image(made, source=Source(format="png"))


@pytest.mark.parametrize(("name", "hidden"), [("centre", CENTRE), ("borders", 1 - 2 * BORDER)])
def test_nothing_of_the_middle_shines_through(name: str, hidden: float) -> None:
    one, other = noise(0), noise(0).but(pixels=noise(0).pixels.copy())
    edges = [round(n * (1 - hidden) / 2) for n in one.shape]
    other.pixels[:, edges[0] : 60 - edges[0], edges[1] : 80 - edges[1]] = 255
    seen = glimpses(one, NEED, size=1)[name]
    np.testing.assert_array_equal(glimpses(other, NEED, size=1)[name], seen)
    assert seen.shape == (SIDE**2 - round(SIDE * hidden) ** 2,)
    other.pixels[:, 0, 0] ^= 128
    assert (glimpses(other, NEED, size=1)[name] != seen).any()


def test_thumbnail_is_the_mean_of_even_areas() -> None:
    steps = np.repeat(np.repeat(np.arange(64, dtype=np.uint8).reshape(8, 8) * 4, 10, 0), 10, 1)
    seen = glimpses(Image(steps[None]), NEED, size=1)["thumbnail"].reshape(8, 8)
    assert seen[4, 4] == pytest.approx(steps[45, 45] / 255, abs=0.01)
    assert seen.mean() == pytest.approx(steps.mean() / 255, abs=0.005)


def test_crop_and_frame_of_the_model_hide_no_borders() -> None:
    cropping = Input(1, size=(32, 32), crop="content", fit="pad", scaling=Scaling("percentile"))
    dark = noise().but(pixels=np.pad(noise().pixels, ((0, 0), (40, 40), (40, 40))))
    assert not glimpses(dark, cropping, size=1)["borders"].any()


def test_colours_are_seen() -> None:
    colour = Image(np.repeat(noise().pixels, 3, axis=0))
    seen = glimpses(colour, Input(3, mean=(0, 0, 0), std=(1, 1, 1)), size=1)
    assert seen["thumbnail"].shape == (3 * 64,)


def test_volumes_are_seen_in_the_plane_the_model_sees() -> None:
    volume = Image(np.random.default_rng(0).random((1, 9, 30, 30)), axes="zyx")
    seen = glimpses(volume, NEED, size=1)
    middle = glimpses(Image(volume.pixels[:, 4]), NEED, size=1)
    np.testing.assert_array_equal(seen["thumbnail"], middle["thumbnail"])


def test_facts_against_numpy() -> None:
    image = noise()
    told = facts(image, size=2400)
    height, width, depth, channels, item, size, bits = told[:7].tolist()
    assert (height, width, depth, channels, item, size) == (60, 80, 0, 1, 1, 2400)
    assert bits == pytest.approx(4.0)
    spread, bars = told[-2 * GREYS + 1 : -GREYS + 1], told[-GREYS + 1 :]
    np.testing.assert_allclose(spread, np.quantile(image.pixels, np.linspace(0, 1, GREYS)), atol=1)
    assert bars.sum() == pytest.approx(1, abs=0.01)  # 255 itself lies at the last edge
    assert facts(image.but(source=Source(format="jpeg")), size=2400).tolist() != told.tolist()


def test_numbers_that_are_none_are_left_out() -> None:
    image = Image(np.array([[[np.nan, 1.0], [np.inf, 2.0]]]))
    assert np.isfinite(facts(image, size=1)).all()
    assert np.isfinite(facts(Image(np.full((1, 2, 2), np.nan)), size=1)).all()


@pytest.mark.parametrize("inverted", [False, True])
def test_model_is_shown_black(inverted: bool) -> None:
    image = noise().but(inverted=inverted)
    hidden = without_centre(image, NEED, hidden=0.5)
    assert hidden.pixels.dtype == np.uint8
    shown = prepare(hidden, Input(1)).pixels
    assert not shown[0, 15:45, 20:60].any()
    np.testing.assert_array_equal(hidden.pixels[:, :15], image.pixels[:, :15])
    assert image.pixels[0, 20:40, 30:50].any()  # the image itself is as it was


def test_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    samples = []
    for k in range(4):
        path = tmp_path / f"{k}.png"
        Pillow.fromarray(noise(k).pixels[0]).save(path)
        samples.append(Sample(path, "cat"))
    samples[2].path.write_text("no image")
    samples[3].path.unlink()
    told: list[int] = []
    seen = glimpsed(samples, NEED, read=read, progress=told.append)
    assert [s.path.name for s in seen.samples] == ["0.png", "1.png"]
    assert {len(table) for table in seen.glimpses.values()} == {2}
    assert told == [1, 2, 3, 4]
