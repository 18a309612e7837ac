"""The manual is true: its links lead somewhere and its snippets run.

`python` snippets are run as they are; of `console` snippets, what follows `$ diaphane`. Snippets
called `sh` are for reading.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner

from diaphane.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?://)([^)#]*)(#[^)]*)?\)")


def snippets(kind: str) -> pytest.MarkDecorator:
    """A test for each snippet of that kind, called by its page and place."""
    found = {
        f"{page.relative_to(ROOT)}-{number}": text
        for page in PAGES
        for number, (name, text) in enumerate(FENCE.findall(page.read_text(encoding="utf-8")))
        if name == kind
    }
    return pytest.mark.parametrize("text", list(found.values()), ids=list(found))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the images that the manual's examples name."""
    import nibabel
    import pydicom

    (tmp_path / "scans").mkdir()
    gray = np.random.default_rng(0).integers(0, 255, (64, 64)).astype(np.uint8)
    for name in ("scan.jpg", "scans/1.jpg", "scans/2.jpg"):
        Pillow.fromarray(gray).save(tmp_path / name)
    package = Path(pydicom.__file__).parent
    shutil.copy(package / "data/test_files/MR_small.dcm", tmp_path / "scan.dcm")
    volume = np.repeat(gray[..., None], 24, axis=-1)
    nibabel.save(nibabel.Nifti1Image(volume, np.eye(4)), tmp_path / "volume.nii.gz")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for place, heading in LINK.findall(page.read_text(encoding="utf-8")):
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), f"{page.name} links to {place}, which is not there"
        if heading:
            assert heading in anchors(target), f"{page.name} links to {place}{heading}"


@snippets("python")
def test_python_snippets_run(text: str, here: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=here, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("here")
@snippets("console")
def test_console_snippets_run(text: str) -> None:
    for line in text.splitlines():
        if line.startswith("$ diaphane "):
            said = CliRunner().invoke(app, shlex.split(line)[2:])
            assert said.exit_code == 0, f"{line}: {said.output}"


def anchors(page: Path) -> set[str]:
    """Where links into a page may lead: its headings, as GitHub names them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"#" + re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
