-- name: tasks_page
-- One page of a project's tasks, newest first. Each (stage, status) has its own stretch of the index, so a page costs the
-- same at the start and at the end of a million tasks. Bounds and order name the whole index: with equalities alone, while
-- all tasks are in one stage, the planner walks the primary key and passes every task to find that another stage is empty.
select t.id, t.project_id, t.batch_id, t.priority, t.stage::text, t.status::text, t.answers_needed, t.answers_have, t.created_at, t.updated_at,
  b.unique_id, left((b.content - 'part')::text, 2000) as content
from (
  select page.* from unnest(:stages::text[], :statuses::text[]) as kind (stage, status)
  cross join lateral (
    select * from task t
    where t.customer_id = :customer_id
      and (t.project_id, t.stage, t.status, t.id) < (:project_id, kind.stage, kind.status, :before)
      and (t.project_id, t.stage, t.status, t.id) >= (:project_id, kind.stage, kind.status, '00000000-0000-0000-0000-000000000000')
    order by t.project_id desc, t.stage desc, t.status desc, t.id desc limit :limit) page
  order by page.id desc limit :limit) t
join task_payload b on b.customer_id = :customer_id and b.task_id = t.id
order by t.id desc;

-- name: tasks_of_batch
select t.id, t.project_id, t.batch_id, t.priority, t.stage::text, t.status::text, t.answers_needed, t.answers_have, t.created_at, t.updated_at,
  b.unique_id, left((b.content - 'part')::text, 2000) as content
from task t join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.batch_id = :batch_id and t.id < :before
  and (:stage::text is null or t.stage = :stage::text) and (:status::text is null or t.status = :status::text)
order by t.id desc limit :limit;

-- name: tasks_by_unique_id
-- One task, or all parts of what was cut.
select t.id, t.project_id, t.batch_id, t.priority, t.stage::text, t.status::text, t.answers_needed, t.answers_have, t.created_at, t.updated_at,
  b.unique_id, left((b.content - 'part')::text, 2000) as content
from task_payload b join task t on t.customer_id = b.customer_id and t.id = b.task_id
where b.customer_id = :customer_id and b.task_id in (
  select task_id from task_payload where customer_id = :customer_id and project_id = :project_id and unique_id = :unique_id
  union
  select part.task_id from task_payload first join task_payload part on part.customer_id = first.customer_id and part.part_of = first.task_id
  where first.customer_id = :customer_id and first.project_id = :project_id and first.unique_id = :unique_id)
order by t.id desc;

-- name: task
select t.*, t.stage::text as stage, t.status::text as status, b.unique_id, b.instruction, b.content, b.metadata, b.error, p.modality, p.self_review
from task t
join task_payload b on b.customer_id = t.customer_id and b.task_id = t.id
join project p on p.customer_id = t.customer_id and p.id = t.project_id
where t.customer_id = :customer_id and t.id = :id;

-- name: lock_task
select id, project_id, batch_id, stage::text, status::text, round from task where customer_id = :customer_id and id = :id for update;

-- name: assignments_of_task
select a.id, a.purpose::text, a.state::text, a.generation, a.leased_at, a.expires_at, a.ended_at, a.reason, a.labeler_id, l.name as labeler, l.kind as labeler_kind
from assignment a join labeler l on l.customer_id = a.customer_id and l.id = a.labeler_id
where a.customer_id = :customer_id and a.task_id = :task_id order by a.leased_at limit 200;

-- name: belief
select units, expected_error, estimator, updated_at from belief where customer_id = :customer_id and task_id = :task_id;

-- name: pending_parts
-- What is still to be done of the whole that a task is a part of.
select t.id from task_payload own
join task_payload part on part.customer_id = own.customer_id and part.part_of = own.part_of
join task t on t.customer_id = part.customer_id and t.id = part.task_id
where own.customer_id = :customer_id and own.task_id = :id and t.status = 'pending' order by t.id;

-- name: withdraw_votes!
-- What was said of a task so far compares models no more.
insert into withdrawn_vote (customer_id, annotation_id, project_id)
select distinct :customer_id::uuid, v.annotation_id, v.project_id
from annotation n join preference v on v.customer_id = n.customer_id and v.annotation_id = n.id
where n.customer_id = :customer_id and n.task_id = :id and n.kind = 'response'
on conflict do nothing;

-- name: cancel_task!
update task set stage = 'done', status = 'canceled', claims_live = 0, updated_at = now() where customer_id = :customer_id and id = :id;

-- name: begin_next_round!
-- A task that is sent back or reopened begins as a new task of its project does: in ingest where its files cannot be shown.
update task t set stage = :stage, status = 'pending', round = t.round + 1, answers_have = 0, claims_live = 0, skips = 0, urgency = 0,
  answers_needed = case p.labeling when 'fixed' then t.answers_most else least(:first_answers::smallint, t.answers_most) end,
  consensus_annotation_id = null, accepted_annotation_id = null, updated_at = now()
from project p
where t.customer_id = :customer_id and t.id = :id and p.customer_id = t.customer_id and p.id = t.project_id;

-- name: set_priority!
update task set priority = :priority, updated_at = now() where customer_id = :customer_id and id = :id;

-- name: set_metadata!
update task_payload set metadata = :metadata::text::jsonb where customer_id = :customer_id and task_id = :id;

-- name: actors
select id, name from labeler where customer_id = :customer_id and id = any(:ids::uuid[])
union all select id, name from api_key where customer_id = :customer_id and id = any(:ids::uuid[])
union all select p.id, p.name from membership m join person p on p.id = m.person_id
  where m.customer_id = :customer_id and p.id = any(:ids::uuid[]);
