"""Before anything serves: bring the database to this version and, the first time, make the administrator."""

from __future__ import annotations

import asyncio
import json

from goldsmith.events import record
from goldsmith.migrate import migrate
from goldsmith.opening import open_foundry, owner_database_url
from goldsmith.people.service import SQL as PEOPLE_SQL
from goldsmith.people.service import find_or_make_person
from goldsmith.private_files import SIGN_IN_FILE, write_private
from goldsmith.settings import Settings, read_settings
from goldsmith.tenancy.principal import Role
from goldsmith.tenancy.service import SQL, found_customer, issue_key

ADMIN_EMAIL = "admin@goldsmith.local"
HOUSE = "House"


async def prepare(settings: Settings) -> None:
    """Migrate, then make the administrator if there is none. Everything can be repeated."""
    await migrate(owner_database_url(settings))
    foundry = open_foundry(settings)
    try:
        async with foundry.db.transaction(None) as tx:
            is_first = not await tx.value(PEOPLE_SQL.has_administrator)
        if is_first:
            await _make_administrator(settings)
    finally:
        await foundry.db.close()


async def _make_administrator(settings: Settings) -> None:
    """The house's own customer, its administrator with a password shown once, and the key of this machine's CLI."""
    foundry = open_foundry(settings)
    try:
        async with foundry.db.transaction(None) as tx:
            known = await tx.row(SQL.customer_by_reference, name=HOUSE, id=None)
        customer = known or await found_customer(foundry.db, HOUSE)
        async with foundry.db.transaction(customer["id"]) as tx:
            key = await issue_key(tx, name="This machine", role=Role.ADMIN, is_test=False, is_administrator=True)
            welcome = await find_or_make_person(tx, email=ADMIN_EMAIL, name="Administrator", is_administrator=True)
            await tx.row(SQL.upsert_member, person_id=welcome.person_id, role=Role.ADMIN.value)
            await record(tx, "administrator.created", body={"person_id": str(welcome.person_id)})
            write_private(settings.admin_key_file, json.dumps({"url": settings.public_url, "key": key.secret}))
            write_private(
                settings.folder / SIGN_IN_FILE,
                json.dumps({"email": ADMIN_EMAIL, "password": welcome.one_time_password}),
            )
    finally:
        await foundry.db.close()


if __name__ == "__main__":
    asyncio.run(prepare(read_settings()))
