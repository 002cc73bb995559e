-- name: draw_audits
-- Draw completed tasks at random, each with the same chance, that were not audited in this round and are in no audit now.
with drawn as (
  select t.id from task t
  where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'done' and t.status = 'completed'
    and not exists (select from annotation n where n.customer_id = :customer_id and n.task_id = t.id and n.kind = 'audit' and n.round = t.round)
  order by random() limit :count for update of t skip locked)
update task t set stage = 'audit', claims_live = 0, updated_at = now() from drawn d
where t.customer_id = :customer_id and t.id = d.id
returning t.id, t.batch_id;

-- name: finish_audit!
update task set stage = 'done', claims_live = 0, accepted_annotation_id = :accepted_id, updated_at = now()
where customer_id = :customer_id and id = :task_id;
