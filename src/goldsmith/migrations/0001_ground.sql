-- The ground: who there is, what is asked, who answered, what was delivered.
--
-- customer_id leads every key; row-level security is forced on every table that has one. The server's role,
-- goldsmith_app, owns nothing. Tables without customer_id belong to the installation: see docs/reference/tenancy.md.

do $$ begin
  if not exists (select from pg_roles where rolname = 'goldsmith_app') then
    create role goldsmith_app nologin;
  end if;
end $$;
-- A server that logs in as the owner steps down to goldsmith_app; one that logs in as goldsmith_app itself needs no grant.
-- Granted even to whoever just made the role: since PostgreSQL 16 its maker may administer it, not become it.
do $$ begin
  execute format('grant goldsmith_app to %I', current_user);
exception when insufficient_privilege then
  raise notice 'this owner may not become goldsmith_app; the server logs in as goldsmith_app itself';
end $$;
grant usage on schema public to goldsmith_app;

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- ── The installation ────────────────────────────────────────────────────────────────────────────────────────────

create table installation (
  singleton boolean primary key default true check (singleton),
  epoch integer not null default 1,  -- grows when a backup is restored into a cluster whose transaction ids start anew
  created_at timestamptz not null default now()
);
insert into installation default values;
grant select on installation to goldsmith_app;

create function current_epoch() returns integer language sql stable as 'select epoch from installation';

create table customer (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);
grant select, insert on customer to goldsmith_app;

create table person (
  id uuid primary key,
  email text not null unique,
  name text not null,
  is_administrator boolean not null default false,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
grant select, insert, update on person to goldsmith_app;

create table credential (
  person_id uuid primary key references person,
  password_hash text not null,
  failed_attempts integer not null default 0,
  locked_until timestamptz,
  changed_at timestamptz not null default now()
);
grant select, insert, update on credential to goldsmith_app;

create table session (
  token_hash bytea primary key,
  person_id uuid not null references person,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_of_person on session (person_id);
grant select, insert, update, delete on session to goldsmith_app;

-- ── Tenancy ─────────────────────────────────────────────────────────────────────────────────────────────────────

create type member_role as enum ('admin', 'operator', 'member', 'reviewer', 'labeler');
create type key_mode as enum ('live', 'test');

create table membership (
  customer_id uuid not null references customer,
  person_id uuid not null references person,
  role member_role not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, person_id)
);
call protect('membership', 'select, insert, update, delete');

create table labeler (
  customer_id uuid not null references customer,
  id uuid not null,
  kind text not null check (kind in ('person', 'model', 'judge', 'function')),
  name text not null,
  person_id uuid references person,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  unique (customer_id, person_id)
);
call protect('labeler', 'select, insert, update');

create table api_key (
  customer_id uuid not null references customer,
  id uuid not null,
  name text not null,
  role member_role not null,
  is_administrator boolean not null default false,
  mode key_mode not null,
  prefix text not null,
  secret_hash bytea not null,
  labeler_id uuid,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  primary key (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
create index api_key_by_secret on api_key (secret_hash);
call protect('api_key', 'select, insert, update');

-- The only two questions that are asked before the customer is known. Both answer for the bearer of a secret alone.
do $$ begin
  execute format('create policy key_door on api_key for select to %I using (true)', current_user);
  execute format('create policy membership_door on membership for select to %I using (true)', current_user);
end $$;

create function access_api_key(hash bytea)
returns table (customer_id uuid, id uuid, name text, role member_role, is_administrator boolean, mode key_mode, labeler_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select k.customer_id, k.id, k.name, k.role, k.is_administrator, k.mode, k.labeler_id
  from public.api_key k where k.secret_hash = hash and k.revoked_at is null
$$;
create function access_memberships(session_hash bytea)
returns table (customer_id uuid, customer_name text, role member_role)
language sql stable security definer set search_path = pg_catalog, public as $$
  select m.customer_id, c.name, m.role
  from public.session s
  join public.membership m on m.person_id = s.person_id
  join public.customer c on c.id = m.customer_id
  where s.token_hash = session_hash and s.expires_at > now()
$$;
revoke all on function access_api_key(bytea), access_memberships(bytea) from public;
grant execute on function access_api_key(bytea), access_memberships(bytea) to goldsmith_app;

create table idempotency_key (
  customer_id uuid not null references customer,
  caller_id uuid not null,
  key text not null,
  request_hash bytea not null,
  status smallint not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, caller_id, key)
);
call protect('idempotency_key', 'select, insert, update, delete');

-- ── Projects ────────────────────────────────────────────────────────────────────────────────────────────────────

create table project (
  customer_id uuid not null references customer,
  id uuid not null,
  name text not null,
  modality text not null,
  status text not null default 'active' check (status in ('active', 'paused', 'archived')),
  answers_needed smallint not null default 1 check (answers_needed between 1 and 50),
  review_percent real not null default 10 check (review_percent between 0 and 100),
  audit_percent real not null default 10 check (audit_percent between 0 and 100),
  lease_seconds integer not null default 900 check (lease_seconds between 5 and 604800),
  self_review boolean not null default false,
  contract jsonb not null default '{}',
  ontology_version integer not null default 1,
  instructions_version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (customer_id, id),
  unique (customer_id, name)
);
call protect('project', 'select, insert, update');

create table ontology_version (
  customer_id uuid not null,
  project_id uuid not null,
  version integer not null,
  ontology jsonb not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, project_id, version),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('ontology_version', 'select, insert');

create table instructions_version (
  customer_id uuid not null,
  project_id uuid not null,
  version integer not null,
  markdown text not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, project_id, version),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('instructions_version', 'select, insert');

create table batch (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  priority smallint not null default 50 check (priority between 0 and 100),
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  unique (customer_id, project_id, name),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('batch', 'select, insert, update');

-- ── Tasks: a narrow hot row, the body apart ─────────────────────────────────────────────────────────────────────

create table task (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  batch_id uuid not null,
  priority smallint not null check (priority between 0 and 100),
  stage text not null check (stage in ('ingest', 'label', 'reconcile', 'review', 'audit', 'done')),
  audit_draw integer not null default (random() * 2147483647)::integer,
  -- The queue's order: by priority, but audits in random order, so that those done at any moment are a random sample.
  -- A column, because row-level security keeps expressions and enums out of index conditions (they are not leakproof).
  rank integer generated always as (case when stage = 'audit' then audit_draw else -priority end) stored,
  status text not null default 'pending' check (status in ('pending', 'completed', 'canceled', 'error')),
  answers_needed smallint not null check (answers_needed between 1 and 50),
  answers_have smallint not null default 0,
  claims_live smallint not null default 0 check (claims_live >= 0),
  skips smallint not null default 0,
  round smallint not null default 1,  -- sent back or reopened: the next round asks everybody anew
  ontology_version integer not null,
  consensus_annotation_id uuid,
  accepted_annotation_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  is_open boolean generated always as (
    case stage when 'label' then answers_have + claims_live < answers_needed
               when 'review' then claims_live = 0
               when 'audit' then claims_live = 0
               else false end) stored,
  primary key (customer_id, id),
  constraint no_more_claims_than_answers_needed
    check (case stage when 'label' then answers_have + claims_live <= answers_needed else claims_live <= 1 end)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.02);
create index task_to_claim on task (customer_id, project_id, stage, rank, id) where is_open;
create index task_in_project on task (customer_id, project_id, stage, status, id);
create index task_in_batch on task (customer_id, batch_id, id);
create index task_to_reconcile on task (customer_id, id) where stage = 'reconcile';
create index task_to_ingest on task (customer_id, id) where stage = 'ingest';
call protect('task', 'select, insert, update');

create table task_payload (
  customer_id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  unique_id text,
  content jsonb not null,
  metadata jsonb not null default '{}',
  error text,
  primary key (customer_id, task_id)
);
create unique index task_payload_unique_id on task_payload (customer_id, project_id, unique_id) where unique_id is not null;
call protect('task_payload', 'select, insert, update');

create table asset (
  customer_id uuid not null references customer,
  id uuid not null,
  name text not null,
  status text not null default 'pending' check (status in ('pending', 'ready', 'rejected')),
  source_url text,
  sha256 bytea,
  bytes bigint,
  media_type text,
  facts jsonb,
  reason text,
  created_at timestamptz not null default now(),
  primary key (customer_id, id)
);
create index asset_by_sha256 on asset (customer_id, sha256);
create index asset_by_name on asset (customer_id, name);
call protect('asset', 'select, insert, update');

create table task_asset (
  customer_id uuid not null,
  task_id uuid not null,
  ordinal smallint not null,
  name text not null,
  asset_id uuid not null,
  primary key (customer_id, task_id, ordinal),
  foreign key (customer_id, asset_id) references asset (customer_id, id)
);
create index task_asset_by_asset on task_asset (customer_id, asset_id);
call protect('task_asset', 'select, insert');

create table import (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  format text not null check (format in ('jsonl', 'csv')),
  batch_id uuid not null,
  status text not null default 'uploading' check (status in ('uploading', 'running', 'done', 'failed', 'canceled')),
  bytes_received bigint not null default 0,
  bytes_read bigint not null default 0,
  rows_read bigint not null default 0,
  columns text[] not null default '{}',  -- what the header of a CSV file named
  created bigint not null default 0,
  existing bigint not null default 0,
  rejected bigint not null default 0,
  error text,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
create index import_in_project on import (customer_id, project_id, id);
call protect('import', 'select, insert, update');

create table import_part (
  customer_id uuid not null,
  import_id uuid not null,
  start_byte bigint not null,
  bytes bigint not null,
  primary key (customer_id, import_id, start_byte),
  foreign key (customer_id, import_id) references import (customer_id, id)
);
call protect('import_part', 'select, insert');

create table import_reject (
  customer_id uuid not null,
  import_id uuid not null,
  row_number bigint not null,
  unique_id text,
  error text not null,
  field text,
  primary key (customer_id, import_id, row_number),
  foreign key (customer_id, import_id) references import (customer_id, id)
);
call protect('import_reject', 'select, insert');

-- ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────

create table assignment (
  customer_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  labeler_id uuid not null,
  purpose text not null check (purpose in ('label', 'review', 'audit', 'exam')),
  round smallint not null,
  generation integer not null default 1,
  state text not null default 'leased' check (state in ('leased', 'submitted', 'skipped', 'expired', 'revoked')),
  ontology_version integer not null,
  instructions_version integer not null,
  leased_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  primary key (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);
create unique index one_answer_per_labeler on assignment (customer_id, task_id, labeler_id, purpose, round) where state in ('leased', 'submitted');
create index assignment_of_task on assignment (customer_id, task_id);
create index assignment_leased on assignment (customer_id, labeler_id) where state = 'leased';
call protect('assignment', 'select, insert, update');

create table annotation (
  customer_id uuid not null,
  id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  labeler_id uuid,
  assignment_id uuid,
  kind text not null check (kind in ('hypothesis', 'response', 'consensus', 'review', 'audit', 'expected')),
  round smallint not null default 1,
  ontology_version integer not null,
  answer jsonb not null,
  verdict text check (verdict in ('accept', 'fix', 'reject', 'correct', 'wrong')),
  comment text,
  supersedes uuid,
  seconds real,
  created_at timestamptz not null default now(),
  primary key (customer_id, id)
);
create index annotation_audits on annotation (customer_id, project_id, task_id) where kind = 'audit';
create unique index one_annotation_per_assignment on annotation (customer_id, assignment_id) where assignment_id is not null;
create index annotation_of_task on annotation (customer_id, task_id, id);
call protect('annotation', 'select, insert');

create table draft_operations (
  customer_id uuid not null,
  assignment_id uuid not null,
  revision integer not null,
  operations jsonb not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, assignment_id, revision)
);
call protect('draft_operations', 'select, insert');

create table belief (
  customer_id uuid not null,
  task_id uuid not null,
  units jsonb not null,
  expected_error real not null,
  estimator text not null,
  updated_at timestamptz not null default now(),
  primary key (customer_id, task_id)
);
call protect('belief', 'select, insert, update');

-- ── Deliveries ──────────────────────────────────────────────────────────────────────────────────────────────────

create table delivery (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  name text not null,
  status text not null default 'building' check (status in ('building', 'ready', 'failed')),
  records bigint,
  bytes bigint,
  sha256 bytea,
  root bytea,
  error text,
  created_at timestamptz not null default now(),
  ready_at timestamptz,
  primary key (customer_id, id),
  unique (customer_id, project_id, name),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('delivery', 'select, insert, update');

create table delivery_item (
  customer_id uuid not null,
  delivery_id uuid not null,
  ordinal bigint not null,
  task_id uuid not null,
  annotation_id uuid not null,
  leaf_hash bytea not null,
  primary key (customer_id, delivery_id, ordinal)
);
create index delivery_item_by_task on delivery_item (customer_id, task_id);
call protect('delivery_item', 'select, insert, delete');

create table delivery_artifact (
  customer_id uuid not null,
  delivery_id uuid not null,
  format text not null,
  object_key text not null,
  media_type text not null,
  bytes bigint not null,
  sha256 bytea not null,
  losses jsonb not null default '[]',
  created_at timestamptz not null default now(),
  primary key (customer_id, delivery_id, format),
  foreign key (customer_id, delivery_id) references delivery (customer_id, id)
);
call protect('delivery_artifact', 'select, insert');

create table certificate (
  customer_id uuid not null,
  delivery_id uuid not null,
  body text not null,  -- the signed bytes, exactly
  created_at timestamptz not null default now(),
  primary key (customer_id, delivery_id),
  foreign key (customer_id, delivery_id) references delivery (customer_id, id)
);
call protect('certificate', 'select, insert');

-- ── Events, counters, outbox ────────────────────────────────────────────────────────────────────────────────────

create table event (
  customer_id uuid not null,
  id uuid not null default gen_random_uuid(),
  epoch integer not null default current_epoch(),
  txid xid8 not null default pg_current_xact_id(),
  kind text not null,
  actor_id uuid,      -- a labeler, person or key; null: Goldsmith itself
  project_id uuid,
  batch_id uuid,
  task_id uuid,
  labeler_id uuid,
  body jsonb not null default '{}',
  counts jsonb not null default '{}',  -- what this change adds to which counter
  created_at timestamptz not null default now(),
  primary key (customer_id, epoch, txid, id)
);
create index event_of_task on event (customer_id, task_id) where task_id is not null;
call protect('event', 'select, insert');

create table seal (
  customer_id uuid not null references customer,
  number bigint not null,
  epoch integer not null,
  through xid8 not null,      -- every event of this epoch below this transaction id is sealed
  events integer not null,
  root bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default now(),
  primary key (customer_id, number)
);
call protect('seal', 'select, insert');
do $$ begin
  execute format('create policy migration_door on seal for select to %I using (true)', current_user);
end $$;

create table counter (
  customer_id uuid not null,
  scope_id uuid not null,      -- a project or a batch
  labeler_id uuid not null,    -- all zeros: everybody together
  hour timestamptz not null,   -- 'epoch': the total; for one labeler, midnight: the day
  name text not null,
  value bigint not null,
  primary key (customer_id, scope_id, labeler_id, hour, name)
);
call protect('counter', 'select, insert, update');

create table webhook (
  customer_id uuid not null references customer,
  id uuid not null,
  url text not null,
  events text[] not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (customer_id, id)
);
call protect('webhook', 'select, insert, update');

create table outbox (
  customer_id uuid not null,
  id uuid not null,
  webhook_id uuid not null,
  event_kind text not null,
  body jsonb not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  last_status integer,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, webhook_id) references webhook (customer_id, id)
);
create index outbox_due on outbox (customer_id, next_attempt_at) where status = 'pending';
create index outbox_of_webhook on outbox (customer_id, webhook_id, id);
call protect('outbox', 'select, insert, update');

-- Answers, events, seals and items are facts: nobody changes them, not even the owner by mistake.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger append_only before update or delete or truncate on annotation for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on event for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on seal for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on certificate for each statement execute function refuse_change();

-- A table that grew from nothing a moment ago has no statistics, and a plan made for an empty table scans it. Autovacuum
-- comes by once a minute; the worker asks for this every other second, which costs nothing when nothing grew.
create function refresh_statistics() returns integer language plpgsql security definer set search_path = pg_catalog, public as $$
declare grown record; refreshed integer := 0;
begin
  for grown in
    select s.relid::regclass as name from pg_stat_user_tables s
    where s.schemaname = 'public' and s.n_mod_since_analyze > greatest(500, s.n_live_tup / 2)
  loop
    execute format('analyze (skip_locked) %s', grown.name);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end $$;
revoke all on function refresh_statistics() from public;
grant execute on function refresh_statistics() to goldsmith_app;

drop procedure protect(regclass, text);
