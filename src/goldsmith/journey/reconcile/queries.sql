-- name: finished_tasks
-- Tasks that have all their answers, oldest first, locked so that two workers never take the same.
-- A rubric that was submitted is tested first; a test that takes more than an hour is taken for none.
-- Where labeling is adaptive they may need more: see adaptive.sql. Where it just became fixed, they may too, until they follow.
select t.id, t.project_id, t.batch_id, t.round, t.answers_have, t.ontology_version, p.modality, p.review_percent, p.audit_percent,
  exists (select from writing_evidence w
    where w.customer_id = t.customer_id and w.task_id = t.id and w.round = t.round and w.similarity > p.similar_above) as is_similar,
  (select case when bool_or(r.status <> 'done') then 'untested' when not bool_and(r.separates) then 'does_not_separate' end from rubric_test r
    where r.customer_id = t.customer_id and r.task_id = t.id and r.round = t.round and r.annotation_id is not null) as rubric_doubt
from task t join project p on p.customer_id = t.customer_id and p.id = t.project_id
where t.customer_id = :customer_id and t.stage = 'reconcile' and t.status = 'pending' and p.labeling = 'fixed'
  and (p.labeling_through is null or t.id <= p.labeling_through)
  and not exists (select from rubric_test r
    where r.customer_id = t.customer_id and r.task_id = t.id and r.round = t.round and r.annotation_id is not null
      and r.status = 'waiting' and r.created_at > now() - interval '1 hour')
order by t.id limit :limit for update of t skip locked;

-- name: responses_to_tasks
-- What people say about tasks in their present round, in the order it came.
select n.task_id, n.labeler_id, n.answer::text as answer
from annotation n
join task t on t.customer_id = n.customer_id and t.id = n.task_id
where n.customer_id = :customer_id and n.task_id = any(:task_ids::uuid[]) and n.kind = 'response' and n.round = t.round
order by n.task_id, n.id;

-- name: known_of_tasks
-- What is known to be right of tasks: expected answers, and what auditors found in the present round.
select n.task_id, n.labeler_id, n.answer::text as answer
from annotation n
join task t on t.customer_id = n.customer_id and t.id = n.task_id
where n.customer_id = :customer_id and n.task_id = any(:task_ids::uuid[])
  and (n.kind = 'expected' or n.kind = 'audit' and n.round = t.round)
order by n.task_id, n.id;

-- name: insert_consensus!
insert into annotation (customer_id, id, task_id, project_id, kind, round, ontology_version, answer)
select :customer_id, id, task_id, project_id, 'consensus', round, ontology_version, answer::jsonb
from unnest(:ids::uuid[], :task_ids::uuid[], :project_ids::uuid[], :rounds::smallint[], :ontology_versions::int[], :answers::text[])
  as new (id, task_id, project_id, round, ontology_version, answer);

-- name: upsert_beliefs!
insert into belief (customer_id, task_id, units, expected_error, estimator, decision, reason)
select :customer_id, task_id, units::jsonb, expected_error, estimator, decision, reason
from unnest(:task_ids::uuid[], :units::text[], :expected_errors::real[], :estimators::text[], :decisions::text[], :reasons::text[])
  as new (task_id, units, expected_error, estimator, decision, reason)
on conflict (customer_id, task_id) do update
set units = excluded.units, expected_error = excluded.expected_error, estimator = excluded.estimator,
  decision = excluded.decision, reason = excluded.reason, updated_at = now();

-- name: move_on!
update task t set stage = n.stage::text, status = n.status::text, consensus_annotation_id = n.annotation_id,
  accepted_annotation_id = case when n.status = 'completed' then n.annotation_id end, updated_at = now()
from unnest(:task_ids::uuid[], :annotation_ids::uuid[], :stages::text[], :statuses::text[]) as n (task_id, annotation_id, stage, status)
where t.customer_id = :customer_id and t.id = n.task_id and t.stage in ('label', 'reconcile') and t.status = 'pending';

-- name: projects_to_learn
-- Projects whose answers grew by a tenth since the last fit, or whose audits did by a fifth; a twentieth of the time at most.
-- Where no task had two answers and nothing was known to be right, nothing was learnt, and answers have to double.
select p.id, p.modality, a.value as annotations, coalesce(u.value, 0) as audits
from project p
join counter a on a.customer_id = p.customer_id and a.scope_id = p.id and a.hour = 'epoch' and a.name = 'annotations'
  and a.labeler_id = '00000000-0000-0000-0000-000000000000'
left join counter u on u.customer_id = p.customer_id and u.scope_id = p.id and u.hour = 'epoch' and u.name = 'audits'
  and u.labeler_id = '00000000-0000-0000-0000-000000000000'
left join learning l on l.customer_id = p.customer_id and l.project_id = p.id
where p.customer_id = :customer_id and p.status = 'active' and a.value >= :fewest
  and (l.project_id is null or l.learned_at < clock_timestamp() - make_interval(secs => l.seconds * 20))
  and (l.project_id is null or a.value > l.annotations * case when l.has_learnt then 1.1 else 2 end or coalesce(u.value, 0) > l.audits * 1.2 + 2);

-- name: answered_tasks
-- The newest tasks that somebody answered, whatever became of them.
select t.id, t.project_id, t.ontology_version, :modality::text as modality
from task t
where t.customer_id = :customer_id and t.project_id = :project_id and t.answers_have > 0 and t.status <> 'canceled'
order by t.id desc limit :limit;

-- name: shown_models
-- Models whose opinions people see before they answer.
select labeler_id from model where customer_id = :customer_id and project_id = :project_id and is_shown;

-- name: upsert_learning!
-- Learned at its beginning: answers that came meanwhile are not in it.
insert into learning (customer_id, project_id, annotations, audits, seconds, has_learnt, learned_at)
values (:customer_id, :project_id, :annotations, :audits, :seconds::real, :has_learnt, clock_timestamp() - make_interval(secs => :seconds::real))
on conflict (customer_id, project_id) do update
set annotations = excluded.annotations, audits = excluded.audits, seconds = excluded.seconds,
  has_learnt = excluded.has_learnt, learned_at = excluded.learned_at;

-- name: upsert_fit!
insert into fit (customer_id, project_id, question, choices, estimator, labeler_ids, units, answers, gold, model, trust, fitted_at)
values (:customer_id, :project_id, :question, :choices, :estimator, :labeler_ids, :units, :answers, :gold, :model, :trust, clock_timestamp())
on conflict (customer_id, project_id, question) do update
set choices = excluded.choices, estimator = excluded.estimator, labeler_ids = excluded.labeler_ids, units = excluded.units,
  answers = excluded.answers, gold = excluded.gold, model = excluded.model, trust = excluded.trust, fitted_at = excluded.fitted_at;

-- name: delete_skills!
delete from skill where customer_id = :customer_id and project_id = :project_id and question = :question;

-- name: insert_skills!
insert into skill (customer_id, project_id, question, labeler_id, answers, reliability, low, high, by_choice)
select :customer_id, :project_id, :question, labeler_id, answers, reliability, low, high, by_choice::jsonb
from unnest(:labeler_ids::uuid[], :answers::bigint[], :reliabilities::real[], :lows::real[], :highs::real[], :by_choices::text[])
  as new (labeler_id, answers, reliability, low, high, by_choice);

-- name: fits
select question, fitted_at from fit where customer_id = :customer_id and project_id = :project_id;

-- name: models
select question, labeler_ids, model, trust, fitted_at from fit
where customer_id = :customer_id and project_id = :project_id and question = any(:questions::text[]);
