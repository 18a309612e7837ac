"""What is asked for by a name that nothing has, or nothing any more."""

from __future__ import annotations

from ..errors import DiaphaneError, UnknownName


class Missing(UnknownName):
    """There is no such image, result, training; the names of others are not told."""

    def __init__(self, kind: str) -> None:
        self.kind, self.name, self.known = kind, "", []
        DiaphaneError.__init__(
            self, f"there is no such {kind}, or it was removed; go back to the list"
        )
