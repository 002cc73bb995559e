-- name: insert_tasks
-- Bodies first: a row whose unique_id is already taken adds nothing. Returns the ids that are new.
with body as (
  insert into task_payload (customer_id, task_id, project_id, unique_id, content, metadata, instruction, is_whole)
  select :customer_id, id, :project_id, unique_id, content::jsonb, metadata::jsonb, instruction, is_whole
  from unnest(:ids::uuid[], :unique_ids::text[], :contents::text[], :metadatas::text[], :instructions::text[], :are_whole::boolean[])
    as new (id, unique_id, content, metadata, instruction, is_whole)
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

-- name: stages
select id, stage::text from task where customer_id = :customer_id and id = any(:ids::uuid[]);

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
select a.*, (
  select jsonb_agg(to_jsonb(r)) from rendition r
  where r.customer_id = :customer_id and r.asset_id = a.id and r.status = 'ready') as renditions
from asset a where a.customer_id = :customer_id and a.id = :id;

-- name: assets
-- Held until the tasks that name them are written: whoever finishes looking at an asset meanwhile waits, and then finds them.
select * from asset where customer_id = :customer_id and id = any(:ids::uuid[]) order by id for share;

-- name: assets_named
-- Files by the names they were uploaded under. A name that stands for different bytes stands for nothing.
select name, (array_agg(id order by id desc))[1] as id, count(distinct sha256) as different from asset
where customer_id = :customer_id and name = any(:names::text[]) and status <> 'rejected' and source_url is null group by name;

-- name: asset_stored!
update asset set sha256 = :sha256, bytes = :bytes where customer_id = :customer_id and id = :id;

-- name: asset_described!
-- What it is is known; it is not ready before it can be shown.
update asset set media_type = :media_type, facts = :facts where customer_id = :customer_id and id = :id and status = 'pending';

-- name: insert_renditions!
insert into rendition (customer_id, asset_id, kind) select :customer_id, :asset_id, kind from unnest(:kinds::text[]) as new (kind)
on conflict do nothing;

-- name: renditions_of_twins!
-- The same bytes were rendered before.
insert into rendition (customer_id, asset_id, kind, status, media_type, facts, object_key, bytes)
select distinct on (r.kind) r.customer_id, :asset_id::uuid, r.kind, r.status, r.media_type, r.facts, r.object_key, r.bytes
from asset own join asset twin on twin.customer_id = own.customer_id and twin.sha256 = own.sha256 and twin.id <> own.id
join rendition r on r.customer_id = twin.customer_id and r.asset_id = twin.id
where own.customer_id = :customer_id and own.id = :asset_id and r.status = 'ready'
on conflict do nothing;

-- name: rendition
select * from rendition where customer_id = :customer_id and asset_id = :asset_id and kind = :kind and status = 'ready';

-- name: renditions_ready
select kind from rendition where customer_id = :customer_id and asset_id = :asset_id and status = 'ready';

-- name: renditions_made!
insert into rendition (customer_id, asset_id, kind, status, media_type, facts, object_key, bytes)
select :customer_id, asset_id, kind, 'ready', media_type, facts::jsonb, object_key, bytes
from unnest(:asset_ids::uuid[], :kinds::text[], :media_types::text[], :facts::text[], :object_keys::text[], :bytes::bigint[])
  as made (asset_id, kind, media_type, facts, object_key, bytes)
on conflict (customer_id, asset_id, kind) do update
set status = 'ready', media_type = excluded.media_type, facts = excluded.facts, object_key = excluded.object_key, bytes = excluded.bytes;

-- name: renditions_failed!
update rendition set status = 'failed' where customer_id = :customer_id and asset_id = :asset_id and status = 'pending';

-- name: busy_twin
-- Whether somebody draws the same bytes already, and will keep what is made for this asset, too. Held, so that this stays true until this is written down.
select twin.id from asset own join asset twin on twin.customer_id = own.customer_id and twin.sha256 = own.sha256 and twin.id < own.id
where own.customer_id = :customer_id and own.id = :asset_id
  and twin.status = 'pending' and twin.facts is not null and twin.media_type = own.media_type
order by twin.id limit 1 for share of twin;

-- name: waiting_twins
-- Assets of the same bytes that wait for the same renditions, and the asset itself.
select twin.id from asset own join asset twin on twin.customer_id = own.customer_id and twin.sha256 = own.sha256
where own.customer_id = :customer_id and own.id = :asset_id
  and twin.status = 'pending' and twin.facts is not null and twin.media_type = own.media_type
order by twin.id;

-- name: slices
select number, progress, is_last, seconds, files from rendition_slice
where customer_id = :customer_id and asset_id = :asset_id order by number;

-- name: insert_slice!
-- Nothing where another worker was quicker.
insert into rendition_slice (customer_id, asset_id, number, progress, is_last, seconds, files)
values (:customer_id, :asset_id, :number, :progress, :is_last, :seconds, :files) on conflict do nothing;

-- name: forget_slices!
delete from rendition_slice where customer_id = :customer_id and asset_id = :asset_id;

-- name: lock_pending_assets
-- In the order in which whoever writes tasks that name them holds them.
select id from asset where customer_id = :customer_id and id = any(:ids::uuid[]) and status = 'pending' order by id for update;

-- name: assets_ready!
update asset a set status = 'ready', media_type = seen.media_type, facts = seen.facts::jsonb, reason = null
from unnest(:ids::uuid[], :media_types::text[], :facts::text[]) as seen (id, media_type, facts)
where a.customer_id = :customer_id and a.id = seen.id;

-- name: asset_rejected!
update asset set status = 'rejected', reason = :reason where customer_id = :customer_id and id = :id and status = 'pending';

-- name: lock_waiting_tasks!
-- A statement of its own: who waits here for another asset of the same task sees what became of it in the next statement.
select from task t
where t.customer_id = :customer_id and t.stage = 'ingest' and t.status = 'pending'
  and t.id in (select x.task_id from task_asset x where x.customer_id = :customer_id and x.asset_id = any(:asset_ids::uuid[]))
order by t.id for update of t;

-- name: waiting_tasks
-- Tasks that these assets may set going, with what is known of all their assets, and of which kind these are.
select t.id, t.project_id, t.batch_id, p.modality, array_agg(a.status) as statuses,
  jsonb_agg(a.facts) filter (where a.id = any(:asset_ids::uuid[]) and a.facts is not null) as facts
from task t join project p on p.customer_id = t.customer_id and p.id = t.project_id
join task_asset o on o.customer_id = t.customer_id and o.task_id = t.id
join asset a on a.customer_id = o.customer_id and a.id = o.asset_id
where t.customer_id = :customer_id and t.stage = 'ingest' and t.status = 'pending'
  and t.id in (select x.task_id from task_asset x where x.customer_id = :customer_id and x.asset_id = any(:asset_ids::uuid[]))
group by t.id, t.project_id, t.batch_id, p.modality order by t.id;

-- name: start_tasks!
update task set stage = 'label', updated_at = now()
where customer_id = :customer_id and id = any(:ids::uuid[]) and stage = 'ingest' and status = 'pending';

-- name: fail_tasks!
update task set stage = 'done', status = 'error', updated_at = now()
where customer_id = :customer_id and id = any(:ids::uuid[]) and stage = 'ingest' and status = 'pending';

-- name: explain_failure!
update task_payload set error = :error where customer_id = :customer_id and task_id = any(:ids::uuid[]);

-- name: hold_assets_of_task
-- In the order in which whoever writes tasks that name them holds them.
select a.id, a.status from asset a
where a.customer_id = :customer_id and a.id in (select x.asset_id from task_asset x where x.customer_id = :customer_id and x.task_id = :task_id)
order by a.id for update of a;

-- name: forget_failure!
update task_payload set error = null where customer_id = :customer_id and task_id = :id;

-- name: assets_pending_anew!
update asset set status = 'pending', reason = null where customer_id = :customer_id and id = any(:ids::uuid[]) and status = 'rejected';

-- name: renditions_pending_anew!
update rendition set status = 'pending' where customer_id = :customer_id and asset_id = any(:ids::uuid[]) and status = 'failed';

-- name: tasks_to_cut
-- Those that may be too long, with what is known of their first file and of what was made of it.
select t.id, p.modality, p.cut, b.content, a.facts,
  (select jsonb_object_agg(r.kind, r.facts) from rendition r
   where r.customer_id = a.customer_id and r.asset_id = a.id and r.status = 'ready') as made
from task t
join project p on p.customer_id = t.customer_id and p.id = t.project_id
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
left join task_asset x on x.customer_id = t.customer_id and x.task_id = t.id and x.ordinal = 0
left join asset a on a.customer_id = t.customer_id and a.id = x.asset_id
where t.customer_id = :customer_id and t.id = any(:ids::uuid[]) and p.cut is not null and not b.is_whole;

-- name: become_first_part!
update task_payload set content = :content::text::jsonb, part_of = task_id where customer_id = :customer_id and task_id = :id;

-- name: insert_other_parts!
-- As the first part, but for what they show. A name that is taken already they do without.
with body as (
  insert into task_payload (customer_id, task_id, project_id, unique_id, content, metadata, instruction, part_of)
  select b.customer_id, new.id, b.project_id, case when k.task_id is null then b.unique_id || '#' || new.number + 1 end,
    new.content::jsonb, b.metadata, b.instruction, b.task_id
  from task_payload b
  cross join unnest(:ids::uuid[], :contents::text[]) with ordinality as new (id, content, number)
  left join task_payload k on k.customer_id = b.customer_id and k.project_id = b.project_id
    and k.unique_id = b.unique_id || '#' || new.number + 1
  where b.customer_id = :customer_id and b.task_id = :id
  returning task_id)
insert into task (customer_id, id, project_id, batch_id, priority, stage, answers_needed, answers_most, ontology_version)
select t.customer_id, body.task_id, t.project_id, t.batch_id, t.priority, 'label', t.answers_needed, t.answers_most, t.ontology_version
from task t cross join body where t.customer_id = :customer_id and t.id = :id;

-- name: share_assets!
insert into task_asset (customer_id, task_id, ordinal, name, asset_id)
select x.customer_id, new.id, x.ordinal, x.name, x.asset_id
from task_asset x cross join unnest(:ids::uuid[]) as new (id)
where x.customer_id = :customer_id and x.task_id = :id;

-- name: given_answers
select id, answer::text as answer from annotation
where customer_id = :customer_id and task_id = :task_id and kind in ('hypothesis', 'expected') order by id;

-- name: insert_shares!
-- The first part's share takes the place of the answer about the whole.
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, round, ontology_version, answer, supersedes)
select g.customer_id, new.id, new.task_id, g.project_id, g.labeler_id, g.kind, g.round, g.ontology_version, new.answer::jsonb,
  case when new.task_id = g.task_id then g.id end
from annotation g cross join unnest(:ids::uuid[], :task_ids::uuid[], :answers::text[]) as new (id, task_id, answer)
where g.customer_id = :customer_id and g.id = :id;

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
