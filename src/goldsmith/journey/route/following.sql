-- name: projects_to_follow
select id from project where customer_id = :customer_id and labeling_through is not null;

-- name: lock_project
-- Nobody changes its labeling during a step; a change that comes first is what the step follows.
select labeling, labeling_through from project
where customer_id = :customer_id and id = :id and labeling_through is not null for no key update skip locked;

-- name: follow
-- The next tasks that wait for answers, or for a decision on those they have. Fixed: they are open for all their answers. Adaptive:
-- for those that a task begins with, and for one at least. Each stage has its own stretch of the index, see the page of tasks.
-- From the locked rows: t is first the row of this statement's snapshot, and constraints are checked on it too.
with page as (
  select next.id from unnest(array['ingest', 'label', 'reconcile']) as kind (stage)
  cross join lateral (
    select t.id from task t
    where t.customer_id = :customer_id
      and (t.project_id, t.stage, t.status, t.id) > (:project_id, kind.stage, 'pending', :after)
      and (t.project_id, t.stage, t.status, t.id) <= (:project_id, kind.stage, 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    order by t.project_id, t.stage, t.status, t.id limit :limit) next
  order by next.id limit :limit),
held as (
  select t.id, t.batch_id, t.stage, t.answers_needed as needed_before, t.answers_have, t.answers_most, t.claims_live from task t join page on page.id = t.id
  where t.customer_id = :customer_id and t.stage in ('ingest', 'label', 'reconcile') and t.status = 'pending'
  for update of t skip locked),
busy as (select id from page where id not in (select id from held) order by id limit 1),
followed as (
  select h.id, h.batch_id, h.stage, h.needed_before, :labeling::text = 'fixed' and h.stage = 'reconcile' as is_asked_again,
    case :labeling::text when 'fixed' then h.answers_most
      else greatest(least(:first_answers::smallint, h.answers_most), least(h.answers_have + h.claims_live + 1, h.answers_most)) end as answers_needed
  from held h
  where not exists (select from busy where busy.id <= h.id)
    and (h.stage <> 'reconcile' or :labeling::text = 'fixed' and h.answers_have < h.answers_most)),
opened as (
  update task t set answers_needed = f.answers_needed, stage = case when f.is_asked_again then 'label' else f.stage end, updated_at = clock_timestamp()
  from followed f where t.customer_id = :customer_id and t.id = f.id and (f.is_asked_again or f.answers_needed <> f.needed_before)),
noted as (
  insert into event (customer_id, kind, project_id, batch_id, body, counts)
  select :customer_id, 'tasks.asked', :project_id, f.batch_id, jsonb_build_object('count', count(*)),
    jsonb_build_object('reconcile', -count(*), 'label', count(*))
  from followed f where f.is_asked_again group by f.batch_id)
select (select count(*) from page) as seen, (select id from busy) as busy,
  (select id from page where not exists (select from busy where busy.id <= page.id) order by id desc limit 1) as last;

-- name: note_step!
update project set labeling_through = :through where customer_id = :customer_id and id = :id;
