-- What is made of a file so that people can look at it: thumbnails, tiles.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table rendition (
  customer_id uuid not null,
  asset_id uuid not null,
  kind text not null,                 -- as its modality names it
  status text not null default 'pending' check (status in ('pending', 'ready', 'failed')),
  media_type text,
  facts jsonb,
  object_key text,                    -- by the hash of the asset's bytes: the same bytes are rendered once
  bytes bigint,
  created_at timestamptz not null default now(),
  primary key (customer_id, asset_id, kind),
  foreign key (customer_id, asset_id) references asset (customer_id, id),
  check (status <> 'ready' or (media_type is not null and facts is not null and object_key is not null and bytes is not null))
);
call protect('rendition', 'select, insert, update');

drop procedure protect(regclass, text);
