"""What links mean: relations between any two annotations, and the roles of an event, which its label names.

The type of a link is the name of a relation, or of a role of the label that the link begins at. No name is both, so
that a link says by itself which of the two it is; two labels may have roles of one name (the place of two events).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from goldsmith.decoding import check_text
from goldsmith.errors import InvalidError
from goldsmith.ontology.names import check_known, check_names, check_same, each, kept

if TYPE_CHECKING:
    from goldsmith.ontology import Label, Ontology

__all__ = ["Relation", "Role", "as_relation", "check_links", "check_links_kept", "link_types", "role_of"]

MOST_RELATIONS: Final = 500
MOST_ROLES: Final = 100
MOST_ARGUMENTS: Final = 20_000
MOST_TITLE: Final = 300


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of link between two annotations; no label names means any label.

    `is_equivalence`: what it joins is one and the same thing, so that links make chains (coreference).
    """

    name: str
    title: str = ""
    from_: tuple[str, ...] = msgspec.field(default=(), name="from")
    to: tuple[str, ...] = ()
    directed: bool = True
    retired: bool = False
    is_equivalence: bool = False


class Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part that something plays in an event: the arguments are linked from the event's trigger under this name.

    `labels`: what may fill it, other events included; none means any label. `least`, `most`: how many arguments an
    event has in this role; no `most` means any number.
    """

    name: str
    title: str = ""
    labels: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    retired: bool = False


def as_relation(label: str, role: Role) -> Relation:
    """Give a role as what it is to whoever knows only relations: one from its label."""
    return Relation(role.name, role.title, (label,), role.labels, retired=role.retired)


@lru_cache(maxsize=256)
def link_types(ontology: Ontology) -> tuple[Relation, ...]:
    """Everything that the type of a link may name: the relations, then the roles, those of one name as one."""
    found: dict[str, Relation] = {}
    for label in ontology.labels:
        for role in label.roles:
            own = as_relation(label.name, role)
            found[role.name] = _united(found[role.name], own) if role.name in found else own
    return (*ontology.relations, *found.values())


def role_of(ontology: Ontology, label: str, name: str) -> Role | None:
    """Find the role of this name that the label has."""
    return _roles(ontology).get((label, name))


def check_links(labels: Sequence[Label], relations: Sequence[Relation], field: str) -> None:
    """Refuse relations and roles that cannot be drawn or told from one another; InvalidError names the field."""
    check_names(relations, f"{field}.relations", MOST_RELATIONS)
    known = {label.name for label in labels}
    for relation, path in each(relations, f"{field}.relations"):
        check_text(relation.title, field=f"{path}.title", at_most=MOST_TITLE)
        check_known(relation.from_, known, "label", f"{path}.from")
        check_known(relation.to, known, "label", f"{path}.to")
        _check_equivalence(relation, path)
    taken = {relation.name for relation in relations}
    for label, path in each(labels, f"{field}.labels"):
        check_names(label.roles, f"{path}.roles", MOST_ROLES)
        for role, at in each(label.roles, f"{path}.roles"):
            _check_role(role, known, taken, at)


def check_links_kept(old: Sequence[Relation], new: Sequence[Relation], field: str) -> None:
    """Refuse relations of a next version that lose a name or mean something else."""
    for relation, later, path in kept(old, new, f"{field}.relations"):
        check_same(relation.directed, later.directed, f"{path}.directed")
        check_same(relation.is_equivalence, later.is_equivalence, f"{path}.is_equivalence")


@lru_cache(maxsize=256)
def _roles(ontology: Ontology) -> dict[tuple[str, str], Role]:
    return {(label.name, role.name): role for label in ontology.labels for role in label.roles}


def _united(one: Relation, other: Relation) -> Relation:
    return msgspec.structs.replace(
        one,
        title=one.title or other.title,
        from_=(*one.from_, *other.from_),
        to=tuple(dict.fromkeys((*one.to, *other.to))) if one.to and other.to else (),
        retired=one.retired and other.retired,
    )


def _check_equivalence(relation: Relation, path: str) -> None:
    if relation.is_equivalence and relation.directed:
        raise InvalidError("An equivalence has no direction.", field=f"{path}.directed")
    if relation.is_equivalence and set(relation.from_) != set(relation.to):
        raise InvalidError("An equivalence joins the same labels on both sides.", field=f"{path}.to")


def _check_role(role: Role, known: Collection[str], relations: Collection[str], path: str) -> None:
    check_text(role.title, field=f"{path}.title", at_most=MOST_TITLE)
    check_known(role.labels, known, "label", f"{path}.labels")
    if role.name in relations:
        message = "A relation has this name, and a link says by it which of the two it is; choose another."
        raise InvalidError(message, field=f"{path}.name")
    if not 0 <= role.least <= MOST_ARGUMENTS:
        raise InvalidError(f"An event has 0 to {MOST_ARGUMENTS:,} arguments in a role.", field=f"{path}.least")
    if role.most is not None and not max(role.least, 1) <= role.most <= MOST_ARGUMENTS:
        raise InvalidError("The most is at least 1, and not below the least.", field=f"{path}.most")
