"""Dark lines on a bright disc are found; its rim is not."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.errors import BadModel, BadSetting, UnknownName
from diaphane.image import Image
from diaphane.infer.find import find, read_card
from diaphane.infer.model import load


def test_vessels_of_a_drawn_retina() -> None:
    y, x = np.mgrid[:200, :220]
    disc = (y - 100) ** 2 + (x - 110) ** 2 < 90**2
    line = (np.abs(y - 100 - 20 * np.sin(x / 25)) < 2) & disc
    rgb = np.where(disc, np.array([200, 120, 60])[:, None, None], 0)
    rgb[:, line] = np.array([160, 80, 50])[:, None]
    result = load("vessels-ridge").predict(Image(rgb.astype(np.uint8)))
    assert result.image is not None
    found = result.image.pixels[0] > 0
    assert 2 * (found & line).sum() / (found.sum() + line.sum()) > 0.7
    assert not found[~disc].any()


def test_a_black_picture_has_no_vessels() -> None:
    result = load("vessels-ridge").predict(Image(np.zeros((3, 20, 20), np.uint8)))
    assert result.notes == ("nothing was found of: Vessels",)
    assert result.doubts == ("the image is blank: all of its samples have one value",)


def test_methods_are_found_by_name_but_have_no_file() -> None:
    assert read_card("vessels-ridge").names == ("vessels",)
    with pytest.raises(BadModel, match="a method without training that has none"):
        find("vessels-ridge")
    with pytest.raises(UnknownName, match="did you mean 'vessels-ridge'"):
        load("vessel-ridge")
    with pytest.raises(BadSetting, match="expected no runtime or device for 'vessels-ridge'"):
        load("vessels-ridge", runtime="openvino")
