"""`goldsmith knowledge-base`: what mentions can stand for, loaded from files and searched."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goldsmith.commands.frame import Session, new_group, register
from goldsmith.errors import GoldsmithError, NotFoundError

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A knowledge base, as ontologies name it.")]
SHOWN_REJECTS = 20

knowledge_base = new_group("Knowledge bases: what mentions can stand for.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(knowledge_base, name="knowledge-base")


@register(knowledge_base, "list")
def list_knowledge_bases(session: Session) -> None:
    """Show the knowledge bases and how many entries there are to be found."""
    columns = [
        ("Name", lambda each: each.name),
        ("Title", lambda each: each.title),
        ("Entries", lambda each: f"{each.entries:,}"),
    ]
    empty = "No knowledge bases. `goldsmith knowledge-base load NAME FILE` makes one of a file."
    session.output.listing(session.client.knowledge_bases.list(), columns, empty=empty)


@register(knowledge_base, "load")
def load_entries(
    session: Session,
    name: NameArgument,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="JSONL or CSV: id, name, aliases, description, …")
    ],
    *,
    title: Annotated[str, typer.Option(help="What a new knowledge base is called on screen.")] = "",
    whole: Annotated[bool, typer.Option("--whole", help="Retire the entries that the file does not name.")] = False,
) -> None:
    """Load a file of entries; the knowledge base is made if there is none of this name. Safe to run again."""
    bases = session.client.knowledge_bases
    try:
        bases.get(name)
    except NotFoundError:
        bases.create(name, title=title)
    done = bases.load(name, file, is_whole=whole)
    for row in done.rejects[:SHOWN_REJECTS]:
        session.output.note(f"  refused row {row.row:,}: {row.error}")
    if done.status != "done":
        raise GoldsmithError(done.error or "The file could not be read.", code="load_failed")
    counts = f"{done.added:,} added, {done.changed:,} changed, {done.retired:,} retired, {done.rejected:,} refused"
    session.output.result(done, f"Entries: {counts}.")


@register(knowledge_base, "search")
def search_entries(
    session: Session,
    name: NameArgument,
    query: Annotated[str, typer.Argument(help="A name, its beginning, or words.")],
) -> None:
    """Show what labelers find when they search for this."""
    columns = [
        ("Id", lambda each: each.id),
        ("Name", lambda each: each.name),
        ("Type", lambda each: each.type),
        ("Description", lambda each: each.description),
    ]
    found = session.client.knowledge_bases.search(name, query)
    session.output.listing(iter(found), columns, empty=f"Nothing in {name} is called so.")
