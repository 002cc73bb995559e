-- name: latest_set
select version, sha256, ontology_version, created_by, created_at from function_set
where customer_id = :customer_id and project_id = :project_id order by version desc limit 1;

-- name: function_set
select version, source, sha256, created_by, created_at from function_set
where customer_id = :customer_id and project_id = :project_id and version = :version;

-- name: insert_set!
insert into function_set (customer_id, project_id, version, source, sha256, ontology_version, created_by)
values (:customer_id, :project_id, :version, :source, :sha256, :ontology_version, :created_by);

-- name: functions
select * from label_function where customer_id = :customer_id and project_id = :project_id order by version desc, line, name;

-- name: insert_labeler!
insert into labeler (customer_id, id, kind, name) values (:customer_id, :id, 'function', :name);

-- name: put_function!
-- A function that comes back is the labeler that it was.
insert into label_function (customer_id, project_id, name, labeler_id, version, line, attribute, confidence)
values (:customer_id, :project_id, :name, :labeler_id, :version, :line, :attribute, :confidence)
on conflict (customer_id, project_id, name) do update
set version = excluded.version, line = excluded.line, attribute = excluded.attribute, confidence = excluded.confidence,
  status = 'active', error = null, errors = 0, first_error = null, figures = '{}';

-- name: retire_functions!
update label_function set status = 'removed'
where customer_id = :customer_id and project_id = :project_id and version < :version and status <> 'removed';

-- name: remove_function
update label_function set status = 'removed'
where customer_id = :customer_id and project_id = :project_id and name = :name and status <> 'removed' returning labeler_id;

-- name: stop_function!
update label_function set status = 'failed', error = :error
where customer_id = :customer_id and project_id = :project_id and name = :name and status = 'active';

-- name: count_errors!
update label_function f set errors = f.errors + n.errors, first_error = coalesce(f.first_error, n.first_error)
from unnest(:names::text[], :errors::bigint[], :first_errors::text[]) as n (name, errors, first_error)
where f.customer_id = :customer_id and f.project_id = :project_id and f.name = n.name;

-- name: start_run!
insert into function_run (customer_id, project_id, version) values (:customer_id, :project_id, :version)
on conflict (customer_id, project_id) do update
set version = excluded.version, status = 'running', error = null, through_id = excluded.through_id, passed = 0, updated_at = now();

-- name: function_run
select *, clock_timestamp() as read_at from function_run where customer_id = :customer_id and project_id = :project_id;

-- name: lock_run
-- Taken before any row of label_function or vote is changed, by everybody, so that nobody waits in a circle.
select version, status, through_id from function_run
where customer_id = :customer_id and project_id = :project_id for update;

-- name: advance_run!
update function_run set through_id = greatest(through_id, :through_id::uuid), passed = passed + :passed, looked = looked + :new,
  updated_at = now()
where customer_id = :customer_id and project_id = :project_id;

-- name: end_run
-- Whether the figures of this version are still to come.
update function_run set status = :status, error = :error, counted_tasks = :tasks, updated_at = now()
where customer_id = :customer_id and project_id = :project_id and version = :version and status = 'running'
returning counted_version <> version as is_uncounted;

-- name: wake_runs
-- Runs that ended before more tasks came, and those whose worker was lost.
update function_run r set status = 'running', updated_at = now()
where r.customer_id = :customer_id and (
  r.status = 'running' and r.updated_at < now() - interval '10 minutes'
  or r.status = 'done' and exists (
    select from counter c where c.customer_id = :customer_id and c.scope_id = r.project_id and c.hour = 'epoch' and c.name = 'tasks'
      and c.labeler_id = '00000000-0000-0000-0000-000000000000' and c.value > r.looked and c.value <> r.counted_tasks))
returning r.project_id;

-- name: claim_figures
-- Projects whose figures are older than what they rest on. Computing them takes at most a fiftieth of the time.
update function_run r set figures_of = n.now_of, figures_at = now()
from (
  select f.project_id, concat_ws(':', f.version, f.passed, f.looked, f.status,
    (select string_agg(c.value::text, ',' order by c.name) from counter c
     where c.customer_id = :customer_id and c.scope_id = f.project_id and c.hour = 'epoch'
       and c.labeler_id = '00000000-0000-0000-0000-000000000000' and c.name in ('completed', 'audits', 'tasks'))) as now_of
  from function_run f where f.customer_id = :customer_id) n
where r.customer_id = :customer_id and r.project_id = n.project_id and r.figures_of <> n.now_of
  and (r.figures_at is null or r.figures_at < now() - make_interval(secs => greatest(2, 50 * r.figures_seconds)))
returning r.project_id;

-- name: tasks_after
-- The next tasks in the order they came, few enough to fit in memory; with `only_new` those that nobody looked at.
with page as (
  select found.id from unnest(:stages::text[], :statuses::text[]) as kind (stage, status)
  cross join lateral (
    select t.id from task t
    where t.customer_id = :customer_id
      and (t.project_id, t.stage, t.status, t.id) > (:project_id, kind.stage, kind.status, :after)
      and (t.project_id, t.stage, t.status, t.id) <= (:project_id, kind.stage, kind.status, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      and not (:only_new and exists (select from vote v where v.customer_id = :customer_id and v.task_id = t.id))
    order by t.project_id, t.stage, t.status, t.id limit :limit) found
  order by found.id limit :limit),
body as (
  select b.task_id as id, b.unique_id, b.content, b.metadata, md5(b.metadata::text) as seen,
    sum(octet_length(b.content::text)) over (order by b.task_id) - octet_length(b.content::text) as bytes_before
  from page join task_payload b on b.customer_id = :customer_id and b.task_id = page.id)
select id, unique_id, content, metadata, seen from body where bytes_before < :most_bytes order by id;

-- name: put_votes
-- Only what differs is written, and nothing about a task whose metadata changed since. Answers which tasks are new here.
insert into vote (customer_id, task_id, project_id, votes)
select :customer_id, n.task_id, :project_id, n.votes::jsonb
from unnest(:task_ids::uuid[], :seen::text[], :votes::text[]) as n (task_id, seen, votes)
join task_payload b on b.customer_id = :customer_id and b.task_id = n.task_id and md5(b.metadata::text) = n.seen
on conflict (customer_id, task_id) do update set votes = excluded.votes where vote.votes <> excluded.votes
returning xmax = 0 as is_new, votes = '{}' as is_empty;

-- name: forget_votes
delete from vote where customer_id = :customer_id and task_id = :task_id returning task_id;

-- name: uncount_look!
update function_run set looked = looked - 1, counted_tasks = -1 where customer_id = :customer_id and project_id = :project_id;

-- name: opinions_of_tasks
-- What models, judges and functions think of these tasks now: each one's last word. A prediction that does not say how sure it
-- is came with an import and was shown to people before they answered: it is a suggestion, no opinion of its own.
select v.task_id, f.labeler_id, 'function' as labeler_kind, (e.value -> 'answer')::text as answer, (e.value ->> 'confidence')::double precision as confidence
from vote v cross join lateral jsonb_each(v.votes) as e (labeler_id, value)
join label_function f on f.customer_id = v.customer_id and f.labeler_id = e.labeler_id::uuid and f.status = 'active'
where v.customer_id = :customer_id and v.task_id = any(:task_ids::uuid[])
union all
select last.task_id, last.labeler_id, l.kind, last.answer, last.confidence
from (
  select distinct on (n.task_id, n.labeler_id) n.task_id, n.labeler_id, n.answer::text as answer, n.confidence
  from annotation n
  where n.customer_id = :customer_id and n.task_id = any(:task_ids::uuid[]) and n.kind = 'hypothesis' and n.confidence is not null and n.labeler_id is not null
  order by n.task_id, n.labeler_id, n.id desc) last
join labeler l on l.customer_id = :customer_id and l.id = last.labeler_id;

-- name: count_votes
-- Each function's votes, how often another votes on the same question and how often differently, and how often the
-- accepted answer of people says the same. Lists are equal in any order, so each must hold the other.
with said as (
  select v.task_id, f.labeler_id, coalesce(f.attribute, '') as question, truth.answer as truth,
    case when f.attribute is null then e.value -> 'answer' else e.value -> 'answer' -> 'global_attributes' -> f.attribute end as value
  from vote v
  left join lateral (
    select n.answer -> 'global_attributes' as answer
    from task t join annotation n on n.customer_id = t.customer_id and n.id = t.accepted_annotation_id
    where t.customer_id = :customer_id and t.id = v.task_id and t.status = 'completed' and exists (
      select from annotation g join labeler l on l.customer_id = g.customer_id and l.id = g.labeler_id
      where g.customer_id = :customer_id and g.task_id = t.id and g.round = t.round and g.kind in ('response', 'review', 'audit')
        and l.kind = 'person')
    offset 0) truth on true  -- looked up for each task: nobody can foresee how many votes jsonb_each will find
  cross join lateral jsonb_each(v.votes) as e (labeler_id, value)
  join label_function f on f.customer_id = v.customer_id and f.labeler_id = e.labeler_id::uuid and f.status = 'active'
  where v.customer_id = :customer_id and v.project_id = :project_id),
met as (
  select *, count(*) over same as voters, min(value::text) over same <> max(value::text) over same as differ
  from said window same as (partition by task_id, question))
select labeler_id, count(*) as votes,
  count(*) filter (where voters > 1) as overlaps,
  count(*) filter (where differ) as conflicts,
  count(*) filter (where question <> '' and truth ? question) as judged,
  count(*) filter (where question <> '' and truth -> question @> value and value @> (truth -> question)) as correct
from met group by labeler_id;

-- name: count_choices
-- What each function votes for, most frequent first.
select labeler_id, value, votes from (
  select f.labeler_id, e.value -> 'answer' -> 'global_attributes' ->> f.attribute as value, count(*) as votes,
    row_number() over (partition by f.labeler_id order by count(*) desc) as place
  from vote v cross join lateral jsonb_each(v.votes) as e (labeler_id, value)
  join label_function f on f.customer_id = v.customer_id and f.labeler_id = e.labeler_id::uuid and f.status = 'active'
  where v.customer_id = :customer_id and v.project_id = :project_id and f.attribute is not null
  group by f.labeler_id, 2) ranked
where place <= :most order by labeler_id, votes desc;

-- name: put_figures!
update label_function f set figures = n.figures::jsonb from unnest(:labeler_ids::uuid[], :figures::text[]) as n (labeler_id, figures)
where f.customer_id = :customer_id and f.project_id = :project_id and f.labeler_id = n.labeler_id;

-- name: claim_count
-- Whether these figures were read later than those that are kept: of two counts the later reading stays, whichever ends first.
update function_run set figures_seconds = :seconds, counted_looked = :looked, counted_at = :read_at,
  counted_version = case when :is_whole then :version::int else counted_version end
where customer_id = :customer_id and project_id = :project_id and counted_at < :read_at returning true;

-- name: forget_figures!
update function_run set figures_of = '', figures_at = null where customer_id = :customer_id and project_id = :project_id;

-- name: newest_tasks
-- Some tasks to try new functions on.
select b.task_id as id, b.unique_id, b.content, b.metadata from (
  select t.id from unnest(:stages::text[], :statuses::text[]) as kind (stage, status)
  cross join lateral (
    select page.id from task page
    where page.customer_id = :customer_id
      and (page.project_id, page.stage, page.status, page.id) >= (:project_id, kind.stage, kind.status, '00000000-0000-0000-0000-000000000000')
      and (page.project_id, page.stage, page.status, page.id) <= (:project_id, kind.stage, kind.status, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    order by page.project_id desc, page.stage desc, page.status desc, page.id desc limit :limit) t
  order by t.id desc limit :limit) t
join task_payload b on b.customer_id = :customer_id and b.task_id = t.id
where octet_length(b.content::text) < :most_bytes;
