"""Recomputes a customer's chain of seals from their events, as an auditor with the tables alone would."""

from __future__ import annotations

from goldsmith.algorithms.merkle import leaf_hash, merkle_root
from goldsmith.events.seal import event_bytes, seal_hash

from .product import Customer, wait_until

_UNSEALED = """
select count(*) from event e where not exists (select from seal s where s.epoch >= e.epoch and s.through > e.txid)
"""
_EVENTS = """
select id, epoch, txid::text, kind, actor_id, project_id, batch_id, task_id, labeler_id, body::text as body,
  counts::text as counts, created_at
from event order by event.epoch, event.txid, event.id
"""
_SEALS = "select number, epoch, through::text, events, root, previous_hash, hash from seal order by number"


def wait_until_sealed(customer: Customer, seconds: float = 20) -> None:
    """Everything that this customer's log holds is under a seal."""
    wait_until(lambda: customer.value(_UNSEALED) == 0, seconds)


def broken_seals(customer: Customer) -> list[str]:
    """What is wrong with the chain; empty when it holds and the head that the API shows is its last seal."""
    seals, rest, wrong, previous = customer.rows(_SEALS), customer.rows(_EVENTS), [], bytes(32)
    for number, seal in enumerate(seals, start=1):
        end = (seal["epoch"], int(seal["through"]))
        sealed = [event for event in rest if (event["epoch"], int(event["txid"])) < end]
        rest = rest[len(sealed) :]
        root = merkle_root(leaf_hash(event_bytes(event)) for event in sealed)
        if (seal["number"], seal["events"], seal["root"], seal["previous_hash"]) != (
            number,
            len(sealed),
            root,
            previous,
        ):
            wrong.append(f"seal {seal['number']} does not hold what the events say")
        if seal["hash"] != seal_hash(number, len(sealed), root, previous):
            wrong.append(f"seal {seal['number']} has another hash")
        previous = seal["hash"]
    head = customer.operator.get("/events/head")
    if (head["sequence"], head["hash"]) != (len(seals), previous.hex()):
        wrong.append("the head is not the last seal")
    return wrong + [f"event {event['id']} is under no seal" for event in rest]
