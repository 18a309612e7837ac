"""A face is found in a photograph that a dependency brings, upright and leaning, and none else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Pillow

pytest.importorskip("cv2", reason="needs the faces extra")
skimage_data = pytest.importorskip("skimage.data", reason="needs the judge extra")

from diaphane.pixels.draw_faces import COLOUR, draw_faces  # noqa: E402
from diaphane.pixels.faces import VOTES, Face, agreed, find_faces  # noqa: E402


@pytest.fixture(scope="module")
def astronaut() -> NDArray[np.uint8]:
    """Her face lies around x 125, y 115 of this piece."""
    return np.asarray(skimage_data.astronaut()[:230, 100:330], np.uint8)


def test_a_face_is_found(astronaut: NDArray[np.uint8]) -> None:
    (face,) = find_faces(astronaut)
    assert abs(face.left + face.side / 2 - 125) < 12
    assert abs(face.top + face.side / 2 - 115) < 15
    assert 70 < face.side < 120
    assert face.votes >= VOTES


def test_a_leaning_face_is_found(astronaut: NDArray[np.uint8]) -> None:
    leaning = Pillow.fromarray(astronaut).rotate(18, resample=Pillow.Resampling.BILINEAR)
    assert len(find_faces(np.asarray(leaning))) == 1


def test_noise_has_none() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    assert find_faces(noise) == []
    assert find_faces(np.zeros((1, 1, 3), np.uint8)) == []


def test_boxes_that_agree_make_one() -> None:
    crowd = np.array([[50.0, 40, 20]] * VOTES + [[52, 41, 22]] * 3 + [[90, 90, 20]] * 5)
    ((box, votes),) = agreed(crowd)
    assert box.tolist() == [50, 40, 20]
    assert votes == VOTES + 3


def test_boxes_are_drawn_within_the_picture() -> None:
    drawn = draw_faces(np.zeros((20, 30, 3), np.uint8), [Face(-3, 5, 10, 40)])
    assert tuple(drawn[5, 3]) == COLOUR
    assert not drawn[10, 3].any()
    assert not drawn[:, 7:].any()
