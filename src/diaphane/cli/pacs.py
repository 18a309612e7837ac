"""`diaphane pacs`: take images from scanners and archives, and ask whether one hears."""

from __future__ import annotations

import logging
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import BadSetting
from .needs import serving
from .terminal import show, tell

if TYPE_CHECKING:
    from ..serve.pacs.listen import Listener

PATIENCE = 0.2
"""Seconds between two looks at whether to stop."""

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="Where to listen.")]
Port = Annotated[
    int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")
]
Title = Annotated[str, typer.Option("--ae-title", metavar="TITLE", help="What we are called.")]
Folder = Annotated[
    Path,
    typer.Option("--folder", metavar="DIR", help="Where what is sent is kept.", show_default=False),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="TITLE[@ADDRESS]",
        help="Who may send, from one address or from any; may be repeated.",
        show_default=False,
    ),
]
Anyone = Annotated[bool, typer.Option("--allow-anyone", help="Whoever can reach us may send.")]
Other = Annotated[
    str, typer.Argument(metavar="HOST", help="Name or address of it.", show_default=False)
]
OtherPort = Annotated[
    int,
    typer.Argument(
        metavar="PORT", min=1, max=65535, help="104 or 11112 with many.", show_default=False
    ),
]
Called = Annotated[str, typer.Option("--called", metavar="TITLE", help="What it is called.")]

pacs = typer.Typer(
    name="pacs",
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Speak DICOM with scanners and archives.",
)


@pacs.command()
def listen(
    folder: Folder,
    host: Host = "127.0.0.1",
    port: Port = 11112,
    title: Title = "DIAPHANE",
    allow: Allow = None,
    anyone: Anyone = False,
) -> None:
    """Take images that are sent over the DICOM network, until stopped.

    Each becomes a file under a name of our own in DIR. Nobody but this machine reaches us, unless
    --host says so; then --allow says who may send, or --allow-anyone that all may.
    """
    with serving("diaphane pacs"):
        from ..serve.pacs.inbox import Inbox
        from ..serve.pacs.listen import Listener
        from ..serve.pacs.peers import Peer, as_address
    check_who(as_address(host), bool(allow), anyone)
    peers = tuple(Peer.parse(text) for text in allow or ())
    warnings.simplefilter("ignore")  # of pydicom and pynetdicom: they quote what was sent
    speak()
    with (
        stopping() as stop,
        closing(Inbox(folder)) as inbox,
        Listener(inbox, host=host, port=port, title=title, peers=peers) as listener,
    ):
        tell(f"diaphane: {title} listens on {host}, port {listener.port}; Ctrl-C stops it")
        wait(stop)
        tell(f"diaphane: {told(listener)}")


@pacs.command()
def echo(
    host: Other, port: OtherPort, called: Called = "ANY-SCP", title: Title = "DIAPHANE"
) -> None:
    """Ask another DICOM application whether it hears (C-ECHO)."""
    with serving("diaphane pacs"):
        from ..serve.pacs.echo import echo
    warnings.simplefilter("ignore")
    took = echo(host, port, called=called, title=title)
    show(f"{called} on {host}, port {port}, answers in {1e3 * took:.0f} ms")


def check_who(host: str, named: bool, anyone: bool) -> None:
    """Refuse to listen to other machines before it is said to which. Raises `BadSetting`."""
    if named and anyone:
        raise BadSetting("expected --allow or --allow-anyone, got both; leave one out")
    if not (ip_address(host).is_loopback or named or anyone):
        raise BadSetting(
            f"expected to hear who may send, since other machines reach {host}; name them with "
            "--allow TITLE@ADDRESS, or say --allow-anyone"
        )


def speak() -> None:
    """What the receiver has to say goes to standard error."""
    said = logging.StreamHandler()
    said.setFormatter(logging.Formatter("diaphane: %(message)s"))
    log = logging.getLogger("diaphane.serve.pacs")
    log.setLevel(logging.INFO)
    log.handlers = [said]
    log.propagate = False
    threading.excepthook = broke_off


def broke_off(error: threading.ExceptHookArgs) -> None:
    """A thread of pynetdicom ends with an error of its own where the other side breaks off in the
    middle: no bug, and no traceback."""
    if error.exc_type.__module__.startswith("pynetdicom."):
        tell(f"diaphane: an association broke off ({error.exc_type.__name__})")
    else:
        threading.__excepthook__(error)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set; as before at the end."""
    stop = threading.Event()
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, lambda *_: stop.set()) for kind in kinds]
    try:
        yield stop
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def wait(stop: threading.Event) -> None:
    while not stop.wait(PATIENCE):  # without a timeout Windows would not hear Ctrl-C
        pass


def told(listener: Listener) -> str:
    """What became of it all."""
    plural = "" if listener.stored == 1 else "s"
    refused = f", {listener.refused} refused" if listener.refused else ""
    return f"stopped; {listener.stored} object{plural} stored{refused}"
