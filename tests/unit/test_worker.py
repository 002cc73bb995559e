"""The worker's rounds: one customer's trouble is not another's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from goldsmith.errors import UnavailableError
from goldsmith.worker import serve_each

ANNA, BEN, CLEO = (UUID(int=number) for number in (1, 2, 3))


async def test_what_fails_for_one_customer_is_done_for_the_others() -> None:
    served = []

    async def verb(_: Any, customer_id: UUID) -> int:
        if customer_id == BEN:
            raise ValueError("a task that nobody can read")
        served.append(customer_id)
        return 2

    assert await serve_each(None, verb, [ANNA, BEN, CLEO]) == 4  # type: ignore[arg-type]
    assert served == [ANNA, CLEO]


async def test_a_part_that_is_away_ends_the_round() -> None:
    async def verb(_: Any, __: UUID) -> int:
        raise UnavailableError("The database is away.")

    with pytest.raises(UnavailableError):
        await serve_each(None, verb, [ANNA, BEN])  # type: ignore[arg-type]
