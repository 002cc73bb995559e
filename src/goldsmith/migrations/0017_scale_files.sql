-- Scale's responses that name files: made of an accepted answer, and read where a task brings one.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- What was made of an answer; its files are assets, which the response names.
create table scale_response (
  customer_id uuid not null,
  annotation_id uuid not null,
  claimed_until timestamptz not null,       -- whoever makes it has until then
  response jsonb,
  error text,                               -- why none can be made
  created_at timestamptz not null default now(),
  primary key (customer_id, annotation_id),
  foreign key (customer_id, annotation_id) references annotation (customer_id, id)
);
call protect('scale_response', 'select, insert, update');

-- What the files of a task said, before it starts: answers of ours, and the asset that its attachment became meanwhile.
create table scale_given (
  customer_id uuid not null,
  task_id uuid not null,
  field text not null check (field in ('hypothesis', 'expected_response', 'attachment')),
  answer jsonb not null,
  primary key (customer_id, task_id, field),
  foreign key (customer_id, task_id) references scale_task (customer_id, id)
);
call protect('scale_given', 'select, insert');

alter table scale_task add column files_due_at timestamptz;  -- when the files of what it gives are read next; null: nothing to read
create index scale_task_files on scale_task (customer_id, files_due_at) where files_due_at is not null;
update scale_task set files_due_at = now()
where status = 'pending' and not has_started and (params ? 'hypothesis' or params ? 'expected_response')
  and type ~ '^(segment|video|videoplayback|videobox)annotation$';

drop procedure protect(regclass, text);
