"""`diaphane serve user` and `token`: who may come in."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated, Literal

import typer

from ..errors import BadSetting
from .options import Json
from .terminal import show, show_json, table, tell
from .workplace import Database, Folder, opened

BY = "system"
"""Who did it, for the record: this machine's keeper."""

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of the user.", show_default=False)]
Role = Annotated[
    Literal["viewer", "reader", "trainer", "admin"],
    typer.Option("--role", help="Each may do what the one before may, and more."),
]
NewRole = Annotated[
    Literal["viewer", "reader", "trainer", "admin"] | None,
    typer.Option("--role", help="Another role.", show_default=False),
]
Password = Annotated[bool, typer.Option("--password", help="Ask for a new password.")]
Disable = Annotated[
    bool | None,
    typer.Option("--disable/--enable", help="Shut out, or let in again.", show_default=False),
]
Label = Annotated[str, typer.Option("--label", help="What it is for.", show_default=False)]
Days = Annotated[
    int | None,
    typer.Option("--days", metavar="N", help="How long it is good.", min=1, show_default=False),
]

user = typer.Typer(
    name="user", no_args_is_help=True, rich_markup_mode=None, help="Who may come in."
)
token = typer.Typer(
    name="token", no_args_is_help=True, rich_markup_mode=None, help="What lets programs in."
)


@user.command()
def add(
    context: typer.Context,
    name: Name,
    role: Role = "reader",
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Add a user; the first must be an admin. Asks for the password, or takes a line of it from
    standard input."""
    with opened(context, folder, database, begin=True) as workplace:
        workplace.users.add(name, role, new_password(), by=BY)
    tell(f"diaphane: {name} may come in as {role}")


@user.command("list")
def listed(
    context: typer.Context, folder: Folder = None, database: Database = None, json: Json = False
) -> None:
    """List the users."""
    with opened(context, folder, database) as workplace:
        users = workplace.users.all()
    if json:
        show_json([vars(one) for one in users])
    else:
        rows = ((one.name, one.role, "shut out" if one.disabled else "") for one in users)
        show(table(("name", "role", ""), rows))


@user.command()
def change(
    context: typer.Context,
    name: Name,
    role: NewRole = None,
    password: Password = False,
    disable: Disable = None,
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Give a user another role or password, shut them out, or let them in again."""
    if role is None and disable is None and not password:
        raise BadSetting("expected a change, got none; say --role, --password, --disable, --enable")
    with opened(context, folder, database) as workplace:
        workplace.users.change(
            workplace.users.named(name).id,
            by=BY,
            role=role,
            disabled=disable,
            password=new_password() if password else None,
        )
    tell(f"diaphane: {name} is changed")


@user.command()
def remove(
    context: typer.Context, name: Name, folder: Folder = None, database: Database = None
) -> None:
    """Shut a user out for good: logged out, tokens revoked. The name stays taken, since the record
    names it."""
    with opened(context, folder, database) as workplace:
        workplace.users.change(workplace.users.named(name).id, by=BY, disabled=True)
    tell(f"diaphane: {name} cannot come in any more")


@token.command("add")
def add_token(
    context: typer.Context,
    name: Name,
    label: Label = "",
    days: Days = None,
    folder: Folder = None,
    database: Database = None,
) -> None:
    """Make a token by which a program asks for a user. It is printed this once."""
    with opened(context, folder, database) as workplace:
        _, word = workplace.tokens.add(workplace.users.named(name).id, label, by=BY, days=days)
    show(word)


def new_password() -> str:
    """Asked for twice where a person sits; else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("password: ")
    if getpass("once more: ") != first:
        raise BadSetting("expected the same password twice, got two; try again")
    return first
