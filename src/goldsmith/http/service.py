"""Keep the idempotency keys of the last two days, no longer."""

from __future__ import annotations

from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.ports.db import read_sql

SQL = read_sql(__file__)


async def forget_old_marks(foundry: Foundry, customer_id: UUID) -> int:
    """Forget this customer's old keys; nothing more to do at once, so 0."""
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(SQL.forget_old_marks)
    return 0
