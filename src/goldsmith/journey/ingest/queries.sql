-- name: insert_tasks
-- Bodies first: a row whose unique_id is already taken adds nothing. Returns the ids that are new.
with body as (
  insert into task_payload (customer_id, task_id, project_id, unique_id, content, metadata)
  select :customer_id, id, :project_id, unique_id, content::jsonb, metadata::jsonb
  from unnest(:ids::uuid[], :unique_ids::text[], :contents::text[], :metadatas::text[]) as new (id, unique_id, content, metadata)
  on conflict (customer_id, project_id, unique_id) where unique_id is not null do nothing
  returning task_id)
insert into task (customer_id, id, project_id, batch_id, priority, stage, answers_needed, answers_most, ontology_version)
select :customer_id, id, :project_id, batch_id, priority, stage::text, answers_needed, answers_most, :ontology_version
from unnest(:ids::uuid[], :batch_ids::uuid[], :priorities::smallint[], :stages::text[], :answers_needed::smallint[],
    :answers_most::smallint[])
  as new (id, batch_id, priority, stage, answers_needed, answers_most)
where id in (select task_id from body)
returning id;

-- name: tasks_by_unique_id
select p.unique_id, p.task_id as id, t.stage::text, t.status::text
from task_payload p join task t on t.customer_id = p.customer_id and t.id = p.task_id
where p.customer_id = :customer_id and p.project_id = :project_id and p.unique_id = any(:unique_ids::text[]);

-- name: insert_task_assets!
insert into task_asset (customer_id, task_id, ordinal, name, asset_id)
select :customer_id, task_id, ordinal, name, asset_id
from unnest(:task_ids::uuid[], :ordinals::smallint[], :names::text[], :asset_ids::uuid[]) as new (task_id, ordinal, name, asset_id);

-- name: insert_given_answers!
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, ontology_version, answer)
select :customer_id, id, task_id, :project_id, :labeler_id, kind::text, :ontology_version, answer::jsonb
from unnest(:ids::uuid[], :task_ids::uuid[], :kinds::text[], :answers::text[]) as new (id, task_id, kind, answer);

-- name: imported_labeler
select id from labeler where customer_id = :customer_id and kind = 'model' and name = 'Imported predictions' and person_id is null limit 1;

-- name: insert_imported_labeler
insert into labeler (customer_id, id, kind, name) values (:customer_id, :id, 'model', 'Imported predictions') returning id;

-- name: insert_asset
insert into asset (customer_id, id, name, source_url, sha256, bytes) values (:customer_id, :id, :name, :source_url, :sha256, :bytes) returning *;

-- name: asset
select * from asset where customer_id = :customer_id and id = :id;

-- name: assets
-- Held until the tasks that name them are written: whoever finishes looking at an asset meanwhile waits, and then finds them.
select * from asset where customer_id = :customer_id and id = any(:ids::uuid[]) order by id for share;

-- name: assets_named
-- Files by the names they were uploaded under. A name that stands for different bytes stands for nothing.
select name, (array_agg(id order by id desc))[1] as id, count(distinct sha256) as different from asset
where customer_id = :customer_id and name = any(:names::text[]) and status <> 'rejected' and source_url is null group by name;

-- name: asset_stored!
update asset set sha256 = :sha256, bytes = :bytes where customer_id = :customer_id and id = :id;

-- name: asset_ready!
update asset set status = 'ready', media_type = :media_type, facts = :facts, reason = null where customer_id = :customer_id and id = :id;

-- name: asset_rejected!
update asset set status = 'rejected', reason = :reason where customer_id = :customer_id and id = :id and status = 'pending';

-- name: lock_waiting_tasks!
-- A statement of its own: who waits here for another asset of the same task sees what became of it in the next statement.
select from task t
where t.customer_id = :customer_id and t.stage = 'ingest' and t.status = 'pending'
  and t.id in (select x.task_id from task_asset x where x.customer_id = :customer_id and x.asset_id = :asset_id)
order by t.id for update of t;

-- name: waiting_tasks
-- Tasks that this asset may set going, with what is known of all their assets.
select t.id, t.project_id, t.batch_id, p.modality,
  (select array_agg(a.status) from task_asset o join asset a on a.customer_id = o.customer_id and a.id = o.asset_id
    where o.customer_id = :customer_id and o.task_id = t.id) as statuses
from task_asset x join task t on t.customer_id = x.customer_id and t.id = x.task_id
join project p on p.customer_id = t.customer_id and p.id = t.project_id
where x.customer_id = :customer_id and x.asset_id = :asset_id and t.stage = 'ingest' and t.status = 'pending';

-- name: start_tasks!
update task set stage = 'label', updated_at = now()
where customer_id = :customer_id and id = any(:ids::uuid[]) and stage = 'ingest' and status = 'pending';

-- name: fail_tasks!
update task set stage = 'done', status = 'error', updated_at = now()
where customer_id = :customer_id and id = any(:ids::uuid[]) and stage = 'ingest' and status = 'pending';

-- name: explain_failure!
update task_payload set error = :error where customer_id = :customer_id and task_id = any(:ids::uuid[]);

-- name: insert_import
insert into import (customer_id, id, project_id, name, format, batch_id) values (:customer_id, :id, :project_id, :name, :format, :batch_id) returning *;

-- name: import_
select * from import where customer_id = :customer_id and id = :id;

-- name: import_for_update
select * from import where customer_id = :customer_id and id = :id for update;

-- name: imports_page
select * from import where customer_id = :customer_id and project_id = :project_id and id < :before order by id desc limit :limit;

-- name: insert_part!
insert into import_part (customer_id, import_id, start_byte, bytes) values (:customer_id, :import_id, :start_byte, :bytes);

-- name: parts
select start_byte, bytes from import_part where customer_id = :customer_id and import_id = :import_id order by start_byte;

-- name: received
update import set bytes_received = bytes_received + :bytes where customer_id = :customer_id and id = :id returning *;

-- name: set_import_status
update import set status = :status, error = :error where customer_id = :customer_id and id = :id returning *;

-- name: end_import
-- None when somebody canceled it meanwhile: that stays.
update import set status = :status, error = :error where customer_id = :customer_id and id = :id and status = 'running' returning *;

-- name: import_converted!
update import set rows_bytes = :rows_bytes, losses = :losses where customer_id = :customer_id and id = :id;

-- name: advance_import
update import set bytes_read = :bytes_read, rows_read = :rows_read, columns = :columns, created = created + :created,
  existing = existing + :existing, rejected = rejected + :rejected
where customer_id = :customer_id and id = :id and status = 'running' returning id;

-- name: insert_rejects!
insert into import_reject (customer_id, import_id, row_number, unique_id, error, field)
select :customer_id, :import_id, row_number, unique_id, error, field
from unnest(:row_numbers::bigint[], :unique_ids::text[], :errors::text[], :fields::text[]) as new (row_number, unique_id, error, field);

-- name: rejects_page
select row_number, unique_id, error, field from import_reject
where customer_id = :customer_id and import_id = :import_id and row_number > :after order by row_number limit :limit;
