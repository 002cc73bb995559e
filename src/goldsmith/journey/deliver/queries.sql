-- name: has_completed_tasks
select exists (
  select from task
  where customer_id = :customer_id and project_id = :project_id and stage = 'done' and status = 'completed'
    and accepted_annotation_id is not null
);

-- name: insert_delivery
insert into delivery (customer_id, id, project_id, name)
values (:customer_id, :id, :project_id,
  coalesce(:name, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS.MS')))
on conflict (customer_id, project_id, name) do nothing
returning *;

-- name: delivery
select d.*, p.modality from delivery d
join project p on p.customer_id = d.customer_id and p.id = d.project_id
where d.customer_id = :customer_id and d.id = :id;

-- name: deliveries_page
select d.*, p.modality from delivery d
join project p on p.customer_id = d.customer_id and p.id = d.project_id
where d.customer_id = :customer_id and d.project_id = :project_id and d.id < :before
order by d.id desc limit :limit;

-- name: certificate
select body from certificate where customer_id = :customer_id and delivery_id = :delivery_id;

-- name: certificate_claims
-- Without what lists single records, which can be long.
select delivery_id, (body::jsonb #- '{quality,sample}' #- '{quality,taken_back_audits}' #- '{quality,audited_before}')::text as claims from certificate
where customer_id = :customer_id and delivery_id = any(:delivery_ids::uuid[]);

-- name: artifact
select object_key, media_type, bytes, sha256 from delivery_artifact
where customer_id = :customer_id and delivery_id = :delivery_id and format = :format;

-- name: files_of
select delivery_id, format, bytes, sha256, losses, joined from delivery_artifact
where customer_id = :customer_id and delivery_id = any(:delivery_ids::uuid[]) order by delivery_id, created_at, format;

-- name: written_formats
select format from delivery_artifact where customer_id = :customer_id and delivery_id = :delivery_id;

-- name: lock_building
-- One builder per delivery, whichever process it runs in; a builder that is killed lets go with its connection.
select pg_try_advisory_xact_lock(hashtext('goldsmith delivery'), hashtext(:id::uuid::text));

-- name: follow_indexes
-- Records leave in the order of an index, so the server neither sorts nor spills, and the first line comes at once.
select set_config('enable_sort', 'off', true), set_config('enable_hashjoin', 'off', true),
  set_config('max_parallel_workers_per_gather', '0', true);

-- name: delivery_to_build
select d.*, c.name as customer_name, p.name as project_name, p.modality, p.contract, p.ontology_version,
  p.instructions_version, p.audit_favored_below::float8 as audit_favored_below
from delivery d
join customer c on c.id = d.customer_id
join project p on p.customer_id = d.customer_id and p.id = d.project_id
where d.customer_id = :customer_id and d.id = :id and d.status = 'building';

-- name: delete_items!
delete from delivery_item where customer_id = :customer_id and delivery_id = :delivery_id;

-- name: talks
-- Whether labelers of this project ever talked to models.
select exists (select from model_reply where customer_id = :customer_id and project_id = :project_id and status = 'answered');

-- name: records
-- The columns that records.py expects, in its order, never null. Ids leave as 16 bytes, JSON as jsonb spells it.
-- Audits of all rounds, oldest first, each with what was believed of the task before it.
-- Machines: a one and their ids where nobody else had a say: no person answered or reviewed the task in its round.
-- Models: the names behind the replies that were given for the task, where the project talks to models at all.
select t.id, t.accepted_annotation_id, coalesce(round((1 - b.expected_error)::numeric, 6)::float8, 'NaN'), given.labelers,
  case when given.is_by_people or a.kind <> 'consensus' then '' else '\x01'::bytea || machines.ids end, files.assets, given.audits,
  replies.models,
  concat('"unique_id": ', coalesce(to_jsonb(p.unique_id), 'null'), ', "content": ', p.content, ', "answer": ', a.answer,
    ', "probability": ', coalesce(trim_scale(round((1 - b.expected_error)::numeric, 6))::text, 'null'), ', "metadata": ', p.metadata)
from task t
join task_payload p on p.customer_id = t.customer_id and p.task_id = t.id
join annotation a on a.customer_id = t.customer_id and a.id = t.accepted_annotation_id
left join belief b on b.customer_id = t.customer_id and b.task_id = t.id
cross join lateral (
  select
    coalesce(string_agg(uuid_send(g.labeler_id), '' order by g.id) filter (where g.kind = 'response' and g.round = t.round), '') as labelers,
    coalesce(bool_or(g.kind in ('response', 'review') and g.round = t.round), false) as is_by_people,
    coalesce(jsonb_agg(jsonb_build_object('labeler_id', g.labeler_id, 'verdict', g.verdict, 'is_current', g.round = t.round,
      'probability', round((1 - coalesce(g.expected_error, case when g.round = t.round then b.expected_error end))::numeric, 6),
      'audited_at', to_char(g.created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) order by g.id)
      filter (where g.kind = 'audit')::text, '') as audits
  from annotation g
  where g.customer_id = t.customer_id and g.task_id = t.id
) given
cross join lateral (
  select coalesce(string_agg(uuid_send(said.labeler_id), '' order by said.labeler_id), '') as ids
  from (
    select g.labeler_id from annotation g
    where g.customer_id = t.customer_id and g.task_id = t.id and g.kind = 'hypothesis' and g.confidence is not null
      and g.labeler_id is not null and g.id < a.id
    union
    select f.labeler_id from vote v cross join lateral jsonb_object_keys(v.votes) as k (labeler_id)
    join label_function f on f.customer_id = v.customer_id and f.labeler_id = k.labeler_id::uuid and f.status = 'active'
    where v.customer_id = t.customer_id and v.task_id = t.id) said
  where not given.is_by_people and a.kind = 'consensus'
) machines
cross join lateral (
  select coalesce(string_agg(s.id::text || jsonb_build_object('field', ta.name, 'name', s.name, 'media_type',
    s.media_type, 'bytes', s.bytes, 'sha256', encode(s.sha256, 'hex'), 'facts', s.facts)::text, chr(30) order by ta.ordinal), '')
    as assets
  from task_asset ta
  join asset s on s.customer_id = ta.customer_id and s.id = ta.asset_id
  where ta.customer_id = t.customer_id and ta.task_id = t.id
) files
cross join lateral (
  select coalesce(string_agg(r.id::text || to_jsonb(m.name)::text, chr(30) order by r.id), '') as models
  from model_reply r join model m on m.customer_id = r.customer_id and m.id = r.model_id
  where :talks::boolean and r.customer_id = t.customer_id and r.task_id = t.id and r.status = 'answered'
) replies
where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'done' and t.status = 'completed'
order by t.id

-- name: wrong_audits_taken_back
-- Tasks of this project that an audit found wrong and that this delivery leaves out: leaving them out of the count as well
-- would make what is left look better than it is. With what was believed of each before its first audit.
select to_char(min(n.created_at) filter (where n.verdict = 'wrong') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as audited_at,
  round((1 - (array_agg(n.expected_error order by n.id))[1])::numeric, 6)::float8 as probability
from annotation n
where n.customer_id = :customer_id and n.project_id = :project_id and n.kind = 'audit'
  and not exists (select from delivery_item i where i.customer_id = :customer_id and i.delivery_id = :delivery_id and i.task_id = n.task_id)
group by n.task_id having bool_or(n.verdict = 'wrong') order by 1, n.task_id;

-- name: insert_items!
insert into delivery_item (customer_id, delivery_id, ordinal, task_id, annotation_id, leaf_hash)
select :customer_id, :delivery_id, :first::bigint + n - 1, encode(task_id, 'hex')::uuid,
  encode(annotation_id, 'hex')::uuid, leaf_hash
from unnest(:task_ids::bytea[], :annotation_ids::bytea[], :leaves::bytea[])
  with ordinality as item (task_id, annotation_id, leaf_hash, n);

-- name: labeler_kinds
select kind, count(*) as count from labeler
where customer_id = :customer_id and id = any(:ids::uuid[]) group by kind order by kind;

-- name: labelers_named
select id, kind, name from labeler where customer_id = :customer_id and id = any(:ids::uuid[]);

-- name: now
select date_trunc('second', clock_timestamp());

-- name: finish_delivery
update delivery set status = 'ready', records = :records, bytes = :bytes, sha256 = :sha256, root = :root,
  ready_at = :ready_at, error = null
where customer_id = :customer_id and id = :id and status = 'building'
returning id;

-- name: delivery_to_export
select d.*, p.modality, p.ontology_version
from delivery d
join project p on p.customer_id = d.customer_id and p.id = d.project_id
where d.customer_id = :customer_id and d.id = :id and d.status = 'ready';

-- name: insert_artifact!
insert into delivery_artifact (customer_id, delivery_id, format, object_key, media_type, bytes, sha256, losses, joined)
values (:customer_id, :delivery_id, :format, :object_key, :media_type, :bytes, :sha256, :losses, :joined)
on conflict (customer_id, delivery_id, format) do nothing;

-- name: insert_certificate!
insert into certificate (customer_id, delivery_id, body) values (:customer_id, :delivery_id, :body);

-- name: fail_delivery!
update delivery set status = 'failed', error = :error where customer_id = :customer_id and id = :id and status = 'building';

-- name: want_format
update delivery set wanted_formats = wanted_formats || :format::text
where customer_id = :customer_id and id = :id and not :format::text = any(wanted_formats) returning true;

-- name: note_failed_export!
update delivery set export_errors = export_errors || jsonb_build_object(:format::text, :error::text)
where customer_id = :customer_id and id = :id;
