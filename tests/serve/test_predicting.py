"""A job asks a model: what it says is what `predict` says, and its layers lie on the image."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import func, select

from at_work import WHO, AtWork, at_work
from diaphane.errors import BadSetting, UnknownName
from diaphane.image import Image
from diaphane.infer.model import load
from diaphane.io import read
from diaphane.serve.jobs import Lease, Stopped
from diaphane.serve.keep import load as kept
from diaphane.serve.missing import Missing
from diaphane.serve.predicting import Options, settle
from diaphane.serve.store import Store
from diaphane.serve.tables import results
from make_study import make_study
from tiny_models import CARD, bright_file
from tiny_segmenter import CARD as SEGMENTS

VARIES = ("time",)
"""In provenance: of the moment."""


def same(said: dict[str, Any], plain: dict[str, Any]) -> None:
    """The answer of the workplace is that of the library."""
    for one in (said, plain):
        one["provenance"] = {k: v for k, v in one["provenance"].items() if k not in VARIES}
    for name, value in plain.items():
        assert said[name] == value, name


def row_of(desk: AtWork, result: str) -> Any:
    return desk.answers.row(result)


def layer(desk: AtWork, result: str, name: str) -> Any:
    return kept(desk.places.layer(result, row_of(desk, result).layers[name]["file"]))


def test_a_class_and_its_heat(desk: AtWork, tmp_path: Path) -> None:
    file = bright_file(tmp_path / "a.png", 2)
    result = desk.ask(desk.one(file).id, "tiny")
    alone = load(desk.shelf._file("tiny")).predict(read(file))
    same(dict(row_of(desk, result).answer), alone.to_plain())
    assert alone.heat is not None
    np.testing.assert_allclose(layer(desk, result, "heat") / 255, alone.heat, atol=0.5 / 255)
    assert row_of(desk, result).label == "right"
    assert desk.log.entries(action="predict")[0]["subject"] == result


@pytest.mark.parametrize("model", ["tiny-segment", "tiny-volumes"])
def test_labels_of_a_volume_lie_on_the_kept_one(desk: AtWork, tmp_path: Path, model: str) -> None:
    files = make_study("CT", tmp_path / "ct", slices=4)
    result = desk.ask(desk.one(*files).id, model, maps=True)
    alone = load(desk.shelf._file(model)).predict(read(tmp_path / "ct"), maps=True)
    assert alone.image is not None
    labels = layer(desk, result, "labels")
    np.testing.assert_array_equal(labels, alone.image.pixels[0, ::-1])  # from head to feet
    chances = layer(desk, result, "probability_bright") / 255
    np.testing.assert_allclose(chances, alone.maps["probability_bright"][::-1], atol=0.003)
    same(dict(row_of(desk, result).answer), alone.to_plain())


def test_of_a_volume_one_slice_is_chosen_and_noted(desk: AtWork, tmp_path: Path) -> None:
    row = desk.one(*make_study("CT", tmp_path / "ct", slices=4))
    middle, last = desk.ask(row.id, "tiny"), desk.ask(row.id, "tiny", slice=4)
    assert row_of(desk, middle).layers["heat"]["slice"] == 2
    assert row_of(desk, last).layers["heat"]["slice"] == 4
    assert "slice 4 of 4 was read" in row_of(desk, last).answer["notes"]
    assert row_of(desk, last).label == "left"  # the first file, at the feet
    assert row_of(desk, middle).label == "right"


def test_a_larger_picture_and_a_negative(desk: AtWork, tmp_path: Path) -> None:
    image = desk.one(bright_file(tmp_path / "a.png", 0)).id
    larger, negative = desk.ask(image, "tiny-x4"), desk.ask(image, "tiny-negative", tiles=True)
    layers = row_of(desk, larger).layers
    assert {name: (one["shape"], one["on"]) for name, one in layers.items()} == {
        "picture": ([256, 256], "picture"),
        "residual": ([64, 64], "image"),
        "added": ([256, 256], "picture"),
    }
    assert np.isclose(np.median(layer(desk, larger, "added")) / 255 * 0.2, 0.1, 0.02)
    assert layers["added"]["full"] == 0.2
    picture = layer(desk, negative, "picture")
    np.testing.assert_array_equal(255 - picture, read(tmp_path / "a.png").pixels)
    assert row_of(desk, negative).answer["workplace"]["options"] == {"tiles": True}


def test_on_both_databases(store: Store, tmp_path: Path) -> None:
    desk = at_work(store, tmp_path, tmp_path / "shelf")
    result = desk.ask(desk.one(bright_file(tmp_path / "a.png", 0)).id, "tiny")
    assert desk.told(result)["label"] == "left"


def test_what_cannot_be_asked_is_refused_before_there_is_a_job(
    desk: AtWork, tmp_path: Path
) -> None:
    image = desk.one(bright_file(tmp_path / "a.png", 0)).id

    def ask(model: str, of: str = image, **options: Any) -> None:
        asked = Options(**options)
        desk.predicting.ask(desk.queue, image=of, model=model, options=asked, owner=WHO)

    with pytest.raises(Missing):
        ask("tiny", of="0" * 20)
    with pytest.raises(UnknownName, match="no model named 'tiyn'; did you mean 'tiny'"):
        ask("tiyn")
    with pytest.raises(BadSetting, match="a model that segments for 'maps'"):
        ask("tiny", maps=True)
    with pytest.raises(BadSetting, match="a slice from 1 to 1, got 2"):
        ask("tiny", slice=2)
    desk.images.remove(image, actor=WHO)
    with pytest.raises(Missing):
        ask("tiny")
    assert desk.queue.claim("nobody") is None


def test_a_key_asks_once(desk: AtWork, tmp_path: Path) -> None:
    image = desk.one(bright_file(tmp_path / "a.png", 0)).id
    asked = [
        desk.predicting.ask(
            desk.queue, image=image, model="tiny", options=Options(), owner=WHO, key="k"
        )
        for _ in range(2)
    ]
    assert asked[0].id == asked[1].id


def test_a_cancelled_job_ends_between_two_calls_and_leaves_nothing(
    desk: AtWork, tmp_path: Path
) -> None:
    row = desk.one(*make_study("CT", tmp_path / "ct", slices=4))
    job = desk.predicting.ask(
        desk.queue, image=row.id, model="tiny-segment", options=Options(), owner=WHO
    )
    lease = desk.claim()
    desk.queue.cancel(job.id)
    with pytest.raises(Stopped):
        desk.predicting.do(Telling(desk.queue, lease.job))
    with desk.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(results)).scalar_one() == 0
    assert not list((tmp_path / "results").glob("*"))


def test_of_an_image_that_is_removed_meanwhile_nothing_is_kept(
    desk: AtWork, tmp_path: Path
) -> None:
    image = desk.one(bright_file(tmp_path / "a.png", 0)).id
    desk.predicting.ask(desk.queue, image=image, model="tiny", options=Options(), owner=WHO)

    class Removing(Lease):
        def tell(self, share: float, stage: str) -> None:
            if stage == "keeping the answer":
                desk.images.remove(image, actor="ben")

    with pytest.raises(Missing, match="no such image"):
        desk.predicting.do(Removing(desk.queue, desk.claim().job))
    assert not list((tmp_path / "results").glob("*"))
    assert desk.queue.of(WHO)[0].state == "running"  # its worker says how it failed


class Telling(Lease):
    """A lease that looks at each step whether it is cancelled."""

    def tell(self, share: float, stage: str) -> None:
        self.renew()
        super().tell(share, stage)


def test_progress_rises(desk: AtWork, tmp_path: Path) -> None:
    row = desk.one(*make_study("CT", tmp_path / "ct", slices=4))
    desk.predicting.ask(
        desk.queue,
        image=row.id,
        model="tiny-segment",
        options=Options(flips=True),
        owner=WHO,
    )
    shares: list[float] = []

    class Watching(Lease):
        def tell(self, share: float, stage: str) -> None:
            shares.append(share)

    desk.predicting.do(Watching(desk.queue, desk.claim().job))
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] < 1


@pytest.mark.parametrize(
    ("axes", "asked", "settled"),
    [("yx", None, None), ("yx", 1, None), ("zyx", None, 2), ("zyx", 3, 3), ("tyx", None, 2)],
)
def test_the_slice_is_settled(axes: Any, asked: int | None, settled: int | None) -> None:
    image = Image(np.zeros((1, 4, 8, 8)[: len(axes) + 1], np.uint8), axes=axes)
    assert settle(image, CARD, Options(slice=asked)).slice == settled


def test_a_model_that_segments_looks_at_all(tmp_path: Path) -> None:
    image = Image(np.zeros((1, 4, 8, 8), np.uint8), axes="zyx")
    assert settle(image, SEGMENTS, Options()).slice is None
    assert settle(image, SEGMENTS, Options(slice=1)).slice == 1
    with pytest.raises(BadSetting, match="a slice from 1 to 4, got 5"):
        settle(image, SEGMENTS, Options(slice=5))
