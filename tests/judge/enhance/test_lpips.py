"""Pictures are shown to the network of LPIPS as it wants them; another file is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diaphane.errors import BadModel
from diaphane.image import Image
from diaphane.judge.enhance.lpips import Lpips, read_lpips
from tiny_enhancer import tiny_enhancer
from tiny_lpips import tiny_lpips


@pytest.fixture
def lpips(tmp_path: Path) -> Lpips:
    return read_lpips(tiny_lpips(tmp_path / "lpips.onnx"))


@pytest.mark.parametrize(("channels", "kind", "most"), [(3, np.uint8, 255), (1, np.uint16, 65535)])
def test_it_sees_both_pictures_without_border(
    lpips: Lpips, channels: int, kind: type, most: int
) -> None:
    rng = np.random.default_rng(0)
    truth, made = rng.integers(0, most + 1, (2, channels, 80, 90)).astype(kind)
    truth[0, :2, 0] = 0, most  # so that 16 bits are seen as such
    expected = np.abs(truth.astype(float) - made)[:, 4:-4, 4:-4].mean() / most
    assert lpips.eye == "AlexNet"
    assert lpips(Image(truth), Image(made), border=4) == pytest.approx(expected, abs=1e-5)
    assert lpips(Image(truth), Image(truth), border=4) == 0


def test_what_is_too_small_has_none(lpips: Lpips) -> None:
    small = Image(np.zeros((3, 71, 90), np.uint8))
    assert np.isnan(lpips(small, small, border=4))
    assert lpips(small, small, border=3) == 0


def test_another_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="expected a file of LPIPS made by diaphane, got another"):
        read_lpips(tiny_enhancer(tmp_path / "other.onnx"))
    (tmp_path / "empty.onnx").write_bytes(b"")
    with pytest.raises(BadModel, match=r"export BACKBONE\.pth --lpips LINEAR\.pth"):
        read_lpips(tmp_path / "empty.onnx")
    with pytest.raises(BadModel, match="could not read"):
        read_lpips(tmp_path / "none.onnx")
