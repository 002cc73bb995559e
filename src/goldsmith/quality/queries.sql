-- name: changed_projects
-- Projects whose counters, fits or settings changed since they were measured. The first condition keeps them fresh, the second
-- keeps measuring to a fortieth of the time, however large a project is.
select p.id, p.modality, p.labeling, p.contract, p.ontology_version, p.audit_favored_below::float8 as audit_favored_below, now.mark
from project p
left join quality q on q.customer_id = :customer_id and q.project_id = p.id
cross join lateral (
  select md5(concat(:version::int, ' ', p.updated_at, ' ',
    (select string_agg(concat(c.name, c.value), ' ' order by c.name) from counter c
     where c.customer_id = :customer_id and c.scope_id = p.id and c.hour = 'epoch' and c.labeler_id = '00000000-0000-0000-0000-000000000000'), ' ',
    (select max(f.fitted_at) from fit f where f.customer_id = :customer_id and f.project_id = p.id))) as mark) now
where p.customer_id = :customer_id and p.status <> 'archived'
  and (q.body ->> 'mark') is distinct from now.mark
  and (q.body is null or q.computed_at + make_interval(secs => greatest(:least_seconds::float8, 40 * (q.body ->> 'seconds')::float8)) <= now())
order by q.computed_at nulls first limit 3;

-- name: allow_memory
-- Figures of a million tasks are one hash join and one hash table: let them fit.
select set_config('work_mem', '64MB', true);

-- name: tasks_by_belief
-- One pass over a project: how many tasks are where, with how many answers and how much doubt, in steps of a thousandth.
-- Of a large project it looks at as many 1,024ths as it is told, drawn by their ids' hash, and counts each for several.
select t.stage, t.status = 'completed' as is_completed, b.decision, t.answers_have, t.answers_most,
  ceil(b.expected_error::float8 * 1000 - 0.0001)::int as doubt,
  round(count(*) * 1024.0 / :parts::int)::bigint as tasks, sum(b.expected_error::float8) * 1024 / :parts::int as expected_errors
from task t left join belief b on b.customer_id = :customer_id and b.task_id = t.id and (uuid_hash(b.task_id) & 1023) < :parts::int
where t.customer_id = :customer_id and t.project_id = :project_id and t.status in ('pending', 'completed')
  and (uuid_hash(t.id) & 1023) < :parts::int
group by t.stage, is_completed, b.decision, t.answers_have, t.answers_most, doubt;

-- name: seconds_spent
-- Seconds are kept by labeler alone.
select coalesce(sum(value), 0)::bigint from counter
where customer_id = :customer_id and scope_id = :project_id and hour = 'epoch' and name = 'seconds';

-- name: waiting_audits
select count(*) as waiting, min(updated_at) as oldest from task
where customer_id = :customer_id and project_id = :project_id and stage = 'audit' and status = 'completed';

-- name: audited_tasks
-- Each audited task once, as a certificate counts it: wrong if any audit ever found it wrong; right only if an audit of its current
-- round found it right and it is still completed. Beside it, what the engine had stated before that audit, and the doubt before the
-- task's first audit, by which a certificate sorts it; `doubt_now` is what it is counted with among the tasks.
with counted as (
  select n.task_id, (array_agg(n.id order by n.verdict desc, n.id))[1] as audit_id
  from annotation n join task t on t.customer_id = :customer_id and t.id = n.task_id
  where n.customer_id = :customer_id and n.project_id = :project_id and n.kind = 'audit'
    and (n.verdict = 'wrong' or n.verdict = 'correct' and n.round = t.round and t.status = 'completed')
  group by n.task_id)
select n.task_id, n.verdict = 'wrong' as is_wrong, t.status = 'completed' as is_completed, n.created_at, n.seconds,
  ceil(coalesce(before.expected_error, case when b.updated_at <= n.created_at then b.expected_error end)::float8 * 1000 - 0.0001)::int as doubt,
  ceil(b.expected_error::float8 * 1000 - 0.0001)::int as doubt_now,
  coalesce(stated.expected_error, case when b.updated_at <= n.created_at then b.expected_error::float8 end) as stated_error,
  case when jsonb_typeof(b.units) = 'array' then jsonb_array_length(b.units) end as units,
  exists (select from annotation r
    where r.customer_id = :customer_id and r.task_id = n.task_id and r.kind = 'review' and r.round = n.round) as is_reviewed
from counted c
join annotation n on n.customer_id = :customer_id and n.id = c.audit_id
join task t on t.customer_id = :customer_id and t.id = n.task_id
left join belief b on b.customer_id = :customer_id and b.task_id = n.task_id
left join lateral (
  select a.expected_error from annotation a
  where a.customer_id = :customer_id and a.task_id = n.task_id and a.kind = 'audit' order by a.id limit 1) before on true
left join lateral (
  select (e.body ->> 'expected_error')::float8 as expected_error from event e
  where e.customer_id = :customer_id and e.task_id = n.task_id and e.created_at <= n.created_at and e.body ? 'expected_error'
  order by e.created_at desc limit 1) stated on true;

-- name: compared_answers
-- What was said against what was accepted, in the latest completed tasks. The bounds name the whole index: see the page of tasks.
with latest as (
  select t.id, t.round, t.accepted_annotation_id from task t
  where t.customer_id = :customer_id
    and (t.project_id, t.stage, t.status, t.id) < (:project_id, 'done', 'completed', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    and (t.project_id, t.stage, t.status, t.id) >= (:project_id, 'done', 'completed', '00000000-0000-0000-0000-000000000000')
  order by t.project_id desc, t.stage desc, t.status desc, t.id desc limit :most)
select q.question, n.labeler_id, n.answer -> 'global_attributes' ->> q.question as said,
  a.answer -> 'global_attributes' ->> q.question as accepted, count(*) as answers, (select count(*) from latest) as compared_tasks
from latest t
join annotation a on a.customer_id = :customer_id and a.id = t.accepted_annotation_id
join annotation n on n.customer_id = :customer_id and n.task_id = t.id and n.round = t.round and n.labeler_id is not null
  and n.kind in ('response', 'hypothesis')
cross join unnest(:questions::text[]) as q (question)
group by q.question, n.labeler_id, said, accepted;

-- name: measured_answers
-- What people and machines said of the latest completed tasks, beside what was accepted, as long as it is not too much to compare.
-- Of each labeler the newest answer counts.
with latest as (
  select t.id, t.round, t.accepted_annotation_id from task t
  where t.customer_id = :customer_id
    and (t.project_id, t.stage, t.status, t.id) < (:project_id, 'done', 'completed', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    and (t.project_id, t.stage, t.status, t.id) >= (:project_id, 'done', 'completed', '00000000-0000-0000-0000-000000000000')
  order by t.project_id desc, t.stage desc, t.status desc, t.id desc limit :most),
said as (
  select distinct on (t.id, n.labeler_id) t.id as task_id, n.labeler_id, l.kind, n.answer::text as answer, a.answer::text as accepted
  from latest t
  join annotation a on a.customer_id = :customer_id and a.id = t.accepted_annotation_id
  join annotation n on n.customer_id = :customer_id and n.task_id = t.id and n.round = t.round and n.kind in ('response', 'hypothesis')
  join labeler l on l.customer_id = :customer_id and l.id = n.labeler_id
  order by t.id, n.labeler_id, n.id desc),
counted as (
  select *, sum(octet_length(answer) + octet_length(accepted)) over (order by task_id desc range unbounded preceding) as bytes from said)
select task_id, labeler_id, kind, answer, accepted from counted where bytes <= :most_bytes::bigint order by task_id desc, labeler_id;

-- name: error_rates
select body -> 'error_rates' as error_rates from quality
where customer_id = :customer_id and project_id = :project_id and (body ->> 'version')::int = :version::int;

-- name: write_quality!
insert into quality (customer_id, project_id, body) values (:customer_id, :project_id, :body)
on conflict (customer_id, project_id) do update set body = excluded.body, computed_at = now();

-- name: quality
select body -> 'figures' as figures, computed_at from quality
where customer_id = :customer_id and project_id = :project_id and (body ->> 'version')::int = :version::int;

-- name: slips
-- What the last measurement says about some labelers' most frequent mistakes; the body is unpacked once.
with measured as materialized (
  select body -> 'slips' as slips from quality
  where customer_id = :customer_id and project_id = :project_id and (body ->> 'version')::int = :version::int)
select l.id::uuid as labeler_id, m.slips -> l.id as slips from measured m cross join unnest(:labeler_ids::text[]) as l (id)
where m.slips ? l.id;

-- name: skilled_labelers
-- Labelers of whom something was learnt in this project; one stretch of the index per question, so that a page costs the same anywhere.
select page.labeler_id as id, l.name, l.kind from (
  select distinct s.labeler_id from (
    with recursive question as (
      (select min(question) as question from skill where customer_id = :customer_id and project_id = :project_id)
      union all
      select (select min(s.question) from skill s where s.customer_id = :customer_id and s.project_id = :project_id and s.question > q.question)
      from question q where q.question is not null)
    select question from question where question is not null) q
  cross join lateral (
    select s.labeler_id from skill s
    where s.customer_id = :customer_id and s.project_id = :project_id and s.question = q.question and s.labeler_id > :after
      and (:only::uuid is null or s.labeler_id = :only)
    order by s.labeler_id limit :limit) s) page
join labeler l on l.customer_id = :customer_id and l.id = page.labeler_id
order by page.labeler_id limit :limit;

-- name: skills_of_labelers
-- One look into the index per labeler, however many others there are.
select s.question, s.labeler_id, s.answers, s.reliability, s.low, s.high, s.by_choice
from unnest(:labeler_ids::uuid[]) as l (id)
cross join lateral (
  select * from skill where customer_id = :customer_id and labeler_id = l.id and project_id = :project_id offset 0) s;

-- name: labelers
select id as labeler_id, name as labeler, kind as labeler_kind from labeler where customer_id = :customer_id and id = any(:ids::uuid[]);

-- name: task_to_explain
select t.id, t.project_id, t.stage, t.status, t.round, t.priority, t.urgency, t.ontology_version, t.answers_have, t.answers_most,
  t.consensus_annotation_id, t.accepted_annotation_id, p.modality, p.labeling,
  b.units, b.expected_error, b.estimator, b.decision, b.reason, b.updated_at
from task t
join project p on p.customer_id = t.customer_id and p.id = t.project_id
left join belief b on b.customer_id = t.customer_id and b.task_id = t.id
where t.customer_id = :customer_id and t.id = :id;

-- name: scores_of_task
-- How sure machines are of each object that they marked in a task; of each the newest comes last.
select labeler_id, scores from annotation
where customer_id = :customer_id and task_id = :task_id and kind = 'hypothesis' and scores is not null order by id;

-- name: newest_judged
-- The newest tasks that judges were asked about. Of each model the index is read from its end, however much it was ever asked.
select distinct c.task_id from model m
cross join lateral (
  select distinct o.task_id from model_call o
  where o.customer_id = :customer_id and o.model_id = m.id and o.status = 'answered' and o.task_id is not null
  order by o.task_id desc limit :limit) c
where m.customer_id = :customer_id and m.project_id = :project_id and m.kind = 'chat'
order by c.task_id desc limit :limit;

-- name: judged_pairs
-- What judges said of pairs of these tasks, as they stood before them; the order in which it was said.
select m.id as model_id, m.name, c.task_id, c.reply
from model m cross join unnest(:task_ids::uuid[]) as n (task_id)
cross join lateral (
  select o.id, o.task_id, o.reply from model_call o
  where o.customer_id = :customer_id and o.model_id = m.id and o.task_id = n.task_id and o.status = 'answered' offset 0) c
where m.customer_id = :customer_id and m.project_id = :project_id and m.kind = 'chat' and c.reply like '{"pairing":%'
order by c.id;

-- name: people_on_tasks
-- What people say about tasks in their present round.
select n.task_id, n.answer::text as answer
from annotation n join task t on t.customer_id = n.customer_id and t.id = n.task_id
where n.customer_id = :customer_id and n.task_id = any(:task_ids::uuid[]) and n.kind = 'response' and n.round = t.round
order by n.task_id, n.id;

-- name: graded_tasks
-- What judges say now of these tasks, with what the tasks show.
select distinct on (m.id, n.task_id) m.id as model_id, m.name, n.task_id, n.answer::text as answer, b.content
from model m
join annotation n on n.customer_id = m.customer_id and n.labeler_id = m.labeler_id and n.kind = 'hypothesis'
join task_payload b on b.customer_id = n.customer_id and b.task_id = n.task_id
where m.customer_id = :customer_id and m.project_id = :project_id and m.kind = 'chat' and n.task_id = any(:task_ids::uuid[])
order by m.id, n.task_id, n.id desc;
