-- Knowledge bases: what a mention can stand for, found by a few letters among a million entries.

create procedure protect(subject regclass, rights text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', subject);
  execute format('create policy own_customer on %s using (customer_id = (select nullif(current_setting(''goldsmith.customer_id'', true), '''')::uuid))', subject);
  execute format('grant %s on %s to goldsmith_app', rights, subject);
end $$;

create table knowledge_base (
  customer_id uuid not null references customer,
  id uuid not null,
  name text not null,                       -- as ontologies name it, for ever
  title text not null,
  description text not null default '',
  entries bigint not null default 0,        -- those that are not retired
  created_at timestamptz not null default now(),
  primary key (customer_id, id)
);
create unique index knowledge_base_by_name on knowledge_base (customer_id, name);
call protect('knowledge_base', 'select, insert, update');

-- A file on its way in. Rows and place are written together, so that a load that was cut off goes on.
create table knowledge_base_load (
  customer_id uuid not null,
  id uuid not null,
  knowledge_base_id uuid not null,
  name text not null,
  format text not null check (format in ('jsonl', 'csv')),
  is_whole boolean not null,                -- entries that the file does not name are retired at its end
  status text not null default 'running' check (status in ('running', 'done', 'failed')),
  bytes bigint not null,
  bytes_read bigint not null default 0,
  rows_read bigint not null default 0,
  columns text[] not null default '{}',     -- what the header of a CSV file named
  added bigint not null default 0,
  changed bigint not null default 0,
  retired bigint not null default 0,
  rejected bigint not null default 0,
  rejects jsonb not null default '[]',      -- the first of them, with their reasons
  error text,
  created_at timestamptz not null default now(),
  primary key (customer_id, id),
  foreign key (customer_id, knowledge_base_id) references knowledge_base (customer_id, id)
);
create index knowledge_base_load_of on knowledge_base_load (customer_id, knowledge_base_id, id);
create unique index one_load_at_a_time on knowledge_base_load (customer_id, knowledge_base_id) where status = 'running';
call protect('knowledge_base_load', 'select, insert, update');

-- Never deleted, as answers hold its id.
create table knowledge_base_entry (
  customer_id uuid not null,
  knowledge_base_id uuid not null,
  id text collate "C" not null,
  name text not null,
  aliases text[] not null,
  description text not null,
  type text not null,
  popularity integer not null,
  load_id uuid not null,                    -- the last load that named it
  retired boolean not null default false,   -- answers may keep it, searches do not find it
  primary key (customer_id, knowledge_base_id, id),
  foreign key (customer_id, knowledge_base_id) references knowledge_base (customer_id, id)
);
call protect('knowledge_base_entry', 'select, insert, update');

-- What finds an entry: its names, folded, from each of their words on. Plain B-tree ranges in the order of bytes: these
-- comparisons are leakproof, so that the index serves under row level security, and no extension is needed.
create table knowledge_base_term (
  customer_id uuid not null,
  knowledge_base_id uuid not null,
  term text collate "C" not null,
  standing smallint not null check (standing in (0, 1, 2)),  -- 0: the name; 1: an alias; 2: from a later word of one on
  demotion integer not null,                -- minus the popularity
  entry_id text collate "C" not null,
  primary key (customer_id, knowledge_base_id, term, standing, demotion, entry_id)
);
call protect('knowledge_base_term', 'select, insert, delete');

drop procedure protect(regclass, text);
