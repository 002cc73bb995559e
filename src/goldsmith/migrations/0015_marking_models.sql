-- Models that mark images: their files, what they find in a sample of tasks, and how sure they are of each object.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

alter table model drop constraint model_kind_check;
alter table model add constraint model_kind_check check (kind in ('learned', 'chat', 'label_studio', 'detector', 'segmenter'));

-- ONNX files that operators gave, by the hash of their bytes, which lie in the object store.
create table model_file (
  customer_id uuid not null references customer,
  sha256 bytea not null,
  name text not null,
  bytes bigint not null,
  facts jsonb not null,                     -- inputs and outputs, as the file names them
  created_at timestamptz not null default now(),
  primary key (customer_id, sha256)
);
call protect('model_file', 'select, insert');

-- What a model found in a sample of tasks, for the choice of a threshold; the newest alone. No opinion of anybody.
create table model_preview (
  customer_id uuid not null,
  model_id uuid not null,
  status text not null check (status in ('running', 'done', 'failed')),
  reason text,
  samples jsonb not null default '[]',      -- [{task_id, annotations, scores}]
  asked_at timestamptz not null default now(),
  primary key (customer_id, model_id),
  foreign key (customer_id, model_id) references model (customer_id, id)
);
call protect('model_preview', 'select, insert, update');

-- How sure a model is of each object of its opinion, by uuid; null where it does not say.
alter table annotation add column scores jsonb;

drop procedure protect(regclass, text);
