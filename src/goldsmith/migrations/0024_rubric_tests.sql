-- Rubrics are tested before they count: on planted responses, which whoever writes a rubric does not see.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- How a project tests the rubrics that are written in it.
create table rubric_testing (
  customer_id uuid not null,
  project_id uuid not null,
  model_id uuid,                            -- who grades; null: nothing is tested
  most_tests smallint not null check (most_tests between 0 and 100),   -- a writer's own tests of one task, before submission
  least_gap real not null check (least_gap > 0 and least_gap <= 1),    -- by how much each good response has to score above each bad one
  updated_at timestamptz not null default now(),
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, model_id) references model (customer_id, id)
);
call protect('rubric_testing', 'select, insert, update');

-- A rubric as it was tested, and which of its criteria the planted responses met.
create table rubric_test (
  customer_id uuid not null,
  id uuid not null,
  project_id uuid not null,
  task_id uuid not null,
  assignment_id uuid not null,
  labeler_id uuid not null,
  annotation_id uuid,                       -- the answer that was submitted with this rubric; null: its writer tried it out
  round smallint not null,
  model_id uuid not null,
  least_gap real not null,
  rubric jsonb not null,                    -- criteria in order: criterion, points
  status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
  grades jsonb,                             -- of each planted response: its id, whether it is good, which criteria it meets
  separates boolean,
  reason text,                              -- why it failed
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  primary key (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, assignment_id) references assignment (customer_id, id),
  foreign key (customer_id, annotation_id) references annotation (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id),
  foreign key (customer_id, model_id) references model (customer_id, id)
);
create index rubric_test_of_task on rubric_test (customer_id, task_id);
create unique index one_rubric_test_per_answer on rubric_test (customer_id, annotation_id) where annotation_id is not null;
call protect('rubric_test', 'select, insert, update');

drop procedure protect(regclass, text);
