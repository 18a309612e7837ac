"""Files made ready in another process: as they would be here, and no harm from those that fail."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import nibabel
import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.card import Input, Scaling
from diaphane.errors import BadSetting, UnreadableImage
from diaphane.infer.apart import COMMAND, questions
from diaphane.infer.question import Question, question
from diaphane.io import decode
from diaphane.io.apart import Pool

NEED = Input(
    size=(32, 24), channels=3, crop="content", fit="pad", mean=(0.2, 0.3, 0.4), std=(0.5, 0.5, 0.25)
)


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(COMMAND)
    yield made
    made.close()


def saved(kind: str = "PNG", seed: int = 0) -> bytes:
    buffer = BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 255, (40, 60), np.uint8)
    pixels[:9] = 0
    Pillow.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def volume(tmp_path: Path) -> bytes:
    voxels = np.random.default_rng(0).normal(size=(20, 30, 7)).astype(np.float32)
    nibabel.nifti1.Nifti1Image(voxels, np.diag([1, 1, 5, 1])).to_filename(tmp_path / "v.nii.gz")
    return (tmp_path / "v.nii.gz").read_bytes()


def same(one: Question | Exception, other: Question) -> None:
    assert isinstance(one, Question)
    np.testing.assert_array_equal(one.image.pixels, other.image.pixels)
    np.testing.assert_array_equal(one.prepared.pixels, other.prepared.pixels)
    if other.image.direction is not None:
        np.testing.assert_array_equal(one.image.direction, other.image.direction)
    bare: dict[str, object] = {"pixels": 0, "direction": None}
    assert one.image.but(**bare) == other.image.but(**bare)
    assert vars(one.prepared) | bare == vars(other.prepared) | bare
    assert one.note == other.note


@pytest.mark.parametrize(
    "need",
    [
        NEED,
        replace(NEED, fit="stretch", crop="none", scaling=Scaling("fixed", 3.0, 200.0)),
        replace(NEED, size=None, multiple=16, channels=1, mean=(0.0,), std=(1.0,)),
    ],
)
def test_they_are_as_they_would_be_here(need: Input, pool: Pool) -> None:
    files = [saved("PNG"), saved("JPEG", 1), saved("TIFF", 2)]
    for one, data in zip(questions(files, need, pool=pool), files, strict=True):
        same(one, question(decode(data), need))


def test_a_slice_of_a_volume_is_chosen_and_told(pool: Pool, volume: bytes) -> None:
    files, slices = [saved(), volume, volume, volume], [None, None, 2, 9]
    found = questions(files, NEED, slices=slices, pool=pool)
    same(found[0], question(decode(files[0]), NEED))
    same(found[1], question(decode(volume), NEED))
    same(found[2], question(decode(volume), NEED, slice=2))
    assert isinstance(found[3], BadSetting)
    assert str(found[3]) == "expected a slice from 1 to 7, got 9"


def test_a_slice_that_a_decoded_picture_lacks_is_refused_there_as_here(pool: Pool) -> None:
    found, good = questions([saved(), saved()], NEED, slices=[3, 1], pool=pool)
    assert isinstance(found, BadSetting)
    assert str(found) == "expected a plane from 1 to 1, got 3"
    assert isinstance(good, Question)


def test_one_that_cannot_be_read_spoils_no_other(pool: Pool) -> None:
    files = [saved(), b"no image", saved()[:99], saved(seed=1)]
    first, text, broken, last = questions(files, NEED, pool=pool)
    same(first, question(decode(files[0]), NEED))
    same(last, question(decode(files[3]), NEED))
    assert isinstance(text, UnreadableImage)
    assert "got plain text" in str(text)
    assert isinstance(broken, UnreadableImage)
    assert "could not decode the PNG" in str(broken)


def test_nothing_asked_starts_nothing(pool: Pool) -> None:
    assert questions([], NEED, pool=pool) == []
    assert pool._idle == []


MOODY = """
import sys
from diaphane.infer import preparing_process as process
def moody(image, asked):
    if image.shape == (5, 5):
        import os; os.abort()
    return process.ready(image, asked)
process.main(moody)
"""


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_where_the_process_dies_each_file_goes_alone() -> None:
    buffer = BytesIO()
    Pillow.new("L", (5, 5)).save(buffer, "PNG")
    pool = Pool((sys.executable, "-c", MOODY))
    files = [saved(), buffer.getvalue(), saved(seed=1)]
    first, deadly, last = questions(files, NEED, pool=pool)
    same(first, question(decode(files[0]), NEED))
    same(last, question(decode(files[2]), NEED))
    assert isinstance(deadly, UnreadableImage)
    assert str(deadly).startswith("its decoder crashed: the file is damaged")
    pool.close()


def test_one_that_was_killed_while_it_waited_is_replaced(pool: Pool) -> None:
    questions([saved()], NEED, pool=pool)
    (idle,) = pool._idle
    os.kill(idle.number, signal.SIGKILL)
    idle._popen.wait()
    (found,) = questions([saved()], NEED, pool=pool)
    assert isinstance(found, Question)


WRONG = """
import numpy as np
from dataclasses import replace
from diaphane.infer import preparing_process as process
from diaphane.infer.question import pack_question, question
def wrong(image, asked):
    found = question(image, process.need_in(asked["input"]))
    small = replace(found.prepared, pixels=found.prepared.pixels[:, :3].copy())
    return pack_question(replace(found, prepared=small))
process.main(wrong)
"""


def test_what_does_not_fit_the_network_never_reaches_it() -> None:
    pool = Pool((sys.executable, "-c", WRONG))
    (found,) = questions([saved()], NEED, pool=pool)
    assert isinstance(found, UnreadableImage)
    pool.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_large_picture_has_room_to_be_prepared(pool: Pool) -> None:
    """Decoding is limited to a few times the picture; what prepares it is ours, and is not."""
    buffer = BytesIO()
    Pillow.new("RGB", (6000, 6000), (9, 9, 9)).save(buffer, "PNG", compress_level=1)
    (found,) = questions([buffer.getvalue()], replace(NEED, crop="none"), pool=pool)
    assert isinstance(found, Question)
    assert found.prepared.pixels.shape == (3, 32, 24)
