"""`make demo` leaves a page with an answer for each image."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tiny_models import tiny_classifier

DEMO = Path(__file__).parents[1] / "scripts" / "demo.py"


def test_a_page_with_pictures(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    words = [sys.executable, str(DEMO), "demo", str(model)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "written: demo/index.html"
    page = (tmp_path / "demo/index.html").read_text(encoding="utf-8")
    pictures = re.findall(r'src="([^"]*)"', page)
    assert len(pictures) >= 9
    assert all((tmp_path / "demo" / picture).exists() for picture in pictures)
    assert page.count("research use only") == 1
