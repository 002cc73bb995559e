"""The API file is true: whatever is generated from it gets a documented answer, and nothing makes the server fail."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from ..product import Caller, Customer

SHARES = 8  # of the operations, so that several test processes can work on them
EXAMPLES = 10
ENDLESS = "/live"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.mark.parametrize("share", range(SHARES))
def test_generated_requests_get_documented_answers(share: int, customer: Customer, belongings: dict[str, str]) -> None:
    caller = customer.caller("admin")
    schema = schemathesis.openapi.from_dict(customer.product.http.get("/schema/openapi.json").json())
    found: list[Any] = list(schema.get_all_operations())
    operations = [each.ok() for each in found]
    for operation in sorted(operations, key=lambda each: str(each.label))[share::SHARES]:
        if not operation.path.endswith(ENDLESS):
            for mode in modes_of(operation):
                try_operation(operation, mode, caller, belongings)


def modes_of(operation: Any) -> tuple[schemathesis.GenerationMode, ...]:
    """Where nothing is taken, nothing wrong can be sent."""
    takes_something = operation.definition.raw.keys() & {"parameters", "requestBody"}
    return MODES if takes_something else MODES[:1]


def try_operation(operation: Any, mode: schemathesis.GenerationMode, caller: Caller, known: dict[str, str]) -> None:
    """Send generated requests: some to ids that are made up, some to what is really there."""

    @settings(
        max_examples=EXAMPLES // len(MODES),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def send(case: Any, is_real: bool) -> None:
        for chosen in ("Goldsmith-Customer", "Idempotency-Key"):  # made up, they would hide everything behind them
            (case.headers or {}).pop(chosen, None)
        (case.query or {}).pop("customer", None)
        if is_real:
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
        case.call_and_validate(base_url=caller.product.url, headers=caller.headers, checks=CHECKS, timeout=30)

    send()
