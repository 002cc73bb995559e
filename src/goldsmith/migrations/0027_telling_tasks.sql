-- Where models are compared, the tasks that tell most are asked first: how far each project's tasks were looked at, with how many answers in.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table vote_order (
  customer_id uuid not null,
  project_id uuid not null,
  place uuid not null,                      -- the last task that was looked at
  annotations bigint not null,              -- answers when the look over all tasks began
  looked_at timestamptz not null,
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('vote_order', 'select, insert, update');

drop procedure protect(regclass, text);
