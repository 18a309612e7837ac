"""Clean the elements of a DICOM data set, one by one: what the standard's table names as it asks,
everything else by what its type may hold.

What cannot be read, is private, or is in no edition of the standard is removed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydicom import config
from pydicom._uid_dict import UID_dictionary
from pydicom.datadict import dictionary_has_tag, dictionary_keyword, dictionary_VR
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag

from ...errors import UnreadableImage
from ..foreign import foreign
from .account import Account
from .dates import is_time, shifted
from .descriptors import cleaned
from .profile import DESCRIPTORS, UNSHIFTED, deeds
from .pseudonyms import Pseudonyms
from .traces import Traces, texts_of

DUMMIES: dict[str, Any] = {
    **dict.fromkeys(("LO", "SH", "ST", "LT", "UT", "UC", "PN", "AE", "CS"), "ANONYMIZED"),
    **dict.fromkeys(("US", "SS", "UL", "SL", "UV", "SV", "IS", "DS"), 0),
    **dict.fromkeys(("FL", "FD"), 0.0),
    **dict.fromkeys(("OB", "OW", "UN", "OL", "OV", "OF", "OD"), b"\0\0"),
    "AS": "000Y",
    "DA": "19000101",
    "DT": "19000101000000",
    "TM": "000000",
    "UR": "http://anonymized.invalid",
}
"""Values that tell nothing, by type."""

BINARY = ("OB", "OW", "UN", "OL", "OV", "OF", "OD")
REPEATING = {0x50: "curve", 0x60: "overlay"}
"""Groups 5000 to 501E and 6000 to 601E."""

FIRST_GROUP = 8
"""Groups below are of messages and of the file, and have no place in a data set."""

CODE = re.compile(r"[A-Z0-9_ ]{0,16}")
AGE = re.compile(r"\d{3}[DWMY]")

PATIENT_NAME, PATIENT_ID = Tag("PatientName"), Tag("PatientID")
CHARACTER_SET = Tag("SpecificCharacterSet")
CODE_MEANING = Tag("CodeMeaning")
PUBLIC_SCHEMES = (
    *("DCM", "SCT", "SRT", "SNM3", "LN", "UCUM", "UMLS", "FMA", "MDC", "NCIt", "RADLEX", "NEU"),
    *("I9C", "I10", "I10P", "ACR", "BI", "C4", "ICDO3", "ISO3166_1", "ISO639_1", "RFC5646"),
)
"""PS3.16, Table 8-1 and 8-2: those met in images."""
NEVER_EMPTY = frozenset(
    map(Tag, ("CodeMeaning", "CodeValue", "LongCodeValue", "CodingSchemeDesignator", "TextValue"))
)
"""Where an item has them at all, they have a value (PS3.3, 8.8 and C.17.3)."""
TECHNICAL = frozenset(
    map(
        Tag,
        (
            *("Manufacturer", "ManufacturerModelName", "SoftwareVersions", "ConvolutionKernel"),
            *("SecondaryCaptureDeviceManufacturer", "SecondaryCaptureDeviceManufacturerModelName"),
            *("SequenceName", "CodeValue"),
        ),
    )
)
"""What makers write into private elements again."""
PIXELS = frozenset(map(Tag, ("PixelData", "FloatPixelData", "DoubleFloatPixelData")))

Mend = Callable[[str], str]


@dataclass(frozen=True)
class Cleaner:
    """Cleans the data sets of one file."""

    pseudonyms: Pseudonyms
    patient: str
    """The pseudonym."""
    days: int
    traces: Traces
    account: Account

    def clean(self, dataset: Dataset) -> None:
        """In place, with all sequences in it."""
        for tag in list(dataset.keys()):
            if name := nameless(tag):
                self._remove(dataset, tag, name)
                continue
            try:
                with foreign("read an element"):
                    self._clean_element(dataset, dataset[tag])
            except UnreadableImage:
                self._remove(dataset, tag, dictionary_keyword(tag))

    def _clean_element(self, dataset: Dataset, element: DataElement) -> None:
        tag = element.tag
        deed = deeds().get(tag)
        if tag in (PATIENT_NAME, PATIENT_ID):
            self._put(dataset, element, "replaced", self.patient)
        elif tag in DESCRIPTORS and (kept := self._known_words(element)):
            self._put(dataset, element, "cleaned", kept)
        elif deed == "remove" and element.VR not in ("DA", "DT", "TM"):
            self._remove(dataset, tag, dictionary_keyword(tag))
        elif element.VR == "SQ":
            self._clean_sequence(dataset, element, deed)
        elif element.VR == "UI":
            self._renumber(dataset, element)
        elif element.VR in ("DA", "DT", "TM"):
            self._clean_date(dataset, element, deed)
        elif deed in ("empty", "dummy") and texts_of(element) != [""]:
            self._put(dataset, element, *dulled(tag, deed))
        elif deed is None:
            self._clean_unlisted(dataset, element)

    def _known_words(self, element: DataElement) -> str:
        kept = cleaned(" ".join(texts_of(element)))[:64]
        return "" if self.traces.in_text(kept) else kept

    def _clean_sequence(self, dataset: Dataset, element: DataElement, deed: str | None) -> None:
        if deed == "empty":
            self._put(dataset, element, "emptied", [])
        else:
            for item in element.value:
                item.pop(CHARACTER_SET, None)
                self.clean(item)

    def _renumber(self, dataset: Dataset, element: DataElement) -> None:
        old = [uid.strip(" \0") for uid in texts_of(element)]
        new = [self.uid(uid) for uid in old]
        if new != old:
            self._put(dataset, element, "renumbered", new)

    def uid(self, old: str) -> str:
        """A new one, the same for the same; those of the standard itself stay."""
        return old if not old or old in UID_dictionary else self.pseudonyms.uid(old)

    def _clean_date(self, dataset: Dataset, element: DataElement, deed: str | None) -> None:
        """Moved dates and kept times of the day; as the table asks where that cannot be."""
        old = [text.strip(" \0") for text in texts_of(element)]
        good = element.tag not in UNSHIFTED
        if element.VR == "TM":
            if not (good and all(not text or is_time(text) for text in old)):
                self._put(dataset, element, *dulled(element.tag, deed or "empty"))
            return
        new = [shifted(text, self.days) if text else "" for text in old]
        if good and None not in new:
            if any(new):
                self._put(dataset, element, "shifted", new)
        elif deed == "remove":
            self._remove(dataset, element.tag, dictionary_keyword(element.tag))
        else:
            self._put(dataset, element, *dulled(element.tag, deed or "empty"))

    def _clean_unlisted(self, dataset: Dataset, element: DataElement) -> None:
        """An element that the table does not name."""
        vr = element.VR
        if element.tag in PIXELS:
            return
        if vr in BINARY:
            data = element.value or b""
            if binary_by_name(element.tag) and not self.traces.in_bytes(data):
                return
            self._remove(dataset, element.tag, dictionary_keyword(element.tag))
        elif vr in ("PN", "AE", "UR"):
            self._put(dataset, element, "emptied", "")
        elif vr in ("LT", "ST", "UT", "UC") or (element.tag == CODE_MEANING and is_local(dataset)):
            self._mend(dataset, element, cleaned)
        elif vr in ("LO", "SH"):
            self._mend(dataset, element, printable)
        elif vr in ("CS", "AS"):
            self._mend(dataset, element, code)
        elif vr == "IS" and element.tag.group != 0x28:
            self._mend(dataset, element, str)

    def _mend(self, dataset: Dataset, element: DataElement, mend: Mend) -> None:
        """Put what `mend` leaves of each text, unless it holds a trace."""
        old = texts_of(element)
        personal = element.VR in ("CS", "IS") or element.tag in TECHNICAL
        new = [
            "" if self.traces.in_text(text, personal=personal) else text for text in map(mend, old)
        ]
        if new == old:
            return
        if not any(new) and element.tag in NEVER_EMPTY:
            self._put(dataset, element, "replaced", DUMMIES["LO"])
        else:
            self._put(dataset, element, "cleaned" if any(new) else "emptied", new)

    def _put(self, dataset: Dataset, element: DataElement, action: Any, value: Any) -> None:
        """Another value, of the type that the standard gives the attribute."""
        vr = dictionary_VR(element.tag).split(" ")[0]
        if isinstance(value, list) and vr != "SQ" and len(value) <= 1:
            value = value[0] if value else ""
        mode = config.IGNORE
        dataset[element.tag] = DataElement(element.tag, vr, value, validation_mode=mode)
        self.account.add(action, dictionary_keyword(element.tag))

    def _remove(self, dataset: Dataset, tag: BaseTag, name: str) -> None:
        del dataset[tag]
        if tag.element:  # not a mere length of a group
            self.account.add("removed", name)


def nameless(tag: BaseTag) -> str:
    """In words what a tag is that is always removed; empty for one of the standard's own."""
    if tag.is_private:
        return "private elements"
    if tag.group >> 8 in REPEATING:
        return f"{REPEATING[tag.group >> 8]} elements"
    if not dictionary_has_tag(tag) or tag.element == 0 or tag.group < FIRST_GROUP:
        return "unknown elements"
    return ""


def is_local(item: Dataset) -> bool:
    """True for a code of no public scheme, whose meaning anybody may have written."""
    return str(item.get("CodingSchemeDesignator", "")) not in PUBLIC_SCHEMES


def binary_by_name(tag: BaseTag) -> bool:
    """True for what the standard says is made of bytes."""
    return any(vr in BINARY for vr in dictionary_VR(tag).split(" or "))


def dulled(tag: BaseTag, deed: str) -> tuple[str, Any]:
    """The action and the value for an attribute that must not be removed."""
    vr = dictionary_VR(tag).split(" ")[0]
    if deed == "dummy":
        return "replaced", DUMMIES[vr]
    return "emptied", b"" if vr in BINARY else ""


def printable(text: str) -> str:
    """Up to the first character that cannot be seen."""
    return "".join(iter_until(text)).strip()


def iter_until(text: str) -> Iterable[str]:
    for letter in text:
        if not letter.isprintable():
            return
        yield letter


def code(text: str) -> str:
    """A code string or an age as they must be written; else nothing."""
    text = text.strip(" \0")
    return text if CODE.fullmatch(text) or AGE.fullmatch(text) else ""
