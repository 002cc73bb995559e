-- name: insert_labeler
insert into labeler (customer_id, id, kind, name) values (:customer_id, :id, :kind, :name) returning id;

-- name: insert_model
insert into model (customer_id, id, project_id, labeler_id, kind, name, settings, secret, is_shown)
values (:customer_id, :id, :project_id, :labeler_id, :kind, :name, :settings, :secret, :is_shown)
on conflict do nothing returning *;

-- name: models
select * from model where customer_id = :customer_id and project_id = :project_id and removed_at is null and id > :after order by id limit :limit;

-- name: model
select * from model where customer_id = :customer_id and id = :id and removed_at is null;

-- name: model_for_update
select * from model where customer_id = :customer_id and id = :id and removed_at is null for update;

-- name: remove_model
update model set removed_at = now(), status = 'idle', secret = null where customer_id = :customer_id and id = :id and removed_at is null returning *;

-- name: start_run
-- A run that has not moved for ten minutes was lost with its job: it may be asked for again, and goes on from its place.
update model set status = 'running', reason = null, moved_at = now(),
  place = case when status = 'running' then place else '00000000-0000-0000-0000-000000000000' end
where customer_id = :customer_id and id = :id and removed_at is null and (status <> 'running' or moved_at < now() - interval '10 minutes')
returning *;

-- name: advance
-- Moves a run on, unless somebody else did: then nothing of this chunk counts.
update model set place = :place, opinions = opinions + :opinions, refusals = refusals + :refusals, moved_at = now()
where customer_id = :customer_id and id = :id and removed_at is null and status = 'running' and place = :before returning id;

-- name: end_run
update model set status = :status, reason = :reason, moved_at = now()
where customer_id = :customer_id and id = :id and removed_at is null and status = 'running' returning id;

-- name: note_learning!
update model set facts = :facts, answers_seen = :answers_seen, tasks_seen = :tasks_seen
where customer_id = :customer_id and id = :id and removed_at is null;

-- name: learned_models
select m.id, m.project_id, m.answers_seen, m.tasks_seen, m.status = 'stopped' as is_stopped,
  coalesce(m.facts -> 'questions', '{}') <> '{}' as has_learnt, m.moved_at < now() - interval '10 minutes' as is_rested,
  (m.facts ->> 'answers')::bigint < :least_answers and m.moved_at < now() - interval '5 seconds' as found_few
from model m join project p on p.customer_id = m.customer_id and p.id = m.project_id
where m.customer_id = :customer_id and m.kind = 'learned' and m.removed_at is null and m.status <> 'running' and p.status = 'active';

-- name: totals
select scope_id, name, value from counter
where customer_id = :customer_id and scope_id = any(:scope_ids::uuid[]) and hour = 'epoch'
  and labeler_id = '00000000-0000-0000-0000-000000000000' and name in ('annotations', 'completed', 'reconcile', 'tasks', 'ingest');

-- name: open_tasks
-- The next tasks of a run, with what they show. Bounds and order name the whole index.
select t.id, t.batch_id, t.round, t.ontology_version, b.content, a.id as asset_id, a.sha256, a.media_type, a.facts, a.bytes
from (
  select o.* from task o
  where o.customer_id = :customer_id
    and (o.project_id, o.stage, o.status, o.id) > (:project_id, 'label', 'pending', :after)
    and (o.project_id, o.stage, o.status, o.id) <= (:project_id, 'label', 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  order by o.project_id, o.stage, o.status, o.id limit :limit) t
join task_payload b on b.customer_id = :customer_id and b.task_id = t.id
left join task_asset x on x.customer_id = :customer_id and x.task_id = t.id and x.ordinal = 0
left join asset a on a.customer_id = :customer_id and a.id = x.asset_id
order by t.id;

-- name: examples
-- What people agreed on, newest first: accepted answers of tasks that a person answered, reviewed or audited, and what is believed
-- meanwhile of tasks that have answers and are not decided yet.
select t.id, t.batch_id, t.round, t.ontology_version, b.content, a.id as asset_id, a.sha256, a.media_type, a.facts, a.bytes,
  coalesce(n.answer -> 'global_attributes', f.choices) as values, coalesce(n.kind::text, 'belief') as kind,
  coalesce(f.expected_error, 0) as expected_error
from (values ('audit', 'completed'), ('done', 'completed'), ('reconcile', 'pending')) as place (stage, status) cross join lateral (
  select o.* from task o
  where o.customer_id = :customer_id
    and (o.project_id, o.stage, o.status, o.id) >= (:project_id, place.stage, place.status, '00000000-0000-0000-0000-000000000000')
    and (o.project_id, o.stage, o.status, o.id) <= (:project_id, place.stage, place.status, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  order by o.project_id desc, o.stage desc, o.status desc, o.id desc limit :limit) t
join task_payload b on b.customer_id = :customer_id and b.task_id = t.id
left join annotation n on n.customer_id = :customer_id and n.id = t.accepted_annotation_id
left join lateral (
  select e.expected_error, (
    select jsonb_object_agg(u ->> 'unit', (select c.key from jsonb_each(u -> 'choices') c order by c.value desc limit 1))
    from jsonb_array_elements(e.units) u) as choices
  from belief e where e.customer_id = :customer_id and e.task_id = t.id) f on true
left join task_asset x on x.customer_id = :customer_id and x.task_id = t.id and x.ordinal = 0
left join asset a on a.customer_id = :customer_id and a.id = x.asset_id
where (n.id is not null or f.choices is not null) and (t.answers_have > 0 or n.kind in ('review', 'audit'))
order by t.id;

-- name: opinions_of
-- What this model said of these tasks so far; of each task the newest comes last.
select task_id, id, answer, confidence from annotation
where customer_id = :customer_id and task_id = any(:task_ids::uuid[]) and labeler_id = :labeler_id and kind = 'hypothesis'
order by task_id, id;

-- name: insert_opinions!
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, round, ontology_version, answer, confidence, supersedes)
select :customer_id, id, task_id, :project_id, :labeler_id, 'hypothesis', round, ontology_version, answer::jsonb, confidence, supersedes
from unnest(:ids::uuid[], :task_ids::uuid[], :rounds::smallint[], :ontology_versions::int[], :answers::text[], :confidences::real[],
    :supersedes::uuid[])
  as new (id, task_id, round, ontology_version, answer, confidence, supersedes);

-- name: embeddings
select task_id, vector from embedding where customer_id = :customer_id and task_id = any(:task_ids::uuid[]) and encoder = :encoder;

-- name: insert_embeddings!
insert into embedding (customer_id, task_id, encoder, vector)
select :customer_id, task_id, :encoder, vector from unnest(:task_ids::uuid[], :vectors::bytea[]) as new (task_id, vector)
on conflict do nothing;

-- name: instructions
select markdown from instructions_version v join project p on p.customer_id = v.customer_id and p.id = v.project_id and p.instructions_version = v.version
where v.customer_id = :customer_id and v.project_id = :project_id;

-- name: answered_call
select reply from model_call
where customer_id = :customer_id and model_id = :model_id and request_hash = :request_hash and status = 'answered' order by id limit 1;

-- name: insert_call!
insert into model_call (customer_id, id, model_id, task_id, request_hash, status, reply, reason, tokens_in, tokens_out, cost_micros, attempts, latency_ms)
values (:customer_id, :id, :model_id, :task_id, :request_hash, :status, :reply, :reason, :tokens_in, :tokens_out, :cost_micros, :attempts, :latency_ms);

-- name: spend!
update model set cost_micros = cost_micros + :cost_micros, moved_at = now() where customer_id = :customer_id and id = :id;

-- name: calls_page
select * from model_call where customer_id = :customer_id and model_id = :model_id and id < :before order by id desc limit :limit;
