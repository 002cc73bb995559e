"""`goldsmith login` and `logout`: remember where the server is and who you are there."""

from __future__ import annotations

from typing import Annotated

import typer

from goldsmith.commands.connection import Where, forget_login, remember_login
from goldsmith.commands.frame import register_offline
from goldsmith.commands.output import Output


def add_to(app: typer.Typer) -> None:
    register_offline(app, "login")(login)
    register_offline(app, "logout")(logout)


def login(
    output: Output,
    url: Annotated[
        str, typer.Argument(help="The server, as in https://goldsmith.example.org.", envvar="GOLDSMITH_URL")
    ],
    key: Annotated[
        str,
        typer.Option(
            envvar="GOLDSMITH_KEY", prompt="API key", hide_input=True, help="Your API key; asked for when left out."
        ),
    ],
) -> None:
    """Check a key and keep it.

    It is kept readable by you only, for the commands that follow.
    """
    from goldsmith.client import Goldsmith

    with Goldsmith(url, key) as client:
        customers = [customer.name for customer in client.customers.list()]
    path = remember_login(Where(url.rstrip("/"), key))
    told = {"url": url, "customers": customers, "file": str(path)}
    output.result(told, f"Signed in at {url} for {', '.join(customers) or 'no customer yet'}. Kept in {path}.")


def logout(output: Output) -> None:
    """Forget the kept key. The key itself stays valid: `goldsmith keys revoke` ends it."""
    known = forget_login()
    output.result({"forgotten": known}, "Signed out." if known else "Nobody was signed in.")
