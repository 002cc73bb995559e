-- name: claim_task
-- Lease the next task that this labeler may have, in one statement.
-- The task's row lock is the queue: two claimers never see the same place, and a task never has more claims than it needs answers.
-- `offset 0` keeps the planner from joining the whole queue to all assignments when one labeler gave most answers.
-- (after_rank, after_id) is where this labeler's last search ended; the least integer and zeros are the beginning.
with project_now as (
  select p.id, p.modality, p.lease_seconds, p.instructions_version, p.self_review, p.is_sensitive,
    array(select b.id from batch b where b.customer_id = :customer_id and b.project_id = p.id and b.is_paused) as paused_batches
  from project p
  where p.customer_id = :customer_id and p.id = :project_id and p.status = 'active'
    -- A project with labelers of its own gives work to them alone.
    and (not exists (select from project_labeler x where x.customer_id = :customer_id and x.project_id = p.id)
      or exists (select from project_labeler x join labeler l on l.customer_id = :customer_id and l.person_id = x.person_id
        where x.customer_id = :customer_id and x.project_id = p.id and l.id = :labeler_id))
    -- What can disturb goes to those who agreed to see it, and no more of it in a day than the project allows.
    and (not p.is_sensitive or exists (select from consent c
      where c.customer_id = :customer_id and c.project_id = p.id and c.labeler_id = :labeler_id and c.revoked_at is null
        and (p.most_a_day is null or c.day is distinct from (now() at time zone 'UTC')::date or c.seen < p.most_a_day)))
    and (select count(*) from assignment a where a.customer_id = :customer_id and a.labeler_id = :labeler_id and a.state = 'leased') < :most_leases),
chosen as (
  select t.id, t.batch_id, t.priority, t.urgency, t.rank, t.ontology_version, t.round, t.claims_live, p.modality, p.is_sensitive
  from task t cross join project_now p
  where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = :stage::text and t.is_open
    and (t.rank, t.id) > (:after_rank, :after_id) and t.batch_id <> all(p.paused_batches)
    and (:task_ids::uuid[] is null or t.id = any(:task_ids::uuid[]))
    and not exists (
      select from assignment a
      where a.customer_id = :customer_id and a.task_id = t.id and a.labeler_id = :labeler_id and a.round = t.round
        and a.state in ('leased', 'submitted', 'skipped')
        and (a.purpose = :purpose::text or not p.self_review)
      offset 0)
  order by t.rank, t.id
  limit 1
  for update of t skip locked),
leased as (
  -- The same labeler may have got this task in another window since this statement began: then a null tells to look again.
  insert into assignment (customer_id, id, task_id, project_id, labeler_id, purpose, round, ontology_version, instructions_version, expires_at)
  select :customer_id, :assignment_id, c.id, :project_id, :labeler_id, :purpose::text, c.round, c.ontology_version, p.instructions_version,
    now() + make_interval(secs => p.lease_seconds)
  from chosen c cross join project_now p
  on conflict do nothing
  returning *),
claimed as (
  -- From the locked row: t is first the row of this statement's snapshot, and constraints are checked on it too.
  update task t set claims_live = c.claims_live + 1
  from leased l join chosen c on c.id = l.task_id where t.customer_id = :customer_id and t.id = l.task_id),
noted as (
  insert into event (customer_id, kind, actor_id, project_id, batch_id, task_id, labeler_id, body)
  select :customer_id, 'assignment.leased', :actor_id, :project_id, c.batch_id, c.id, :labeler_id,
    jsonb_build_object('assignment_id', l.id, 'purpose', l.purpose, 'generation', l.generation, 'priority', c.priority, 'urgency', c.urgency)
  from leased l join chosen c on c.id = l.task_id)
select l.id as assignment_id, l.generation, l.purpose::text, l.leased_at, l.expires_at, l.project_id, l.ontology_version, l.instructions_version,
  c.id as task_id, c.modality, c.is_sensitive, c.batch_id, c.priority, c.rank, c.round, b.unique_id, b.instruction, b.content::text as content,
  (select count(*) from task_asset x where x.customer_id = :customer_id and x.task_id = c.id) as asset_count,
  h.id is not null as has_history
from chosen c left join leased l on l.task_id = c.id
join task_payload b on b.customer_id = :customer_id and b.task_id = c.id
left join lateral (select id from annotation n where n.customer_id = :customer_id and n.task_id = c.id limit 1) h on true;

-- name: count_exposure!
-- In the transaction of the claim, and only where a project's content can disturb: other projects pay nothing for it.
update consent set day = (now() at time zone 'UTC')::date,
  seen = 1 + case when day = (now() at time zone 'UTC')::date then seen else 0 end
where customer_id = :customer_id and project_id = :project_id and labeler_id = :labeler_id;

-- name: assignment
select a.id as assignment_id, a.generation, a.purpose::text, a.leased_at, a.expires_at, a.project_id, a.ontology_version, a.instructions_version,
  a.state::text, a.labeler_id, t.id as task_id, p.modality, t.batch_id, t.priority, t.round, t.stage::text, t.status::text, b.unique_id, b.instruction,
  b.content::text as content, 1 as asset_count, true as has_history
from assignment a
join project p on p.customer_id = a.customer_id and p.id = a.project_id
join task t on t.customer_id = a.customer_id and t.id = a.task_id
join task_payload b on b.customer_id = a.customer_id and b.task_id = a.task_id
where a.customer_id = :customer_id and a.id = :id;

-- name: question
-- What was asked in this assignment: everything needed to check an answer.
select a.task_id, a.project_id, a.ontology_version, p.modality
from assignment a join project p on p.customer_id = a.customer_id and p.id = a.project_id
where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id;

-- name: my_assignments
select a.id as assignment_id, a.generation, a.purpose::text, a.leased_at, a.expires_at, a.project_id, a.ontology_version, a.instructions_version,
  t.id as task_id, p.modality, t.batch_id, t.priority, t.round, b.unique_id, b.instruction, b.content::text as content, 1 as asset_count,
  true as has_history
from assignment a
join project p on p.customer_id = a.customer_id and p.id = a.project_id
join task t on t.customer_id = a.customer_id and t.id = a.task_id
join task_payload b on b.customer_id = a.customer_id and b.task_id = a.task_id
where a.customer_id = :customer_id and a.labeler_id = :labeler_id and a.state = 'leased'
  and (:project_id::uuid is null or a.project_id = :project_id)
order by a.leased_at limit 20;

-- name: count_my_leases
select count(*) from assignment where customer_id = :customer_id and labeler_id = :labeler_id and state = 'leased';

-- name: lock_left_behind
-- The lease of another project that this labeler took longest ago and never touched: not renewed, no draft, no talk, no rubric tried, no
-- file attached. Its task and itself are locked; one that anybody is busy with is not to be had.
select a.id, a.generation from assignment a
join task t on t.customer_id = a.customer_id and t.id = a.task_id
join project p on p.customer_id = a.customer_id and p.id = a.project_id
where a.customer_id = :customer_id and a.labeler_id = :labeler_id and a.state = 'leased' and a.project_id <> :project_id
  and a.expires_at <= a.leased_at + make_interval(secs => p.lease_seconds)
  and not exists (select from draft_operations d where d.customer_id = :customer_id and d.assignment_id = a.id)
  and not exists (select from talk_turn u where u.customer_id = :customer_id and u.assignment_id = a.id)
  and not exists (select from rubric_test r where r.customer_id = :customer_id and r.task_id = a.task_id and r.assignment_id = a.id)
  and not exists (select from event e
    where e.customer_id = :customer_id and e.task_id = a.task_id and e.labeler_id = :labeler_id and e.kind = 'asset.uploaded')
order by a.leased_at, a.id limit 1
for update of t, a skip locked;

-- name: has_draft
-- Asked once the lease is locked: a draft that was saved a moment before is seen now.
select exists (select from draft_operations where customer_id = :customer_id and assignment_id = :id);

-- name: task_assets
select x.task_id, x.name as field, a.*, (
  select jsonb_agg(to_jsonb(r)) from rendition r
  where r.customer_id = :customer_id and r.asset_id = a.id and r.status = 'ready') as renditions
from task_asset x
join asset a on a.customer_id = x.customer_id and a.id = x.asset_id
where x.customer_id = :customer_id and x.task_id = any(:task_ids::uuid[]) order by x.task_id, x.ordinal;

-- name: task_answers
-- A model's opinion is hidden unless its project shows it: whoever saw it would no longer be another witness.
select n.id, n.kind::text, n.labeler_id, l.name as labeler, l.kind as labeler_kind, n.answer::text as answer, n.verdict, n.comment,
  n.supersedes, n.seconds, n.created_at, n.assignment_id, n.round,
  n.kind = 'hypothesis' and exists (
    select from model m where m.customer_id = :customer_id and m.labeler_id = n.labeler_id and not m.is_shown) as is_hidden
from annotation n left join labeler l on l.customer_id = n.customer_id and l.id = n.labeler_id
where n.customer_id = :customer_id and n.task_id = :task_id order by n.id;

-- name: shown_hypothesis
select n.answer from annotation n
where n.customer_id = :customer_id and n.task_id = :task_id and n.id = :id and n.kind = 'hypothesis' and not exists (
  select from model m where m.customer_id = :customer_id and m.labeler_id = n.labeler_id and not m.is_shown);

-- name: drafts
select assignment_id, revision, operations from draft_operations
where customer_id = :customer_id and assignment_id = any(:assignment_ids::uuid[]) order by assignment_id, revision;

-- name: renew
-- A longer lease. A lease that ran out but whose place is still free comes back with the next generation.
-- Its state is compared again after the lock of the task: it may have expired while we waited.
with held as (
  select a.id, a.task_id, a.state from assignment a
  where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation),
place as (
  select t.id, t.is_open, t.batch_id, t.round, t.stage::text, t.claims_live from task t join held h on h.task_id = t.id
  where t.customer_id = :customer_id and t.status in ('pending', 'completed') for update of t),
renewed as (
  update assignment a set expires_at = now() + make_interval(secs => p.lease_seconds), state = 'leased', ended_at = null,
    generation = a.generation + case h.state when 'expired' then 1 else 0 end
  from held h cross join place t, project p
  where a.customer_id = :customer_id and a.id = h.id and p.customer_id = :customer_id and p.id = a.project_id
    and a.state = h.state
    and (h.state = 'leased' or (h.state = 'expired' and t.is_open and a.round = t.round and a.purpose::text = t.stage and not exists (
      select from assignment o
      where o.customer_id = :customer_id and o.task_id = a.task_id and o.labeler_id = a.labeler_id and o.round = a.round
        and o.state in ('leased', 'submitted', 'skipped') and o.purpose = a.purpose)))
  returning a.id, a.task_id, a.project_id, a.generation, a.expires_at, h.state as before),
taken_back as (
  update task t set claims_live = p.claims_live + 1 from renewed r cross join place p
  where t.customer_id = :customer_id and t.id = r.task_id and r.before = 'expired'),
noted as (
  insert into event (customer_id, kind, actor_id, project_id, batch_id, task_id, labeler_id, body)
  select :customer_id, 'assignment.renewed', :actor_id, r.project_id, t.batch_id, r.task_id, :labeler_id,
    jsonb_build_object('assignment_id', r.id, 'generation', r.generation)
  from renewed r cross join place t where r.before = 'expired')
select generation, expires_at from renewed;

-- name: end_lease
-- Give a place back: the labeler left (expired) or does not want this task (skipped).
with place as (
  select t.id, t.batch_id, t.skips from task t
  where t.customer_id = :customer_id and t.id = (select task_id from assignment where customer_id = :customer_id and id = :id)
  for update),
ended as (
  update assignment a set state = :state::text, ended_at = now(), reason = :reason from place
  where a.customer_id = :customer_id and a.id = :id and a.labeler_id = :labeler_id and a.generation = :generation and a.state = 'leased'
  returning a.id, a.task_id, a.project_id, a.purpose),
freed as (
  update task t set claims_live = case when e.purpose = 'label' and :escalate then 0 else t.claims_live - 1 end,
    skips = t.skips + (:state::text = 'skipped')::int, stage = case when e.purpose = 'label' and :escalate then 'review' else t.stage end, updated_at = now()
  from ended e where t.customer_id = :customer_id and t.id = e.task_id
  returning t.id)
select e.task_id, e.project_id, e.purpose::text, p.batch_id, p.skips from ended e join freed f on f.id = e.task_id join place p on p.id = e.task_id;

-- name: skips_of_task
-- How often the task of this assignment was refused; the row is locked so that two refusals count as two.
select t.skips from task t
where t.customer_id = :customer_id and t.id = (select task_id from assignment where customer_id = :customer_id and id = :assignment_id)
for update;

-- name: expire_leases
-- Free the places of leases that ran out. Tasks that somebody is busy with are left for the next round.
with late as (
  select a.id, a.task_id from assignment a join task t on t.customer_id = a.customer_id and t.id = a.task_id
  where a.customer_id = :customer_id and a.state = 'leased' and a.expires_at < now()
  order by a.task_id limit 500 for update of t skip locked),
ended as (
  update assignment a set state = 'expired', ended_at = now() from late l
  where a.customer_id = :customer_id and a.id = l.id and a.state = 'leased' and a.expires_at < now()
  returning a.id, a.task_id, a.project_id, a.labeler_id, a.generation, a.purpose),
freed as (
  update task t set claims_live = t.claims_live - e.claims, updated_at = now()
  from (select task_id, count(*) as claims from ended group by task_id) e
  where t.customer_id = :customer_id and t.id = e.task_id returning t.id, t.batch_id),
noted as (
  insert into event (customer_id, kind, project_id, batch_id, task_id, labeler_id, body)
  select :customer_id, 'assignment.expired', e.project_id, f.batch_id, e.task_id, e.labeler_id,
    jsonb_build_object('assignment_id', e.id, 'purpose', e.purpose, 'generation', e.generation)
  from ended e join freed f on f.id = e.task_id)
select count(*) from ended;

-- name: revoke_leases
-- The task is no longer to be had: whoever holds it is told so when they submit.
update assignment set state = 'revoked', ended_at = now(), reason = :reason
where customer_id = :customer_id and task_id = :task_id and state = 'leased' returning id;

-- name: projects_with_work
select p.id, p.name, p.modality from project p where p.customer_id = :customer_id and p.status = 'active' order by p.id desc limit 200;
