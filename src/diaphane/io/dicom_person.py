"""A person in DICOM: the name, the organisation and the time as the standard writes them."""

from __future__ import annotations

import re
from datetime import datetime

from ..decision import Decision
from .dicom_result import LONGEST

RESERVED = re.compile(r"[\^=\\\x00-\x1f]+")
"""Part the components, groups and values of a name (PS3.5, 6.2.1), or are no letters."""
IDEOGRAPHS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
UNTOLD = "not told"
"""Stands where an organisation must, and none is known."""


def person_name(decision: Decision) -> str:
    """A PN of one component, whose caret says that no other was left out. Ideographs stand in
    their own group, the second (PS3.5, 6.2.1.1)."""
    name = " ".join(RESERVED.sub(" ", decision.person).split())[: LONGEST - 1] or UNTOLD
    return f"={name}^" if IDEOGRAPHS.search(name) else f"{name}^"


def organisation(decision: Decision) -> str:
    return " ".join(RESERVED.sub(" ", decision.organisation).split())[:LONGEST] or UNTOLD


def moment(when: datetime) -> str:
    """A DT with its offset from UTC (PS3.5, 6.2)."""
    return when.strftime("%Y%m%d%H%M%S.%f%z")


def day_and_time(when: datetime) -> tuple[str, str]:
    """A DA and a TM."""
    return when.strftime("%Y%m%d"), when.strftime("%H%M%S")
