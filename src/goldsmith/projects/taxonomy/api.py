"""HTTP: text into the nodes of a taxonomy, and nodes into text; nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Router, post

from goldsmith.decoding import check_text
from goldsmith.ontology import MOST_BYTES, MOST_CHOICES, MOST_TITLE, Choice
from goldsmith.ontology.names import check_names, each
from goldsmith.ontology.taxonomy import check_taxonomy
from goldsmith.projects.taxonomy.lines import Form
from goldsmith.projects.taxonomy.naming import name_nodes
from goldsmith.projects.taxonomy.reading import read_lines
from goldsmith.projects.taxonomy.writing import write_taxonomy as write_nodes
from goldsmith.tenancy.principal import OPERATION, Principal

__all__ = ["ROUTER"]


class TaxonomyText(msgspec.Struct, forbid_unknown_fields=True):
    """A tree as text: a table with a first line that says its columns, or a list of paths or of indented lines.

    `known`: the classes that are there already. What stands where one of them stands keeps its name.
    """

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MOST_BYTES)]
    known: Annotated[list[Choice], msgspec.Meta(max_length=MOST_CHOICES)] = []


class Taxonomy(msgspec.Struct):
    """The nodes that a text names, each after the one above it, and how the text was written."""

    form: Form
    nodes: list[Choice]


class TaxonomyNodes(msgspec.Struct, forbid_unknown_fields=True):
    """Nodes to be written as text.

    `csv` and `tsv` hold names and what is retired, `levels` the names, `paths` and `indented` titles alone.
    """

    nodes: Annotated[list[Choice], msgspec.Meta(max_length=MOST_CHOICES)]
    form: Form = "csv"


class WrittenTaxonomy(msgspec.Struct):
    """The nodes as text, which can be read again."""

    text: str


@post("/taxonomies/read", status_code=200)
async def read_taxonomy(data: TaxonomyText, principal: Principal) -> Taxonomy:
    """Say what labels or choices a text would become; nothing is kept. A refusal names the line."""
    principal.need(OPERATION)
    return await asyncio.to_thread(_read, data)


@post("/taxonomies/write", status_code=200)
async def write_taxonomy(data: TaxonomyNodes, principal: Principal) -> WrittenTaxonomy:
    """Write labels or choices as text, as a table or a list."""
    principal.need(OPERATION)
    return WrittenTaxonomy(await asyncio.to_thread(_write, data))


def _read(data: TaxonomyText) -> Taxonomy:
    _check(data.known, "known")
    form, lines = read_lines(data.text)
    return Taxonomy(form, name_nodes(lines, data.known))


def _write(data: TaxonomyNodes) -> str:
    _check(data.nodes, "nodes")
    return write_nodes(data.nodes, data.form)


def _check(nodes: Sequence[Choice], field: str) -> None:
    check_names(nodes, field, MOST_CHOICES)
    for node, at in each(nodes, field):
        check_text(node.title, field=f"{at}.title", at_most=MOST_TITLE)
    check_taxonomy(nodes, field, "class")


ROUTER = Router(path="/", tags=["projects"], route_handlers=[read_taxonomy, write_taxonomy])
