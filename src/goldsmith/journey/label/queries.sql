-- name: content_of_task
-- With the facts of its files in order, as many as one answer may speak of apart: frames of a video are all alike.
select b.content, array(
  select s.facts from task_asset x join asset s on s.customer_id = x.customer_id and s.id = x.asset_id
  where x.customer_id = :customer_id and x.task_id = :task_id and x.ordinal < 64 order by x.ordinal) as facts
from task_payload b where b.customer_id = :customer_id and b.task_id = :task_id;

-- name: submit_answer
-- The task's row is locked first, then everything happens or nothing does: one answer, one place used, one event.
with held as (
  select a.id, a.task_id from assignment a
  where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation
    and a.state = 'leased' and a.purpose = 'label'),
place as (
  select t.id, t.batch_id, t.round, t.answers_have, t.claims_live, t.answers_have + 1 >= t.answers_needed as is_complete
  from task t join held h on h.task_id = t.id
  where t.customer_id = :customer_id and t.stage = 'label' and t.status = 'pending' for update of t),
ended as (
  update assignment a set state = 'submitted', ended_at = now() from place p
  where a.customer_id = :customer_id and a.id = :id and a.generation = :generation and a.state = 'leased'
  returning a.id, a.task_id, a.project_id, a.ontology_version),
given as (
  insert into annotation (customer_id, id, task_id, project_id, labeler_id, assignment_id, kind, round, ontology_version, answer, seconds)
  select :customer_id, :annotation_id, e.task_id, e.project_id, :labeler_id, e.id, 'response', p.round, e.ontology_version, :answer::text::jsonb, :seconds
  from ended e cross join place p returning id),
counted as (
  -- From the locked row, not from t: t is first the row of this statement's snapshot, and PostgreSQL checks constraints on it too.
  update task t set answers_have = p.answers_have + 1, claims_live = p.claims_live - 1, updated_at = now(),
    stage = case when p.is_complete then 'reconcile' else t.stage end
  from ended e cross join place p where t.customer_id = :customer_id and t.id = e.task_id returning t.id),
noted as (
  insert into event (customer_id, kind, actor_id, project_id, batch_id, task_id, labeler_id, body, counts)
  select :customer_id, 'annotation.submitted', :actor_id, e.project_id, p.batch_id, e.task_id, :labeler_id,
    jsonb_build_object('annotation_id', :annotation_id::uuid, 'assignment_id', e.id, 'generation', :generation::int),
    case when p.is_complete then '{"label": -1, "reconcile": 1}'::jsonb else '{}' end
      || jsonb_build_object('annotations', 1, 'seconds', :whole_seconds::int)
  from ended e cross join place p)
select g.id, e.project_id from given g cross join ended e cross join counted;

-- name: same_submission
-- A repeat of a submission that arrived: the annotation it made, and whether it says the same.
select n.id, n.answer = :answer::text::jsonb as is_same, a.project_id
from assignment a join annotation n on n.customer_id = a.customer_id and n.assignment_id = a.id
where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation and a.state = 'submitted';

-- name: lock_assignment
select id, generation, state::text, task_id, project_id from assignment
where customer_id = :customer_id and id = :id and labeler_id = :labeler_id for update;

-- name: draft_revision
select coalesce(max(revision), 0) from draft_operations where customer_id = :customer_id and assignment_id = :id;

-- name: draft
select revision, operations from draft_operations where customer_id = :customer_id and assignment_id = :id order by revision;

-- name: append_draft!
insert into draft_operations (customer_id, assignment_id, revision, operations) values (:customer_id, :id, :revision, :operations::text::jsonb);

-- name: insert_preferences!
insert into preference (customer_id, annotation_id, place, project_id, labeler_id, question, left_name, right_name, winner, is_placed,
  longer, more_marked)
select :customer_id, :annotation_id, n - 1, :project_id, :labeler_id, question, left_name, right_name, winner, is_placed, longer, more_marked
from unnest(:questions::text[], :left_names::text[], :right_names::text[], :winners::text[], :are_placed::bool[], :longer::real[],
    :more_marked::real[])
  with ordinality as vote (question, left_name, right_name, winner, is_placed, longer, more_marked, n);

-- name: held_assignment
-- A lease of this labeler that stands.
select a.id, a.task_id, a.project_id, a.ontology_version, t.batch_id
from assignment a join task t on t.customer_id = a.customer_id and t.id = a.task_id
where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation and a.state = 'leased';

-- name: files_attached
select count(*) from event
where customer_id = :customer_id and task_id = :task_id and labeler_id = :labeler_id and kind = 'asset.uploaded';

-- name: attached_assets
-- Those that this labeler attached to this task, and those that an answer about it named before: given ones, and what reviewers start from.
select f.id, f.status, f.reason, f.media_type, f.bytes from asset f
join unnest(:ids::uuid[], :shown::text[]) as named (id, shown) on named.id = f.id
where f.customer_id = :customer_id and (
  exists (
    select from event e
    where e.customer_id = :customer_id and e.task_id = :task_id and e.labeler_id = :labeler_id and e.kind = 'asset.uploaded'
      and e.body ->> 'asset_id' = f.id::text)
  or exists (
    select from annotation n
    where n.customer_id = :customer_id and n.task_id = :task_id and position(named.shown in n.answer::text) > 0));

-- name: pictures_of_task
-- Of the named files those that belong to the task: its own, and what was attached to answers about it.
select s.id, s.name, s.status, s.reason, s.media_type, s.bytes, s.sha256 from asset s
where s.customer_id = :customer_id and s.id = any(:ids::uuid[])
  and (exists (select from task_asset x where x.customer_id = :customer_id and x.task_id = :task_id and x.asset_id = s.id)
    or exists (select from event e where e.customer_id = :customer_id and e.task_id = :task_id and e.kind = 'asset.uploaded'
      and e.body ->> 'asset_id' = s.id::text));

-- name: replies_to_compare
-- The newest replies that models gave for a task, to whomever.
select id, content from model_reply where customer_id = :customer_id and task_id = :task_id and status = 'answered' order by id desc limit :limit;

-- name: insert_evidence!
insert into writing_evidence (customer_id, annotation_id, task_id, project_id, labeler_id, round, traces, similarity, similar_uuid, similar_to)
select :customer_id, n.id, n.task_id, n.project_id, :labeler_id, n.round, :traces::text::jsonb, :similarity, :similar_uuid, :similar_to
from annotation n where n.customer_id = :customer_id and n.id = :annotation_id;

-- name: evidence_of_task
select * from writing_evidence where customer_id = :customer_id and task_id = :task_id order by annotation_id;

-- name: task_is_there
select exists (select from task where customer_id = :customer_id and id = :task_id);
