-- name: lock!
-- Every Goldsmith process that migrates asks for this one lock.
select pg_advisory_lock(1612534551);

-- name: prepare!
create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now());

-- name: done
select name, sha256 from schema_migration;

-- name: note_done!
insert into schema_migration (name, sha256) values (:name, :sha256);

-- name: has_job_queue
select to_regclass('pgqueuer') is not null;

-- name: grant_jobs!
-- The job queue's tables are its own; the server's role may use them.
do $$ declare relation record; begin
  for relation in
    select c.oid::regclass as name, c.relkind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relname like 'pgqueuer%' and c.relkind in ('r', 'S')
  loop
    execute format(case relation.relkind
      when 'S' then 'grant usage, select on sequence %s to goldsmith_app'
      else 'grant select, insert, update, delete on %s to goldsmith_app' end, relation.name);
  end loop;
end $$;

-- name: begin_epoch!
-- A restored backup may hold seals from a cluster whose transaction ids ran further than this one's.
update installation set epoch = epoch + 1
where exists (select from seal where epoch = current_epoch() and through > pg_current_xact_id());
