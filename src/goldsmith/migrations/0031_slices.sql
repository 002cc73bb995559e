-- Renditions that take long are made in slices: what was made so far, so that others get their turn and a crash loses nothing.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table rendition_slice (
  customer_id uuid not null,
  asset_id uuid not null,
  number smallint not null check (number >= 0),
  progress text not null,             -- what the maker tells itself, to go on from here
  is_last boolean not null,
  seconds double precision not null check (seconds >= 0),
  files jsonb not null,               -- file names to object keys
  primary key (customer_id, asset_id, number),
  foreign key (customer_id, asset_id) references asset (customer_id, id)
);
call protect('rendition_slice', 'select, insert, delete');

drop procedure protect(regclass, text);
