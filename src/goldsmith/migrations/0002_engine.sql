-- The engine: what it learnt about whom, what it believes of each task, and what it does next.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- Fixed: every task gets answers_needed answers. Adaptive: that is the most; the engine asks while an answer is worth it.
alter table project add column labeling text not null default 'fixed' check (labeling in ('fixed', 'adaptive'));

-- answers_needed is how many the task is open for now; the engine may raise it up to answers_most.
alter table task add column answers_most smallint not null default 1 check (answers_most between 1 and 50);
update task set answers_most = answers_needed where answers_most <> answers_needed;
alter table task add constraint open_for_at_most_answers_most check (answers_needed <= answers_most);

-- Within a priority the most valuable question comes first (thousandths of the largest expected gain).
alter table task add column urgency smallint not null default 0 check (urgency between 0 and 999);
drop index task_to_claim;
alter table task drop column rank;
alter table task add column rank integer generated always as
  (case when stage = 'audit' then audit_draw else -(priority * 1000 + urgency) end) stored;
create index task_to_claim on task (customer_id, project_id, stage, rank, id) where is_open;

-- How sure a model, a judge or a function says it is; people are not asked.
alter table annotation add column confidence real check (confidence between 0 and 1);

alter table belief add column decision text check (decision in ('accept', 'ask', 'escalate', 'wait'));
alter table belief add column reason text;

-- One per question that is asked in many tasks of a project: what the last fit learnt, ready to judge new answers.
create table fit (
  customer_id uuid not null,
  project_id uuid not null,
  question text not null,        -- "category box:color 5": kind, scope:name, number of choices
  choices text[] not null,       -- empty for questions whose choices differ from task to task
  estimator text not null,
  labeler_ids uuid[] not null,   -- the model's labelers 0, 1, 2 …
  units bigint not null,
  answers bigint not null,
  gold bigint not null,
  model bytea not null,
  fitted_at timestamptz not null default now(),
  primary key (customer_id, project_id, question),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('fit', 'select, insert, update, delete');

-- How much a project held when it was last learnt from: whether it is time to learn again.
create table learning (
  customer_id uuid not null,
  project_id uuid not null,
  annotations bigint not null,
  audits bigint not null,
  seconds real not null,  -- what it took: the next time waits nine times as long
  learned_at timestamptz not null default now(),  -- when it began
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('learning', 'select, insert, update');

-- What a fit learnt, for people to read: how often a labeler is right at a question, with a 95 % interval.
create table skill (
  customer_id uuid not null,
  project_id uuid not null,
  question text not null,
  labeler_id uuid not null,
  answers bigint not null,
  reliability real not null,
  low real not null,
  high real not null,
  by_choice jsonb not null default '{}',  -- choice: {"answers": …, "reliability": …} when that is the truth
  primary key (customer_id, project_id, question, labeler_id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
create index skill_of_labeler on skill (customer_id, labeler_id);
call protect('skill', 'select, insert, update, delete');

-- The figures of a project's quality page, computed in the background so that the page never costs more.
create table quality (
  customer_id uuid not null,
  project_id uuid not null,
  body jsonb not null,
  computed_at timestamptz not null default now(),
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('quality', 'select, insert, update');

drop procedure protect(regclass, text);
