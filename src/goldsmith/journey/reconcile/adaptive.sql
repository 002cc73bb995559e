-- name: adaptive_projects
-- Projects whose engine has tasks to look at, with what it needs to know of them.
-- Nothing is open: no task of the project waits for an answer or is being answered. Behind: answers came since the last fit.
select p.id, p.modality, p.contract, coalesce(a.value, 0) as annotations, coalesce(u.value, 0) as audits,
  l.learned_at + make_interval(secs => l.seconds) as fitted_at,
  not exists (select from task o where o.customer_id = p.customer_id and o.project_id = p.id and o.stage = 'label' and o.status = 'pending') as nothing_open,
  w.newest < now() - make_interval(secs => :quiet_seconds) as is_quiet, l.learned_at is null or l.learned_at < w.newest as is_behind
from project p
join lateral (
  select max(t.updated_at) as newest from task t
  where t.customer_id = p.customer_id and t.project_id = p.id and t.stage = 'reconcile' and t.status = 'pending') w on w.newest is not null
left join counter a on a.customer_id = p.customer_id and a.scope_id = p.id and a.hour = 'epoch' and a.name = 'annotations'
  and a.labeler_id = '00000000-0000-0000-0000-000000000000'
left join counter u on u.customer_id = p.customer_id and u.scope_id = p.id and u.hour = 'epoch' and u.name = 'audits'
  and u.labeler_id = '00000000-0000-0000-0000-000000000000'
left join learning l on l.customer_id = p.customer_id and l.project_id = p.id
where p.customer_id = :customer_id and p.labeling = 'adaptive';

-- name: lock_deciding
-- One process decides for a project at a time; released with the transaction.
select pg_try_advisory_xact_lock(hashtext('goldsmith decisions'), hashtext(:project_id::uuid::text));

-- name: tasks_to_decide
-- Tasks that have the answers they were open for: all of them, or those that were not looked at since they came back.
-- Locked, oldest first.
select t.id, t.project_id, t.batch_id, t.round, t.ontology_version, t.answers_have, t.answers_most, p.modality, p.review_percent,
  p.audit_percent, b.decision as decided_before, exists (select from writing_evidence w
    where w.customer_id = t.customer_id and w.task_id = t.id and w.round = t.round and w.similarity > p.similar_above) as is_similar,
  (select case when bool_or(r.status <> 'done') then 'untested' when not bool_and(r.separates) then 'does_not_separate' end from rubric_test r
    where r.customer_id = t.customer_id and r.task_id = t.id and r.round = t.round and r.annotation_id is not null) as rubric_doubt
from task t
join project p on p.customer_id = t.customer_id and p.id = t.project_id
left join belief b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'reconcile' and t.status = 'pending' and p.labeling = 'adaptive'
  and (:all::boolean or b.updated_at is null or b.updated_at < t.updated_at)
  and not exists (select from rubric_test r
    where r.customer_id = t.customer_id and r.task_id = t.id and r.round = t.round and r.annotation_id is not null
      and r.status = 'waiting' and r.created_at > now() - interval '1 hour')
order by t.id limit :limit for update of t skip locked;

-- name: answers_promised
-- The answers that a project's tasks have, or are open for.
select coalesce(sum(case when stage in ('ingest', 'label') then answers_needed else answers_have end), 0) from task
where customer_id = :customer_id and project_id = :project_id and status <> 'canceled';

-- name: maturity
-- How many answers the engine knows of whoever gives one, on average over answers, and how many tasks they are about.
select coalesce(sum(s.answers * s.answers) / nullif(sum(s.answers), 0), 0)::float8 as answers_per_labeler,
  coalesce((select max(f.units) from fit f where f.customer_id = :customer_id and f.project_id = :project_id), 0) as units
from skill s where s.customer_id = :customer_id and s.project_id = :project_id;

-- name: open_for_more!
-- Ask for one more answer, the more valuable the sooner.
update task t set stage = 'label', answers_needed = t.answers_have + 1, urgency = n.urgency, updated_at = clock_timestamp()
from unnest(:task_ids::uuid[], :urgencies::smallint[]) as n (task_id, urgency)
where t.customer_id = :customer_id and t.id = n.task_id and t.stage = 'reconcile' and t.status = 'pending';
