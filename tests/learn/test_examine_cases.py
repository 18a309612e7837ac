"""What the end of a training leaves behind of the test part of sharp pictures."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import numpy as np

from diaphane.data import phantom
from diaphane.data.pictures import read_sharp
from diaphane.infer.find import read_card
from diaphane.io.write import write_png
from diaphane.learn.examine_cases import examine_pictures
from diaphane.learn.run import Run
from tiny_enhancer import tiny_enhancer


def test_report_is_of_the_file_as_it_ships(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "Set" / "HR"
    folder.mkdir(parents=True)
    for seed in range(2):
        photo = phantom.photo(np.random.default_rng(seed), 64)
        write_png(folder / f"{seed}.png", np.moveaxis(photo.pixels, 0, -1))
    model = tiny_enhancer(tmp_path / "model.onnx")
    (tmp_path / "data.json").write_text('{"warnings": ["one pair was allowed to cross"]}')
    sharps = read_sharp(tmp_path / "data", "test", read_card(model).scale)
    examine_pictures(model, sharps, Run(tmp_path))
    assert "one pair was allowed to cross" in (tmp_path / "test/report.html").read_text()
    figures = json.loads((tmp_path / "test/report.json").read_text())
    assert figures["about"]["model_sha256"] == sha256(model.read_bytes()).hexdigest()
    assert read_card(model).figures["psnr_y"].value == figures["metrics"]["psnr_y"]["value"]
