"""Which kinds of objects we take, and written how: images, in what we can read."""

from __future__ import annotations

from pynetdicom import AllStoragePresentationContexts
from pynetdicom.presentation import PresentationContext, build_context

SYNTAXES = (
    "1.2.840.10008.1.2.1",  # explicit VR, little endian
    "1.2.840.10008.1.2",  # implicit VR, little endian
    "1.2.840.10008.1.2.2",  # explicit VR, big endian
    "1.2.840.10008.1.2.1.99",  # deflated
    "1.2.840.10008.1.2.4.50",  # JPEG baseline
    "1.2.840.10008.1.2.4.51",  # JPEG extended, 12 bits
    "1.2.840.10008.1.2.4.57",  # JPEG lossless
    "1.2.840.10008.1.2.4.70",  # JPEG lossless, first-order prediction
    "1.2.840.10008.1.2.4.80",  # JPEG-LS lossless
    "1.2.840.10008.1.2.4.81",  # JPEG-LS near-lossless
    "1.2.840.10008.1.2.4.90",  # JPEG 2000 lossless
    "1.2.840.10008.1.2.4.91",  # JPEG 2000
    "1.2.840.10008.1.2.4.201",  # high-throughput JPEG 2000 lossless
    "1.2.840.10008.1.2.4.202",  # the same, by resolution
    "1.2.840.10008.1.2.4.203",  # high-throughput JPEG 2000
    "1.2.840.10008.1.2.5",  # run lengths
)
"""Transfer syntaxes that `diaphane.io` decodes (DICOM PS3.6, A-1)."""

ALSO = (
    "SegmentationStorage",
    "ParametricMapStorage",
    "RTDoseStorage",
    "EnhancedUSVolumeStorage",
    "OphthalmicThicknessMapStorage",
    "CornealTopographyMapStorage",
)
"""Kinds with pixels that are not called images."""


def storage() -> list[PresentationContext]:
    """All kinds of objects with pixels, in every syntax."""
    known = [context.abstract_syntax for context in AllStoragePresentationContexts]
    kinds = [uid for uid in known if uid and has_pixels(uid.keyword)]
    return [build_context(kind, list(SYNTAXES)) for kind in kinds]


def has_pixels(keyword: str) -> bool:
    return "ImageStorage" in keyword or keyword in ALSO
