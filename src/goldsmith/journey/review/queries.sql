-- name: claimed_task
-- The task behind a live review or audit claim of this labeler, locked.
with held as (
  select a.id, a.task_id from assignment a
  where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation
    and a.state = 'leased' and a.purpose = :purpose::text)
select t.id, t.project_id, t.batch_id, t.round, t.stage::text, t.ontology_version, t.consensus_annotation_id, t.accepted_annotation_id,
  p.audit_percent, t.answers_have
from task t join held h on h.task_id = t.id join project p on p.customer_id = :customer_id and p.id = t.project_id
where t.customer_id = :customer_id and t.stage = :purpose::text for update of t;

-- name: end_claim
update assignment set state = 'submitted', ended_at = now()
where customer_id = :customer_id and id = :id and generation = :generation and state = 'leased' returning id;

-- name: insert_verdict
insert into annotation (customer_id, id, task_id, project_id, labeler_id, assignment_id, kind, round, ontology_version, answer, verdict, comment, supersedes, seconds, expected_error)
select :customer_id, :annotation_id, :task_id, :project_id, :labeler_id, :id, :kind::text, :round, :ontology_version,
  coalesce(:answer::text::jsonb, (select answer from annotation where customer_id = :customer_id and id = :supersedes), '{}'::jsonb),
  :verdict, :comment, :supersedes, :seconds,
  case :kind::text when 'audit' then (select expected_error from belief where customer_id = :customer_id and task_id = :task_id) end
returning id;

-- name: accept_task!
update task set stage = :stage::text, status = 'completed', accepted_annotation_id = :accepted_id, claims_live = claims_live - 1, updated_at = now()
where customer_id = :customer_id and id = :task_id;

-- name: verdict_of_assignment
select n.id, a.project_id, n.verdict from assignment a join annotation n on n.customer_id = a.customer_id and n.assignment_id = a.id
where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation and a.state = 'submitted';
