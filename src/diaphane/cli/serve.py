"""`diaphane serve`: the workplace in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .needs import serving
from .terminal import tell

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")]
Port = Annotated[int, typer.Option("--port", metavar="N", help="0 takes a free one.")]
Folder = Annotated[
    Path,
    typer.Option("--folder", metavar="DIR", help="Keeps uploads, results and the record."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="PostgreSQL, in the place of a file in the folder.",
        show_default=False,
    ),
]

serve = typer.Typer(
    name="serve",
    rich_markup_mode=None,
    help="Open the workplace in a browser, or see to it.",
)


@serve.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    folder: Folder = Path("diaphane-workplace"),
    database: Database = None,
) -> None:
    """Open the workplace in a browser. Research use only, not for diagnosis."""
    if context.invoked_subcommand is not None:
        return
    with serving("diaphane serve"):
        from ..serve.web.run import listen, run
        from ..serve.web.workplace import Settings, Workplace
    bound = listen(host, port)
    workplace = Workplace.open(folder, database, Settings())
    address = f"http://{host}:{bound.getsockname()[1]}"
    run(workplace, bound, ready=lambda: tell(f"diaphane: the workplace is open at {address}"))
