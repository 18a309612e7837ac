"""What tells who the patient is, gathered from a DICOM file before it is cleaned, so that it can be
looked for in what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydicom._uid_dict import UID_dictionary
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

from ...errors import UnreadableImage
from ..foreign import foreign
from .descriptors import harmless
from .profile import DESCRIPTORS, deeds

SHORTEST_NAME, SHORTEST_CODE = 3, 4
"""Letters of a part of a name, and of a number or code, below which chance hits are many."""

SHORT = 5
"""Words up to so long are looked for as whole words."""

DEEPEST = 40
"""Sequences in sequences; structured reports have a dozen."""

TEXTS = ("LO", "SH", "ST", "LT", "UT", "UC", "AE")
PLAIN = (
    *("anonymized", "anonymous", "unknown", "none", "null", "test", "other", "name"),
    *("text", "code", "image", "container", "num", "date", "time", "pname", "composite"),
)
"""Values that stand for no value, and the types of content in structured reports."""

NUMBERS = (Tag("AccessionNumber"), Tag("AdmissionID"), Tag("ServiceEpisodeID"))

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


class Traces:
    """Names, numbers, dates and UIDs of one file."""

    def __init__(self, dataset: Dataset) -> None:
        told = [
            (word, is_personal(element))
            for element in elements(dataset)
            for word in telling(element)
            if word not in PLAIN
        ]
        words = {word for word, _ in told}
        self._any = pattern(words)
        self._personal = pattern({word for word, personal in told if personal})
        self._bytes = [w.encode(how) for w in words if len(w) > SHORT for how in ENCODINGS]

    def in_text(self, text: str, *, personal: bool = False) -> bool:
        """True where any of them stands in the text, in any case.

        With `personal` only what is the patient's own counts: it is looked for where technical
        words stand, which are met in private elements, too.
        """
        sought = self._personal if personal else self._any
        return sought is not None and sought.search(flat(text)) is not None

    def in_bytes(self, data: bytes) -> bool:
        """True where any of the longer ones stands in the bytes, in ASCII letters of any case."""
        low = data.lower()
        return any(word in low for word in self._bytes)


def pattern(words: set[str]) -> re.Pattern[str] | None:
    """Finds any of the words, short ones only as whole words; None where there are none."""
    found = [
        re.escape(word) if len(word) > SHORT else rf"(?<!\w){re.escape(word)}(?!\w)"
        for word in sorted(words)
    ]
    return re.compile("|".join(found)) if found else None


def flat(text: str) -> str:
    """As texts are compared."""
    return text.casefold().replace("_", " ").strip()


def elements(dataset: Dataset, level: int = 0) -> Iterator[DataElement]:
    """All elements that can be read, those in sequences, too.

    Raises `UnreadableImage` for sequences in sequences without end.
    """
    if level > DEEPEST:
        raise UnreadableImage(
            f"expected sequences at most {DEEPEST} deep in the DICOM header, got more; export the "
            "file again"
        )
    for tag in list(dataset.keys()):
        try:
            with foreign("read an element"):
                element = dataset[tag]
                items = list(element.value) if element.VR == "SQ" else []
        except UnreadableImage:
            continue
        yield element
        for item in items:
            yield from elements(item, level + 1)


def telling(element: DataElement) -> Iterator[str]:
    """What an element tells of a person, in small letters."""
    for text in texts_of(element):
        words = flat(text)
        if element.VR == "PN":
            yield from name_parts(words)
        elif element.VR in ("DA", "DT"):
            yield from written_dates(words)
        elif element.VR == "UI":
            if text not in UID_dictionary and len(words) > SHORT:
                yield words
        elif is_identifying(element) and says_something(words):
            yield words


def says_something(text: str) -> bool:
    """Long enough not to be met by chance, and not made of known words."""
    return len(text) >= SHORTEST_CODE and not all(map(harmless, text.split()))


def is_identifying(element: DataElement) -> bool:
    """Words that the standard asks to be taken away, whatever they are; not free descriptions."""
    return (
        element.VR in TEXTS
        and element.tag not in DESCRIPTORS
        and (element.tag in deeds() or (element.tag.is_private and not creator(element)))
    )


def is_personal(element: DataElement) -> bool:
    """A name, a date, or a number or code of the patient."""
    return element.VR in ("PN", "DA", "DT") or element.tag.group == 0x10 or element.tag in NUMBERS


def creator(element: DataElement) -> bool:
    """Says whose private elements follow: a maker's name."""
    return element.tag.element < 0x100


def name_parts(name: str) -> Iterator[str]:
    """Family name, given name and so on, without titles and initials."""
    for part in re.split(r"[\^=\s,.]+", name):
        if len(part) >= SHORTEST_NAME and not harmless(part):
            yield part


def written_dates(text: str) -> Iterator[str]:
    """A date as DICOM, ISO 8601, Europeans and Americans write it."""
    if re.match(r"\d{8}", text) and text[:8] != "19000101":
        year, month, day = text[:4], text[4:6], text[6:8]
        yield year + month + day
        yield f"{year}-{month}-{day}"
        yield f"{day}.{month}.{year}"
        yield f"{month}/{day}/{year}"
        yield f"{day}/{month}/{year}"


def texts_of(element: DataElement) -> list[str]:
    """The values of an element as text; none of a sequence or of bytes."""
    value = element.value
    if value is None or isinstance(value, bytes) or element.VR == "SQ":
        return []
    several = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
    if element.VR == "PN":
        several = several if element.VM > 1 else [value]
    return [str(one) for one in several]
