"""How fast a delivery is built, and in how much memory, beside PostgreSQL's own COPY of the same annotations.

`python -m bench.export --records 1000000` starts a PostgreSQL of its own in a temporary folder, fills it, and prints:

- copy: raw `COPY annotation TO STDOUT` by asyncpg, the rows thrown away: the yardstick;
- build: snapshot to certified delivery (lines, hashes, Merkle root, items, object store, signature), in a process of
  its own whose memory is watched;
- verify: the offline check of what was built.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import uvloop

from goldsmith.ids import new_id
from goldsmith.journey.deliver.build import build_delivery
from goldsmith.journey.deliver.service import create_delivery, show_certificate
from goldsmith.migrate import migrate
from goldsmith.opening import open_foundry
from goldsmith.ports.embedded_postgres import EmbeddedPostgres
from goldsmith.ports.jobs import Job
from goldsmith.settings import Settings
from goldsmith.tenancy.principal import Principal, Role
from goldsmith.verify import verify

CUSTOMER, PROJECT, BATCH, LABELER = (UUID(int=number) for number in range(1, 5))
BOXES = 12  # about 2 kB of JSON
DIFFERENT_ANSWERS = 5_000

FILL = f"""
set goldsmith.customer_id = '{CUSTOMER}';
insert into customer (id, name) values ('{CUSTOMER}', 'Bench');
insert into project (customer_id, id, name, modality) values ('{CUSTOMER}', '{PROJECT}', 'Bench', 'image.v1');
insert into batch (customer_id, id, project_id, name) values ('{CUSTOMER}', '{BATCH}', '{PROJECT}', 'all');
insert into labeler (customer_id, id, kind, name) values ('{CUSTOMER}', '{LABELER}', 'function', 'bench');
create temp table answer as
select n, (select jsonb_build_object('annotations', jsonb_agg(jsonb_build_object('uuid', gen_random_uuid(), 'type',
    'box', 'label', 'car', 'attributes', '{{}}'::jsonb, 'left', round((random() * 1000)::numeric, 2), 'top',
    round((random() * 1000)::numeric, 2), 'width', round((random() * 1000)::numeric, 2), 'height',
    round((random() * 1000)::numeric, 2))), 'links', '[]'::jsonb, 'global_attributes', '{{}}'::jsonb)
  from generate_series(1, {BOXES} + 0 * n)) as answer
from generate_series(0, {DIFFERENT_ANSWERS - 1}) n;
create temp table made as
select i,
  (lpad(to_hex(i), 12, '0') || '70008' || lpad(to_hex(i % 4096), 15, '0'))::uuid as id
  from generate_series(1, RECORDS) i;
insert into task (customer_id, id, project_id, batch_id, priority, stage, status, answers_needed, answers_have,
  ontology_version, accepted_annotation_id)
select '{CUSTOMER}', id, '{PROJECT}', '{BATCH}', 50, 'done', 'completed', 1, 1, 1, id from made;
insert into task_payload (customer_id, task_id, project_id, unique_id, content, metadata)
select '{CUSTOMER}', id, '{PROJECT}', 'image-' || i, jsonb_build_object('attachment', i || '.jpg'),
  jsonb_build_object('row', i) from made;
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select '{CUSTOMER}', id, id, '{PROJECT}', '{LABELER}', 'response', 1, answer.answer
from made join answer on answer.n = made.i % {DIFFERENT_ANSWERS} order by id;
vacuum analyze;
"""
COPY = "select customer_id, id, task_id, project_id, labeler_id, kind, answer, created_at from annotation"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--build-in", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.build_in:
        uvloop.run(build(asked.build_in))
        return
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, server(Path(folder)) as settings:
        uvloop.run(fill(settings, asked.records))
        for _ in range(asked.repeat):
            uvloop.run(copy(settings))
            build_watched(settings)
        print(verified(settings))


@contextlib.contextmanager
def server(folder: Path) -> Iterator[Settings]:
    """Start a PostgreSQL for this run only."""
    folder.chmod(0o755)
    settings = Settings(folder=folder)
    postgres = EmbeddedPostgres(settings.postgres_folder)
    postgres.start()
    try:
        asyncio.run(migrate(postgres.url("goldsmith_owner")))
        yield settings
    finally:
        postgres.stop()


async def fill(settings: Settings, records: int) -> None:
    begun = time.perf_counter()
    postgres = EmbeddedPostgres(settings.postgres_folder)
    connection = await asyncpg.connect(postgres.url("goldsmith_owner"), command_timeout=3600)
    for statement in FILL.replace("RECORDS", str(records)).split(";\n"):
        if statement.strip():
            await connection.execute(statement)
    size = await connection.fetchval(
        "select round(avg(length(answer::text))) from (select answer from annotation limit 1000)"
    )
    await connection.close()
    print(f"fill    {records:,} annotations of {size} bytes of JSON in {time.perf_counter() - begun:.0f} s", flush=True)


async def copy(settings: Settings) -> None:
    connection = await asyncpg.connect(EmbeddedPostgres(settings.postgres_folder).url("goldsmith_app"))
    size = 0

    async def throw_away(text: bytes) -> None:
        nonlocal size
        size += len(text)

    async with connection.transaction():
        await connection.execute(f"set local goldsmith.customer_id = '{CUSTOMER}'")
        begun = time.perf_counter()
        status = await connection.copy_from_query(COPY, output=throw_away)
    seconds = time.perf_counter() - begun
    await connection.close()
    show("copy", int(status.split()[-1]), size, seconds)


def build_watched(settings: Settings) -> None:
    """Build in a child and watch its memory: what it takes above what it had before it began."""
    environment = {**os.environ, **settings.environment()}
    command = [sys.executable, __file__, "--build-in", str(settings.folder)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        if child.stdin is None or child.stdout is None:
            raise RuntimeError("the child has no pipes")
        child.stdout.readline()
        idle = peak = resident(child.pid)
        child.stdin.write("go\n")
        child.stdin.flush()
        while child.poll() is None:
            peak = max(peak, resident(child.pid))
            time.sleep(0.05)
        print(child.stdout.read().rstrip(), f", memory {idle} MB + {peak - idle} MB", sep="", flush=True)


def resident(pid: int) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) >> 10
    return 0


async def build(folder: Path) -> None:
    foundry = open_foundry(Settings(folder=folder))
    principal = Principal(customer_id=CUSTOMER, role=Role.ADMIN, is_administrator=False, actor_id=LABELER, name="bench")
    delivery = await create_delivery(foundry, principal, PROJECT, f"Bench {new_id()}")
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    begun, used = time.perf_counter(), time.process_time()
    await build_delivery(foundry, Job(CUSTOMER, delivery.row["id"]))
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    (folder / "certificate.json").write_text(await show_certificate(foundry, principal, delivery.row["id"]))
    async with foundry.db.transaction(CUSTOMER) as tx:
        row = await tx.connection.fetchrow(
            "select records, bytes, status from delivery where id = $1", delivery.row["id"]
        )
        items = await tx.connection.fetchval(
            "select count(*) from delivery_item where delivery_id = $1", delivery.row["id"]
        )
    if row["status"] != "ready" or items != row["records"]:
        raise RuntimeError("the delivery was not built")
    show("build", row["records"], row["bytes"], seconds, f", {used:.1f} s CPU of the worker")
    await foundry.db.close()


def verified(settings: Settings) -> str:
    lines = max(settings.objects_folder.rglob("jsonl"), key=lambda path: path.stat().st_mtime)
    begun = time.perf_counter()
    verification = verify(settings.folder / "certificate.json", lines)
    if not verification:
        raise RuntimeError(str(verification))
    seconds = time.perf_counter() - begun
    return f"verify  {verification.records / seconds:,.0f} records/s: {verification.statement}"


def show(what: str, rows: int, size: int, seconds: float, more: str = "") -> None:
    print(f"{what:<7} {rows / seconds:,.0f} rows/s, {size / seconds / 1e6:.0f} MB/s, {seconds:.1f} s{more}", flush=True)


if __name__ == "__main__":
    main()
