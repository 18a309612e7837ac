"""The command as a whole: light, quiet, and clear about what went wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from diaphane import __version__
from diaphane.cli.main import Commands, app
from diaphane.cli.terminal import show
from diaphane.errors import BadData

COMMANDS = [
    "predict",
    "explain",
    "evaluate",
    "train",
    "export",
    "convert",
    "anonymize",
    "models",
    "recipes",
    "bench",
    "data",
    "serve",
]
HEAVY = ("numpy", "torch", "onnxruntime", "PIL", "pydicom", "nibabel", "rich", "matplotlib")

runner = CliRunner()


def around(body: Callable[[], None]) -> typer.Typer:
    """A command line like ours with one command that does `body`."""
    inner = typer.Typer(cls=Commands, pretty_exceptions_enable=False)
    inner.command("do")(body)
    inner.callback()(lambda: None)
    return inner


def test_help_lists_the_commands_whole() -> None:
    said = runner.invoke(app, ["--help"])
    assert said.exit_code == 0
    assert [c for c in COMMANDS if f"\n  {c} " in said.output] == COMMANDS
    assert "..." not in said.output.partition("Commands:")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    said = runner.invoke(app, [command, "--help"])
    assert said.exit_code == 0
    assert f"diaphane {command}" in said.output.replace("root", "diaphane")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom diaphane.cli.main import main\nsys.argv = ['diaphane', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version() -> None:
    assert runner.invoke(app, ["--version"]).output == f"diaphane {__version__}\n"


def test_a_wrong_call_is_code_2() -> None:
    said = runner.invoke(app, ["predict", "--colour"])
    assert said.exit_code == 2
    assert "No such option" in said.stderr


def test_an_error_of_ours_is_one_line_and_code_2() -> None:
    def fail() -> None:
        raise BadData("expected this, got that; do so")

    said = runner.invoke(around(fail), ["do"])
    assert said.exit_code == 2
    assert said.stderr == "diaphane: expected this, got that; do so\n"
    assert said.stdout == ""


def test_a_bug_keeps_its_traceback() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    said = runner.invoke(around(fail), ["do"])
    assert said.exit_code == 1
    assert isinstance(said.exception, ZeroDivisionError)


def test_ctrl_c_is_130_without_traceback() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    said = runner.invoke(around(stop), ["do"])
    assert said.exit_code == 130
    assert said.stderr == "diaphane: stopped\n"


def test_show_prints_a_line() -> None:
    assert runner.invoke(around(lambda: show("yes")), ["do"]).stdout == "yes\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    with Path("/dev/full").open("w") as full:
        code = "from diaphane.cli.main import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "recipes"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr == (
        "diaphane: could not write to standard output: no space left on device; "
        "make room or send it elsewhere\n"
    )


def test_a_reader_that_went_away_is_no_error() -> None:
    code = "import time; time.sleep(0.3); from diaphane.cli.main import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", code, "recipes", "brain-tumor"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == ""
    child.stderr.close()
    assert child.wait() == 141


def test_a_terminal_without_unicode_is_no_bug() -> None:
    code = "from diaphane.cli.main import forgive_letters, show\nforgive_letters()\nshow('\u2588')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "ascii"},
    )
    assert (done.returncode, done.stdout) == (0, "\\u2588\n")
