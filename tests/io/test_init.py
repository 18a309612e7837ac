"""`read` tells a format by its bytes, stays light, and says in a sentence what is wrong."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from diaphane.errors import UnreadableImage
from diaphane.io import FORMATS, read


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "scan.dcm"  # a JPEG under a wrong name
    Pillow.fromarray(np.zeros((8, 8), np.uint8)).save(path, "JPEG")
    return path


def test_the_name_does_not_matter(picture: Path) -> None:
    image = read(str(picture))
    assert image.source.format == "jpeg"
    assert image.source.path == picture
    assert image.source.sha256 == hashlib.sha256(picture.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"hello, this is text\n", "got plain text; convert it to one of these"),
        (b"GIF89a........", "got a GIF picture"),
        (b"%!PS-Adobe-3.0 EPSF", "got a PostScript document"),
        (b"\x00\x01\x02\xff\xfe\x99", "got bytes of no image format known here"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "got a document of tags"),
        (b"\x1f\x8b\x08\x00broken", "got a gzip archive without a NIfTI image in it"),
        (b"\x89PNG\r\n\x1a\nbroken", "could not decode the PNG picture"),
        (b"\0" * 128 + b"DICM", "no data set|could not read"),
    ],
)
def test_what_is_no_image_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises(UnreadableImage, match=said) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(UnreadableImage, match="there is no such file"):
        read(tmp_path / "none.png")
    with pytest.raises(UnreadableImage, match="images in a folder or archive, got one without"):
        read(tmp_path)


def modules_after(code: str) -> set[str]:
    script = f"import sys; {code}; print(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return {name.split(".")[0] for name in done.stdout.split()}


def test_importing_costs_nothing() -> None:
    assert not modules_after("import diaphane.io") & {"numpy", "PIL", "pydicom", "nibabel"}


def test_a_jpeg_needs_no_dicom_and_no_nifti_library(picture: Path) -> None:
    loaded = modules_after(f"from diaphane.io import read; read({str(picture)!r})")
    assert not loaded & {"pydicom", "nibabel", "gdcm", "torch"}


def test_each_format_has_a_module() -> None:
    for module in FORMATS.values():
        assert (Path(__file__).parents[2] / f"src/diaphane/io/{module[1:]}.py").is_file()
