-- Answers that stand on machines alone: how far each is trusted, and how far the last look at their opinions came.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

-- What people's answers have shown of machines: how much their confidence means; null where none spoke.
alter table fit add column trust bytea;

-- Whether anything could be learnt last time: some task had two opinions, or something was known to be right.
alter table learning add column has_learnt boolean not null default true;

-- A pass through a project's open tasks, looking at what machines said of them.
create table machine_pass (
  customer_id uuid not null,
  project_id uuid not null,
  began_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,  -- null: under way
  place uuid not null default '00000000-0000-0000-0000-000000000000',  -- the last task it has looked at
  primary key (customer_id, project_id),
  foreign key (customer_id, project_id) references project (customer_id, id)
);
call protect('machine_pass', 'select, insert, update');

drop procedure protect(regclass, text);
