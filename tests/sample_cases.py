"""One image of each kind that models are made for, drawn or out of a dependency's wheel."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pydicom
from PIL import Image as Pillow

from diaphane.data import phantom, phantom_pairs
from diaphane.io.nifti_out import write_nifti
from diaphane.io.write import write_png
from make_dicom import as_bytes, make_dicom

SLICES = 16
"""Of the made CT."""


def head(folder: Path, kind: phantom.Kind = "glioma", seed: int = 1) -> Path:
    """One slice of a brain MR, 224 x 224."""
    picture = phantom.brain(np.random.default_rng(seed), kind).pixels[0]
    return write_png(folder / f"head-{kind}-{seed}.png", picture)


def head_scan(folder: Path) -> Path:
    """The same as DICOM."""
    picture = phantom.brain(np.random.default_rng(1), "glioma").pixels[0]
    path = folder / "head.dcm"
    made = make_dicom(picture, Modality="MR", BodyPartExamined="HEAD")
    path.write_bytes(as_bytes(made))
    return path


def chest(folder: Path) -> Path:
    """A frontal film."""
    return write_png(folder / "chest.png", phantom.chest(np.random.default_rng(2)).pixels[0])


def retina(folder: Path, side: int = 256) -> Path:
    """A colour photograph of a fundus."""
    drawn = phantom_pairs.vessels(np.random.default_rng(3), side).image
    return write_png(folder / "retina.png", np.moveaxis(drawn.pixels, 0, -1))


def cells(folder: Path) -> Path:
    """An electron micrograph."""
    drawn = phantom_pairs.membranes(np.random.default_rng(4), 128).image
    return write_png(folder / "cells.png", drawn.pixels[0])


def hippocampus(folder: Path) -> Path:
    """A small MR volume, NIfTI."""
    drawn = phantom_pairs.hippocampus(np.random.default_rng(5))
    return write_nifti(folder / "hippocampus.nii.gz", drawn.image)


def ct(folder: Path) -> Path:
    """A chest CT of `SLICES` planes, twice as long as wide in space as in samples: a folder."""
    volume = phantom_pairs.lungs(np.random.default_rng(6), (SLICES, 64, 64)).image.pixels[0]
    place = folder / "chest-ct"
    place.mkdir()
    for k, plane in enumerate(volume):
        made = make_dicom(
            (plane + 1024).astype(np.int16),
            Modality="CT",
            BodyPartExamined="CHEST",
            SeriesInstanceUID="1.2.826.0.1.7",
            StudyInstanceUID="1.2.826.0.1.6",
            FrameOfReferenceUID="1.2.826.0.1.8",
            SOPInstanceUID=f"1.2.826.0.1.7.{k + 1}",
            InstanceNumber=k + 1,
            RescaleSlope=1,
            RescaleIntercept=-1024,
            PixelSpacing=[5.0, 2.5],
            SliceThickness=10,
            ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            ImagePositionPatient=[0, 0, 10 * k],
        )
        (place / f"{k:02}.dcm").write_bytes(as_bytes(made))
    return place


def packed(folder: Path) -> Path:
    """The same as a zip."""
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w") as box:
        for file in sorted(folder.iterdir()):
            box.write(file, file.name)
    return archive


def photo(folder: Path, width: int = 160) -> Path:
    """China's summer palace, as sklearn brings it, made small."""
    from sklearn.datasets import load_sample_image

    picture = Pillow.fromarray(load_sample_image("china.jpg"))
    path = folder / "palace.png"
    picture.resize((width, width * 427 // 640)).save(path)
    return path


def wheel(folder: Path, name: str) -> Path:
    """A file out of pydicom's wheel."""
    given = Path(pydicom.__file__).parent / "data/test_files" / name
    return Path(shutil.copy(given, folder))
