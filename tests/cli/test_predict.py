"""`diaphane predict` as a person meets it: answers, files, and all that can go wrong."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from typer.testing import CliRunner, Result

from diaphane.cli.main import app
from tiny_models import bright_file, tiny_classifier

runner = CliRunner()
CHILD = [sys.executable, "-c", "from diaphane.cli.main import main; main()", "predict"]

LATER = ("torch", "timm", "sklearn", "scipy", "matplotlib", "rich", "pydicom", "nibabel")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a model and two pictures."""
    monkeypatch.chdir(tmp_path)
    tiny_classifier(tmp_path / "tiny.onnx")
    bright_file(tmp_path / "left.png", 0)
    bright_file(tmp_path / "right.jpg", 2)
    return tmp_path


def predict(*words: str) -> Result:
    return runner.invoke(app, ["predict", "tiny.onnx", *words])


def refused(said: Result) -> str:
    """The one line of a call that was refused with code 2."""
    assert said.exit_code == 2, said.output
    assert said.stdout == ""
    assert said.stderr.startswith("diaphane: ")
    assert said.stderr.count("\n") == 1
    return said.stderr


@pytest.mark.usefixtures("here")
class TestAnswers:
    def test_one_image_in_full(self) -> None:
        said = predict("left.png")
        assert said.exit_code == 0
        assert said.stderr == ""
        lines = said.stdout.splitlines()
        assert lines[0] == "left.png"
        assert lines[1].startswith("  the left side   ███")
        assert "  answer: the left side" in lines
        assert "  could be: the left side" in lines
        assert lines[-1] == "research use only, not for diagnosis"

    def test_many_images_in_a_line_each(self, here: Path) -> None:
        (here / "many").mkdir()
        for number in range(9):
            bright_file(here / "many" / f"{number}.png", 1)
        lines = predict("many").stdout.splitlines()
        assert len(lines) == 10
        assert lines[0].startswith("many/0.png  middle 9")

    def test_json_is_one_document(self) -> None:
        said = predict("left.png", "right.jpg", "--json")
        assert said.stderr == ""
        one, two = json.loads(said.stdout)
        assert (one["input"], one["task"], one["label"]) == ("left.png", "classify", "left")
        assert sum(one["probabilities"].values()) == pytest.approx(1)
        assert two["set"] == ["right"]
        assert two["doubts"] == []
        assert two["provenance"]["model"] == "tiny"
        assert "files" not in two

    def test_what_is_unlike_the_training_images_gets_no_name(self, here: Path) -> None:
        Pillow.fromarray(np.full((40, 40), 250, np.uint8)).save(here / "white.png")
        said = predict("white.png")
        assert said.exit_code == 0
        lines = said.stdout.splitlines()
        assert lines[1].startswith("  ! the image is blank")
        assert "  answer: I do not know" in lines
        (plain,) = json.loads(predict("white.png", "--json").stdout)
        assert plain["label"] is None
        assert plain["doubts"]


@pytest.mark.usefixtures("here")
class TestFiles:
    def test_a_picture_a_record_and_a_list(self, here: Path) -> None:
        said = predict("left.png", "right.jpg", "-o", "out")
        assert said.exit_code == 0, said.output
        names = ["left.json", "left.png", "result.json", "right.json", "right.png"]
        assert sorted(p.name for p in (here / "out").iterdir()) == names
        record = json.loads((here / "out/left.json").read_text())
        assert record["files"] == ["out/left.png", "out/left.json"]
        assert json.loads((here / "out/result.json").read_text())[0] == record
        with Pillow.open(here / "out/left.png") as picture:
            assert "research use only" in str(picture.info["Comment"])

    def test_folders_keep_their_shape(self, here: Path) -> None:
        (here / "in/deep").mkdir(parents=True)
        bright_file(here / "in/deep/1.png", 0)
        assert predict("in", "-o", "out").exit_code == 0
        assert (here / "out/deep/1.png").exists()

    def test_an_input_is_not_overwritten(self, here: Path) -> None:
        before = (here / "left.png").read_bytes()
        assert "would overwrite" in refused(predict("left.png", "-o", "."))
        assert (here / "left.png").read_bytes() == before

    def test_a_file_in_the_way_of_the_folder(self, here: Path) -> None:
        (here / "out").write_text("not a folder")
        said = predict("left.png", "-o", "out")
        assert said.exit_code == 2
        assert said.stderr.startswith("diaphane: could not write 'out")

    def test_a_full_disk(self, here: Path) -> None:
        code = (
            "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900)); "
            "from diaphane.cli.main import main; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, "predict", "tiny.onnx", "left.png", "-o", "out"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        assert done.stderr.startswith("diaphane: could not write 'out/left.png': ")
        assert done.stderr.count("\n") == 1
        assert list((here / "out").iterdir()) == []


@pytest.mark.usefixtures("here")
class TestBadInput:
    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("none.png", None, "there is no such file"),
            ("empty.png", b"", "the file is empty"),
            ("text.png", b"this is only text\n", "expected a PNG, JPEG"),
            ("cut.png", "left.png", "cut.png"),
        ],
    )
    def test_a_file_that_is_no_image(
        self, here: Path, name: str, data: bytes | str | None, sentence: str
    ) -> None:
        if isinstance(data, str):
            data = (here / data).read_bytes()[:300]
        if data is not None:
            (here / name).write_bytes(data)
        said = refused(predict(name))
        assert sentence in said
        assert name in said
        assert refused(predict(name, "--json")) == said

    def test_a_folder_without_images(self, here: Path) -> None:
        (here / "nothing").mkdir()
        assert "found none among 0 files" in refused(predict("nothing"))

    def test_dicom_without_pixels(self) -> None:
        file = sample("pydicom/data/test_files/rtplan.dcm")
        assert "no pixels" in refused(predict(str(file)))

    def test_nifti_that_promises_more_than_it_holds(self, here: Path) -> None:
        whole = sample("nibabel/tests/data/anatomical.nii").read_bytes()
        (here / "short.nii").write_bytes(whole[:5000])
        assert "short.nii" in refused(predict("short.nii"))

    def test_one_of_many(self, here: Path) -> None:
        (here / "bad.png").write_bytes(b"no image")
        said = predict("left.png", "bad.png", "right.jpg", "--json")
        assert said.exit_code == 3
        assert [e.get("label") for e in json.loads(said.stdout)] == ["left", None, "right"]
        assert "expected a PNG" in json.loads(said.stdout)[1]["error"]
        first, last = said.stderr.splitlines()
        assert first.startswith("diaphane: bad.png: ")
        assert last == "diaphane: 1 of 3 inputs failed, the others are done"

    def test_all_of_many(self) -> None:
        said = predict("a.png", "b.png")
        assert said.exit_code == 2
        assert said.stderr.splitlines()[-1] == "diaphane: all 2 inputs failed"

    def test_a_slice_of_a_plane(self) -> None:
        assert "expected a plane from 1 to 1" in refused(predict("left.png", "--slice", "4"))


@pytest.mark.usefixtures("here")
class TestBadModels:
    def test_an_unknown_name(self) -> None:
        said = runner.invoke(app, ["predict", "brain-tumr", "left.png"])
        assert "no model named 'brain-tumr'" in refused(said)

    def test_a_foreign_file(self, here: Path) -> None:
        tiny_classifier(here / "foreign.onnx", None)
        said = runner.invoke(app, ["predict", "foreign.onnx", "left.png"])
        assert "has no Diaphane card" in refused(said)

    @pytest.mark.parametrize("keep", [0, 10, 400, -200])
    def test_a_broken_file(self, here: Path, keep: int) -> None:
        (here / "broken.onnx").write_bytes((here / "tiny.onnx").read_bytes()[:keep])
        refused(runner.invoke(app, ["predict", "broken.onnx", "left.png"]))

    def test_a_picture_for_a_model(self) -> None:
        refused(runner.invoke(app, ["predict", "left.png", "left.png"]))

    def test_a_runtime_that_is_not_there(self) -> None:
        said = predict("left.png", "--runtime", "tensorflow")
        assert said.exit_code == 2
        assert "onnxruntime" in said.stderr


def test_predicting_stays_light(here: Path) -> None:
    """Neither training packages nor rich are loaded, and what is loaded fits in 300 MB."""
    code = (
        "import sys\nfrom diaphane.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert done.code == 0\n"
        f"print([name for name in {LATER!r} if name in sys.modules])\n"
        "from diaphane.infer.bench import peak_mb\nprint(int(peak_mb()))"
    )
    words = [sys.executable, "-c", code, "predict", "tiny.onnx", "left.png"]
    done = subprocess.run(words, cwd=here, capture_output=True, text=True, check=True)
    *_, loaded, megabytes = done.stdout.splitlines()
    assert loaded == "[]"
    assert int(megabytes) < 300


def heed_ctrl_c() -> None:
    """A shell's background jobs, and what they start, do not heed Ctrl-C; the test must."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class TestStopped:
    def test_ctrl_c_leaves_whole_files_only(self, here: Path) -> None:
        (here / "many").mkdir()
        for number in range(400):
            shutil.copy(here / "left.png", here / "many" / f"{number}.png")
        words = [*CHILD, "tiny.onnx", "many", "-o", "out"]
        child = subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heed_ctrl_c,
        )
        assert child.stdout is not None
        child.stdout.readline()
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        assert (child.returncode, err) == (130, "diaphane: stopped\n")
        written = list((here / "out").iterdir())
        assert 0 < len(written) < 800
        assert not [p for p in written if p.suffix == ".part"]
        for file in written:
            check_whole(file)


def check_whole(file: Path) -> None:
    if file.suffix == ".json":
        parsed: Any = json.loads(file.read_text())
        assert parsed["input"]
    else:
        with Pillow.open(file) as picture:
            picture.load()


def sample(path: str) -> Path:
    """A test file that came with one of the packages we need anyway."""
    import importlib.util

    package, _, rest = path.partition("/")
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    file = Path(spec.origin).parent / rest
    if not file.exists():
        pytest.skip(f"{path} did not come with its package")
    return file
