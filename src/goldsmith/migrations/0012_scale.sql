-- Scale's wire: projects, batches, tasks and files as their client knows them, and what is called back.
-- A task of theirs is written here first and poured into the journey at once, unless it waits for its batch or its modality.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

alter table task_payload add column instruction text;  -- what is said of this task alone, beside the project's instructions

alter table batch add column is_paused boolean not null default false;  -- nobody is given its tasks
create index batch_paused on batch (customer_id, project_id) where is_paused;

-- What test keys make stands apart from what live keys make, under the same names.
create table scale_project (
  customer_id uuid not null references customer,
  id uuid not null,
  is_test boolean not null,
  name text not null,
  type text,                          -- null: takes tasks of every type
  is_staged boolean not null default false,  -- its batches wait to be finalized
  params jsonb not null default '{}', -- as they are now: the defaults of later tasks
  version integer not null default 0,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  unique (customer_id, is_test, name)
);
call protect('scale_project', 'select, insert, update');

create table scale_project_version (
  customer_id uuid not null,
  scale_project_id uuid not null,
  version integer not null,
  params jsonb not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, scale_project_id, version),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id)
);
call protect('scale_project_version', 'select, insert');

-- One project of ours for what a project of theirs asks, version by version, and one for whatever else its tasks ask.
create table scale_asked (
  customer_id uuid not null,
  scale_project_id uuid not null,
  sha256 bytea not null,              -- of the modality and the ontology
  project_id uuid not null,
  version integer,                    -- of the parameters that ask this; null: tasks of their own do
  instructions text not null,         -- what the project's instructions say now
  primary key (customer_id, scale_project_id, sha256),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
create index scale_asked_by_project on scale_asked (customer_id, project_id);
call protect('scale_asked', 'select, insert, update');

create table scale_batch (
  customer_id uuid not null,
  id uuid not null,
  is_test boolean not null,
  scale_project_id uuid not null,
  name text not null,
  status text not null check (status in ('staging', 'in_progress', 'completed', 'paused', 'cancelled')),
  priority smallint not null default 50 check (priority between 0 and 100),
  callback text not null default '',
  metadata jsonb not null default '{}',
  kind text not null default 'production' check (kind in ('production', 'calibration', 'self_label')),
  groups text[] not null default '{}',
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (customer_id, id),
  unique (customer_id, is_test, name),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id)
);
create index scale_batch_of_project on scale_batch (customer_id, scale_project_id, id);
call protect('scale_batch', 'select, insert, update');

create table scale_task (
  customer_id uuid not null,
  id uuid not null,                   -- of the task on the journey too
  is_test boolean not null,
  purpose text not null default 'task' check (purpose in ('task', 'evaluation', 'training')),
  scale_project_id uuid not null,
  scale_batch_id uuid,
  type text not null,
  version integer,                    -- of the project's parameters; null: the task asks something of its own
  unique_id text,
  frees_unique_id boolean not null default false,  -- when the task ends in error
  params jsonb not null,              -- the project's, overridden by the task's own
  instruction text not null default '',  -- the task's own, without the project's
  project_instruction text not null default '',
  callback_url text,
  priority smallint,
  metadata jsonb not null default '{}',
  tags text[],                        -- null: nobody ever set one
  status text not null default 'pending' check (status in ('pending', 'completed', 'canceled', 'error')),
  response jsonb,
  error text,
  waits_for text,                     -- what is not built yet; null: nothing
  is_held boolean not null default false,  -- its batch is not finalized, or paused
  has_started boolean not null default false,  -- it is on the journey
  has_news boolean not null default false,     -- something became of it there
  callback_succeeded boolean,         -- null: not called back yet
  review_status text check (review_status in ('accepted', 'fixed', 'commented', 'rejected', 'pending')),
  review_comment text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  completed_at timestamptz,
  primary key (customer_id, id),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id),
  foreign key (customer_id, scale_batch_id) references scale_batch (customer_id, id)
);
create unique index scale_task_unique_id on scale_task (customer_id, is_test, unique_id) where unique_id is not null;
create index scale_task_of_project on scale_task (customer_id, scale_project_id, id);
create index scale_task_of_batch on scale_task (customer_id, scale_batch_id, id) include (status);
create index scale_task_to_start on scale_task (customer_id, id)
  where status = 'pending' and not has_started and not is_held and not is_test and waits_for is null;
create index scale_task_waiting on scale_task (customer_id, waits_for, id) where waits_for is not null and status = 'pending';
create index scale_task_news on scale_task (customer_id, id) where has_news;
call protect('scale_task', 'select, insert, update');

-- Whatever verb ends, reopens or corrects a task, and wherever it was given: its twin hears of it in the same transaction.
create function tell_scale_task() returns trigger language plpgsql as $$
begin
  update scale_task set has_news = true where customer_id = new.customer_id and id = new.id;
  return null;
end $$;
create trigger tell_scale_task after update of status, accepted_annotation_id on task for each row
  when (old.status is distinct from new.status or old.accepted_annotation_id is distinct from new.accepted_annotation_id)
  execute function tell_scale_task();

-- What a list of tasks is narrowed to; null narrows nothing.
create function scale_task_fits(t scale_task, is_test boolean, status text, type text, project_id uuid, start_time timestamptz, end_time timestamptz,
  completed_after timestamptz, completed_before timestamptz, updated_after timestamptz, updated_before timestamptz, review_statuses text[], tags text[])
returns boolean language sql stable as $$
  select t.is_test = $2 and t.purpose = 'task'
    and ($3 is null or t.status = $3) and ($4 is null or t.type = $4) and ($5 is null or t.scale_project_id = $5)
    and ($6 is null or t.created_at >= $6) and ($7 is null or t.created_at <= $7)
    and ($8 is null or t.completed_at >= $8) and ($9 is null or t.completed_at <= $9)
    and ($10 is null or t.updated_at >= $10) and ($11 is null or t.updated_at <= $11)
    and ($12 is null or coalesce(t.review_status, 'pending') = any($12)) and ($13 is null or t.tags && $13)
$$;

create table scale_file (
  customer_id uuid not null,
  id uuid not null,
  is_test boolean not null,
  asset_id uuid not null,
  display_name text not null,
  reference_id text,
  metadata jsonb not null default '{}',
  project_names text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, asset_id) references asset (customer_id, id)
);
create unique index scale_file_reference on scale_file (customer_id, is_test, reference_id) where reference_id is not null;
call protect('scale_file', 'select, insert');

create table scale_group (
  customer_id uuid not null,
  id uuid not null,
  scale_project_id uuid not null,
  name text not null,
  emails text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  unique (customer_id, scale_project_id, name),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id)
);
call protect('scale_group', 'select, insert, update');

-- Who is given work of which project.
create table scale_assignment (
  customer_id uuid not null,
  scale_project_id uuid not null,
  person_id uuid not null references person,
  primary key (customer_id, scale_project_id, person_id),
  foreign key (customer_id, scale_project_id) references scale_project (customer_id, id)
);
call protect('scale_assignment', 'select, insert, delete');

-- A project that has any gives work to these alone.
create table project_labeler (
  customer_id uuid not null,
  project_id uuid not null,
  person_id uuid not null references person,
  primary key (customer_id, project_id, person_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('project_labeler', 'select, insert, delete');

create table scale_callback (
  customer_id uuid not null,
  id uuid not null,
  task_id uuid,
  batch_id uuid,
  is_test boolean not null,
  address text not null,              -- an https address or an e-mail address
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  last_status integer,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  check ((task_id is null) <> (batch_id is null))
);
create index scale_callback_due on scale_callback (customer_id, next_attempt_at) where status = 'pending';
create index scale_callback_of_task on scale_callback (customer_id, task_id);
call protect('scale_callback', 'select, insert, update');

drop procedure protect(regclass, text);
