"""The caller of a request, as the services see it."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

import msgspec

from goldsmith.errors import ForbiddenError


class Role(StrEnum):
    """What somebody may do for one customer."""

    ADMIN = "admin"
    OPERATOR = "operator"
    MEMBER = "member"
    REVIEWER = "reviewer"
    LABELER = "labeler"


ADMINISTRATION = frozenset({Role.ADMIN})
OPERATION = frozenset({Role.ADMIN, Role.OPERATOR})
INSIGHT = frozenset({Role.ADMIN, Role.OPERATOR, Role.MEMBER})
REVIEWING = frozenset({Role.ADMIN, Role.OPERATOR, Role.REVIEWER})
LABELING = frozenset({Role.ADMIN, Role.OPERATOR, Role.REVIEWER, Role.LABELER})


class Principal(msgspec.Struct, frozen=True):
    """A person or a key, acting for one customer."""

    customer_id: UUID
    role: Role
    is_administrator: bool
    actor_id: UUID
    """The person's or the key's id."""
    name: str
    person_id: UUID | None = None
    labeler_id: UUID | None = None
    is_test: bool = False

    def need(self, roles: frozenset[Role]) -> None:
        """Refuse callers whose role is not among these."""
        if self.role not in roles:
            allowed = ", ".join(sorted(roles))
            raise ForbiddenError(f"Your role here is {self.role.value}; this needs one of: {allowed}.")

    def need_administrator(self) -> None:
        """Refuse callers who do not run this installation."""
        if not self.is_administrator:
            raise ForbiddenError("Only an administrator of this installation can do this.")
