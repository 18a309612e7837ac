"""`diaphane`: the commands, and what becomes of their errors.

  0  done
  1  a bug: the traceback says where
  2  the input or the call is wrong: one line says how
  3  some of many inputs failed, each named; the others are done
130  stopped with Ctrl-C          141  the reader of our output went away
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .. import __version__
from ..errors import DiaphaneError
from .anonymize import anonymize
from .bench import bench
from .compare import compare
from .convert import convert
from .data import data
from .evaluate import evaluate
from .explain import explain
from .export import export
from .inspect import inspect
from .models import models
from .pacs import pacs
from .predict import predict
from .recipes import recipes
from .serve import serve
from .terminal import mute, show, tell
from .train import train


class Commands(TyperGroup):
    """The commands in the order they were added; an error of theirs becomes one line."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DiaphaneError as error:
            tell(f"diaphane: {error}")
            raise typer.Exit(2) from error
        except KeyboardInterrupt as stop:
            tell("diaphane: stopped")
            raise typer.Exit(130) from stop
        except BrokenPipeError as gone:
            mute()
            raise typer.Exit(141) from gone


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    # Loading rich would take most of the time that `--help` takes.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

LOOKING = (predict, explain, evaluate, compare, inspect)
MAKING = (train, export, convert, anonymize)
LISTING = (models, recipes, bench)

for command in (*LOOKING, *MAKING, *LISTING):
    app.command()(command)
app.add_typer(data)
app.add_typer(serve)
app.add_typer(pacs)


def version(asked: bool) -> None:
    if asked:
        show(f"diaphane {__version__}")
        raise typer.Exit


@app.callback()
def diaphane(
    version: Annotated[
        bool, typer.Option("--version", callback=version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Read medical images with trained models that say how sure they are.

    Research use only, not for diagnosis.
    """


def main() -> None:
    """The entry point `diaphane`."""
    forgive_letters()
    app()


def forgive_letters() -> None:
    """A file name or a bar that the terminal has no letters for is no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
