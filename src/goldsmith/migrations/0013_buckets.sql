-- Buckets of the customer's own: where files may be read, and the credentials that open them, concealed.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table bucket (
  customer_id uuid not null references customer,
  id uuid not null,
  provider text not null check (provider in ('s3', 'gs', 'az')),
  name text not null,                 -- as the provider knows it
  prefix text not null default '' check (prefix = '' or prefix like '%/'),
  region text,
  endpoint text,                      -- null: the provider's own
  credentials bytea,                  -- null once it is removed
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  primary key (customer_id, id),
  check ((credentials is null) = (disabled_at is not null))
);
create index bucket_in_use on bucket (customer_id, id) where disabled_at is null;
call protect('bucket', 'select, insert, update');

drop procedure protect(regclass, text);
