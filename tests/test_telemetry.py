"""What runs here leaves no record of it but ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tiny_models import tiny_classifier


def test_no_library_keeps_a_record_of_its_use(tmp_path: Path) -> None:
    """onnxruntime would, in the cache of the user."""
    model, home = tiny_classifier(tmp_path / "tiny.onnx"), tmp_path / "home"
    home.mkdir()
    code = (
        "import numpy as np; from diaphane import load\n"
        f"load({str(model)!r}).network(np.zeros((1, 1, 32, 32), np.float32))"
    )
    left_out = ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    subprocess.run([sys.executable, "-c", code], env={**kept, "HOME": str(home)}, check=True)
    assert [*home.rglob("*")] == []
