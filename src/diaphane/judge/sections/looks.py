"""Cases as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ..each import Sample
from ..html import Html, picture, uri


def looks(
    cases: Sequence[Sample],
    names: Sequence[str],
    pictures: Mapping[str, bytes],
    caption: Callable[[Sample], Html],
) -> tuple[Html, ...]:
    """Those of the names that there is a picture of, in the order of the names."""
    by_name = {case.name: case for case in cases}
    return tuple(
        picture(uri(pictures[name], "image/jpeg"), caption(by_name[name]))
        for name in names
        if name in pictures
    )
