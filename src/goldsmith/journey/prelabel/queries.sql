-- name: insert_labeler
insert into labeler (customer_id, id, kind, name) values (:customer_id, :id, :kind, :name) returning id;

-- name: insert_model
insert into model (customer_id, id, project_id, labeler_id, kind, name, settings, secret, is_shown, is_on_duty)
values (:customer_id, :id, :project_id, :labeler_id, :kind, :name, :settings, :secret, :is_shown, :is_on_duty)
on conflict do nothing returning *;

-- name: models
select * from model where customer_id = :customer_id and project_id = :project_id and removed_at is null and id > :after order by id limit :limit;

-- name: model
select * from model where customer_id = :customer_id and id = :id and removed_at is null;

-- name: model_for_update
select * from model where customer_id = :customer_id and id = :id and removed_at is null for update;

-- name: remove_model
update model set removed_at = now(), status = 'idle', secret = null where customer_id = :customer_id and id = :id and removed_at is null returning *;

-- name: change_model
-- What may be changed later; what is not named stays. One whose server was away tries again when it comes on duty.
update model set is_on_duty = coalesce(:is_on_duty::boolean, is_on_duty),
  tasks_seen = case when :is_on_duty::boolean then 0 else tasks_seen end,
  retry_at = case when :is_on_duty::boolean is null then retry_at when :is_on_duty::boolean and status = 'stopped' and tries > 0 then now() end,
  settings = settings || jsonb_strip_nulls(jsonb_build_object(
    'most_cost_micros', :most_cost_micros::bigint, 'least_score', :least_score::double precision))
where customer_id = :customer_id and id = :id and removed_at is null returning *;

-- name: start_run
-- A run that has not moved for ten minutes was lost with its job: it may be asked for again, and goes on from its place.
update model set status = 'running', reason = null, moved_at = now(), generation = generation + 1, tries = 0, retry_at = null,
  only_unseen = status = 'running' and only_unseen,
  place = case when status = 'running' then place else '00000000-0000-0000-0000-000000000000' end
where customer_id = :customer_id and id = :id and removed_at is null and (status <> 'running' or moved_at < now() - interval '10 minutes')
returning *;

-- name: start_by_itself
-- Begins the run that somebody found due, unless the model has moved on meanwhile: of two workers, one begins it.
update model set status = 'running', reason = null, moved_at = now(), generation = generation + 1, retry_at = null,
  only_unseen = kind <> 'learned', tasks_seen = coalesce(:tasks_seen::bigint, tasks_seen),
  place = case when status = 'running' then place else '00000000-0000-0000-0000-000000000000' end
where customer_id = :customer_id and id = :id and removed_at is null and status = :status and generation = :generation
returning *;

-- name: stop_model
-- A person's word: it rests until somebody lets it run.
update model set status = 'stopped', reason = :reason, retry_at = null, tries = 0, moved_at = now()
where customer_id = :customer_id and id = :id and removed_at is null and (status <> 'stopped' or retry_at is not null) returning *;

-- name: is_running
select exists (
  select from model where customer_id = :customer_id and id = :id and removed_at is null and status = 'running' and generation = :generation);

-- name: advance
-- Moves a run on, unless somebody else did: then nothing of this chunk counts.
update model set place = :place, opinions = opinions + :opinions, tasks_answered = tasks_answered + :tasks_answered,
  refusals = refusals + :refusals, moved_at = now()
where customer_id = :customer_id and id = :id and removed_at is null and status = 'running' and generation = :generation and place = :before
returning id;

-- name: insert_refusals!
insert into model_refusal (customer_id, model_id, task_id)
select :customer_id, :model_id, task_id from unnest(:task_ids::uuid[]) as given_up (task_id)
on conflict do nothing;

-- name: end_run
-- Where trying again may help it does so after 1, 2, 4 … minutes, six hours at most.
update model set status = :status, reason = :reason, moved_at = now(), 
  tries = case when :may_retry then least(tries + 1, 10) else 0 end,
  retry_at = case when :may_retry and (is_on_duty or kind = 'learned') then now() + least(interval '1 minute' * power(2, tries), interval '6 hours') end
where customer_id = :customer_id and id = :id and removed_at is null and status = 'running' and generation = :generation returning id;

-- name: note_learning!
update model set facts = :facts, answers_seen = :answers_seen, tasks_seen = :tasks_seen
where customer_id = :customer_id and id = :id and removed_at is null;

-- name: learned_models
select m.id, m.project_id, m.status, m.generation, m.answers_seen, m.tasks_seen,
  m.status = 'stopped' and (m.retry_at is null or m.retry_at > now()) as is_held,
  coalesce(m.facts -> 'questions', '{}') <> '{}' as has_learnt, m.moved_at < now() - interval '10 minutes' as is_rested,
  (m.facts ->> 'answers')::bigint < :least_answers and m.moved_at < now() - interval '5 seconds' as found_few
from model m join project p on p.customer_id = m.customer_id and p.id = m.project_id
where m.customer_id = :customer_id and m.kind = 'learned' and m.removed_at is null and m.status <> 'running' and p.status = 'active';

-- name: models_on_duty
-- Those that could begin now; offline those that run here. A run that has not moved for longer than the most patient model waits was lost with its job.
select m.id, m.project_id, m.status, m.generation, m.tasks_seen
from model m join project p on p.customer_id = m.customer_id and p.id = m.project_id
where m.customer_id = :customer_id and m.is_on_duty and m.kind <> 'learned' and (not :only_here::boolean or m.kind in ('detector', 'segmenter')) and m.removed_at is null and p.status = 'active'
  and (m.status = 'idle' or m.status = 'stopped' and m.retry_at <= now() or m.status = 'running' and m.moved_at < now() - interval '6 hours');

-- name: totals
select scope_id, name, value from counter
where customer_id = :customer_id and scope_id = any(:scope_ids::uuid[]) and hour = 'epoch'
  and labeler_id = '00000000-0000-0000-0000-000000000000' and name in ('annotations', 'completed', 'reconcile', 'tasks', 'ingest');

-- name: open_tasks
-- The next tasks of a run, with what they show. Bounds and order name the whole index. Seen is what it gave an opinion on or gave up.
select t.id, t.batch_id, t.round, t.ontology_version, b.content, a.id as asset_id, a.sha256, a.media_type, a.facts, a.bytes
from (
  select o.* from task o
  where o.customer_id = :customer_id
    and (o.project_id, o.stage, o.status, o.id) > (:project_id, 'label', 'pending', :after)
    and (o.project_id, o.stage, o.status, o.id) <= (:project_id, 'label', 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    and (not :only_unseen or not exists (
      select from annotation n
      where n.customer_id = :customer_id and n.task_id = o.id and n.labeler_id = :labeler_id and n.kind = 'hypothesis' offset 0)
    and not exists (
      select from model_refusal r where r.customer_id = :customer_id and r.model_id = :model_id and r.task_id = o.id offset 0))
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
  select e.expected_error, e.updated_at, (
    select jsonb_object_agg(u ->> 'unit', (select c.key from jsonb_each(u -> 'choices') c order by c.value desc limit 1))
    from jsonb_array_elements(e.units) u) as choices
  from belief e where e.customer_id = :customer_id and e.task_id = t.id) f on true
left join task_asset x on x.customer_id = :customer_id and x.task_id = t.id and x.ordinal = 0
left join asset a on a.customer_id = :customer_id and a.id = x.asset_id
where (n.id is not null or f.choices is not null and f.updated_at >= t.updated_at) and (t.answers_have > 0 or n.kind in ('review', 'audit'))
order by t.id;

-- name: opinions_of
-- What this model said of these tasks so far; of each task the newest comes last.
select task_id, id, answer, confidence from annotation
where customer_id = :customer_id and task_id = any(:task_ids::uuid[]) and labeler_id = :labeler_id and kind = 'hypothesis'
order by task_id, id;

-- name: insert_opinions!
insert into annotation (customer_id, id, task_id, project_id, labeler_id, kind, round, ontology_version, answer, confidence, scores, supersedes)
select :customer_id, id, task_id, :project_id, :labeler_id, 'hypothesis', round, ontology_version, answer::jsonb, confidence, scores::jsonb, supersedes
from unnest(:ids::uuid[], :task_ids::uuid[], :rounds::smallint[], :ontology_versions::int[], :answers::text[], :confidences::real[],
    :scores::text[], :supersedes::uuid[])
  as new (id, task_id, round, ontology_version, answer, confidence, scores, supersedes);

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

-- name: reserve
-- Nothing where the model's own budget does not allow it; one without a budget has no bound of its own. Locked until the
-- transaction ends, so of many at once none passes it.
update model set cost_micros = cost_micros + :micros, moved_at = now()
where customer_id = :customer_id and id = :id
  and ((settings ->> 'most_cost_micros')::bigint = 0 or cost_micros + :micros <= (settings ->> 'most_cost_micros')::bigint)
returning id;

-- name: settle!
-- What was spent, less what was reserved for it.
update model set cost_micros = cost_micros + :micros, moved_at = now() where customer_id = :customer_id and id = :id;

-- name: budget
select cost_micros as spent, (settings ->> 'most_cost_micros')::bigint as most from model where customer_id = :customer_id and id = :id;

-- name: calls_page
select * from model_call where customer_id = :customer_id and model_id = :model_id and id < :before order by id desc limit :limit;

-- name: insert_model_file
-- Nothing where the same bytes were kept before.
insert into model_file (customer_id, sha256, name, bytes, facts) values (:customer_id, :sha256, :name, :bytes, :facts)
on conflict do nothing returning sha256;

-- name: model_file
select * from model_file where customer_id = :customer_id and sha256 = :sha256;

-- name: ask_preview
insert into model_preview (customer_id, model_id, status) values (:customer_id, :model_id, 'running')
on conflict (customer_id, model_id) do update set status = 'running', reason = null, asked_at = now()
returning *;

-- name: end_preview!
update model_preview set status = :status, reason = :reason, samples = :samples where customer_id = :customer_id and model_id = :model_id;

-- name: preview
select * from model_preview where customer_id = :customer_id and model_id = :model_id;

-- name: tasks_of_preview
select t.id, b.unique_id, b.content, t.ontology_version
from task t join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.id = any(:task_ids::uuid[]) order by t.id;

-- name: assistants
-- Models that a labeler may ask while marking.
select id, kind, name from model
where customer_id = :customer_id and project_id = :project_id and removed_at is null
  and (kind = 'segmenter' or kind = 'label_studio' and (settings ->> 'is_interactive')::boolean)
order by id;

-- name: assistant
select m.* from model m
where m.customer_id = :customer_id and m.project_id = :project_id and m.removed_at is null
  and (m.kind = 'segmenter' or m.kind = 'label_studio' and (m.settings ->> 'is_interactive')::boolean)
  and (:id::uuid is null or m.id = :id)
order by m.id limit 1;

-- name: claim_to_assist
-- What is in the hands of this labeler now: a live claim of this generation, and the file that it shows, or one of several.
select n.id, n.task_id, n.project_id, n.ontology_version, p.modality, b.content, a.id as asset_id, a.sha256, a.facts, a.media_type
from assignment n
join project p on p.customer_id = n.customer_id and p.id = n.project_id
join task_payload b on b.customer_id = n.customer_id and b.task_id = n.task_id
join task_asset x on x.customer_id = n.customer_id and x.task_id = n.task_id and x.ordinal = :view
join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
where n.customer_id = :customer_id and n.id = :id and n.labeler_id = :labeler_id and n.generation = :generation
  and n.state = 'leased' and n.expires_at > now() and a.status = 'ready';

-- name: images_of_assignment
select n.project_id, a.sha256
from assignment n
join task_asset x on x.customer_id = n.customer_id and x.task_id = n.task_id
join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
where n.customer_id = :customer_id and n.id = :id and a.status = 'ready' order by x.ordinal limit 64;

-- name: other_files
-- The files of a task after its first, of one that shows several.
select a.sha256, a.facts
from task_asset x join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
where x.customer_id = :customer_id and x.task_id = :task_id and x.ordinal between 1 and 63 order by x.ordinal;

-- name: segmenters
select * from model where customer_id = :customer_id and project_id = :project_id and kind = 'segmenter' and removed_at is null order by id;
