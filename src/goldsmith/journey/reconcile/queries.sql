-- name: finished_tasks
-- Tasks that have all their answers, oldest first, locked so that two workers never take the same.
select t.id, t.project_id, t.batch_id, t.round, t.ontology_version, p.modality, p.review_percent, p.audit_percent
from task t join project p on p.customer_id = t.customer_id and p.id = t.project_id
where t.customer_id = :customer_id and t.stage = 'reconcile' and t.status = 'pending'
order by t.id limit :limit for update of t skip locked;

-- name: answers_of_tasks
select task_id, labeler_id, round, answer::text as answer from annotation
where customer_id = :customer_id and task_id = any(:task_ids::uuid[]) and kind = 'response'
order by task_id, id;

-- name: insert_consensus!
insert into annotation (customer_id, id, task_id, project_id, kind, round, ontology_version, answer)
select :customer_id, id, task_id, project_id, 'consensus', round, ontology_version, answer::jsonb
from unnest(:ids::uuid[], :task_ids::uuid[], :project_ids::uuid[], :rounds::smallint[], :ontology_versions::int[], :answers::text[])
  as new (id, task_id, project_id, round, ontology_version, answer);

-- name: upsert_beliefs!
insert into belief (customer_id, task_id, units, expected_error, estimator)
select :customer_id, task_id, units::jsonb, expected_error, :estimator
from unnest(:task_ids::uuid[], :units::text[], :expected_errors::real[]) as new (task_id, units, expected_error)
on conflict (customer_id, task_id) do update
set units = excluded.units, expected_error = excluded.expected_error, estimator = excluded.estimator, updated_at = now();

-- name: move_on!
update task t set stage = n.stage::text, status = n.status::text, consensus_annotation_id = n.annotation_id,
  accepted_annotation_id = case when n.status = 'completed' then n.annotation_id end, updated_at = now()
from unnest(:task_ids::uuid[], :annotation_ids::uuid[], :stages::text[], :statuses::text[]) as n (task_id, annotation_id, stage, status)
where t.customer_id = :customer_id and t.id = n.task_id and t.stage = 'reconcile' and t.status = 'pending';

-- name: insert_events!
insert into event (customer_id, kind, project_id, batch_id, task_id, body, counts)
select :customer_id, kind, project_id, batch_id, task_id, body::jsonb, counts::jsonb
from unnest(:kinds::text[], :project_ids::uuid[], :batch_ids::uuid[], :task_ids::uuid[], :bodies::text[], :counts::text[])
  as new (kind, project_id, batch_id, task_id, body, counts);
