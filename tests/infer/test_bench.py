"""Every stage is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diaphane.errors import BadData
from diaphane.infer.bench import STAGES, Clock, bench, machine
from tiny_models import bright_file, tiny_classifier
from tiny_segmenter import tiny_segmenter
from tiny_translator import tiny_translator


def test_every_stage_is_timed(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    paths = [bright_file(tmp_path / f"{n}.jpg", n % 3, seed=n) for n in range(4)]
    found = bench(model, paths, repeats=2)
    assert tuple(one.stage for one in found.stages) == STAGES
    assert [one.n for one in found.stages] == [2, 2, 3, 3, 3, 3, 3]
    assert all(one.median > 0 for one in found.stages)
    assert found.peak_mb is None or found.peak_mb > 10
    assert found.runtime == "onnxruntime cpu"
    json.dumps(found.to_plain())


def test_a_model_that_segments_prepares_its_tiles_as_it_goes(tmp_path: Path) -> None:
    model = tiny_segmenter(tmp_path / "tiny.onnx")
    found = bench(model, [bright_file(tmp_path / "a.png", 0)], repeats=1)
    assert {one.stage for one in found.stages} == {*STAGES} - {"prepare"}


def test_a_model_that_translates_too(tmp_path: Path) -> None:
    model = tiny_translator(tmp_path / "tiny.onnx")
    found = bench(model, [bright_file(tmp_path / "a.png", 0)], repeats=1)
    assert {one.stage for one in found.stages} == {*STAGES} - {"prepare"}


def test_one_image_is_enough_and_none_is_not(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    found = bench(model, [bright_file(tmp_path / "a.png", 0)], repeats=1)
    assert {one.n for one in found.stages} == {1}
    with pytest.raises(BadData, match="at least one image"):
        bench(model, [])


def test_median_and_quartiles() -> None:
    clock = Clock()
    clock.seconds["infer"] = [0.001, 0.002, 0.003, 0.004, 0.005]
    (timing,) = clock.timings()
    assert timing.median == pytest.approx(3)
    assert timing.iqr == pytest.approx(2)


def test_the_machine_is_described_without_its_name() -> None:
    import platform

    facts = machine()
    assert facts["cpu"]
    assert platform.node() not in facts.values()
