-- Talking to models while labeling: who may be asked, what was asked, and every reply with what it cost.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

alter table model drop constraint model_kind_check;
alter table model add constraint model_kind_check
  check (kind in ('learned', 'chat', 'label_studio', 'detector', 'segmenter', 'practice'));

-- How a project talks to models, and what that has cost: reserved before a question, settled after it.
create table talk (
  customer_id uuid not null,
  project_id uuid not null,
  model_ids uuid[] not null,
  replies_per_turn smallint not null,
  is_blind boolean not null,
  reuse text not null check (reuse in ('auto', 'always', 'never')),
  temperature real,                         -- null: what each model's server finds right
  most_tokens integer not null,
  currency text not null,
  most_cost_micros bigint,                  -- null: no cap
  most_cost_micros_a_day bigint,
  cost_micros bigint not null default 0,    -- spent, and at its worst what is being asked
  day date not null default (now() at time zone 'UTC')::date,
  day_cost_micros bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('talk', 'select, insert, update');

-- The models that one assignment talks to, in the order of their aliases: A, B, …
create table talk_lineup (
  customer_id uuid not null,
  assignment_id uuid not null,
  model_ids uuid[] not null,
  primary key (customer_id, assignment_id),
  foreign key (customer_id, assignment_id) references assignment (customer_id, id)
);
call protect('talk_lineup', 'select, insert');

-- What a labeler sent, once; `turn_key` is theirs.
create table talk_turn (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  task_id uuid not null,
  assignment_id uuid not null,
  labeler_id uuid not null,
  turn_key text not null,
  messages jsonb not null,
  messages_hash bytea not null,
  parameters jsonb not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, assignment_id) references assignment (customer_id, id)
);
create unique index talk_turn_by_key on talk_turn (customer_id, assignment_id, turn_key);
call protect('talk_turn', 'select, insert');
create trigger append_only before update or delete or truncate on talk_turn for each statement execute function refuse_change();

-- Every reply, and every failure to reply.
create table model_reply (
  customer_id uuid not null,
  id uuid not null,
  turn_id uuid not null,
  project_id uuid not null,
  task_id uuid not null,
  assignment_id uuid not null,
  alias text not null,
  model_id uuid not null,
  settings_hash bytea not null,             -- the settings of the model that replies hang on
  request_hash bytea not null,              -- model, settings, messages and parameters
  status text not null check (status in ('answered', 'broke_off', 'away', 'refused')),
  reason text,                              -- why there is no reply, for those who run the project
  content text,
  tool_calls jsonb,
  finish_reason text,
  reused_reply_id uuid,                     -- the reply that this one repeats, without a call
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  cost_micros bigint not null default 0,
  attempts smallint not null default 1,
  latency_ms integer not null,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, turn_id) references talk_turn (customer_id, id),
  foreign key (customer_id, model_id) references model (customer_id, id)
);
create unique index one_reply_per_alias on model_reply (customer_id, turn_id, alias) where status = 'answered';
create index model_reply_of_task on model_reply (customer_id, task_id);
create index model_reply_to_reuse on model_reply (customer_id, project_id, request_hash) where status = 'answered';
call protect('model_reply', 'select, insert');
create trigger append_only before update or delete or truncate on model_reply for each statement execute function refuse_change();

-- Questions that are being asked, so that of several equal ones one is asked. Whoever asks has until then.
create table model_flight (
  customer_id uuid not null,
  request_hash bytea not null,
  flight_id uuid not null,
  until timestamptz not null,
  primary key (customer_id, request_hash)
);
call protect('model_flight', 'select, insert, update, delete');

drop procedure protect(regclass, text);
