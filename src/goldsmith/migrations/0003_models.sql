-- Models that answer before people do: who they are, what they were asked elsewhere, and what that cost.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table model (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  labeler_id uuid not null,
  kind text not null check (kind in ('learned', 'chat', 'label_studio')),
  name text not null,
  settings jsonb not null default '{}',
  secret bytea,                             -- a key for its server, encrypted with the installation's secret
  is_shown boolean not null default false,  -- whether people see its answer before they give theirs
  status text not null default 'idle' check (status in ('idle', 'running', 'stopped')),
  reason text,                              -- why it stopped, or what it waits for
  place uuid not null default '00000000-0000-0000-0000-000000000000',  -- the last task of this run that it has seen
  opinions bigint not null default 0,
  refusals bigint not null default 0,       -- tasks that it could not answer
  cost_micros bigint not null default 0,
  answers_seen bigint not null default 0,   -- the project's counters when it last learnt
  tasks_seen bigint not null default 0,
  facts jsonb not null default '{}',        -- what it last learnt, for people to read
  created_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
create unique index model_name on model (customer_id, project_id, name) where removed_at is null;
create unique index one_learned_model on model (customer_id, project_id) where kind = 'learned' and removed_at is null;
create unique index model_of_labeler on model (customer_id, labeler_id);
call protect('model', 'select, insert, update');

-- Every exchange with a model elsewhere, paid or not.
create table model_call (
  customer_id uuid not null,
  id uuid not null,
  model_id uuid not null,
  task_id uuid,             -- none: a question about several tasks
  request_hash bytea not null,
  status text not null check (status in ('answered', 'unusable', 'away', 'refused')),
  reply text,
  reason text,
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  cost_micros bigint not null default 0,
  attempts smallint not null default 1,
  latency_ms integer not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, model_id) references model (customer_id, id)
);
create index model_call_of_model on model_call (customer_id, model_id, id);
create index model_call_answered on model_call (customer_id, model_id, request_hash) where status = 'answered';
call protect('model_call', 'select, insert');
create trigger append_only before update or delete or truncate on model_call for each statement execute function refuse_change();

-- What a costly encoder made of a task, so that it is asked once: numbers of two bytes each.
create table embedding (
  customer_id uuid not null,
  task_id uuid not null,
  encoder text not null,
  vector bytea not null,
  primary key (customer_id, task_id, encoder),
  foreign key (customer_id, task_id) references task (customer_id, id)
);
call protect('embedding', 'select, insert');

drop procedure protect(regclass, text);
