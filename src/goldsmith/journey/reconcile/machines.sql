-- name: projects_to_pass
-- Adaptive projects where machines are trusted, with a pass that is under way or due: when more was learnt or said since the
-- last one began, and ten times as long ago as it took.
select p.id, p.modality, p.contract, p.review_percent, p.audit_percent, coalesce(c.value, 0) as tasks,
  s.project_id is not null and s.ended_at is null as is_under_way,
  case when s.ended_at is null and s.place is not null then s.place else '00000000-0000-0000-0000-000000000000' end as place
from project p
join lateral (
  select max(f.fitted_at) as newest from fit f
  where f.customer_id = p.customer_id and f.project_id = p.id and f.trust is not null) f on f.newest is not null
left join machine_pass s on s.customer_id = p.customer_id and s.project_id = p.id
left join counter c on c.customer_id = p.customer_id and c.scope_id = p.id and c.hour = 'epoch' and c.name = 'tasks'
  and c.labeler_id = '00000000-0000-0000-0000-000000000000'
where p.customer_id = :customer_id and p.labeling = 'adaptive' and p.status = 'active' and (
  s.ended_at is null
  or s.ended_at + 10 * (s.ended_at - s.began_at) < clock_timestamp() and (
    s.began_at < f.newest
    or exists (select from model m where m.customer_id = p.customer_id and m.project_id = p.id and m.moved_at > s.began_at and m.opinions > 0)
    or exists (select from function_run r where r.customer_id = p.customer_id and r.project_id = p.id and r.updated_at > s.began_at)));

-- name: begin_pass!
insert into machine_pass (customer_id, project_id) values (:customer_id, :project_id)
on conflict (customer_id, project_id) do update
set began_at = clock_timestamp(), ended_at = null, place = '00000000-0000-0000-0000-000000000000';

-- name: move_pass!
update machine_pass set place = :place where customer_id = :customer_id and project_id = :project_id;

-- name: end_pass!
update machine_pass set ended_at = clock_timestamp() where customer_id = :customer_id and project_id = :project_id;

-- name: tasks_to_look_at
-- The next open tasks of a pass. Bounds and order name the whole index.
select t.id from task t
where t.customer_id = :customer_id
  and (t.project_id, t.stage, t.status, t.id) > (:project_id, 'label', 'pending', :after)
  and (t.project_id, t.stage, t.status, t.id) <= (:project_id, 'label', 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
order by t.project_id, t.stage, t.status, t.id limit :limit;

-- name: untouched_tasks
-- Of these, what nobody answered and nobody is answering.
select t.id, t.project_id, t.batch_id, t.round, t.ontology_version, t.answers_have, t.answers_needed, t.answers_most, t.urgency,
  :modality::text as modality, b.decision as decided_before, b.expected_error as believed_before
from task t
left join belief b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.id = any(:task_ids::uuid[]) and t.stage = 'label' and t.status = 'pending'
  and t.answers_have = 0 and t.claims_live = 0
order by t.id;

-- name: lock_untouched
-- Those of these tasks that nobody has claimed meanwhile. Only what changes is locked, as locked tasks cannot be claimed.
select t.id from task t
where t.customer_id = :customer_id and t.id = any(:task_ids::uuid[]) and t.stage = 'label' and t.status = 'pending'
  and t.answers_have = 0 and t.claims_live = 0
order by t.id for update of t skip locked;

-- name: ask_one!
-- Where a machine spoke, one person's answer is asked first, the more valuable the sooner.
update task t set answers_needed = 1, urgency = n.urgency, updated_at = clock_timestamp()
from unnest(:task_ids::uuid[], :urgencies::smallint[]) as n (task_id, urgency)
where t.customer_id = :customer_id and t.id = n.task_id;
