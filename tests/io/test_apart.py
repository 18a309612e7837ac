"""Decoding in a process of its own: the same images, and no harm from what fails there."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.errors import UnreadableImage
from diaphane.io import decode, decode_here, expect
from diaphane.io.apart import POOL, Pool, Process, decode_apart, prepare


@pytest.fixture(scope="module")
def png() -> bytes:
    buffer = BytesIO()
    pixels = np.random.default_rng(0).integers(0, 255, (40, 30, 3), np.uint8)
    Pillow.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_the_image_is_the_one_that_would_be_decoded_here(png: bytes) -> None:
    there, here = decode_apart(png, "png"), decode_here(png, "png")
    np.testing.assert_array_equal(there.pixels, here.pixels)
    assert there.but(pixels=here.pixels) == here


def test_a_process_is_kept_for_the_next_file(png: bytes) -> None:
    pool = Pool()
    with pool.process() as first:
        first.decode(png, "png")
    with pytest.raises(UnreadableImage, match="could not decode the PNG"), pool.process() as second:
        second.decode(png[:60], "png")
    with pool.process() as third:
        third.decode(png, "png")
    assert first is second is third
    pool.close()
    assert not first.alive


@pytest.mark.parametrize("side", [900, 3500, 6000])
def test_large_ones_come_as_they_are(side: int) -> None:
    """What fits the shared memory, what is beyond the part that is kept, and what is piped."""
    buffer = BytesIO()
    pixels = np.arange(side * side, dtype=np.uint32).astype(np.uint16).reshape(side, side)
    Pillow.fromarray(pixels).save(buffer, "TIFF")
    process = Process()
    for _ in range(2):
        there = process.decode(buffer.getvalue(), "tiff")
        np.testing.assert_array_equal(there.pixels, pixels[None])
    assert there.pixels.flags.writeable
    process.kill()


def test_threads_have_a_process_each(png: bytes) -> None:
    pool = Pool()
    with pool.process() as one, pool.process() as other:
        assert one is not other
    pool.close()
    with ThreadPoolExecutor(2) as threads:
        images = list(threads.map(lambda _: decode(png), range(20)))
    assert all((image.pixels == images[0].pixels).all() for image in images)


def test_a_decoder_that_crashes_is_replaced(png: bytes) -> None:
    pool = Pool()
    with pool.process() as first:
        first.decode(png, "png")
    os.kill(first.number, signal.SIGSEGV)
    first._popen.wait()
    with pool.process() as second:
        second.decode(png, "png")
    assert first is not second
    pool.close()


def test_a_crash_in_the_middle_is_a_sentence(png: bytes) -> None:
    crashing = Process(command=(sys.executable, "-c", "import os; os.read(0, 9); os.abort()"))
    with pytest.raises(UnreadableImage, match=r"^its decoder crashed: the file is"):
        crashing.decode(png * 1000, "png")
    assert not crashing.alive


def test_a_decoder_that_takes_too_long_is_ended(png: bytes) -> None:
    slow = Process()
    with pytest.raises(UnreadableImage, match=r"^decoding took too long: the file is damaged"):
        slow.decode(png, "png", seconds=1e-6)
    assert not slow.alive


def test_a_bug_of_ours_keeps_its_traceback(png: bytes) -> None:
    process = Process()
    with pytest.raises(RuntimeError, match=r"(?s)decoding failed in its process.*KeyError: 'odd'"):
        process.decode(png, "odd")  # type: ignore[arg-type]
    process.kill()


def test_one_who_is_interrupted_leaves_no_half_answer_behind(png: bytes) -> None:
    pool = Pool()
    with pytest.raises(KeyboardInterrupt), pool.process() as process:
        raise KeyboardInterrupt
    assert not process.alive


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_does_not_share_the_processes_of_its_parent(png: bytes) -> None:
    decode_apart(png, "png")
    child = os.fork()
    if child == 0:
        os._exit(len(POOL._idle))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(POOL._idle) > 0


def test_it_is_started_for_files_that_need_it(tmp_path: Path, png: bytes) -> None:
    POOL.close()
    (tmp_path / "text.png").write_text("text")
    for path in (tmp_path / "none.png", tmp_path, tmp_path / "text.png"):
        expect(path)
    assert POOL._idle == []
    (tmp_path / "a.png").write_bytes(png)
    expect(tmp_path / "a.png")
    assert len(POOL._idle) == 1
    prepare("png")
    assert len(POOL._idle) == 1
    assert decode(png).shape == (40, 30)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_process_holds_to_its_memory_and_writes_nothing(tmp_path: Path) -> None:
    code = (
        "from diaphane.io.room import Room; from diaphane.io.decoding_process import forbid_files\n"
        "room = Room(); room.begin(0); forbid_files()\n"
        "for ask in (lambda: bytearray(2**30), lambda: open('x', 'w').write('y' * 99999)):\n"
        "    try: ask()\n"
        "    except (MemoryError, OSError) as error: print(type(error).__name__)\n"
        "room.reserve(2**28); bytearray(2**30)"
    )
    from subprocess import run

    said = run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert said.stdout.split() == ["MemoryError", "OSError"], said.stderr
    assert said.returncode == 0
