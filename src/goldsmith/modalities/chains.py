"""Chains: what a relation joins that is an equivalence (mentions of one thing). Asked by pairs, merged as clusters.

An answer holds a chain in one form, whatever was drawn: each member linked to the next in the order of the annotations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from goldsmith.modalities._contract import Answer, Link, Shape
from goldsmith.modalities.alignment import Alignment, Reading, Unit
from goldsmith.modalities.questions import YES, YES_NO

if TYPE_CHECKING:
    from goldsmith.ontology import Ontology

__all__ = [
    "ask_chains",
    "chain_links",
    "chains_of",
    "equivalences",
    "merge_chains",
    "shared_chain_links",
    "tidy_chains",
]

MOST_IN_PAIRS: Final = 40
"""Of a longer chain only neighbours are asked about, so that a text of ten thousand mentions stays bounded."""

Places = Mapping[tuple[int, str], int]


def equivalences(ontology: Ontology) -> Collection[str]:
    """Names of the relations that are equivalences."""
    return [relation.name for relation in ontology.relations if relation.is_equivalence]


def chains_of(answer: Answer[Any], relation: str) -> list[list[int]]:
    """The chains of two and more that a relation makes, as places of annotations in ascending order."""
    from goldsmith.algorithms.coreference import connect

    places = {shape.uuid: place for place, shape in enumerate(answer.annotations)}
    return connect((places[link.from_], places[link.to]) for link in answer.links if link.type == relation)


def tidy_chains(answer: Answer[Any], names: Collection[str]) -> None:
    """Bring the links of equivalences into their one form, and number the chains of each from 1."""
    for link in answer.links:
        link.chain = UNSET
    for name in names:
        drawn = [link for link in answer.links if link.type == name]
        if not drawn:
            continue
        known = {frozenset((link.from_, link.to)): link for link in drawn}
        others = [link for link in answer.links if link.type != name]
        taken = {link.uuid for link in answer.links}
        uuids = [[answer.annotations[place].uuid for place in chain] for chain in chains_of(answer, name)]
        answer.links = [*others, *chain_links(name, uuids, known, taken)]


def chain_links(
    name: str, chains: Iterable[Sequence[str]], known: Mapping[frozenset[str], Link], taken: set[str]
) -> Iterable[Link]:
    """The links of chains in their one form. A pair that was linked before keeps the name of its link."""
    for number, chain in enumerate(chains, start=1):
        for start, end in pairwise(chain):
            before = known.get(frozenset((start, end)))
            uuid = before.uuid if before else _fresh(f"{name[:40]}-{number}", taken)
            yield Link(uuid=uuid, type=name, from_=start, to=end, chain=number)


def ask_chains(
    alignment: Alignment, name: str, answers: Sequence[Answer[Any]], places: Places, there: Sequence[Collection[int]]
) -> None:
    """One unit for each two objects that somebody has in one chain; who has both, but apart, votes against it.

    `places[labeler, uuid]` numbers the object, `there[object]` are the labelers who marked it.
    """
    chained = [_chain_of_objects(answer, labeler, name, places) for labeler, answer in enumerate(answers)]
    drawn = {
        (labeler, *_in_order(places[labeler, link.from_], places[labeler, link.to])): link
        for labeler, answer in enumerate(answers)
        for link in answer.links
        if link.type == name
    }
    for low, high in sorted({pair for chains in chained for pair in _pairs(chains)}):
        unit = alignment.ask(Unit("link", YES_NO, name=name, ends=(low, high)))
        for labeler in sorted(set(there[low]) & set(there[high])):
            chains = chained[labeler]
            if low in chains and chains[low] == chains.get(high):
                alignment.vote(unit, labeler, YES)
                if (labeler, low, high) in drawn:
                    alignment.give_value(unit, labeler, drawn[labeler, low, high])
            else:
                alignment.say_absent(unit, labeler)


def merge_chains(reading: Reading, name: str, kept: Mapping[int, Shape], taken: set[str]) -> list[Link]:
    """Group the objects that are kept so that most of what was voted holds. Returns the links of the chains."""
    from goldsmith.algorithms.coreference import cluster_by_votes

    order = {subject: place for place, subject in enumerate(kept)}
    weights: dict[tuple[int, int], float] = {}
    known: dict[frozenset[str], Link] = {}
    for number, unit in enumerate(reading.units):
        if unit.kind == "link" and unit.name == name and unit.ends and set(unit.ends) <= kept.keys():
            low, high = sorted(order[end] for end in unit.ends)
            weights[low, high] = reading.probability(number, YES) - 0.5
            for _, link in reading.values.get(number, ())[:1]:
                known[frozenset(kept[end].uuid for end in unit.ends)] = link
    shapes = list(kept.values())
    chains = [[shapes[place].uuid for place in cluster] for cluster in cluster_by_votes(weights)]
    return list(chain_links(name, chains, known, taken))


def shared_chain_links(first: Answer[Any], second: Answer[Any], partner: Mapping[int, int]) -> float:
    """How many links of chains count as shared, of the mean of both: their mean number times B³ of the chains.

    `partner` gives for places of annotations of the first answer those of the second that mark the same.
    """
    from goldsmith.algorithms.coreference import b_cubed

    total = 0.0
    back = {there: here for here, there in partner.items()}
    for name in sorted({link.type for answer in (first, second) for link in answer.links if link.chain is not UNSET}):
        ours, theirs = chains_of(first, name), chains_of(second, name)
        # What has no partner gets a number of its own, which the other side does not have.
        same = [[back.get(place, -1 - place) for place in chain] for chain in theirs]
        links = sum(len(chain) - 1 for chain in (*ours, *theirs))
        total += b_cubed(ours, same) * links / 2
    return total


def _chain_of_objects(answer: Answer[Any], labeler: int, name: str, places: Places) -> dict[int, int]:
    """Which chain each object lies in for one labeler. Two marks of one object join their chains."""
    from goldsmith.algorithms.coreference import connect

    ends = ((places[labeler, link.from_], places[labeler, link.to]) for link in answer.links if link.type == name)
    return {item: number for number, chain in enumerate(connect(ends)) for item in chain}


def _pairs(chains: Mapping[int, int]) -> Iterable[tuple[int, int]]:
    members: dict[int, list[int]] = {}
    for item in sorted(chains):
        members.setdefault(chains[item], []).append(item)
    for each in members.values():
        yield from combinations(each, 2) if len(each) <= MOST_IN_PAIRS else pairwise(each)


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one <= other else (other, one)


def _fresh(uuid: str, taken: set[str]) -> str:
    number = 1
    while f"{uuid}-{number}" in taken:
        number += 1
    taken.add(f"{uuid}-{number}")
    return f"{uuid}-{number}"
