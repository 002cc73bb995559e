-- name: projects_to_order
-- Active projects with votes between models, and tasks that were not looked at yet, or a twentieth more answers since the last look at all.
select p.id, p.modality, p.labeling, a.value as annotations, coalesce(o.annotations, a.value) as annotations_before,
  case when u.is_behind then coalesce(o.place, '00000000-0000-0000-0000-000000000000') else '00000000-0000-0000-0000-000000000000' end as place,
  not u.is_behind or o.project_id is null as begins
from project p
join counter a on a.customer_id = p.customer_id and a.scope_id = p.id and a.hour = 'epoch' and a.name = 'annotations'
  and a.labeler_id = '00000000-0000-0000-0000-000000000000'
left join vote_order o on o.customer_id = p.customer_id and o.project_id = p.id
cross join lateral (select exists (
  select from task t
  where t.customer_id = p.customer_id
    and (t.project_id, t.stage, t.status, t.id) > (p.id, 'label', 'pending', coalesce(o.place, '00000000-0000-0000-0000-000000000000'))
    and (t.project_id, t.stage, t.status, t.id) <= (p.id, 'label', 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')) as is_behind) u
where p.customer_id = :customer_id and p.status = 'active' and p.modality = any(:modalities::text[]) and a.value >= :fewest
  and (o.project_id is null or o.looked_at < clock_timestamp() - make_interval(secs => :pause_seconds::double precision))
  and (u.is_behind or a.value > o.annotations * 1.05 + 5)
  and exists (select from preference v where v.customer_id = p.customer_id and v.project_id = p.id);

-- name: tasks_to_order
-- The next tasks behind the place, and those that are urgent now; each looked up by itself, however many tasks there are.
with next as (
  select t.id from task t
  where t.customer_id = :customer_id
    and (t.project_id, t.stage, t.status, t.id) > (:project_id, 'label', 'pending', :after)
    and (t.project_id, t.stage, t.status, t.id) <= (:project_id, 'label', 'pending', 'ffffffff-ffff-ffff-ffff-ffffffffffff')
  order by t.project_id, t.stage, t.status, t.id limit :limit),
urgent as (
  select t.id from task t
  where t.customer_id = :customer_id and t.project_id = :project_id and t.stage = 'label' and t.is_open and t.urgency > 0
  order by t.rank limit :urgent),
either as (
  select e.id, bool_or(e.is_next) as is_next
  from (select id, true as is_next from next union all select id, false from urgent) e group by e.id)
select e.id, e.is_next, t.urgency, t.content, t.answers_have
from either e
cross join lateral (
  select o.urgency, o.answers_have, b.content
  from task o join task_payload b on b.customer_id = o.customer_id and b.task_id = o.id
  where o.customer_id = :customer_id and o.id = e.id offset 0) t
order by e.id;

-- name: set_urgencies!
-- A task that somebody is changing at this moment keeps its urgency until the next look.
update task t set urgency = f.urgency
from (
  select o.id, n.urgency from unnest(:task_ids::uuid[], :urgencies::smallint[]) as n (id, urgency)
  join task o on o.customer_id = :customer_id and o.id = n.id
  where o.stage = 'label' and o.status = 'pending' and o.urgency <> n.urgency
  for update of o skip locked) f
where t.customer_id = :customer_id and t.id = f.id;

-- name: note_look!
insert into vote_order (customer_id, project_id, place, annotations, looked_at)
values (:customer_id, :project_id, :place, :annotations, clock_timestamp())
on conflict (customer_id, project_id) do update set place = excluded.place, annotations = excluded.annotations, looked_at = excluded.looked_at;
