"""The fence around libraries: warnings are taken thread by thread, errors become sentences."""

from __future__ import annotations

import threading
import warnings

import pytest

from diaphane.errors import UnreadableImage
from diaphane.io.foreign import foreign


def test_warnings_are_heard_once_and_not_shown() -> None:
    with foreign("try") as heard:
        warnings.warn("one", stacklevel=1)
        warnings.warn("one", stacklevel=1)
    assert heard == ["one"]
    with pytest.raises(UserWarning, match="two"):  # the filters are as before
        warnings.warn("two", stacklevel=1)


def test_errors_are_told_without_the_library_s_words() -> None:
    with (
        pytest.raises(UnreadableImage, match=r"could not read it \(KeyError\)") as caught,
        foreign("read it"),
    ):
        raise KeyError("Doe^Jane")
    assert "Doe" not in str(caught.value)


def test_threads_that_overlap_hear_their_own() -> None:
    heard: dict[str, list[str]] = {}
    barrier = threading.Barrier(2, timeout=10)

    def listen(name: str, first_out: bool) -> None:
        with foreign("listen") as texts:
            barrier.wait()
            warnings.warn(name, stacklevel=1)
            barrier.wait()
            heard[name] = texts
            if not first_out:
                barrier.wait()
        if first_out:
            barrier.wait()

    before = list(warnings.filters)
    threads = [threading.Thread(target=listen, args=a) for a in (("a", True), ("b", False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == {"a": ["a"], "b": ["b"]}
    assert list(warnings.filters) == before
