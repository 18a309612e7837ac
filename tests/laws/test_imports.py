"""What is light stays light: heavy packages are not imported where they are not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tiny_models import bright_file, tiny_classifier

HEAVY = ("torch", "timm", "sklearn", "matplotlib", "scipy", "pandas", "onnx", "openvino")
FORMATS = ("pydicom", "nibabel", "gdcm")


def loaded_by(code: str, *arguments: str) -> set[str]:
    """Packages that a fresh Python holds after running the code."""
    after = "\nimport sys; print('\\n' + ' '.join({m.partition('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code + after, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_package_costs_nothing() -> None:
    assert not {"numpy", "PIL", "onnxruntime", *HEAVY, *FORMATS} & loaded_by("import diaphane")


def test_a_whole_predict_of_a_picture_stays_light(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    picture = bright_file(tmp_path / "a.jpg", 0)
    code = (
        "import sys, diaphane\n"
        "from diaphane.pixels.draw import answer_picture\n"
        "model = diaphane.load(sys.argv[1])\n"
        "result = model.predict(sys.argv[2])\n"
        "assert result.label == 'left', result\n"
        "assert [r.label for _, r in model.predict_many([sys.argv[2]])] == ['left']\n"
        "answer_picture(diaphane.read(sys.argv[2]), result, model.card)\n"
    )
    loaded = loaded_by(code, str(model), str(picture))
    assert "onnxruntime" in loaded
    assert not {*HEAVY, *FORMATS} & loaded


def test_a_predict_on_the_command_line_stays_light(tmp_path: Path) -> None:
    model = tiny_classifier(tmp_path / "tiny.onnx")
    picture = bright_file(tmp_path / "a.jpg", 0)
    code = (
        "import sys\n"
        "from diaphane.cli.main import main\n"
        "sys.argv = ['diaphane', 'predict', sys.argv[1], sys.argv[2], '-o', sys.argv[3]]\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
    )
    loaded = loaded_by(code, str(model), str(picture), str(tmp_path / "out"))
    assert not {*HEAVY, *FORMATS} & loaded
