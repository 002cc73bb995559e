-- How answers were written, and who agreed to see content that can disturb. Of writing: lengths and times, never words; and how much of them models had said before.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

alter table project add column similar_above real check (similar_above > 0 and similar_above <= 1);  -- null: nobody looks because of it

-- Written with the answer that it is about, and never changed.
create table writing_evidence (
  customer_id uuid not null,
  annotation_id uuid not null,
  task_id uuid not null,
  project_id uuid not null,
  labeler_id uuid not null,
  round smallint not null,
  traces jsonb not null,                  -- of each field: pastes and revisions (when, how many characters), time away
  similarity real not null check (similarity between 0 and 1),
  similar_uuid text,                      -- the written annotation that this is about, where anything is shared
  similar_to text,                        -- the logged reply, or the message of the task, that it shares most with
  created_at timestamptz not null default now(),
  primary key (customer_id, annotation_id),
  foreign key (customer_id, annotation_id) references annotation (customer_id, id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
create index writing_evidence_of_task on writing_evidence (customer_id, task_id);
call protect('writing_evidence', 'select, insert');

create trigger append_only before update or delete or truncate on writing_evidence for each statement execute function refuse_change();

alter table project add column is_sensitive boolean not null default false;
alter table project add column most_a_day integer check (most_a_day between 1 and 100000);  -- tasks a person and day of UTC; null: no limit

-- Who agreed to see what a sensitive project holds, and how much of it they saw today.
create table consent (
  customer_id uuid not null,
  project_id uuid not null,
  labeler_id uuid not null,
  agreed_at timestamptz not null default now(),
  revoked_at timestamptz,
  day date,                               -- the day of UTC that `seen` counts
  seen integer not null default 0,
  primary key (customer_id, project_id, labeler_id),
  foreign key (customer_id, project_id) references project (customer_id, id),
  foreign key (customer_id, labeler_id) references labeler (customer_id, id)
);
call protect('consent', 'select, insert, update');

drop procedure protect(regclass, text);
