"""NIfTI files without words; nibabel reads the same volume from them."""

from __future__ import annotations

import gzip
from pathlib import PurePosixPath

import nibabel
import numpy as np
import pytest
from nibabel.nifti1 import Nifti1Extension

from diaphane.errors import UnreadableImage
from diaphane.io.deidentify import deidentify
from diaphane.io.deidentify.pseudonyms import for_this_run
from diaphane.io.deidentify.settings import Settings

SETTINGS = Settings(for_this_run())


@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
@pytest.mark.parametrize("packed", [False, True])
def test_numbers_stay_and_words_go(kind: type[nibabel.Nifti1Image], packed: bool) -> None:
    affine = np.diag([2.0, 3, 4, 1])
    given = kind(np.arange(48, dtype=np.int16).reshape(2, 3, 4, 2), affine)
    for field in ("descrip", "aux_file", "intent_name"):
        given.header[field] = "SECRET"
    given.header.extensions.append(Nifti1Extension(6, b"SECRET"))
    data = gzip.compress(given.to_bytes()) if packed else given.to_bytes() + b"SECRET"
    done = deidentify(data, PurePosixPath("x"), SETTINGS)
    plain = gzip.decompress(done.data) if packed else done.data
    assert b"SECRET" not in plain
    assert done.name == PurePosixPath("x.nii.gz" if packed else "x.nii")
    again = kind.from_bytes(plain)
    np.testing.assert_array_equal(np.asarray(again.dataobj), np.asarray(given.dataobj))
    np.testing.assert_array_equal(again.affine, affine)
    assert done.account.counts["emptied"].keys() == {"descrip", "aux_file", "intent_name"}
    assert "NIfTI extension" in done.account.counts["removed"]


def test_a_volume_may_show_a_face() -> None:
    data = nibabel.Nifti1Image(np.zeros((20, 20, 20), np.uint8), np.eye(4)).to_bytes()
    assert (
        "a face can be rendered"
        in deidentify(data, PurePosixPath("x"), SETTINGS).account.warnings[0]
    )
    with pytest.raises(UnreadableImage, match=r"^the header promises 8352 bytes, 8000 came"):
        deidentify(data[:8000], PurePosixPath("x"), SETTINGS)
