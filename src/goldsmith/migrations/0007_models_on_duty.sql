-- Models on duty: they answer new tasks by themselves, try again when their server was away, and rest when a person says so.

alter table model
  add column is_on_duty boolean not null default false,
  add column only_unseen boolean not null default false,   -- whether this run leaves out tasks that the model has seen
  add column generation integer not null default 0,        -- grows with each run; whoever works on an older one writes nothing
  add column tasks_answered bigint not null default 0,     -- tasks with an opinion; opinions counts those that changed too
  add column tries smallint not null default 0,            -- runs in a row that ended because its server was away
  add column retry_at timestamptz;                         -- stopped: when it begins again by itself; null: when a person says so

-- What a model could not answer, so that it does not ask again by itself.
create table model_refusal (
  customer_id uuid not null,
  model_id uuid not null,
  task_id uuid not null,
  primary key (customer_id, model_id, task_id),
  foreign key (customer_id, model_id) references model (customer_id, id),
  foreign key (customer_id, task_id) references task (customer_id, id)
);
alter table model_refusal enable row level security, force row level security;
create policy own_customer on model_refusal
  using (customer_id = (select nullif(current_setting('goldsmith.customer_id', true), '')::uuid));
grant select, insert on model_refusal to goldsmith_app;

-- The owner sees every customer's rows for as long as this takes.
alter table model no force row level security;
alter table annotation no force row level security;
update model set retry_at = now() where kind = 'learned' and status = 'stopped';
update model m set tasks_answered = said.tasks
from (
  select customer_id, labeler_id, count(distinct task_id) as tasks from annotation
  where kind = 'hypothesis' and labeler_id is not null group by customer_id, labeler_id) said
where said.customer_id = m.customer_id and said.labeler_id = m.labeler_id;
alter table model force row level security;
alter table annotation force row level security;
