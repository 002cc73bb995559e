-- name: how_audits_are_drawn
-- While it is held, nobody else draws here.
select contract, audit_favored_below::float8 as favored_below from project where customer_id = :customer_id and id = :project_id for no key update;

-- name: beliefs_of_accepted
-- What is believed of the accepted tasks, in thousandths, and of how many; nothing is believed of a task without a belief.
select floor(1000 * coalesce(round((1 - b.expected_error)::numeric, 6), 0))::int as thousandths, count(*) as tasks,
  count(*) filter (where t.stage = 'audit' or exists (
    select from annotation n where n.customer_id = :customer_id and n.task_id = t.id and n.kind = 'audit')) as drawn
from task t left join belief b on b.customer_id = :customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.project_id = :project_id and t.stage in ('done', 'audit') and t.status = 'completed'
group by thousandths;

-- name: favor_audits!
update project set audit_favored_below = :below::float8 where customer_id = :customer_id and id = :project_id;

-- name: draw_audits
-- Draw completed tasks at random that were not audited in this round and are in no audit now: each next one with the same chance,
-- or with twice the chance where less than `favored_below` is believed of it (Efraimidis and Spirakis, 2006).
with drawn as (
  select t.id from task t
  left join belief b on b.customer_id = :customer_id and b.task_id = t.id
  where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'done' and t.status = 'completed'
    and not exists (select from annotation n where n.customer_id = :customer_id and n.task_id = t.id and n.kind = 'audit' and n.round = t.round)
  order by -ln(1 - random()) / case
    when coalesce(round((1 - b.expected_error)::numeric, 6), 0) < :favored_below::float8::numeric then :favor::float8 else 1 end
  limit :count for update of t skip locked)
update task t set stage = 'audit', claims_live = 0, updated_at = now() from drawn d
where t.customer_id = :customer_id and t.id = d.id
returning t.id, t.batch_id;

-- name: finish_audit!
update task set stage = 'done', claims_live = 0, accepted_annotation_id = :accepted_id, updated_at = now()
where customer_id = :customer_id and id = :task_id;
