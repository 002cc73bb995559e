"""`goldsmith customers`, `members` and `keys`: who is who, and who may do what."""

from __future__ import annotations

from typing import Annotated

import typer

from goldsmith.commands.frame import Session, new_group, register

Role = Annotated[str, typer.Option(help="admin, operator, member, reviewer or labeler.")]

customers = new_group("The customers of this server, each in its own silo.")
members = new_group("The people of a customer.")
keys = new_group("API keys of a customer.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(customers, name="customers")
    app.add_typer(members, name="members")
    app.add_typer(keys, name="keys")


@register(customers, "create")
def create_customer(session: Session, name: Annotated[str, typer.Argument(help="What to call them.")]) -> None:
    """Make a customer. Administrators only."""
    made = session.client.customers.create(name)
    session.output.result(made, f"Made the customer {made.name} ({made.id}).")


@register(customers, "list")
def list_customers(session: Session) -> None:
    """Show the customers that you may act for."""
    columns = [("Name", lambda c: c.name), ("Your role", lambda c: c.role), ("Id", lambda c: c.id)]
    empty = "No customer yet. Make one with `goldsmith customers create NAME`."
    session.output.listing(session.client.customers.list(), columns, empty=empty)


@register(members, "list")
def list_members(session: Session) -> None:
    """Show the people of the customer."""
    columns = [
        ("Name", lambda m: m.name),
        ("E-mail", lambda m: m.email),
        ("Role", lambda m: m.role),
        ("Id", lambda m: m.person_id),
    ]
    empty = "Nobody yet. Add somebody with `goldsmith members add`."
    session.output.listing(session.client.members.list(), columns, empty=empty)


@register(members, "add")
def add_member(
    session: Session,
    email: Annotated[str, typer.Argument(help="Their e-mail address.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Role,
) -> None:
    """Add a person. A new person gets a one-time password, shown once."""
    made = session.client.members.create(email=email, name=name, role=role)
    password = f" One-time password, shown only now: {made.one_time_password}" if made.one_time_password else ""
    session.output.result(made, f"Added {made.name} as {made.role}.{password}")


@register(members, "role")
def change_role(
    session: Session,
    person_id: Annotated[str, typer.Argument(help="The person, as `members list` shows them.")],
    role: Annotated[str, typer.Argument(help="admin, operator, member, reviewer or labeler.")],
) -> None:
    """Give a person another role."""
    session.client.members.change_role(person_id, role)
    session.output.result({"person_id": person_id, "role": role}, f"{person_id} is now {role}.")


@register(members, "remove")
def remove_member(session: Session, person_id: Annotated[str, typer.Argument(help="The person to remove.")]) -> None:
    """Take a person out of the customer. What they labeled stays."""
    session.client.members.remove(person_id)
    session.output.result({"removed": person_id}, f"Removed {person_id}.")


@register(keys, "create")
def create_key(
    session: Session,
    name: Annotated[str, typer.Option(help="What it is for; shown in lists and in the audit trail.")] = "command line",
    role: Role = "member",
    mode: Annotated[str, typer.Option(help="live or test.")] = "live",
) -> None:
    """Make an API key. It is shown once."""
    made = session.client.keys.create(name=name, role=role, mode=mode)
    session.output.result(
        made, f"{made.key}\nThis is the key, shown only now: {made.name}, {made.role}, {made.mode} ({made.id})."
    )


@register(keys, "list")
def list_keys(session: Session) -> None:
    """Show the keys of the customer, never their secrets."""
    columns = [
        ("Name", lambda k: k.name),
        ("Role", lambda k: k.role),
        ("Mode", lambda k: k.mode),
        ("Begins with", lambda k: k.prefix),
        ("Last used", lambda k: k.last_used_at),
        ("Revoked", lambda k: k.revoked_at),
        ("Id", lambda k: k.id),
    ]
    session.output.listing(session.client.keys.list(), columns, empty="No keys. Make one with `goldsmith keys create`.")


@register(keys, "revoke")
def revoke_key(
    session: Session, key_id: Annotated[str, typer.Argument(help="The key, as `keys list` shows it.")]
) -> None:
    """End a key at once."""
    session.client.keys.revoke(key_id)
    session.output.result({"revoked": key_id}, f"Revoked {key_id}.")
