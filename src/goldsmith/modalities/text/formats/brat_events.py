"""Events in brat: E lines, `Attack:T1 Attacker:T2 Target:T3 Target2:E2`, and what annotation.conf says of their roles.

Format: https://brat.nlplab.org/standoff.html, "Event annotations"; https://brat.nlplab.org/configuration.html, "Event
definitions". An event is a span whose label has roles. Of several arguments in one role the second has a 2 behind it,
as in the BioNLP shared tasks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from goldsmith.modalities._contract import Link
from goldsmith.modalities.text.shapes import Span
from goldsmith.ontology import Label, Ontology, Role, role_of

__all__ = ["event_types", "is_argument", "labels_with_roles", "lines_of_events", "name_role"]


def event_types(ontology: Ontology) -> Iterator[str]:
    """Give the lines of annotation.conf for labels with roles."""
    for label in ontology.labels:
        if label.roles:
            roles = ", ".join(
                f"{role.name}{_how_many(role)}:{'|'.join(role.labels) or '<ANY>'}" for role in label.roles
            )
            yield f"{label.name} {roles}"


def labels_with_roles(ontology: Ontology) -> Collection[str]:
    """Name the labels whose spans are events."""
    return {label.name for label in ontology.labels if label.roles}


def is_argument(link: Link, labels: Mapping[str, str], ontology: Ontology) -> bool:
    """Tell whether a link fills a role of the event that it begins at."""
    return role_of(ontology, labels[link.from_], link.type) is not None


def lines_of_events(
    spans: Sequence[Span], arguments: Iterable[Link], names: Mapping[str, str], events: Mapping[str, str]
) -> Iterator[str]:
    """Write the events in the order of their triggers, each with its arguments as they were drawn."""
    of_events: dict[str, list[Link]] = {}
    for link in arguments:
        of_events.setdefault(link.from_, []).append(link)
    for span in spans:
        if span.uuid in events:
            told = Counter[str]()
            said = [f"{span.label}:{names[span.uuid]}"]
            for link in of_events.get(span.uuid, ()):
                told[link.type] += 1
                number = told[link.type] if told[link.type] > 1 else ""
                said.append(f"{link.type}{number}:{events.get(link.to) or names[link.to]}")
            yield f"{events[span.uuid]}\t{' '.join(said)}"


def name_role(said: str, label: Label | None) -> str:
    """Leave out the number of a second argument, where the label has the role only without it."""
    known = {word for role in label.roles for word in (role.name, role.title)} if label else set()
    bare = re.sub(r"[0-9]+\Z", "", said)
    spelled = {word.casefold() for word in known}
    return bare if said.casefold() not in spelled and bare.casefold() in spelled else said


def _how_many(role: Role) -> str:
    if role.most is None:
        return {0: "*", 1: "+"}.get(role.least, "+")
    return {(0, 1): "?", (1, 1): ""}.get((role.least, role.most), f"{{{role.least}-{role.most}}}")
