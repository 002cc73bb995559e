-- How answers were written: lengths and times, never words; and how much of them models had said before.

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

drop procedure protect(regclass, text);
