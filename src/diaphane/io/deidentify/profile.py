"""What DICOM asks to be done with each attribute: PS3.15, Table E.1-1, edition 2026c.

The table comes from the package dicom-anonymizer, which takes it from the standard. Its own way of
applying the table is not used: it leaves file meta information, preamble and compressed pixels
as they are, keeps removed dates as dummies and draws new UIDs in every run.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydicom.datadict import tag_for_keyword

EDITION = "2026c"

Deed = Literal["remove", "empty", "dummy", "renumber"]

COLUMNS: dict[str, Deed] = {
    "X_TAGS": "remove",
    "Z_TAGS": "empty",
    "D_TAGS": "dummy",
    "U_TAGS": "renumber",
    "X_Z_TAGS": "empty",
    "X_D_TAGS": "dummy",
    "Z_D_TAGS": "dummy",
    "X_Z_D_TAGS": "dummy",
    "X_Z_U_STAR_TAGS": "renumber",
}
"""The table's codes. Of several, which depend on the type of the attribute in the object at hand,
the one that is right for all types is taken; it takes the value away just the same."""

OPTIONAL: dict[int, Deed] = {0x00081110: "remove"}
"""Referenced Study Sequence may be absent from all images, and must not be empty."""

DESCRIPTORS = frozenset(
    tag_for_keyword(keyword)
    for keyword in (
        *("StudyDescription", "SeriesDescription", "ProtocolName", "DerivationDescription"),
        *("PerformedProcedureStepDescription", "RequestedProcedureDescription"),
        *("AcquisitionProtocolDescription", "AcquisitionDeviceProcessingDescription"),
        *("ContrastBolusAgent", "SeriesDescription"),
    )
)
"""Of the attributes in the column Clean Descriptors Option those of which known words are kept; the
others are treated as the Basic Profile asks."""

UNSHIFTED = frozenset(
    tag_for_keyword(keyword) for keyword in ("PatientBirthDate", "PatientBirthTime")
)
"""Dates that have no entry in the column Retain Longitudinal Temporal Information With Modified
Dates."""


@cache
def deeds() -> dict[int, Deed]:
    """By tag, of the attributes named one by one; the repeating groups 50xx and 60xx are removed
    by their number."""
    from dicomanonymizer.dicom_anonymization_databases import dicomfields_2026c as table

    found: dict[int, Deed] = {}
    for column, deed in COLUMNS.items():
        for tag in getattr(table, column):
            if len(tag) == 2:
                found[tag[0] << 16 | tag[1]] = deed
    return found | OPTIONAL
