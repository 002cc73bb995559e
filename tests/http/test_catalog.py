"""The database itself keeps the walls: every table, index, policy, view and right is looked at, not a sample."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, get_args
from uuid import UUID

import asyncpg
import pytest

from goldsmith import words
from goldsmith.ids import new_id, parse_id
from goldsmith.journey.label.service import SQL as LABEL_SQL
from goldsmith.journey.route.service import SQL as ROUTE_SQL
from goldsmith.ports.db import Statement
from goldsmith.tasks.service import KINDS
from goldsmith.tasks.service import SQL as TASKS_SQL

from ..product import Customer, Product

INSTALLATION_TABLES = {"installation", "customer", "person", "credential", "session", "schema_migration"}
JOB_TABLES = "pgqueuer"  # the job library's own; its payloads name a customer and an id, nothing else
APPEND_ONLY = {"annotation", "event", "seal", "certificate"}
NEVER_REWRITTEN = APPEND_ONLY | {
    "ontology_version",
    "instructions_version",
    "draft_operations",
    "delivery_artifact",
    "import_part",
    "import_reject",
    "task_asset",
    "function_set",
    "model_call",
    "talk_turn",
    "model_reply",
    "preference",
    "withdrawn_vote",
}
SECRET_INDEXES = {"api_key_by_secret"}  # a key is looked up before its customer is known
DEFINERS = {"access_api_key", "access_memberships", "refresh_statistics"}
HOT_TABLES = {"task", "task_payload", "assignment", "annotation", "event"}


@pytest.fixture
def tables(product: Product) -> list[str]:
    """Every table that belongs to customers, found by what it is not."""
    rows = product.database.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
    )
    names = {row["relname"] for row in rows if not row["relname"].startswith(JOB_TABLES)}
    assert names >= INSTALLATION_TABLES
    return sorted(names - INSTALLATION_TABLES)


def test_every_table_has_its_customer(product: Product, tables: list[str]) -> None:
    sql = "select table_name from information_schema.columns where column_name = 'customer_id' and is_nullable = 'NO'"
    led = {row["table_name"] for row in product.database.rows(sql + " and table_schema = 'public'")}
    assert set(tables) <= led
    assert not led & INSTALLATION_TABLES


def test_every_primary_key_and_unique_index_starts_with_the_customer(product: Product, tables: list[str]) -> None:
    rows = product.database.rows(
        """select t.relname as table_name, i.relname as index_name, a.attname as leads, x.indisprimary as is_primary
        from pg_index x join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
        where t.relnamespace = 'public'::regnamespace and (x.indisunique or x.indisprimary)"""
    )
    ours = [row for row in rows if row["table_name"] in tables]
    assert {row["table_name"] for row in ours if row["is_primary"]} == set(tables), "every table has a primary key"
    assert [row["index_name"] for row in ours if row["leads"] != "customer_id"] == []


def test_every_other_index_starts_with_the_customer_too(product: Product, tables: list[str]) -> None:
    rows = product.database.rows(
        """select t.relname as table_name, i.relname as index_name from pg_index x
        join pg_class t on t.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        left join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
        where t.relnamespace = 'public'::regnamespace and a.attname is distinct from 'customer_id'"""
    )
    assert {row["index_name"] for row in rows if row["table_name"] in tables} == SECRET_INDEXES


def test_every_foreign_key_between_customers_tables_carries_the_customer(product: Product, tables: list[str]) -> None:
    rows = product.database.rows(
        """select c.conname, t.relname as child, r.relname as parent, a.attname as leads
        from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class r on r.oid = c.confrelid
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and t.relnamespace = 'public'::regnamespace"""
    )
    between = [row for row in rows if row["child"] in tables and row["parent"] in tables]
    assert between
    assert [row["conname"] for row in between if row["leads"] != "customer_id"] == []


def test_row_security_is_on_and_forced_everywhere(product: Product, tables: list[str]) -> None:
    rows = product.database.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and relrowsecurity and relforcerowsecurity"
    )
    assert {row["relname"] for row in rows} == set(tables)


def test_every_table_has_the_one_policy_and_others_are_for_the_owner_alone(product: Product, tables: list[str]) -> None:
    rows = product.database.rows(
        "select tablename, policyname, roles::text[] as roles, cmd, qual from pg_policies where schemaname = 'public'"
    )
    own = [row for row in rows if row["policyname"] == "own_customer"]
    assert {row["tablename"] for row in own} == set(tables)
    for policy in own:
        assert (policy["cmd"], policy["roles"]) == ("ALL", ["public"])
        assert "customer_id = " in policy["qual"]
        assert "goldsmith.customer_id" in policy["qual"]
    doors = [row for row in rows if row["policyname"] != "own_customer"]
    assert {row["policyname"] for row in doors} == {"key_door", "membership_door", "migration_door"}
    for door in doors:
        assert door["cmd"] == "SELECT"
        assert door["roles"] == ["goldsmith_owner"]


def test_views_see_with_the_eyes_of_who_asks_and_nothing_is_materialized(product: Product) -> None:
    rows = product.database.rows(
        "select relname, relkind::text, reloptions from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
    )
    assert [row["relname"] for row in rows if row["relkind"] == "m"] == []
    assert [row["relname"] for row in rows if "security_invoker=true" not in (row["reloptions"] or [])] == []


def test_the_servers_role_owns_nothing_and_is_nobody_special(product: Product) -> None:
    role = product.database.rows("select * from pg_roles where rolname = 'goldsmith_app'")[0]
    assert not any(
        role[right] for right in ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    )
    owned = "select count(*) from pg_shdepend where refobjid = 'goldsmith_app'::regrole and deptype = 'o'"
    assert product.database.value(owned) == 0
    memberships = "select count(*) from pg_auth_members where member = 'goldsmith_app'::regrole"
    assert product.database.value(memberships) == 0
    assert not product.database.value("select has_schema_privilege('goldsmith_app', 'public', 'create')")


def test_the_servers_role_may_not_rewrite_what_is_append_only(product: Product) -> None:
    for table in NEVER_REWRITTEN:
        rights = product.database.rows(
            "select has_table_privilege('goldsmith_app', $1, 'select, insert') as may_add,"
            " has_table_privilege('goldsmith_app', $1, 'update') or has_table_privilege('goldsmith_app', $1, 'delete')"
            " or has_table_privilege('goldsmith_app', $1, 'truncate') as may_rewrite",
            table,
        )[0]
        assert (table, rights["may_add"], rights["may_rewrite"]) == (table, True, False)


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
def test_not_even_the_owner_rewrites_facts(customer: Customer, table: str) -> None:
    for statement in (f"update {table} set customer_id = customer_id", f"delete from {table}"):
        with pytest.raises(asyncpg.RestrictViolationError, match="append-only"):
            customer.product.database.rows(statement, customer_id=customer.id)


def test_no_table_may_be_truncated_or_referenced_by_the_servers_role(product: Product, tables: list[str]) -> None:
    for table in tables:
        for right in ("truncate", "trigger", "references"):
            sql = "select has_table_privilege('goldsmith_app', $1, $2)"
            assert product.database.value(sql, table, right) is False, (table, right)


def test_only_known_doors_run_with_the_owners_rights(product: Product) -> None:
    rows = product.database.rows(
        """select p.proname, p.proconfig, has_function_privilege('public', p.oid, 'execute') as is_open
        from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace and p.proname not like 'pgqueuer%'
        and p.proname not like 'fn_pgqueuer%'"""
    )
    assert {row["proname"] for row in rows} == DEFINERS
    for door in rows:  # nobody may slip a table of the same name in front of ours, and nobody else may call them
        assert door["proconfig"] == ["search_path=pg_catalog, public"]
        assert door["is_open"] is False


def test_without_a_customer_no_table_shows_a_row(customer: Customer, tables: list[str]) -> None:
    customer.label_everything(customer.make_project())
    for table in tables:
        assert customer.product.database.value(f"select count(*) from {table}", as_app=True) == 0, table


def test_one_customer_sees_no_row_of_another(customer: Customer, rival: Customer, tables: list[str]) -> None:
    customer.add_tasks(customer.make_project(), 1)
    mine = parse_id("customer", customer.id)
    for table in tables:
        sql = f"select count(*) from {table} where customer_id = $1"
        assert customer.product.database.value(sql, mine, customer_id=rival.id, as_app=True) == 0, table


def test_a_row_for_a_rival_cannot_be_written(customer: Customer, rival: Customer) -> None:
    sql = (
        "insert into webhook (customer_id, id, url, events) values ($1, $2, 'https://example.com', '{*}') returning id"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        customer.product.database.rows(
            sql, parse_id("customer", rival.id), new_id(), customer_id=customer.id, as_app=True
        )


def test_names_and_ids_of_rivals_never_collide(customer: Customer, rival: Customer) -> None:
    for each in (customer, rival):
        project = each.make_project(name="The same name")
        each.operator.post(f"/projects/{project}/tasks", {"tasks": [{"text": "x", "unique_id": "the same"}]}, 201)
        assert [item["unique_id"] for item in each.operator.get(f"/projects/{project}/tasks")["items"]] == ["the same"]


async def test_the_customer_ends_with_its_transaction(product: Product, customer: Customer) -> None:
    connection = await asyncpg.connect(product.database.app_url)
    try:
        await connection.execute(f"begin; set local goldsmith.customer_id = '{parse_id('customer', customer.id)}'")
        await connection.execute("commit")
        assert await connection.fetchval("select nullif(current_setting('goldsmith.customer_id', true), '')") is None
    finally:
        await connection.close()


WORDS = {
    "labeler.kind": words.LabelerKind,
    "project.status": words.ProjectStatus,
    "project.labeling": words.Labeling,
    "task.stage": words.Stage,
    "task.status": words.TaskStatus,
    "asset.status": words.AssetStatus,
    "import.status": words.ImportStatus,
    "assignment.state": words.LeaseState,
    "annotation.kind": words.AnnotationKind,
    "annotation.verdict": words.Verdict,
    "belief.decision": words.Decision,
    "model.kind": words.ModelKind,
    "model.status": words.ModelStatus,
    "model_call.status": words.CallStatus,
    "model_reply.status": words.ReplyStatus,
    "function_run.status": words.RunStatus,
    "delivery.status": words.DeliveryStatus,
    "outbox.status": words.MessageStatus,
}


@pytest.mark.parametrize("column", WORDS)
def test_the_words_of_a_state_are_those_that_the_database_takes(product: Product, column: str) -> None:
    table, name = column.split(".")
    sql = """select pg_get_constraintdef(c.oid) from pg_constraint c join pg_attribute a
        on a.attrelid = c.conrelid and a.attnum = any(c.conkey) where c.conrelid = $1::text::regclass
        and a.attname = $2 and c.contype = 'c' and cardinality(c.conkey) = 1"""
    checked = product.database.value(sql, f'"{table}"', name)
    assert set(re.findall(r"'(\w+)'::text", checked)) == set(get_args(WORDS[column]))


# ── Plans ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Planner:
    """Explains our own statements for one customer, with the values it is given and with none."""

    def __init__(self, connection: Any, customer_id: UUID) -> None:
        self.connection, self.customer_id = connection, customer_id

    async def plan(self, statement: Statement, **values: object) -> list[Mapping[str, Any]]:
        """Every node of the generic and of the custom plan."""
        arguments = [self.customer_id if name == "customer_id" else values[name] for name in statement.parameters]
        nodes: list[Mapping[str, Any]] = []
        for mode in ("force_custom_plan", "force_generic_plan"):
            async with self.connection.transaction():
                await self.connection.execute(f"set local plan_cache_mode = {mode}")
                await self.connection.execute(f"set local goldsmith.customer_id = '{self.customer_id}'")
                prepared = await self.connection.prepare(f"explain (format json) {statement.text}")
                [explained] = await prepared.fetchval(*arguments)
                nodes += _walk(explained["Plan"])
        return nodes


def _walk(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [node, *(below for child in node.get("Plans", []) for below in _walk(child))]


def _read_wholly(nodes: list[Mapping[str, Any]]) -> set[str]:
    return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & HOT_TABLES


def _indexes(nodes: list[Mapping[str, Any]]) -> set[str]:
    return {node["Index Name"] for node in nodes if "Index Name" in node}


@pytest.fixture
async def planner(customer: Customer) -> AsyncIterator[Planner]:
    connection = await asyncpg.connect(customer.product.database.owner_url)
    await connection.set_type_codec("json", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    yield Planner(connection, parse_id("customer", customer.id))
    await connection.close()


@pytest.fixture
async def big_project(customer: Customer, planner: Planner) -> UUID:
    """A project with 4,000 tasks, a third of them answered by one labeler, as the planner's statistics know it."""
    project = customer.make_project()
    for _ in range(4):
        customer.add_tasks(project, 1000)
    labeler = customer.make_key("labeler")["labeler_id"]
    async with planner.connection.transaction():
        await planner.connection.execute(f"set local goldsmith.customer_id = '{planner.customer_id}'")
        await planner.connection.execute(_ANSWER_SOME, parse_id("labeler", labeler), parse_id("project", project))
        await planner.connection.execute("analyze task, task_payload, assignment, annotation, event, project")
    return parse_id("project", project)


_ANSWER_SOME = """
with answered as (select * from task where project_id = $2 order by id limit 1500),
given as (
  insert into assignment (customer_id, id, task_id, project_id, labeler_id, purpose, round, state,
    ontology_version, instructions_version, expires_at)
  select customer_id, gen_random_uuid(), id, project_id, $1, 'label', 1, 'submitted', 1, 1, now() from answered)
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select customer_id, gen_random_uuid(), id, project_id, $1, 'response', 1, '{}' from answered
"""


async def test_a_claim_walks_the_queue_by_its_index(planner: Planner, big_project: UUID) -> None:
    nodes = await planner.plan(
        ROUTE_SQL.claim_task,
        project_id=big_project,
        labeler_id=new_id(),
        actor_id=new_id(),
        assignment_id=new_id(),
        stage="label",
        purpose="label",
        after_rank=-101,
        after_id=UUID(int=0),
        task_ids=None,
        most_leases=20,
    )
    assert _read_wholly(nodes) == set()
    assert "task_to_claim" in _indexes(nodes)
    assert not [node for node in nodes if node["Node Type"] == "Sort"], "the index gives the order"


async def test_a_page_of_tasks_comes_from_its_index(planner: Planner, big_project: UUID) -> None:
    nodes = await planner.plan(
        TASKS_SQL.tasks_page,
        project_id=big_project,
        stages=[stage for stage, _ in KINDS],
        statuses=[status for _, status in KINDS],
        before=UUID(int=2**128 - 1),
        limit=101,
    )
    assert _read_wholly(nodes) == set()
    assert _indexes(nodes) == {"task_in_project", "task_payload_pkey"}
    bounds = [node["Index Cond"] for node in nodes if node.get("Index Name") == "task_in_project"]
    assert all(bound.count("ROW(project_id, stage, status, id)") == 2 for bound in bounds), "nothing is read in vain"


async def test_a_submission_touches_single_rows_by_key(planner: Planner, big_project: UUID) -> None:
    nodes = await planner.plan(
        LABEL_SQL.submit_answer,
        id=new_id(),
        labeler_id=new_id(),
        actor_id=new_id(),
        generation=1,
        annotation_id=new_id(),
        answer="{}",
        seconds=1.0,
        whole_seconds=1,
    )
    assert _read_wholly(nodes) == set()
    assert _indexes(nodes) <= {"assignment_pkey", "assignment_leased", "task_pkey"}
