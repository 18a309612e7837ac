"""`diaphane serve`: the workplace in a browser, and what its keeper does beside it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting
from .needs import serving
from .options import Json
from .serve_users import BY, token, user
from .terminal import show, show_json, tell
from .workplace import Database, Folder, Where, opened

if TYPE_CHECKING:
    from ..serve.web.workplace import Settings, Workplace

Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; others need users, TLS.")
]
Port = Annotated[int, typer.Option("--port", metavar="N", help="0 takes a free one.")]
Threads = Annotated[
    int,
    typer.Option(
        "--workers", metavar="N", help="Jobs done at once; 0 leaves them to others.", min=0
    ),
]
Datasets = Annotated[
    list[Path] | None,
    typer.Option(
        "--datasets",
        metavar="DIR",
        help="A folder that trainings may read; may be repeated.",
        show_default=False,
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--name",
        metavar="HOST",
        help="A name that browsers know the server by; may be repeated.",
        show_default=False,
    ),
]
Certificate = Annotated[
    Path | None,
    typer.Option("--tls-cert", metavar="FILE", help="Certificate (PEM).", show_default=False),
]
Key = Annotated[
    Path | None,
    typer.Option("--tls-key", metavar="FILE", help="Its key (PEM).", show_default=False),
]
Proxy = Annotated[bool, typer.Option("--behind-proxy", help="A proxy before this server does TLS.")]
Blind = Annotated[
    bool | None,
    typer.Option(
        "--blind/--no-blind",
        help="Readers answer before they see the model's answer.",
        show_default=False,
    ),
]
UploadMib = Annotated[
    int, typer.Option("--upload-mib", metavar="N", help="Most that one upload brings.", min=1)
]
UploadFiles = Annotated[
    int, typer.Option("--upload-files", metavar="N", help="Files that it brings at most.", min=1)
]

serve = typer.Typer(
    name="serve", rich_markup_mode=None, help="Open the workplace in a browser, or see to it."
)
serve.add_typer(user)
serve.add_typer(token)


@serve.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    folder: Folder = None,
    database: Database = None,
    workers: Threads = 2,
    datasets: Datasets = None,
    name: Names = None,
    tls_cert: Certificate = None,
    tls_key: Key = None,
    behind_proxy: Proxy = False,
    blind: Blind = None,
    upload_mib: UploadMib = 2048,
    upload_files: UploadFiles = 20_000,
) -> None:
    """Open the workplace in a browser: read, review, train, with a record of it all.

    It listens on this machine alone, and everybody on it is an admin, until there are users. Ctrl-C
    or SIGTERM ends it within ten seconds. Research use only, not for diagnosis.
    """
    context.obj = Where(folder, database)
    os.umask(0o077)  # what lies in the folder is nobody else's
    if context.invoked_subcommand is not None:
        return
    with serving("diaphane serve"):
        from ..serve.lock import Lock
        from ..serve.web.hosts import Hosts, is_loopback
        from ..serve.web.run import listen, run, tls
        from ..serve.web.workplace import Settings, Workplace
    alone = is_loopback(host)
    certificate = tls(tls_cert, tls_key)
    if not alone and not certificate and not behind_proxy:
        raise BadSetting(
            f"expected TLS for {host}, which other machines reach, got none; say --tls-cert and "
            "--tls-key, or --behind-proxy where a proxy does it, or leave --host out"
        )
    settings = Settings(
        hosts=Hosts.of(host, tuple(name or ())),
        secure=bool(certificate) or behind_proxy,
        behind_proxy=behind_proxy,
        local=alone and not behind_proxy,
        workers=workers,
        upload_bytes=upload_mib * 2**20,
        upload_files=upload_files,
        datasets=folders(datasets or ()),
    )
    place: Path = context.obj.place
    with (
        closing(Lock(place)),
        closing(Workplace.open(place, database, settings)) as workplace,
    ):
        refuse_without_users(workplace, settings)
        if blind is not None:
            workplace.blind.turn(blind, by=BY)
        bound = listen(host, port)
        shown = f"[{host}]" if ":" in host else host
        address = f"{'https' if certificate else 'http'}://{shown}:{bound.getsockname()[1]}"
        run(
            workplace,
            bound,
            ready=lambda: tell(f"diaphane: the workplace is open at {address}"),
            certificate=certificate,
        )


def folders(datasets: Sequence[Path]) -> tuple[Path, ...]:
    """Those that trainings may read. Raises `BadSetting`."""
    for folder in datasets:
        if not folder.is_dir():
            raise BadSetting(
                f"expected a folder for --datasets, got {str(folder)!r}; correct the path"
            )
    return tuple(folder.resolve() for folder in datasets)


def refuse_without_users(workplace: Workplace, settings: Settings) -> None:
    """Raise `BadSetting` where strangers could come in."""
    if not settings.local and not workplace.users.any():
        raise BadSetting(
            "expected users before other machines get in, got none; add one with `diaphane serve "
            "user add NAME --role admin`"
        )


@serve.command()
def verify(
    context: typer.Context, folder: Folder = None, database: Database = None, json: Json = False
) -> None:
    """Check that the record is as it was written: no entry changed, missing, added or moved."""
    with opened(context, folder, database) as workplace:
        found = workplace.log.verify()
    if json:
        show_json(found.to_plain())
    elif found.sound:
        show(f"the record is sound: {found.entries} entries, the last sealed {found.seal[:16]}")
    else:
        tell(f"diaphane: {found.fault}")
    if not found.sound:
        raise typer.Exit(2)


Copy = Annotated[
    Path, typer.Argument(metavar="DIR", help="A new folder for the copy.", show_default=False)
]


@serve.command()
def backup(
    context: typer.Context, to: Copy, folder: Folder = None, database: Database = None
) -> None:
    """Copy the workplace while it is open; the copy is opened by --folder."""
    with opened(context, folder, database) as workplace:
        from ..serve.backup import backup as copy

        whole = copy(workplace.store, workplace.folder, to)
        with workplace.store.begin() as connection:
            workplace.log.write(connection, actor=BY, action="export", subject="backup")
    show(f"the workplace is copied to {to}")
    if not whole:
        tell("diaphane: its database is not in the folder: copy that with pg_dump, right now")


@serve.command()
def worker(
    context: typer.Context,
    folder: Folder = None,
    database: Database = None,
    workers: Threads = 2,
) -> None:
    """Do jobs in a further process, beside the one that serves. Ctrl-C or SIGTERM ends it."""
    with opened(context, folder, database) as workplace:
        from ..serve.web.run import do_jobs

        do_jobs(workplace, workers, ready=lambda: tell(f"diaphane: {workers} at once, waiting"))
