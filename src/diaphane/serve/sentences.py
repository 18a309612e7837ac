"""Sentences for people who are not on this machine: without the places of its files."""

from __future__ import annotations

import re

QUOTED = re.compile(r"""(['"])(?:[A-Za-z]:)?[/\\](?:(?!\1).)*?([^/\\]*?)\1""")
BARE = re.compile(r"(?<![\w/:.<-])/(?:[^\s/'\",;:()]+/)+([^\s/'\",;:()]*)")


def without_paths(sentence: str) -> str:
    """The sentence with the last name alone of every path from the root.

    >>> without_paths("could not read '/srv/diaphane/uploads/0001': empty; export it again")
    "could not read '0001': empty; export it again"
    """
    return BARE.sub(r"\1", QUOTED.sub(r"\1\2\1", sentence))
