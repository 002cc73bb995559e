"""Labels and choices that form a tree, as text: tables, paths and indented lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from goldsmith.client.flow import Flow, Resource, TransportT, call, operation
from goldsmith.client.types import Ontology, Taxonomy, TaxonomyNode, WrittenTaxonomy
from goldsmith.client.wire import json_request
from goldsmith.errors import InvalidError

__all__ = ["Taxonomies"]

Form = Literal["csv", "tsv", "levels", "paths", "indented"]
Json = dict[str, Any]


class Taxonomies(Resource[TransportT]):
    """Trees of labels or choices as text. A question is called by its name, one of a label `label/question`."""

    @operation
    def read(self, text: str, known: Sequence[TaxonomyNode] = ()) -> Flow[Taxonomy]:
        """Say what a text would become. Nothing is kept; a refusal names the line."""
        body = {"text": text, "known": msgspec.to_builtins(known)}
        return call(Taxonomy, json_request("POST", "/taxonomies/read", body, keyed=False))

    @operation
    def write(self, nodes: Sequence[TaxonomyNode], form: Form = "csv") -> Flow[str]:
        """Write nodes as text."""
        return _write(nodes, form)

    @operation
    def get(self, project_id: str, question: str | None = None, form: Form = "csv") -> Flow[str]:
        """Write a project's labels, or the choices of a question, as text."""
        asked = yield from call(Ontology, json_request("GET", f"/projects/{project_id}/ontology"))
        return (yield from _write(_nodes(_entries(asked.ontology, question)), form))

    @operation
    def put(
        self, project_id: str, text: str, question: str | None = None, *, only_leaves: bool | None = None
    ) -> Flow[Ontology]:
        """Make the next version of the ontology, with a project's labels or a question's choices as the text says.

        What stands where it stood keeps its name; what the text leaves out is retired. `only_leaves`: whether those
        above others only group; None leaves it as it is.

        >>> client.taxonomies.put(project.id, Path("goods.csv").read_text(), "product")  # doctest: +SKIP
        """
        before = yield from call(Ontology, json_request("GET", f"/projects/{project_id}/ontology"))
        known = _nodes(_entries(before.ontology, question))
        body = {"text": text, "known": msgspec.to_builtins(known)}
        read = yield from call(Taxonomy, json_request("POST", "/taxonomies/read", body, keyed=False))
        holder, name = _holder(before.ontology, question)
        holder[name] = _with_nodes(holder.get(name, []), read.nodes)
        if only_leaves is not None:
            holder["only_leaves"] = only_leaves
        changed = {"ontology": before.ontology}
        return (yield from call(Ontology, json_request("PUT", f"/projects/{project_id}/ontology", changed)))


def _write(nodes: Sequence[TaxonomyNode], form: Form) -> Flow[str]:
    body = {"nodes": msgspec.to_builtins(nodes), "form": form}
    written = yield from call(WrittenTaxonomy, json_request("POST", "/taxonomies/write", body, keyed=False))
    return written.text


def _holder(ontology: Json, question: str | None) -> tuple[Json, str]:
    """What holds the list, and what the list is called there."""
    if question is None:
        return ontology, "labels"
    *of_label, name = question.split("/", 1)
    asked = ontology["attributes"]
    if of_label:
        asked = [each for label in ontology["labels"] if label["name"] == of_label[0] for each in label["attributes"]]
    found = next((each for each in asked if each["name"] == name and each["type"] == "category"), None)
    if found is None:
        raise InvalidError(f"The ontology has no question {question!r} that is answered by choices.", field="question")
    return found, "choices"


def _entries(ontology: Json, question: str | None) -> list[Json]:
    holder, name = _holder(ontology, question)
    entries: list[Json] = holder.get(name, [])
    return entries


def _nodes(entries: Sequence[Mapping[str, Any]]) -> list[TaxonomyNode]:
    return [
        TaxonomyNode(
            name=each["name"],
            title=each.get("title", ""),
            retired=each.get("retired", False),
            parent=each.get("parent", ""),
        )
        for each in entries
    ]


def _with_nodes(entries: Sequence[Json], nodes: Sequence[TaxonomyNode]) -> list[Json]:
    """The nodes, each with whatever else its entry said, and after them, retired, what they leave out."""
    before = {each["name"]: each for each in entries}
    now = [before.get(node.name, {}) | msgspec.to_builtins(node) for node in nodes]
    named = {node.name for node in nodes}
    return [*now, *(each | {"retired": True} for each in entries if each["name"] not in named)]
