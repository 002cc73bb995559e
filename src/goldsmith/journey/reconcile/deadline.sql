-- name: answers_by_hour
select c.hour, c.value, p.created_at from counter c
join project p on p.customer_id = c.customer_id and p.id = c.scope_id
where c.customer_id = :customer_id and c.scope_id = :project_id and c.hour >= :since and c.name = 'annotations'
  and c.labeler_id = '00000000-0000-0000-0000-000000000000'
order by c.hour;

-- name: answers_asked
-- The answers that a project's tasks are open for and that nobody gave yet.
select coalesce(sum(answers_needed - answers_have), 0) from task
where customer_id = :customer_id and project_id = :project_id and stage in ('ingest', 'label') and status = 'pending';

-- name: projects_past_deadline
select id from project
where customer_id = :customer_id and labeling = 'adaptive' and status = 'active' and (contract->>'deadline')::timestamptz <= clock_timestamp();

-- name: close_tasks
-- Of the next tasks that wait, close those that somebody answered: no new place is given away, and a task that nobody
-- holds is compared at once. The one that submits the last held place completes the others.
with page as (
  select t.id from task t
  where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'label' and t.status = 'pending' and t.id > :after
  order by t.id limit :limit),
late as (
  select t.id, t.batch_id, t.answers_have, t.claims_live from task t join page on page.id = t.id
  where t.customer_id = :customer_id and t.stage = 'label' and t.status = 'pending' and t.is_open and t.answers_have > 0
  for update of t skip locked),
closed as (
  -- From the locked row: t is first the row of this statement's snapshot, and constraints are checked on it too.
  update task t set answers_needed = l.answers_have + l.claims_live, updated_at = clock_timestamp(),
    stage = case when l.claims_live = 0 then 'reconcile' else 'label' end
  from late l where t.customer_id = :customer_id and t.id = l.id),
noted as (
  insert into event (customer_id, kind, project_id, batch_id, task_id, body, counts)
  select :customer_id, 'task.closed', :project_id, l.batch_id, l.id, '{"reason": "The deadline has passed."}', '{"label": -1, "reconcile": 1}'
  from late l where l.claims_live = 0)
select (select count(*) from page) as seen, (select count(*) from late) as closed, (select id from page order by id desc limit 1) as last;
