-- Labeling functions: the versions of a project's file, its functions with their figures, and what they vote.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- A file of labeling functions as it was pushed; the highest version is the one that votes.
create table function_set (
  customer_id uuid not null,
  project_id uuid not null,
  version integer not null,
  source text not null,
  sha256 bytea not null,
  ontology_version integer not null,  -- what it was checked against
  created_by uuid not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, project_id, version),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('function_set', 'select, insert');

-- One function of a project: a labeler for ever, whatever later versions make of it.
create table label_function (
  customer_id uuid not null,
  project_id uuid not null,
  name text not null,
  labeler_id uuid not null,
  version integer not null,      -- the last one that holds it
  line integer not null,
  attribute text,                -- what it votes on; null: whole answers
  confidence double precision check (confidence between 0 and 1),
  status text not null default 'active' check (status in ('active', 'failed', 'removed')),
  error text,                    -- why it was stopped
  errors bigint not null default 0,
  first_error text,
  figures jsonb not null default '{}',
  primary key (customer_id, project_id, name),
  unique (customer_id, labeler_id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
call protect('label_function', 'select, insert, update');

-- How far a project's functions are.
create table function_run (
  customer_id uuid not null,
  project_id uuid not null,
  version integer not null,
  status text not null default 'running' check (status in ('running', 'done', 'failed')),
  error text,
  through_id uuid not null default '00000000-0000-0000-0000-000000000000',  -- this version has seen the tasks up to here
  passed bigint not null default 0,          -- how many this version has seen
  looked bigint not null default 0,          -- rows of vote: how many any version has seen
  counted_tasks bigint not null default -1,  -- the project's tasks when the last run ended
  counted_version integer not null default 0,  -- the last one whose votes were all there when the figures were computed
  counted_looked bigint not null default 0,    -- how many tasks the figures rest on
  figures_of text not null default '',       -- what the figures were computed from
  figures_at timestamptz,
  figures_seconds real not null default 0,
  updated_at timestamptz not null default now(),
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('function_run', 'select, insert, update');

-- What the functions think of a task now: {"labeler id": {"answer": …, "confidence": …}}. Computed from versioned code, so
-- it is replaced, not appended to; a task that was looked at has a row even when every function abstained.
create table vote (
  customer_id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  votes jsonb not null,
  primary key (customer_id, task_id)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
create index vote_in_project on vote (customer_id, project_id, task_id);
call protect('vote', 'select, insert, update, delete');

drop procedure protect(regclass, text);
