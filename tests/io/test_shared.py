"""Memory that two processes share: what one writes the other reads, and none takes it away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diaphane.io.shared import KEPT, SIZE, Shared, descriptor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such memory")


def test_what_another_process_writes_is_there() -> None:
    number = descriptor()
    assert number is not None
    code = (
        "import sys; from diaphane.io.shared import Shared\n"
        f"shared = Shared({number}); shared.view[:5] = b'hello'"
    )
    subprocess.run([sys.executable, "-c", code], pass_fds=(number,), check=True)
    shared = Shared(number)
    assert bytes(shared.view[:6]) == b"hello\0"
    shared.close()


def test_nobody_makes_it_smaller() -> None:
    number = descriptor()
    assert number is not None
    for size in (0, SIZE - 1, SIZE + 1):
        with pytest.raises(PermissionError):
            os.ftruncate(number, size)
    Shared(number).close()


def test_memory_beyond_what_is_kept_is_given_back() -> None:
    number = descriptor()
    assert number is not None
    held = os.dup(number)
    shared = Shared(number)
    shared.view[:] = bytes([7]) * SIZE
    shared.tidy(KEPT)
    assert os.fstat(held).st_blocks * 512 == SIZE
    shared.tidy(SIZE)
    assert os.fstat(held).st_blocks * 512 == KEPT
    assert (shared.view[0], shared.view[-1]) == (7, 0)
    shared.close()
    os.close(held)


def test_a_descriptor_is_not_kept_open() -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    number = descriptor()
    assert number is not None
    Shared(number).close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
