"""Links between objects: asked one by one, merged where both ends are kept. Roles of events are links like others.

What somebody says of an event's role is compared once its trigger is known to be the same: per (role, argument).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import UNSET

from goldsmith.modalities._contract import Answer, Link, Shape
from goldsmith.modalities.alignment import Alignment, Reading, Unit
from goldsmith.modalities.chains import ask_chains, equivalences, merge_chains, shared_chain_links
from goldsmith.modalities.questions import YES, YES_NO
from goldsmith.ontology import Relation, as_relation, role_of

if TYPE_CHECKING:
    from goldsmith.ontology import Ontology

__all__ = ["ask_links", "free_uuid", "incomplete_events", "merge_links", "shared_links"]

Members = Sequence[tuple[int, Shape]]


def ask_links(
    alignment: Alignment,
    ontology: Ontology,
    answers: Sequence[Answer[Any]],
    objects: Sequence[Members],
) -> None:
    """One unit per link that somebody drew; who drew both ends but no link votes against it.

    A role belongs to a label (the unit's scope): only who gave the trigger that label is asked.
    """
    places = {(labeler, shape.uuid): number for number, members in enumerate(objects) for labeler, shape in members}
    labelers = [{labeler for labeler, _ in members} for members in objects]
    chained = equivalences(ontology)
    for name in chained:
        ask_chains(alignment, name, answers, places, labelers)
    named = {relation.name for relation in ontology.relations}
    undirected = {relation.name for relation in ontology.relations if not relation.directed}
    drawn: dict[tuple[str, str, int, int], dict[int, Link]] = {}
    for labeler, answer in enumerate(answers):
        labels = {shape.uuid: shape.label for shape in answer.annotations}
        for link in (each for each in answer.links if each.type not in chained):
            ends = places[labeler, link.from_], places[labeler, link.to]
            low, high = sorted(ends) if link.type in undirected else ends
            scope = "" if link.type in named else labels[link.from_]
            drawn.setdefault((link.type, scope, low, high), {}).setdefault(labeler, link)
    for (name, scope, low, high), links in drawn.items():
        unit = alignment.ask(Unit("link", YES_NO, scope=scope, name=name, ends=(low, high)))
        asked = _who_gave(scope, objects[low]) if scope else labelers[low]
        for labeler in sorted(asked & labelers[high]):
            if labeler in links:
                alignment.vote(unit, labeler, YES)
                alignment.give_value(unit, labeler, (links[labeler], places[labeler, links[labeler].from_] == low))
            else:
                alignment.say_absent(unit, labeler)


def merge_links(reading: Reading, kept: Mapping[int, Shape]) -> list[Link]:
    """Keep probable links between kept objects; not those whose ends became objects that are not joined so.

    Of more arguments in a role than an event may have, the most probable are kept; where it must have more than are
    probable, the most probable of the others, too.
    """
    if reading.ontology is None:
        return []
    chained = equivalences(reading.ontology)
    drawn = _drawn_links(reading, reading.ontology, kept)
    needed = _needed(drawn, reading.ontology)
    found = [each for place, each in enumerate(drawn) if each.is_probable or place in needed]
    left_out = _beyond_most(found, reading.ontology)
    links = []
    taken: set[str] = set()
    for place, each in enumerate(found):
        if place not in left_out:
            uuid = free_uuid(each.drawn.uuid, taken)
            links.append(Link(uuid=uuid, type=each.drawn.type, from_=each.start.uuid, to=each.end.uuid))
    for name in chained:
        links += merge_chains(reading, name, kept, taken)
    return links


def incomplete_events(reading: Reading, kept: Mapping[int, Shape]) -> set[int]:
    """Subjects of kept events for which nobody drew arguments that they must have, to objects that are kept.

    An event that is not made is no argument of another.
    """
    required = _required(reading.ontology) if reading.ontology else {}
    if reading.ontology is None or not any(required.get(shape.label) for shape in kept.values()):
        return set()
    left = dict(kept)
    while lacking := _lacking(_drawn_links(reading, reading.ontology, left), required, left):
        for subject in lacking:
            del left[subject]
    return kept.keys() - left.keys()


def shared_links(first: Answer[Any], second: Answer[Any], partner: Mapping[int, int]) -> float:
    """How many links two answers have in common, chains counted as their links.

    `partner` gives for places of annotations of the first answer those of the second that mark the same.
    """
    theirs = {shape.uuid: index for index, shape in enumerate(second.annotations)}
    ours = {shape.uuid: partner.get(index) for index, shape in enumerate(first.annotations)}
    there = {(link.type, theirs[link.from_], theirs[link.to]) for link in second.links if link.chain is UNSET}
    alone = sum((link.type, ours[link.from_], ours[link.to]) in there for link in first.links if link.chain is UNSET)
    return alone + shared_chain_links(first, second, partner)


def free_uuid(uuid: str, taken: set[str]) -> str:
    """Give a uuid that is not taken yet, this one where it can be, and take it."""
    while uuid in taken:
        uuid = f"{uuid[:60]}+" if len(uuid) < 64 else f"{len(taken)}+{uuid[:50]}"
    taken.add(uuid)
    return uuid


class _Drawn(NamedTuple):
    """A link that somebody drew, between objects that are kept and may be joined so."""

    drawn: Link
    start: Shape
    end: Shape
    probability: float
    is_probable: bool


def _who_gave(label: str, members: Members) -> set[int]:
    return {labeler for labeler, shape in members if shape.label == label}


def _drawn_links(reading: Reading, ontology: Ontology, kept: Mapping[int, Shape]) -> list[_Drawn]:
    chained = equivalences(ontology)
    relations = {relation.name: relation for relation in ontology.relations}
    found = []
    for number, unit in enumerate(reading.units):
        if unit.ends is None or unit.name in chained or not kept.keys() >= set(unit.ends):
            continue
        link, is_forward = reading.values[number][0][1]
        start, end = (kept[subject] for subject in (unit.ends if is_forward else unit.ends[::-1]))
        meant = _meant(ontology, unit) if unit.scope else relations[unit.name]
        if meant is not None and _joins(meant, start.label, end.label):
            is_probable = reading.chosen(number) == "yes"
            found.append(_Drawn(link, start, end, reading.probability(number, YES), is_probable))
    return found


def _required(ontology: Ontology) -> dict[str, dict[str, int]]:
    """How many arguments an event of each label must have in which roles."""
    return {
        label.name: {role.name: role.least for role in label.roles if role.least and not role.retired}
        for label in ontology.labels
    }


def _lacking(links: Sequence[_Drawn], required: Mapping[str, Mapping[str, int]], kept: Mapping[int, Shape]) -> set[int]:
    filled = {key: len(places) for key, places in _by_role(links).items()}
    return {
        subject
        for subject, shape in kept.items()
        for name, least in required.get(shape.label, {}).items()
        if filled.get((shape.uuid, name), 0) < least
    }


def _needed(links: Sequence[_Drawn], ontology: Ontology) -> set[int]:
    """Places of improbable arguments without which an event would have fewer than it must."""
    needed: set[int] = set()
    for places in _by_role(links).values():
        first = links[places[0]]
        role = role_of(ontology, first.start.label, first.drawn.type)
        if role is not None and not role.retired:
            others = sorted((p for p in places if not links[p].is_probable), key=lambda p: -links[p].probability)
            needed.update(others[: max(0, (role.least or 0) - (len(places) - len(others)))])
    return needed


def _by_role(links: Sequence[_Drawn]) -> dict[tuple[str, str], list[int]]:
    """The places of the arguments of each event in each role."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, each in enumerate(links):
        found.setdefault((each.start.uuid, each.drawn.type), []).append(place)
    return found


def _meant(ontology: Ontology, unit: Unit) -> Relation | None:
    role = role_of(ontology, unit.scope, unit.name)
    return as_relation(unit.scope, role) if role else None


def _joins(relation: Relation, start: str, end: str) -> bool:
    return (not relation.from_ or start in relation.from_) and (not relation.to or end in relation.to)


def _beyond_most(links: Sequence[_Drawn], ontology: Ontology) -> set[int]:
    """Places of arguments that an event has no room for: the least probable, of equal ones the later."""
    beyond: set[int] = set()
    for places in _by_role(links).values():
        first = links[places[0]]
        role = role_of(ontology, first.start.label, first.drawn.type)
        if role is not None and role.most is not None:
            beyond.update(sorted(places, key=lambda place: -links[place].probability)[role.most :])
    return beyond
